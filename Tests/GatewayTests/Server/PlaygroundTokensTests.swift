import Bytes
import JSON
import Planner
import TestSupport
import Testing

@testable import Gateway
@testable import HTTP

@Suite("Tokens for the playground")
struct PlaygroundTokensTests {
    private let tokens = PlaygroundTokens(
        secret: Array("a secret of the tests, long enough for HS256".utf8),
        roles: [
            Role(name: "agent", database: "agent"), Role(name: "guest", database: "guest", isAnonymous: true),
        ]
    )

    private func request(_ target: String, _ headers: String) throws -> Request {
        let head = "GET \(target) HTTP/1.1\r\n\(headers)\r\n"
        return Request(
            head: try RequestHeadParser.parse(Array(head.utf8), limits: HTTPLimits()),
            body: [],
            remoteAddress: "127.0.0.1",
            receivedAt: 0
        )
    }

    @Test(arguments: [
        ("host: localhost:8080\r\n", 200), ("host: [::1]:8080\r\n", 200),
        ("host: localhost\r\nsec-fetch-site: same-origin\r\n", 200),
        ("host: localhost\r\norigin: http://localhost\r\n", 200),
        ("host: attacker.example\r\n", 403),
        ("host: localhost\r\norigin: https://evil.example\r\n", 403),
        ("host: localhost\r\norigin: http://localhost\r\norigin: https://evil.example\r\n", 403),
        ("host: localhost\r\nsec-fetch-site: cross-site\r\n", 403),
        ("host: localhost\r\nsec-fetch-site: same-origin\r\nsec-fetch-site: same-site\r\n", 403),
    ])
    func `only a page of this gateway at a local address gets a token`(headers: String, status: UInt16) throws
    {
        let response = tokens.token(try request("/playground/token?role=agent", headers))
        let sent = response.status
        #expect(sent == status)
    }

    @Test func `a token is for the person that the query names, by key or by global id`() throws {
        let key = "8d0e1a52-6d0e-4c53-9bb5-1b7d7f6d1e11"
        let token = try claims(of: "role=agent&sub=\(key)")
        #expect(token["sub"] == .string(key))
        #expect(token["role"] == .string("agent"))
        #expect(try claims(of: "role=agent")["sub"] == nil)
    }

    /// The claims of the token that the query gets.
    private func claims(of query: String) throws -> JSONValue.Object {
        let response = tokens.token(try request("/playground/token?\(query)", "host: localhost\r\n"))
        guard case .object(let answer) = try JSONReader.read(response.body.bytes),
            case .string(let token)? = answer["token"],
            let payload = Base64URL.decode(token.split(separator: ".")[1].utf8),
            case .object(let claims) = try JSONReader.read(payload)
        else { throw Unreadable() }
        return claims
    }

    private struct Unreadable: Error {}

    @Test func `the configuration has the questions of the gallery`() throws {
        let folder = try TestFolder()
        _ = try ChildProcess.require(["mkdir", folder.path + "/gallery"])
        try folder.write("gallery/01-first.graphql", "# en: \"First\"\n{ a }\n")
        try folder.write("other.graphql", "{ b }")
        let tokens = PlaygroundTokens(secret: nil, roles: [], files: [try StaticFiles(folder: folder.path)])
        let body = tokens.configuration().body.bytes
        #expect(
            String(decoding: body, as: UTF8.self)
                == ##"{"endpoint":"/graphql","roles":[],"questions":[{"name":"01-first","text":"# en: \"First\"\n{ a }\n"}]}"##
        )
    }

    @Test func `no cache keeps a token`() throws {
        let response = tokens.token(try request("/playground/token?role=agent", "host: localhost\r\n"))
        let header = response.headers.first { "\($0.name)" == "Cache-Control" }
        #expect(header?.value == "no-store")
    }

    @Test(arguments: ["role=guest", "role=nobody", "role=", ""])
    func `a role that is anonymous or not declared has no token`(query: String) throws {
        let response = tokens.token(try request("/playground/token?\(query)", "host: localhost\r\n"))
        let status = response.status
        #expect(status == 404)
    }
}
