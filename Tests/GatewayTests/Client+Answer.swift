import Glibc

/// A blocking HTTP client on 127.0.0.1; every wait ends after twenty seconds.
final class Client: Sendable {
    private let descriptor: Int32

    init(port: UInt16) {
        // No gateway that another test starts meanwhile shall inherit it.
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
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

    func send(_ bytes: [UInt8]) {
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

    /// One answer, whose length is in its head.
    func receiveAnswer() -> Answer {
        var received: [UInt8] = []
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                let lines = head.split(separator: "\r\n")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
                if received.count >= end.upperBound + length {
                    let body = String(
                        decoding: received[end.upperBound..<(end.upperBound + length)],
                        as: UTF8.self
                    )
                    return Answer(status: Int(head.split(separator: " ")[1]) ?? 0, head: head, body: body)
                }
            }
            var chunk = [UInt8](repeating: 0, count: 65_536)
            // SAFETY: the array has as many bytes as is said.
            let count = unsafe recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0 else {
                return Answer(status: 0, head: "", body: String(decoding: received, as: UTF8.self))
            }
            received += chunk[..<count]
        }
    }
}
