import CLibUV
import Glibc

/// Accepts connections from a ``ListeningSocket``.
///
/// It accepts by itself rather than through libuv, whose loop around `accept` never ends when the process has run out
/// of descriptors: here the listener then rests, and connections wait in the system's queue.
package final class Listener {
    /// Connections accepted in one turn; more wait for the next, so that many new connections do not delay the existing ones.
    private static let acceptedInOneTurn = 128
    /// How long to rest when there is no descriptor left.
    private static let rest = Duration.milliseconds(100)

    private let loop: Loop
    private let socket: ListeningSocket
    private let accepted: (Stream) -> Void
    private var poll: Poll?
    private var resting: Timer?
    /// How often the listener had to rest for want of descriptors.
    package private(set) var exhaustions = 0

    /// Starts to accept; `accepted` gets each connection, which reads nothing before its `start(_:)`.
    ///
    /// - Throws: `LoopError` when the socket cannot be watched.
    package init(
        loop: Loop,
        socket: ListeningSocket,
        accepted: @escaping (Stream) -> Void
    ) throws(LoopError) {
        self.loop = loop
        self.socket = socket
        self.accepted = accepted
        poll = try Poll(loop: loop, descriptor: socket.descriptor) { [unowned self] _ in accept() }
        poll?.watch(.readable)
    }

    deinit { close() }

    /// Stops to accept, and closes the socket: the system refuses who comes now.
    package func close() {
        guard let poll else { return }
        poll.close()
        self.poll = nil
        resting?.cancel()
        socket.close()
    }

    private func accept() {
        for _ in 0..<Self.acceptedInOneTurn where poll != nil {
            var storage = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            // SAFETY: the system writes at most `length` bytes, the size of the storage.
            let descriptor = unsafe withUnsafeMutablePointer(to: &storage) { storage in
                unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe accept4(
                        socket.descriptor,
                        $0,
                        &length,
                        Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
                    )
                }
            }
            guard descriptor >= 0 else { return refused(errno) }
            let address = SocketAddress(storage: storage, length: length)
            if let stream = try? Stream(loop: loop, descriptor: descriptor, remoteAddress: address.host) {
                accepted(stream)
            }
        }
    }

    private func refused(_ code: Int32) {
        guard code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM else { return }
        exhaustions += 1
        poll?.stop()
        resting = loop.schedule(after: Self.rest) { [weak self] in self?.poll?.watch(.readable) }
    }
}
