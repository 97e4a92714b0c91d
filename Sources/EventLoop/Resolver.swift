import CLibUV
import Glibc

extension Loop {
    /// Finds the addresses of `host`, off the loop, and gives them to `completion` as numbers ("127.0.0.1", "::1").
    ///
    /// They come in the system's order of preference, each once; a number is its own address.
    package func resolve(_ host: String, then completion: @escaping (Result<[String], LoopError>) -> Void) {
        work({ Result { () throws(LoopError) in try addresses(of: host) } }, then: completion)
    }
}

/// The numeric addresses of `host`; blocks while name servers are asked.
private func addresses(of host: String) throws(LoopError) -> [String] {
    var found: [String] = []
    for address in try SocketAddress.resolve(host: host, port: 0, passive: false)
    where !found.contains(address.host) {
        found.append(address.host)
    }
    return found
}

/// A socket's address: the system's bytes, and how many of them count.
struct SocketAddress {
    var storage: sockaddr_storage
    var length: socklen_t

    /// The addresses of a name or number; blocks while name servers are asked.
    static func resolve(host: String, port: UInt16, passive: Bool) throws(LoopError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_family = AF_UNSPEC
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV | (passive ? AI_PASSIVE : 0)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host.isEmpty ? nil : host, String(port), &hints, &list)
        guard status == 0 else {
            let reason = unsafe String(cString: gai_strerror(status))
            throw LoopError(code: 0, description: "Cannot find the host \"\(host)\": \(reason).")
        }
        // SAFETY: the list is the system's until `freeaddrinfo`; every address's length is at most that of
        // `sockaddr_storage`, into which it is copied.
        defer { unsafe freeaddrinfo(list) }
        var addresses: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            var storage = sockaddr_storage()
            let length = unsafe min(entry.pointee.ai_addrlen, socklen_t(MemoryLayout<sockaddr_storage>.size))
            unsafe memcpy(&storage, entry.pointee.ai_addr, Int(length))
            addresses.append(SocketAddress(storage: storage, length: length))
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    /// The address as a number, without a port.
    var host: String {
        unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(NI_MAXHOST)) { text in
            guard let start = text.baseAddress else { return "" }
            // SAFETY: the storage holds `length` valid bytes; the system writes a terminated text of bounded length.
            let status = unsafe withUnsafePointer(to: storage) { storage in
                unsafe storage.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    unsafe getnameinfo(address, length, start, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
                }
            }
            return status == 0 ? unsafe String(cString: start) : ""
        }
    }

    /// The port; 0 for an address without one.
    var port: UInt16 {
        unsafe withUnsafeBytes(of: storage) { bytes in
            let family = Int32(storage.ss_family)
            guard family == AF_INET || family == AF_INET6 else { return 0 }
            // SAFETY: in both families the port stands in bytes 2 and 3, in network order.
            return unsafe UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        }
    }
}
