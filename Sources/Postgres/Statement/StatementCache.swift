/// Which statements one connection has prepared, under which names: a bounded memory without I/O.
///
/// A statement counts as usable from the moment its preparation is sent, because what follows on the connection runs
/// after it. Each preparation has a name of its own, so that one that failed is never mistaken for a later one.
struct StatementCache {
    private struct Entry {
        var name: String
        var isConfirmed = false
        var lastUse: UInt64
    }

    /// What a block has to do to run a statement.
    struct Use: Equatable {
        /// The name on the server.
        let name: String
        /// Whether the block has to prepare it first.
        let prepares: Bool
    }

    private let limit: Int
    private var entries: [Int: Entry] = [:]
    private var uses: UInt64 = 0
    private var preparations: UInt64 = 0
    /// Names that are no longer in use, to be deallocated on the server.
    private(set) var expired: [String] = []

    init(limit: Int) { self.limit = max(limit, 1) }

    /// The number of statements that may be used.
    var count: Int { entries.count }

    /// Finds `statement`, or makes room for it and gives it a name.
    ///
    /// - Parameter failed: the name under which the asking block has just failed; only another one that is known to
    ///   be prepared will do.
    mutating func use(_ statement: PreparedStatement, after failed: String? = nil) -> Use {
        uses += 1
        if var entry = entries[statement.number] {
            if failed == nil || (entry.isConfirmed && entry.name != failed) {
                entry.lastUse = uses
                entries[statement.number] = entry
                return Use(name: entry.name, prepares: false)
            }
            expired.append(entry.name)
        } else if entries.count >= limit {
            expireOldest()
        }
        preparations += 1
        let name = "\(statement.name)_\(preparations)"
        entries[statement.number] = Entry(name: name, lastUse: uses)
        return Use(name: name, prepares: true)
    }

    /// The server has prepared `statement` under `name`.
    mutating func confirm(_ statement: PreparedStatement, as name: String) {
        if entries[statement.number]?.name == name { entries[statement.number]?.isConfirmed = true }
    }

    /// The server has not prepared `statement` under `name`.
    mutating func discard(_ statement: PreparedStatement, as name: String) {
        if entries[statement.number]?.name == name { entries[statement.number] = nil }
    }

    /// The server does not run `statement` under `name` any more: the next use prepares it again.
    mutating func forget(_ statement: PreparedStatement, as name: String) {
        guard entries[statement.number]?.name == name else { return }
        entries[statement.number] = nil
        expired.append(name)
    }

    /// Takes the names to deallocate.
    mutating func takeExpired() -> [String] {
        defer { expired = [] }
        return expired
    }

    /// A walk over all: it happens only when a statement has to be prepared anyway, which costs far more.
    private mutating func expireOldest() {
        guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else { return }
        entries[oldest.key] = nil
        expired.append(oldest.value.name)
    }
}
