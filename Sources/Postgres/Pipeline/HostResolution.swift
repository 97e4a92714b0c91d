import EventLoop

/// Finds the addresses of a connection string's hosts off the loop, since libpq would wait for them on it.
struct HostResolution {
    private let hosts: [String]
    private let ports: [String]
    private let isNeeded: Bool

    init(_ source: ConnectionString) {
        hosts = Self.list(source.value("host"))
        ports = Self.list(source.value("port"))
        isNeeded = source.value("hostaddr") == nil && hosts.contains { !$0.isEmpty && !$0.hasPrefix("/") }
    }

    private static func list(_ value: String?) -> [String] {
        value?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
    }

    /// Gives the keywords that replace the connection string's: none when it names sockets or addresses already.
    func run(
        on loop: Loop,
        then completion: @escaping (Result<[(keyword: String, value: String)], PostgresError>) -> Void
    ) {
        guard isNeeded else { return completion(.success([])) }
        next(on: loop, index: 0, found: [], reasons: [], then: completion)
    }

    private struct Found {
        let host: String
        let address: String
        let port: String
    }

    /// One host after the other; each calls the next when its addresses are there.
    private func next(
        on loop: Loop,
        index: Int,
        found: [Found],
        reasons: [String],
        then completion: @escaping (Result<[(keyword: String, value: String)], PostgresError>) -> Void
    ) {
        guard index < hosts.count else {
            guard !found.isEmpty else {
                return completion(.failure(.unavailable(reasons.joined(separator: "; "))))
            }
            return completion(.success(Self.keywords(found)))
        }
        let host = hosts[index]
        let port = ports.count == hosts.count ? ports[index] : ports.first ?? ""
        guard !host.isEmpty, !host.hasPrefix("/") else {
            let entry = Found(host: host, address: "", port: port)
            return next(
                on: loop,
                index: index + 1,
                found: found + [entry],
                reasons: reasons,
                then: completion
            )
        }
        loop.resolve(host) { outcome in
            switch outcome {
            case .success(let addresses):
                let entries = addresses.map { Found(host: host, address: $0, port: port) }
                next(on: loop, index: index + 1, found: found + entries, reasons: reasons, then: completion)
            case .failure(let error):
                let reasons = reasons + [error.description]
                next(on: loop, index: index + 1, found: found, reasons: reasons, then: completion)
            }
        }
    }

    /// libpq wants as many hosts and ports as addresses; the hosts stay, for certificates and password files.
    private static func keywords(_ found: [Found]) -> [(keyword: String, value: String)] {
        [
            ("host", found.map(\.host).joined(separator: ",")),
            ("hostaddr", found.map(\.address).joined(separator: ",")),
            ("port", found.map(\.port).joined(separator: ",")),
        ]
    }
}
