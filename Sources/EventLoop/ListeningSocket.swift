import CLibUV
import Glibc

/// A socket that listens, before a loop accepts from it; it may travel to the loop's thread.
package struct ListeningSocket: Sendable {
    let descriptor: Int32
    /// The port, also where 0 was asked for.
    package let port: UInt16

    /// Opens `host`:`port` for a number of loops: one group of sockets for each, a socket in it for each address.
    ///
    /// Several loops share a port by `SO_REUSEPORT`, which would also let a second gateway share it unnoticed. So the
    /// port is first bound exclusively, which fails when anybody listens there.
    ///
    /// - Parameters:
    ///   - host: a name or number; empty stands for every address of the machine.
    ///   - port: 0 lets the system choose, for the first of the host's addresses only.
    /// - Throws: `LoopError` with a sentence that names the port taken.
    package static func open(
        host: String,
        port: UInt16,
        loops: Int = 1
    ) throws(LoopError) -> [[ListeningSocket]] {
        var addresses = try SocketAddress.resolve(host: host, port: port, passive: true)
        if port == 0 { addresses = Array(addresses.prefix(1)) }
        var groups = [[ListeningSocket]](repeating: [], count: loops)
        var refusal: LoopError?
        for address in addresses {
            do throws(LoopError) {
                for (loop, socket) in try open(address, name: "\(host):\(port)", loops: loops).enumerated() {
                    groups[loop].append(socket)
                }
            } catch {
                // A machine without IPv6 still has an IPv6 "localhost" in its files.
                guard error.code == EADDRNOTAVAIL || error.code == EAFNOSUPPORT else {
                    for socket in groups.joined() { socket.close() }
                    throw error
                }
                refusal = error
            }
        }
        if groups.allSatisfy(\.isEmpty), let refusal { throw refusal }
        return groups
    }

    /// Closes the socket, where no listener took it.
    package func close() { _ = Glibc.close(descriptor) }

    private static func open(
        _ address: SocketAddress,
        name: String,
        loops: Int
    ) throws(LoopError) -> [ListeningSocket] {
        guard loops > 1 else { return [try listen(address, name: name, shared: false)] }
        let exclusive = try listen(address, name: name, shared: false)
        exclusive.close()
        var chosen = address
        chosen.setPort(exclusive.port)
        var sockets: [ListeningSocket] = []
        for _ in 0..<loops {
            do throws(LoopError) {
                sockets.append(try listen(chosen, name: name, shared: true))
            } catch {
                for socket in sockets { socket.close() }
                throw error
            }
        }
        return sockets
    }

    private static func listen(
        _ address: SocketAddress,
        name: String,
        shared: Bool
    ) throws(LoopError) -> ListeningSocket {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(Int32(address.storage.ss_family), kind, 0)
        guard descriptor >= 0 else { throw error(name: name) }
        set(SO_REUSEADDR, SOL_SOCKET, on: descriptor)
        if shared { set(SO_REUSEPORT, SOL_SOCKET, on: descriptor) }
        if Int32(address.storage.ss_family) == AF_INET6 {
            set(IPV6_V6ONLY, Int32(IPPROTO_IPV6), on: descriptor)
        }
        // Accepted sockets inherit it: an answer is one write, and must not wait for an acknowledgement.
        set(TCP_NODELAY, Int32(IPPROTO_TCP), on: descriptor)
        // SAFETY: the storage holds `length` valid bytes and outlives the call.
        let bound = unsafe withUnsafePointer(to: address.storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, address.length)
            }
        }
        guard bound == 0, Glibc.listen(descriptor, 1024) == 0 else {
            let refusal = error(name: name)
            _ = Glibc.close(descriptor)
            throw refusal
        }
        return ListeningSocket(descriptor: descriptor, port: SocketAddress.local(of: descriptor)?.port ?? 0)
    }

    private static func set(_ option: Int32, _ level: Int32, on descriptor: Int32) {
        var value: Int32 = 1
        unsafe setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func error(name: String) -> LoopError {
        let code = errno
        let reason =
            switch code {
            case EADDRINUSE: "another program listens there already; stop it, or choose another port"
            case EACCES: "ports below 1024 need a privilege; choose another port"
            case EADDRNOTAVAIL: "this machine has no such address"
            case _: unsafe String(cString: strerror(code))
            }
        return LoopError(code: code, description: "Cannot listen on \(name): \(reason).")
    }
}

extension SocketAddress {
    /// The address that a socket is bound to.
    static func local(of descriptor: Int32) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        // SAFETY: the system writes at most `length` bytes, the size of the storage.
        let status = unsafe withUnsafeMutablePointer(to: &storage) { storage in
            unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(descriptor, $0, &length)
            }
        }
        return status == 0 ? SocketAddress(storage: storage, length: length) : nil
    }

    mutating func setPort(_ port: UInt16) {
        unsafe withUnsafeMutableBytes(of: &storage) { bytes in
            // SAFETY: in both families of the internet the port stands in bytes 2 and 3, in network order.
            unsafe bytes[2] = UInt8(port >> 8)
            unsafe bytes[3] = UInt8(port & 0xFF)
        }
    }
}
