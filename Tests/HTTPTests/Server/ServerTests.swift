import Bytes
import EventLoop
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
}
