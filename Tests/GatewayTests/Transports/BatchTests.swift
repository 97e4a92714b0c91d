import Testing

@Suite("Batches of requests, and other sites that may ask")
struct BatchTests {
    private static let serving = Result {
        try GatewayProcess.shared().beside([
            "--limit-batch", "3", "--cors-origins", "https://app.example",
        ])
    }
    private let gateway: GatewayProcess

    init() throws { gateway = try Self.serving.get() }

    @Test func `a batch is answered in its order, each request by itself`() throws {
        let answer = try gateway.post(
            #"[{"query":"{ tickets(first: 1) { nodes { id } } }"}, {"query":"{ nothing }"}, 7]"#
        )
        #expect(answer.status == 200)
        #expect(answer.header("content-type") == "application/json; charset=utf-8")
        #expect(answer["0", "data", "tickets", "nodes"]?.items.count == 1)
        #expect(answer["1", "errors", "0", "extensions", "code"]?.text == "GRAPHQL_VALIDATION_FAILED")
        #expect(answer["2", "errors", "0", "extensions", "code"]?.text == "BAD_REQUEST")
        #expect(answer.json.items.count == 3)
    }

    @Test func `a batch is bounded, and not empty`() throws {
        let one = #"{"query":"{__typename}"}"#
        let tooMany = try gateway.post("[\(one),\(one),\(one),\(one)]")
        #expect(tooMany.status == 422)
        #expect(tooMany.code == "LIMIT_EXCEEDED")
        #expect(try gateway.post("[]").status == 422)
        #expect(try gateway.post(one)["data", "__typename"]?.text == "Query")
    }

    @Test(arguments: [("https://app.example", 200), ("https://other.example", 403)])
    func `pages of the origins that are named may ask`(origin: String, status: Int) throws {
        let headers = "origin: \(origin)\r\nsec-fetch-site: cross-site\r\n"
        let answer = try gateway.post(#"{"query":"{__typename}"}"#, headers: headers)
        #expect(answer.status == status)
        #expect(answer.header("access-control-allow-origin") == (status == 200 ? origin : nil))
    }
}
