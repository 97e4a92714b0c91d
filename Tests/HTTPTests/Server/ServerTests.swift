import Bytes
import EventLoop
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
}
