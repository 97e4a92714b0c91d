import Bytes
import EventLoop
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

@Suite("The server over real sockets")
struct ServerTests {
    @Test func `a request is answered with its body, a date and its length`() throws {
        let server = try TestServer()
        defer { server.stop() }
        let answers = Client(port: server.port).exchange(
            "POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"
        )
        #expect(answers.count == 1)
        #expect(answers.first?.status == 200)
        #expect(answers.first?.text == "post /a?b=c hello")
        #expect(answers.first?.headers["date"]?.hasSuffix(" GMT") == true)
        #expect(answers.first?.headers["connection"] == nil)
    }

    @Test(arguments: [(["*"], "https://any.example"), (["https://app.example"], nil), ([], nil)])
    func `origins are allowed by name, or all of them`(allowed: [String], told: String?) throws {
        var configuration = Server.Configuration()
        configuration.cors = CORSPolicy(allowedOrigins: allowed)
        let server = try TestServer(configuration)
        defer { server.stop() }
        let answers = Client(port: server.port).exchange(
            "GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://any.example\r\n\r\n"
        )
        #expect(answers.first?.headers["access-control-allow-origin"] == told)
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: x\r\nOrigin: ORIGIN\r\nContent-Length: 99999999\r\n\r\n", 413),
        (
            "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nOrigin: ORIGIN\r\n\r\nfffffff\r\n",
            413
        ),
        ("GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\nHost: x\r\nOrigin: ORIGIN\r\n\r\n", 414),
        ("GET / HTTP/1.1\r\nOrigin: ORIGIN\r\nx: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
        (
            "GET / HTTP/1.1\r\nHost: x\r\nORIGIN: ORIGIN \r\n"
                + String(repeating: "x: y\r\n", count: 110) + "\r\n", 431
        ),
        ("GET / HTTP/1.1\r\nHost: x\r\nOrigin: ORIGIN\r\nContent-Length: x\r\n\r\n", 400),
    ])
    func `a page of an allowed origin can read why its request was refused`(
        request: String,
        status: Int
    ) throws {
        var configuration = Server.Configuration()
        configuration.cors = CORSPolicy(allowedOrigins: ["https://app.example"])
        let server = try TestServer(configuration)
        defer { server.stop() }
        for (origin, isAllowed) in [("https://app.example", true), ("https://any.example", false)] {
            let answer = try #require(
                Client(port: server.port).exchange(request.replacing(" ORIGIN", with: " " + origin)).first
            )
            #expect(answer.status == status)
            #expect(answer.headers["vary"] == "Origin")
            #expect(answer.headers["access-control-allow-origin"] == (isAllowed ? origin : nil))
        }
    }

    @Test
    func `an upgraded stream gets all that follows the request, and is no connection of the server any more`()
        throws
    {
        let server = try TestServer(handler: TestServer.upgrade)
        defer { server.stop() }
        let client = Client(port: server.port)
        client.send(
            "GET /echo HTTP/1.1\r\nHost: x\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nGET / HTTP/1.1"
        )
        let head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n"
        #expect(
            String(decoding: client.receive(head.utf8.count + 14), as: UTF8.self) == head + "GET / HTTP/1.1"
        )
        client.send("once more")
        #expect(String(decoding: client.receive(9), as: UTF8.self) == "once more")
        let isDrained = Mutex(false)
        server.onLoop { server, _ in
            server.drain(deadline: .seconds(600)) { isDrained.withLock { $0 = true } }
        }
        while !isDrained.withLock({ $0 }) { usleep(1000) }
        client.send("still there")
        #expect(String(decoding: client.receive(11), as: UTF8.self) == "still there")
        client.endSending()
        #expect(client.receive().isEmpty)
    }

    @Test func `a request with two origins has none that is allowed`() throws {
        var configuration = Server.Configuration()
        configuration.cors = CORSPolicy(allowedOrigins: ["https://app.example"])
        let server = try TestServer(configuration)
        defer { server.stop() }
        let answer = Client(port: server.port).exchange(
            "GET / HTTP/1.1\r\nHost: x\r\nOrigin: https://app.example\r\nOrigin: https://evil.example\r\n\r\n"
        ).first
        #expect(answer?.status == 200)
        #expect(answer?.headers["access-control-allow-origin"] == nil)
    }
}
