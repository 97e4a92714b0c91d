import EventLoop

/// One address that a connection string leads to: what libpq is given to connect to it alone.
package struct ServerAddress: Hashable, Sendable {
    /// A name, a number, or the folder of a Unix socket; empty where libpq finds the server by itself.
    var host = ""
    /// The number that the name stands for; empty for a socket.
    var number = ""
    var port = ""

    /// libpq's keywords that replace those of the connection string.
    var keywords: [(keyword: String, value: String)] {
        self == ServerAddress() ? [] : [("host", host), ("hostaddr", number), ("port", port)]
    }
}

extension ServerAddress: CustomStringConvertible {
    /// Host, its number where it is another one, and port.
    package var description: String {
        let name = host.isEmpty ? number : host
        let shown = number.isEmpty || number == name ? name : "\(name) (\(number))"
        return port.isEmpty ? shown : "\(shown) port \(port)"
    }
}

/// Finds the addresses of a connection string's hosts off the loop, since libpq would block the loop for them.
struct HostResolution {
    private let hosts: [String]
    private let numbers: [String]
    private let ports: [String]

    init(_ source: ConnectionString) {
        hosts = Self.list(source.value("host"))
        numbers = Self.list(source.value("hostaddr"))
        ports = Self.list(source.value("port"))
    }

    private static func list(_ value: String?) -> [String] {
        value?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    }

    /// Gives each address of each host, in the connection string's order.
    func run(
        on loop: Loop,
        then completion: @escaping (Result<[ServerAddress], PostgresError>) -> Void
    ) {
        let count = max(hosts.count, numbers.count)
        guard count > 0 else { return completion(.success([ServerAddress()])) }
        let entries = (0..<count).map { index in
            ServerAddress(
                host: index < hosts.count ? hosts[index] : "",
                number: index < numbers.count ? numbers[index] : "",
                port: ports.count == count ? ports[index] : ports.first ?? ""
            )
        }
        Self.next(entries[...], on: loop, found: [], reasons: [], then: completion)
    }

    /// One host after the other; each calls the next when its addresses are there.
    private static func next(
        _ entries: ArraySlice<ServerAddress>,
        on loop: Loop,
        found: [ServerAddress],
        reasons: [String],
        then completion: @escaping (Result<[ServerAddress], PostgresError>) -> Void
    ) {
        guard let entry = entries.first else {
            guard !found.isEmpty else {
                return completion(.failure(.unavailable(reasons.joined(separator: "; "))))
            }
            return completion(.success(found))
        }
        let rest = entries.dropFirst()
        guard entry.number.isEmpty, !entry.host.isEmpty, !entry.host.hasPrefix("/") else {
            return next(rest, on: loop, found: found + [entry], reasons: reasons, then: completion)
        }
        loop.resolve(entry.host) { outcome in
            switch outcome {
            case .success(let numbers):
                // The host stays beside its number, for certificates and password files.
                let addresses = numbers.map { number in
                    ServerAddress(host: entry.host, number: number, port: entry.port)
                }
                next(rest, on: loop, found: found + addresses, reasons: reasons, then: completion)
            case .failure(let error):
                let reasons = reasons + [error.description]
                next(rest, on: loop, found: found, reasons: reasons, then: completion)
            }
        }
    }
}
