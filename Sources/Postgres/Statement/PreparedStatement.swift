import Synchronization

/// A statement that each connection prepares when it first runs it.
///
/// Plans depend on the role (row-level security), so a statement belongs to one: the same SQL under two roles is two
/// statements. Equality is identity.
package final class PreparedStatement: Sendable {
    private static let lastNumber = Atomic<Int>(0)

    /// The statement's text.
    package let sql: String
    /// The oid of each parameter's type; 0 lets the server infer it.
    package let parameterTypes: [UInt32]
    /// The oid of the type that each column must have, from the first on; 0 is any.
    package let columnTypes: [UInt32]
    /// The role that it runs as; `nil` is the login role.
    package let role: String?
    /// The tables that it reads, by oid, as far as they are known: it waits for a lock on any of them.
    package let tables: Set<UInt32>
    /// Its name on the server, which shows the role; a connection may append a number.
    package let name: String
    /// Tells it from all others of the process.
    package let number: Int

    /// Creates a statement, which is prepared later, on each connection that runs it.
    package init(
        sql: String,
        parameterTypes: [UInt32] = [],
        columnTypes: [UInt32] = [],
        role: String?,
        tables: Set<UInt32> = []
    ) {
        self.sql = sql
        self.parameterTypes = parameterTypes
        self.columnTypes = columnTypes
        self.role = role
        self.tables = tables
        number = Self.lastNumber.add(1, ordering: .relaxed).newValue
        // PostgreSQL looks at the first 63 bytes of a name; the number alone makes it unique.
        name = "s\(number)" + (role.map { "_\($0.prefix(32))" } ?? "")
    }
}

extension PreparedStatement: Hashable {
    package static func == (left: PreparedStatement, right: PreparedStatement) -> Bool { left === right }
    package func hash(into hasher: inout Hasher) { hasher.combine(number) }
}
