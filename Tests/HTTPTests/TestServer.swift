import Bytes
import EventLoop
import Glibc
import Synchronization
import TestSupport

@testable import HTTP

/// A handler of one closure.
final class ClosureHandler: Handler {
    let body: (Request, Exchange) -> Void

    init(_ body: @escaping (Request, Exchange) -> Void) { self.body = body }

    func handle(_ request: Request, exchange: Exchange) { body(request, exchange) }
}

/// A server on a thread of its own, on a port of the system's choice.
final class TestServer: Sendable {
    let port: UInt16
    private let wake: Wake
    private nonisolated(unsafe) let loop: Loop
    private nonisolated(unsafe) let server: Server
    private let isOver = Mutex(false)

    init(
        _ configuration: Server.Configuration = Server.Configuration(),
        handler: @escaping @Sendable (Request, Exchange) -> Void = TestServer.echo
    ) throws {
        let socket = try ListeningSocket.open(host: "127.0.0.1", port: 0)[0][0]
        port = socket.port
        unsafe loop = try Loop()
        unsafe server = Server(loop: loop, configuration: configuration, handler: ClosureHandler(handler))
        try unsafe server.listen(on: [socket])
        wake = unsafe loop.wake
        _ = try Thread { [self] in
            unsafe loop.run()
            isOver.withLock { $0 = true }
        }
    }

    /// Runs `body` with the server on the loop's thread.
    func onLoop(_ body: @escaping @Sendable (Server, Loop) -> Void) {
        wake.post { [self] in unsafe body(server, loop) }
    }

    /// Ends the loop and frees what is on it.
    func stop() {
        onLoop { _, loop in loop.stop() }
        while !isOver.withLock({ $0 }) { usleep(1000) }
        unsafe loop.close()
    }

    /// Hands the stream over to an echo.
    static func upgrade(_ request: Request, _ exchange: Exchange) {
        _ = exchange.upgrade(to: "echo") { Echo($0) }
    }

    /// Sends back what it receives.
    private final class Echo: StreamDelegate {
        private var stream: EventLoop.Stream?

        init(_ stream: EventLoop.Stream) { self.stream = stream }

        // SAFETY: the bytes live for the call.
        func streamReceived(_ bytes: UnsafeRawBufferPointer) { unsafe stream?.write(bytes) }
        func streamEnded() { stream?.close() }
        func streamDrained() {}
        func streamClosed() { stream = nil }
    }

    /// Says what was asked.
    static func echo(_ request: Request, _ exchange: Exchange) {
        var body = ByteBuffer()
        body.append("\(request.method) \(request.target) ")
        body.append(request.body)
        exchange.respond(Response(status: 200, contentType: "text/plain", body: body))
    }
}

/// An answer as a client sees it.
struct Answer: Equatable {
    var status = 0
    var headers: [String: String] = [:]
    var body: [UInt8] = []

    var text: String { String(decoding: body, as: UTF8.self) }
}

extension Client {
    func send(_ text: String) { send([UInt8](text.utf8)) }

    /// Sends `text` and returns all answers until the server closes.
    func exchange(_ text: String) -> [Answer] {
        send(text)
        endSending()
        return Self.answers(receive())
    }

    /// The answers in `bytes`, each with a Content-Length or in chunks or up to the end.
    static func answers(_ bytes: [UInt8], bodiless: Bool = false) -> [Answer] {
        var answers: [Answer] = []
        var rest = bytes[...]
        while let end = rest.indices.first(where: { rest[$0...].starts(with: [13, 10, 13, 10]) }) {
            var answer = Answer()
            let lines = String(decoding: rest[..<end], as: UTF8.self).split(separator: "\r\n")
            answer.status = Int(lines[0].split(separator: " ")[1]) ?? 0
            for line in lines.dropFirst() {
                let parts = line.split(separator: ":", maxSplits: 1)
                let value = String(parts[1].dropFirst())
                let name = parts[0].lowercased()
                answer.headers[name] = answer.headers[name].map { "\($0), \(value)" } ?? value
            }
            rest = rest[(end + 4)...]
            if answer.status >= 200, answer.status != 204, answer.status != 304, !bodiless {
                if let length = answer.headers["content-length"].flatMap({ Int($0) }) {
                    answer.body = [UInt8](rest.prefix(length))
                    rest = rest.dropFirst(length)
                } else {
                    answer.body = [UInt8](rest)
                    rest = []
                }
            }
            answers.append(answer)
        }
        return answers
    }
}
