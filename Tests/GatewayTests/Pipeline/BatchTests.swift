import Glibc
import TestSupport
import Testing

@Suite("Batches of requests, and other sites that may ask")
struct BatchTests {
    private let port: UInt16
    private let leash: Leash

    init() throws {
        let gateway = try GatewayProcess.shared()
        let (port, leash) = try GatewayProcess.serve([
            "--database",
            gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway"),
            "--jwt-secret", GatewayProcess.secret, "--listen", "127.0.0.1:0", "--limit-batch", "3",
            "--cors-origins", "https://app.example",
        ])
        self.port = port
        self.leash = Leash(leash)
    }

    private func post(_ body: String, headers: String = "") throws -> Answer {
        let client = Client(port: port)
        let token = try GatewayProcess.token("agent")
        client.send(
            GatewayProcess.post(body, token: token, headers: "content-type: application/json\r\n" + headers)
        )
        return client.receiveAnswer()
    }

    @Test func `a batch is answered in its order, each request by itself`() throws {
        let answer = try post(
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
        let tooMany = try post("[\(one),\(one),\(one),\(one)]")
        #expect(tooMany.status == 422)
        #expect(tooMany.code == "LIMIT_EXCEEDED")
        #expect(try post("[]").status == 422)
        #expect(try post(one)["data", "__typename"]?.text == "Query")
    }

    @Test(arguments: [("https://app.example", 200), ("https://other.example", 403)])
    func `pages of the origins that are named may ask`(origin: String, status: Int) throws {
        let headers = "origin: \(origin)\r\nsec-fetch-site: cross-site\r\n"
        let answer = try post(#"{"query":"{__typename}"}"#, headers: headers)
        #expect(answer.status == status)
        #expect(answer.header("access-control-allow-origin") == (status == 200 ? origin : nil))
    }
}

/// What keeps a gateway running for as long as it lives.
final class Leash: Sendable {
    private let descriptor: Int32

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }
}
