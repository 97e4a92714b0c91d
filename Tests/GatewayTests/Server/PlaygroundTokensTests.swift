import Bytes
import JSON
import Planner
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
