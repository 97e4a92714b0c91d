import Glibc
import TestSupport
import Testing

@testable import EventLoop

/// Sends back what comes, as soon as it comes.
private final class Echo: StreamDelegate {
    let stream: EventLoop.Stream
    var highest = 0
    var onClosed: () -> Void

    init(_ stream: EventLoop.Stream, onClosed: @escaping () -> Void) {
        self.stream = stream
        self.onClosed = onClosed
        stream.start(self)
    }

    func streamReceived(_ bytes: UnsafeRawBufferPointer) {
        let half = bytes.count / 2
        unsafe stream.write(
            UnsafeRawBufferPointer(rebasing: bytes[..<half]),
            UnsafeRawBufferPointer(rebasing: bytes[half...])
        )
        highest = max(highest, stream.queuedBytes)
    }
    func streamEnded() { stream.shutdown() }
    func streamDrained() {}
    func streamClosed() { onClosed() }
}

struct StreamTests {
    /// Serves one connection with an echo while `client` runs on a thread of its own.
    private func serveEcho(_ client: @escaping @Sendable (UInt16) -> Void) throws -> Int {
        let loop = try Loop()
        let socket = try ListeningSocket.open(host: "127.0.0.1", port: 0)[0][0]
        var echo: Echo?
        let listener = try Listener(loop: loop, socket: socket) { stream in
            echo = Echo(stream) {}
        }
        let wake = loop.wake
        nonisolated(unsafe) let confined = loop
        _ = try Thread {
            client(socket.port)
            wake.post { unsafe confined.stop() }
        }
        loop.run()
        listener.close()
        loop.close()
        return echo?.highest ?? -1
    }

    @Test func `an echo answers, and ends after its client`() throws {
        _ = try serveEcho { port in
            let client = Client(port: port)
            client.send([1, 2, 3])
            #expect(client.receive(3) == [1, 2, 3])
            client.send([4])
            client.endSending()
            #expect(client.receive() == [4])
        }
    }

    @Test func `a client that does not read is not read from, and loses nothing`() throws {
        let length = 8 << 20
        let highest = try serveEcho { port in
            let client = Client(port: port)
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 ^ $0 >> 9) }
            let sender = try? Thread {
                client.send(bytes)
                client.endSending()
            }
            #expect(sender != nil)
            usleep(300_000)
            let echoed = client.receive()
            #expect(echoed.count == length)
            #expect(echoed == bytes)
        }
        #expect(highest > Stream.highWaterMark)
        #expect(highest < Stream.highWaterMark + 2 * Loop.readBufferSize)
    }

    @Test func `small answers leave at once`() throws {
        let loop = try Loop()
        let socket = try ListeningSocket.open(host: "127.0.0.1", port: 0)[0][0]
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        var accepted: EventLoop.Stream?
        let listener = try Listener(loop: loop, socket: socket) { stream in
            accepted = stream
            loop.stop()
        }
        let client = Client(port: socket.port)
        loop.run()
        #expect(accepted?.remoteAddress == "127.0.0.1")
        unsafe getsockopt(accepted?.descriptor ?? -1, Int32(IPPROTO_TCP), TCP_NODELAY, &value, &length)
        #expect(value == 1)
        client.endSending()
        listener.close()
        loop.close()
    }
}

struct ListeningSocketTests {
    @Test(arguments: [1, 2])
    func `a port that somebody listens on is refused by name, however many loops ask`(loops: Int) throws {
        let first = try ListeningSocket.open(host: "127.0.0.1", port: 0, loops: loops)
        let port = first[0][0].port
        let error = #expect(throws: LoopError.self) {
            try ListeningSocket.open(host: "127.0.0.1", port: port, loops: loops)
        }
        #expect(error?.code == EADDRINUSE)
        #expect(error?.description.hasPrefix("Cannot listen on 127.0.0.1:\(port): another program") == true)
        for socket in first.joined() { socket.close() }
    }

    @Test func `several loops get sockets of one port`() throws {
        let groups = try ListeningSocket.open(host: "127.0.0.1", port: 0, loops: 3)
        #expect(groups.count == 3)
        #expect(Set(groups.joined().map(\.port)).count == 1)
        #expect(Set(groups.joined().map(\.descriptor)).count == 3)
        for socket in groups.joined() { socket.close() }
    }
}
