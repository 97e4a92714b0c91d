import Testing

@testable import HTTP

@Suite("RFC 9112 §2–§6, heads")
struct RequestHeadParserTests {
    private func parse(_ text: String, limits: HTTPLimits = HTTPLimits()) throws(ProtocolError) -> RequestHead
    {
        try RequestHeadParser.parse([UInt8](text.utf8), limits: limits)
    }

    private func request(_ text: String) throws(ProtocolError) -> Request {
        Request(head: try parse(text), body: [], remoteAddress: "", receivedAt: 0)
    }

    @Test func `a head's parts are found`() throws {
        let request = try request(
            "POST /graphql?a=1&b HTTP/1.1\r\nHost: example.com:8080\r\nX-Empty:\r\nAccept:\t a, b \t\r\naccept: c\r\n\r\n"
        )
        #expect(request.method == .post)
        #expect(request.target == "/graphql?a=1&b")
        #expect(request.path == "/graphql")
        #expect(Array(request.query) == Array("a=1&b".utf8))
        #expect(request.header("host").map(Array.init) == Array("example.com:8080".utf8))
        #expect(request.header("x-empty").map(Array.init) == [])
        #expect(request.header("accept").map(Array.init) == Array("a, b".utf8))
        #expect(request.headerText("accept") == "a, b, c")
        #expect(request.headers("accept").count == 2)
        #expect(request.header("accep") == nil)
        #expect(
            request.head.fields.map { String(decoding: request.head[$0.name], as: UTF8.self) } == [
                "Host", "X-Empty", "Accept", "accept",
            ]
        )
    }

    @Test(
        arguments: [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("PUT", .put), ("PATCH", .patch),
            ("DELETE", .delete),
            ("OPTIONS", .options), ("get", .other("get")), ("PROPFIND", .other("PROPFIND")),
        ] as [(String, HTTP.Method)]
    )
    func `methods are recognized by their exact names`(name: String, method: HTTP.Method) throws {
        #expect(try request("\(name) / HTTP/1.1\r\nHost:x\r\n\r\n").method == method)
    }

    @Test(
        arguments: [
            ("GET http://a.b:1/c?d", "/c", "d"), ("GET HTTPS://a", "/", ""), ("GET http://a?x", "/", "x"),
            ("OPTIONS *", "*", ""), ("GET /?", "/", ""), ("GET //a??", "//a", "?"),
            ("GET /a%20{b}", "/a%20{b}", ""),
        ]
    )
    func `targets have a path and a query`(line: String, path: String, query: String) throws {
        let request = try request("\(line) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(request.path == path)
        #expect(String(decoding: request.query, as: UTF8.self) == query)
    }

    @Test(
        arguments: [
            // Request lines.
            (" GET / HTTP/1.1\r\nHost: x", 400), ("GET  / HTTP/1.1\r\nHost: x", 400),
            ("GET /  HTTP/1.1\r\nHost: x", 400),
            ("GET / HTTP/1.1 \r\nHost: x", 400), ("GET /\r\nHost: x", 400),
            ("GET\t/ HTTP/1.1\r\nHost: x", 400),
            ("G(T / HTTP/1.1\r\nHost: x", 400), ("GET / http/1.1\r\nHost: x", 400),
            ("GET / HTTP/1.1x\r\nHost: x", 400),
            ("GET / HTTP/11\r\nHost: x", 400), ("GET / HTTP/2.0\r\nHost: x", 505),
            ("GET / HTTP/0.9\r\nHost: x", 505),
            ("GET a HTTP/1.1\r\nHost: x", 400), ("GET /a#b HTTP/1.1\r\nHost: x", 400),
            ("GET /é HTTP/1.1\r\nHost: x", 400),
            ("GET * HTTP/1.1\r\nHost: x", 400), ("GET ftp://a/ HTTP/1.1\r\nHost: x", 400),
            ("GET http:// HTTP/1.1\r\nHost: x", 400), ("GET http://a@b/ HTTP/1.1\r\nHost: x", 400),
            ("CONNECT a:1 HTTP/1.1\r\nHost: x", 501), ("GET /\u{7F} HTTP/1.1\r\nHost: x", 400),
            ("GET /\u{0} HTTP/1.1\r\nHost: x", 400), ("GET / HTTP/1.1\rX\r\nHost: x", 400),
            // Fields.
            ("GET / HTTP/1.1\r\nHost : x", 400), ("GET / HTTP/1.1\r\nHost: x\r\n folded", 400),
            ("GET / HTTP/1.1\r\n Host: x", 400), ("GET / HTTP/1.1\r\nHost: x\r\nA: b\rc", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nA: b\u{0}", 400), ("GET / HTTP/1.1\r\nHost: x\r\nA", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\n: a", 400), ("GET / HTTP/1.1\r\nHost: x\r\nA b: c", 400),
            ("GET / HTTP/1.1\r\nHost: x\r\nÄ: c", 400), ("GET / HTTP/1.1\r\nHost: x\r\nA: \u{7F}", 400),
            // Hosts.
            ("GET / HTTP/1.1\r\nA: b", 400), ("GET / HTTP/1.1\r\nHost: x\r\nHost: x", 400),
            ("GET / HTTP/1.1\r\nHost: x y", 400), ("GET / HTTP/1.1\r\nHost: a/b", 400),
            ("GET / HTTP/1.0\r\nHost: x\r\nhost: y", 400),
            // Lengths.
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1, 1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577", 413),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999999", 413),
            // Codings.
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 1", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked", 400),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \"chunked\"", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:", 501),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: \u{B}chunked", 400),
            ("POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked", 400),
            // Expectations.
            ("POST / HTTP/1.1\r\nHost: x\r\nExpect: 200-ok", 417),
        ] as [(String, UInt16)]
    )
    func `what two parsers could read differently is refused`(head: String, status: UInt16) {
        let refusal = #expect(throws: ProtocolError.self) { try parse(head + "\r\n\r\n") }
        #expect(refusal?.status == status)
    }

    @Test(
        arguments: [
            ("1.1", "", true), ("1.1", "Connection: close\r\n", false),
            ("1.1", "Connection: a, Close\r\n", false),
            ("1.0", "", false), ("1.0", "Connection: Keep-Alive\r\n", true),
            ("1.1", "Connection: keep-alive\r\n", true),
            ("1.0", "Connection: keep-alive\r\nConnection: close\r\n", false),
        ]
    )
    func `connections persist by version and option`(version: String, field: String, isKept: Bool) throws {
        #expect(try parse("GET / HTTP/\(version)\r\nHost: x\r\n\(field)\r\n").isKeptAlive == isKept)
    }

    @Test func `an option that only begins like close is none`() throws {
        #expect(
            try parse("GET / HTTP/1.1\r\nHost: x\r\nConnection: closer, keep-alive-not\r\n\r\n").isKeptAlive
        )
    }

    @Test func `a body's length is given by Content-Length or by chunks`() throws {
        #expect(
            try parse("POST / HTTP/1.1\r\nHost: x\r\ncontent-length: 0012\r\n\r\n").framing == .length(12)
        )
        #expect(
            try parse("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n").framing == .chunked
        )
        #expect(try parse("GET / HTTP/1.1\r\nHost: x\r\n\r\n").framing == .length(0))
    }

    @Test func `only so many fields, and so long a target, are taken`() throws {
        var limits = HTTPLimits()
        limits.headerCount = 2
        limits.targetBytes = 4
        #expect(throws: Never.self) {
            try parse("GET /abc HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\n", limits: limits)
        }
        #expect(throws: ProtocolError.headTooLarge) {
            try parse("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nA: b\r\n\r\n", limits: limits)
        }
        #expect(throws: ProtocolError.targetTooLong) {
            try parse("GET /abcd HTTP/1.1\r\nHost: x\r\n\r\n", limits: limits)
        }
    }

    @Test(
        arguments: [
            ("a=1&b=2", [["a", "1"], ["b", "2"]]), ("q=%7B+a%7d&x", [["q", "{ a}"], ["x", ""]]), ("", []),
            ("a=b=c&&=d", [["a", "b=c"], ["", "d"]]), ("%C3%A9=1", [["é", "1"]]), ("a=%2", nil),
            ("a=%zz", nil),
            ("a=%FF", nil),
        ] as [(String, [[String]]?)]
    )
    func `parameters are decoded as forms are`(query: String, expected: [[String]]?) throws {
        let parameters = try request("GET /?\(query) HTTP/1.1\r\nHost: x\r\n\r\n").queryParameters
        #expect(parameters?.map { [$0.name, $0.value] } == expected)
    }
}
