import Planner
import Postgres

/// The statements of one loop as connections know them, each for as long as an execution plan uses it.
final class PreparedStatements {
    private struct Entry {
        weak var statement: Statement?
        let prepared: PreparedStatement
    }

    /// By the statement's id.
    private var entries: [Int: Entry] = [:]
    private var pruneAt = 1024

    /// `statement`, which runs as `role`, as connections know it.
    func prepared(_ statement: Statement, role: String?, tables: Set<UInt32>) -> PreparedStatement {
        if let known = entries[statement.id], known.statement === statement { return known.prepared }
        if entries.count >= pruneAt {
            entries = entries.filter { $0.value.statement != nil }
            pruneAt = max(1024, entries.count * 2)
        }
        let prepared = PreparedStatement(
            sql: statement.text,
            parameterTypes: statement.parameterTypes,
            columnTypes: statement.columnTypes,
            role: role,
            tables: tables
        )
        entries[statement.id] = Entry(statement: statement, prepared: prepared)
        return prepared
    }
}
