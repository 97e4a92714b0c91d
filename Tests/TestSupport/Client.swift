import Glibc

/// A blocking TCP client on 127.0.0.1; every wait ends after twenty seconds.
package final class Client: Sendable {
    private let descriptor: Int32

    /// Connects to `port`.
    package init(port: UInt16) {
        // No program that another test starts meanwhile shall inherit it.
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    deinit { close(descriptor) }

    /// Sends all of `bytes`, or what the peer takes of them before it is gone.
    package func send(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // SAFETY: the bytes live for the call.
            let count = unsafe rest.withUnsafeBytes { bytes in
                unsafe Glibc.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// Says that nothing more will be sent.
    package func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// What is there, as soon as something is; nothing when the peer has ended.
    package func receiveSome(atMost count: Int = 65_536) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: min(count, 65_536))
        // SAFETY: the array has as many bytes as is said.
        let received = unsafe recv(descriptor, &buffer, buffer.count, 0)
        return Array(buffer.prefix(max(received, 0)))
    }

    /// Up to `count` bytes; fewer when the peer ends before.
    package func receive(_ count: Int = .max) -> [UInt8] {
        var received: [UInt8] = []
        while received.count < count {
            let some = receiveSome(atMost: count - received.count)
            if some.isEmpty { break }
            received += some
        }
        return received
    }
}
