import Bytes
import CZlib
import EventLoop
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

@Suite("Large answers, and clients that do not read them")
struct UnreadOutputTests {
    /// Answers with as many bytes as the path says, which gzip makes shorter.
    private static func answer(_ request: Request, _ exchange: Exchange) {
        let body = buffer(Int(request.path.dropFirst()) ?? 0)
        exchange.respond(Response(status: 200, contentType: "text/plain", body: body))
    }

    private static let pattern = (0..<4096).map { UInt8(97 + ($0 * $0 / 7) % 20) }

    /// `count` bytes, made from large pieces, because the tests' build is slow byte by byte.
    private static func buffer(_ count: Int) -> ByteBuffer {
        var buffer = ByteBuffer(capacity: count)
        while buffer.count < count {
            buffer.append(pattern[..<min(pattern.count, count - buffer.count)])
        }
        return buffer
    }

    private static func text(_ count: Int) -> [UInt8] { buffer(count).bytes }

    private func get(_ count: Int, _ fields: String = "") -> String {
        "GET /\(count) HTTP/1.1\r\nHost: x\r\n\(fields)\r\n"
    }

    @Test func `a client that does not read its answers gets no further ones, until it reads`() throws {
        let handled = Mutex(0)
        let server = try TestServer { request, exchange in
            handled.withLock { $0 += 1 }
            Self.answer(request, exchange)
        }
        defer { server.stop() }
        let client = Client(port: server.port)
        let count = 60
        client.send(String(repeating: get(1 << 20), count: count))
        // The system takes some megabytes; what is beyond them waits.
        for _ in 0..<20 { usleep(10_000) }
        #expect(handled.withLock { $0 } < count)
        client.endSending()
        let answers = Client.answers(client.receive())
        #expect(answers.map(\.body.count) == Array(repeating: 1 << 20, count: count))
    }

    @Test func `a client that ends its output before it reads gets the whole answer`() throws {
        let server = try TestServer(handler: Self.answer)
        defer { server.stop() }
        let client = Client(port: server.port)
        client.send(get(16 << 20))
        // The answer waits for the client by now.
        usleep(200_000)
        client.endSending()
        usleep(200_000)
        #expect(Client.answers(client.receive()).map(\.body.count) == [16 << 20])
    }

    @Test func `what the clients of a loop do not read is bounded together, and others are served`() throws {
        var configuration = Server.Configuration()
        configuration.limits.loopUnreadBytes = 40 << 20
        let server = try TestServer(configuration, handler: Self.answer)
        defer { server.stop() }
        let idle = (0..<8).map { _ in Client(port: server.port) }
        for client in idle { client.send(get(16 << 20)) }
        let reader = Client(port: server.port)
        for _ in 0..<3 {
            reader.send(get(16 << 20))
            #expect(
                Client.answers(reader.receive((16 << 20) + 100, orUntil: 16 << 20)).first?.body.count == 16
                    << 20
            )
        }
        let unread = Mutex(Int.max)
        server.onLoop { server, _ in unread.withLock { $0 = server.unreadBytes } }
        while unread.withLock({ $0 }) == Int.max { usleep(1000) }
        #expect(unread.withLock { $0 } <= 40 << 20)
    }

    @Test(arguments: [1 << 10, (1 << 16) + 1, 3 << 20])
    func `a body of any size is compressed to what it was`(count: Int) throws {
        let server = try TestServer(handler: Self.answer)
        defer { server.stop() }
        let client = Client(port: server.port)
        let answers = client.exchange(get(count, "Accept-Encoding: gzip\r\n") + get(5))
        #expect(answers.count == 2)
        #expect(answers.first?.headers["content-encoding"] == "gzip")
        #expect(answers.first.map { $0.body.count < count } == true)
        #expect(inflated(answers.first?.body ?? [], atMost: count + 1) == Self.text(count))
        #expect(answers.last?.body.count == 5)
    }

    @Test func `a body that compression makes no shorter is sent as it is`() throws {
        let bytes = (0..<200_000).map { _ in UInt8.random(in: .min ... .max) }
        let server = try TestServer { _, exchange in
            var body = ByteBuffer()
            body.append(bytes)
            exchange.respond(Response(status: 200, contentType: "text/plain", body: body))
        }
        defer { server.stop() }
        let answer = Client(port: server.port).exchange(get(1, "Accept-Encoding: gzip\r\n")).first
        #expect(answer?.headers["content-encoding"] == nil)
        #expect(answer?.body == bytes)
    }

    @Test func `while a large body is compressed, other requests are answered`() throws {
        let server = try TestServer(handler: Self.answer)
        defer { server.stop() }
        let large = Client(port: server.port)
        large.send(get(32 << 20, "Accept-Encoding: gzip\r\n"))
        let small = Client(port: server.port)
        var count = 0
        // The large answer is not there while small ones come.
        while count < 5 {
            small.send(get(1))
            #expect(Client.answers(small.receive(200, orUntil: 1)).first?.status == 200)
            count += 1
        }
        large.endSending()
        #expect(Client.answers(large.receive()).first?.headers["content-encoding"] == "gzip")
    }

    /// The bytes that `compressed`, a member of gzip's format, was made of.
    private func inflated(_ compressed: [UInt8], atMost limit: Int) -> [UInt8] {
        var input = compressed
        var output = [UInt8](repeating: 0, count: limit)
        var stream = unsafe z_stream()
        guard unsafe inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { return [] }
        defer { unsafe inflateEnd(&stream) }
        let room = output.count
        let taken = input.count
        // SAFETY: both arrays live for the call, and have as many bytes as is said.
        return unsafe input.withUnsafeMutableBufferPointer { source in
            unsafe output.withUnsafeMutableBufferPointer { target in
                unsafe stream.next_in = source.baseAddress
                unsafe stream.avail_in = UInt32(taken)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(room)
                guard unsafe inflate(&stream, Z_FINISH) == Z_STREAM_END else { return [] }
                return unsafe Array(target.prefix(room - Int(stream.avail_out)))
            }
        }
    }
}

extension Client {
    /// What comes, up to `count` bytes, or until the body after the head has `length` bytes.
    fileprivate func receive(_ count: Int, orUntil length: Int) -> [UInt8] {
        var received: [UInt8] = []
        var head: Int?
        while received.count < count {
            let some = receiveSome()
            if some.isEmpty { break }
            received += some
            if head == nil { head = received.firstRange(of: [13, 10, 13, 10])?.upperBound }
            if let head, received.count - head >= length { break }
        }
        return received
    }
}
