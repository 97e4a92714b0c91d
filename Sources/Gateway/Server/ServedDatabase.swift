import Postgres

/// Where the serving login connects to: a fixed connection string, or a file that is read for each connection, so that a
/// password can change under a running gateway.
struct ServedDatabase: Sendable {
    /// As it was at start-up.
    let first: Postgres.ConnectionString
    /// `nil` if the connection string did not come from a file.
    let path: String?

    init(_ first: Postgres.ConnectionString, path: String?) {
        self.first = first
        self.path = path
    }

    /// What the file has now; as at start-up, if it cannot be read.
    func current() -> Postgres.ConnectionString {
        guard let path, let bytes = try? Files.read(path) else { return first }
        let text = String(decoding: bytes, as: UTF8.self)
        let line = text.reversed().drop(while: \.isNewline).reversed()
        return (try? Postgres.ConnectionString(String(line))) ?? first
    }
}
