import JSON
import TestSupport
import Testing

@Suite("GraphQL over HTTP")
struct GraphQLOverHTTPTests {
    private let gateway: GatewayProcess
    private static let body = #"{"query":"{__typename}"}"#
    private static let json = "content-type: application/json\r\n"

    init() throws { gateway = try GatewayProcess.shared() }

    /// Sends a request as it is; an agent's token is added.
    private func exchange(
        _ line: String,
        headers: String = "",
        body: [UInt8] = []
    ) throws -> Answer {
        let token = try GatewayProcess.token("agent")
        let length = body.isEmpty ? "" : "content-length: \(body.count)\r\n"
        let head =
            "\(line) HTTP/1.1\r\nhost: test\r\nauthorization: Bearer \(token)\r\n\(headers)\(length)\r\n"
        let client = Client(port: gateway.port)
        client.send(Array(head.utf8) + body)
        return client.receiveAnswer()
    }

    private func post(_ body: String, headers: String = json) throws -> Answer {
        try exchange("POST /graphql", headers: headers, body: Array(body.utf8))
    }

    // MARK: Media types

    @Test(arguments: [
        ("application/json", 200), ("application/json; charset=utf-8", 200), ("APPLICATION/JSON", 200),
        (#"application/json;charset="UTF-8""#, 200), ("application/json;; charset=utf8 ;x=1", 200),
        ("application/json; charset=utf-16", 415), ("application/json; charset", 415), ("text/plain", 415),
        ("application/json, text/plain", 415), ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415), ("application/graphql", 415), ("nonsense", 415),
    ])
    func `a body is JSON in UTF-8 and says so`(contentType: String, status: Int) throws {
        let answer = try post(Self.body, headers: "content-type: \(contentType)\r\n")
        #expect(answer.status == status, "\(answer.body)")
        #expect(answer.code == (status == 200 ? nil : "BAD_REQUEST"))
    }

    @Test(arguments: [
        "", "content-type: application/json\r\ncontent-type: text/plain\r\n",
        "content-type: application/json\r\ncontent-encoding: gzip\r\n",
    ])
    func `a body of another coding, of no type, or of two is refused`(headers: String) throws {
        let answer = try post(Self.body, headers: headers)
        #expect(answer.status == 415)
        #expect(answer.code == "BAD_REQUEST")
    }

    @Test(
        arguments: [
            ([], "application/graphql-response+json"), (["*/*"], "application/graphql-response+json"),
            (["application/*"], "application/graphql-response+json"),
            (["application/json"], "application/json"),
            (["application/json, application/graphql-response+json"], "application/graphql-response+json"),
            (
                ["application/json;q=0.5, application/graphql-response+json;q=0.9"],
                "application/graphql-response+json"
            ),
            (["application/graphql-response+json;q=0.1, application/json"], "application/json"),
            (["application/graphql-response+json;q=0, */*"], "application/json"),
            (["application/json, text/plain, */*"], "application/json"),
            (["text/html", "application/json"], "application/json"),
            ([""], "application/graphql-response+json"),
            ([#"text/html;p="a,b;c\"", application/json"#], "application/json"),
            (["nonsense, application/json;q=7, application/json"], "application/json"),
            ([#"application/graphql-response+json; charset="utf-8""#], "application/graphql-response+json"),
            (["text/html"], nil), (["application/json;q=0"], nil),
            (["application/json;q=0, */*;q=0.000"], nil),
            (["application/graphql-response+json; charset=utf-16"], nil),
        ] as [([String], String?)]
    )
    func `the answer's media type is what the client prefers`(accept: [String], type: String?) throws {
        let headers = accept.map { "accept: \($0)\r\n" }.joined()
        let answer = try post(Self.body, headers: Self.json + headers)
        #expect(answer.status == (type == nil ? 406 : 200), "\(answer.body)")
        let sent = type ?? "application/graphql-response+json"
        #expect(answer.header("content-type") == "\(sent); charset=utf-8")
        #expect(answer.code == (type == nil ? "BAD_REQUEST" : nil))
    }

    @Test(arguments: ["application/json", "application/graphql-response+json"])
    func `a refused request is answered in a type that the client accepts`(type: String) throws {
        let headers = Self.json + "accept: \(type)\r\n"
        for (answer, status) in [
            (try post(#"{"query":"{ nothing }"}"#, headers: headers), 422),
            (try post("{", headers: headers), 400),
            (try post(Self.body, headers: headers + "origin: https://evil.example\r\n"), 403),
            (try exchange("POST /graphql", headers: headers + "content-length: 50000000\r\n"), 413),
        ] {
            #expect(answer.status == status)
            #expect(answer.header("content-type") == "\(type); charset=utf-8")
        }
    }

    @Test(arguments: [
        ("", 200), ("accept: */*\r\n", 200), ("accept: application/*\r\n", 200),
        ("accept: application/json\r\n", 200),
        ("accept: application/graphql-response+json;q=0.5, application/json\r\n", 200),
        ("accept: application/graphql-response+json\r\n", 294),
        ("accept: application/json;q=0.5, application/graphql-response+json\r\n", 294),
    ])
    func `data with errors has the status 294 only for clients that know it`(
        headers: String,
        status: Int
    )
        throws
    {
        let body = #"{"query":"{ ticket(id: \"nonsense\") { number } }"}"#
        let answer = try post(body, headers: Self.json + headers)
        #expect(answer.status == status)
        #expect(answer.code == "BAD_USER_INPUT")
    }

    // MARK: Addresses

    @Test(arguments: [
        ("POST /graphql/", 200), ("POST /graphql/x", 404), ("POST /graphq", 404),
        ("POST /health/live", 405), ("GET /health/live", 200), ("GET /nothing", 404),
    ])
    func `an address is served, refuses the method, or is unknown`(line: String, status: Int) throws {
        #expect(
            try exchange(line, headers: Self.json, body: Array(Self.body.utf8)).status == status
        )
    }

    // MARK: Methods

    @Test(arguments: ["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
    func `another method gets the list of methods`(method: String) throws {
        let answer = try exchange("\(method) /graphql", headers: Self.json, body: Array(Self.body.utf8))
        #expect(answer.status == 405)
        #expect(answer.header("allow") == "GET, HEAD, POST")
        #expect(answer.code == "BAD_REQUEST")
    }

    @Test(arguments: [
        ("query=%7B__typename%7D", 200),
        ("query={__typename}&unknown=1&variables=&operationName=&extensions=", 200),
        (
            "query=query+A($a:Boolean!){__typename+@skip(if:$a)}query+B{__typename}&operationName=A&variables={%22a%22:true}",
            200
        ),
        ("query={__typename}&variables=null", 200), ("", 422), ("query=", 422), ("variables={}", 422),
        ("query={__typename}&query={__typename}", 422), ("query={__typename}&variables=7", 422),
        ("query={__typename}&variables=[]", 422), ("query={__typename}&extensions=%22x%22", 422),
        ("query={__typename}&variables={", 400), ("query={__typename}&extensions=x", 400),
        ("query=%7", 400), ("query=%FF", 400), ("query={", 400), ("query={nothing}", 422),
        ("query={__typename}&operationName=null", 422),
    ])
    func `a query can be sent by GET`(query: String, status: Int) throws {
        let answer = try exchange("GET /graphql?\(query)")
        #expect(answer.status == status, "\(answer.body)")
        #expect((answer.code == nil) == (status == 200))
    }

    @Test func `HEAD is answered as GET, without the body`() throws {
        let answer = try exchange("HEAD /graphql?query={__typename}", headers: "connection: close\r\n")
        // The length that is told is GET's, so that the client reads until the end.
        #expect(
            answer.body.hasPrefix("HTTP/1.1 200 OK\r\n") && answer.body.hasSuffix("\r\n\r\n"),
            "\(answer)"
        )
    }

    // MARK: Parameters

    @Test(arguments: [
        ("null", 422), ("7", 422), (#""x""#, 422), ("[]", 422), ("[\(body)]", 422), ("{}", 422),
        (#"{"query":null}"#, 422), (#"{"query":{}}"#, 422), (#"{"query":["{__typename}"]}"#, 422),
        (#"{"query":"{__typename}","variables":"x"}"#, 422),
        (#"{"query":"{__typename}","variables":7}"#, 422),
        (#"{"query":"{__typename}","variables":true}"#, 422),
        (#"{"query":"{__typename}","operationName":7}"#, 422),
        (#"{"query":"{__typename}","operationName":{}}"#, 422),
        (#"{"query":"{__typename}","extensions":[]}"#, 422),
        (#"{"query":"{__typename}","extensions":"x"}"#, 422), (#"{"query":"{__typename}"} x"#, 400),
        (#"{"query":"{__typename}","query":"{a:__typename}"}"#, 400),
        (#"{"query":"{__typename}","variables":{"a":1,"\u0061":2}}"#, 400), (" ", 400),
        (#"{"query":""}"#, 400), (#"{"query":"extend type Query { a: Int }"}"#, 422),
        (#"{"query":"{__typename}","x":{"y":[1]},"extensions":{"z":1}}"#, 200),
        (#"{"query":"{__typename}","variables":null,"operationName":null,"extensions":null}"#, 200),
        (#"{"query":"{__typename}","variables":{"unknown":1}}"#, 200),
    ])
    func `parameters of another type are refused, others ignored`(body: String, status: Int) throws {
        let answer = try post(body)
        #expect(answer.status == status, "\(answer.body)")
        #expect((answer.code == nil) == (status == 200))
    }

    @Test func `JSON that nests too deep is a limit, not a malformed body`() throws {
        let nested = String(repeating: "[", count: 70) + String(repeating: "]", count: 70)
        let answer = try post(#"{"query":"{__typename}","variables":{"a":\#(nested)}}"#)
        #expect(answer.status == 422)
        #expect(answer.code == "LIMIT_EXCEEDED")
        let unclosed = try post(#"{"query":"{__typename}","variables":{"a":[}"#)
        #expect(unclosed.status == 400)
        #expect(unclosed.code == "BAD_REQUEST")
    }

    @Test func `a body that is empty, or is not UTF-8, is no JSON`() throws {
        for body in [[], Array(#"{"query":"{__typename} # "#.utf8) + [0xFF] + Array(#""}"#.utf8)] as [[UInt8]]
        {
            let answer = try exchange("POST /graphql", headers: Self.json, body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "BAD_REQUEST")
        }
    }

    // MARK: Requests that are not taken in

    @Test(arguments: [
        (
            "POST /graphql", "content-type: application/json\r\ncontent-length: 50000000\r\n", 413,
            "LIMIT_EXCEEDED"
        ),
        ("GET /graphql?query=\(String(repeating: "x", count: 9000))", "", 414, "LIMIT_EXCEEDED"),
        ("GET /graphql", "x: \(String(repeating: "x", count: 20000))\r\n", 431, "LIMIT_EXCEEDED"),
        ("GET /graphql", "content-length: x\r\n", 400, "BAD_REQUEST"),
    ])
    func `what is too large is refused as GraphQL has it`(
        line: String,
        headers: String,
        status: Int,
        code: String
    )
        throws
    {
        let answer = try exchange(line, headers: headers)
        #expect(answer.status == status)
        #expect(answer.code == code, "\(answer.body)")
        #expect(answer.header("content-type") == "application/graphql-response+json; charset=utf-8")
    }

    // MARK: Other sites' pages

    @Test(arguments: [
        ("", 200), ("sec-fetch-site: same-origin\r\n", 200), ("sec-fetch-site: none\r\n", 200),
        ("sec-fetch-site: same-origin\r\norigin: http://elsewhere\r\n", 200),
        ("origin: http://test\r\n", 200),
        ("sec-fetch-site: cross-site\r\n", 403), ("sec-fetch-site: same-site\r\n", 403),
        ("sec-fetch-site: cross-site\r\norigin: https://evil.example\r\n", 403),
        ("origin: https://evil.example\r\n", 403), ("origin: null\r\n", 403),
        // Given twice, the strictest counts.
        ("sec-fetch-site: same-origin\r\nsec-fetch-site: cross-site\r\n", 403),
        ("sec-fetch-site: same-origin, cross-site\r\n", 403),
        ("origin: http://test\r\norigin: https://evil.example\r\n", 403),
        ("origin: http://test\r\norigin: http://test\r\n", 200),
    ])
    func `a request of another site's page is refused`(headers: String, status: Int) throws {
        let get = try exchange("GET /graphql?query={__typename}", headers: headers)
        #expect(get.status == status)
        #expect(get.code == (status == 200 ? nil : "FORBIDDEN"))
        #expect(try post(Self.body, headers: Self.json + headers).status == status)
    }
}
