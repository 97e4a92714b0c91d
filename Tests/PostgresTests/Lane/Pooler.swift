import EventLoop
import Glibc
import TestSupport

/// What a pooler looks like: a port that leads to sessions of a cluster, without the options that they are asked for with.
final class Pooler {
    let port: UInt16
    private let listener: Int32
    private let thread: Thread

    init(before cluster: TestCluster) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        // SAFETY: the address is as long as is said, in all three calls.
        unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe bind(listener, $0, length)
                listen(listener, 8)
                _ = unsafe getsockname(listener, $0, &length)
            }
        }
        port = UInt16(bigEndian: address.sin_port)
        self.listener = listener
        let path = cluster.folder + "/.s.PGSQL.5432"
        thread = try Thread {
            while case let client = accept(listener, nil, nil), client >= 0 {
                let server = Self.connect(to: path)
                Self.send(Self.withoutOptions(Self.startup(from: client)), to: server)
                Self.relay(client, server)
                close(client)
                close(server)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        thread.join()
        close(listener)
    }

    private static func connect(to path: String) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        unsafe withUnsafePointer(to: address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = unsafe Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        return descriptor
    }

    /// The message that begins a session: its length, the protocol's version, and names with values, each ended by a zero.
    private static func startup(from client: Int32) -> [UInt8] {
        let head = receive(4, from: client)
        let count = head.reduce(0) { $0 << 8 | Int($1) } - 4
        return receive(max(count, 0), from: client)
    }

    private static func withoutOptions(_ message: [UInt8]) -> [UInt8] {
        var kept = Array(message.prefix(4))
        let texts = message.dropFirst(4).split(separator: 0, omittingEmptySubsequences: true)
        for index in stride(from: 0, to: texts.count - 1, by: 2)
        where !texts[index].elementsEqual("options".utf8) {
            kept += texts[index] + [0] + texts[index + 1] + [0]
        }
        kept.append(0)
        let count = UInt32(kept.count + 4)
        return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + kept
    }

    private static func relay(_ client: Int32, _ server: Int32) {
        var ends = [
            pollfd(fd: client, events: Int16(POLLIN), revents: 0),
            pollfd(fd: server, events: Int16(POLLIN), revents: 0),
        ]
        while unsafe poll(&ends, 2, 20_000) > 0 {
            for (index, other) in [server, client].enumerated() where ends[index].revents != 0 {
                let bytes = receive(65_536, from: ends[index].fd, whole: false)
                if bytes.isEmpty { return }
                send(bytes, to: other)
            }
        }
    }

    private static func receive(_ count: Int, from descriptor: Int32, whole: Bool = true) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        // SAFETY: the array has as many bytes as is said.
        let received = unsafe recv(descriptor, &bytes, count, whole ? Int32(MSG_WAITALL) : 0)
        return Array(bytes.prefix(max(received, 0)))
    }

    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        // SAFETY: the bytes live for the call.
        _ = unsafe bytes.withUnsafeBytes {
            unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
    }
}
