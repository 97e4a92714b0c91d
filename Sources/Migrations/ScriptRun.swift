import Postgres

extension BlockingConnection {
    /// Runs a file's script inside the open transaction; an error says where in the file the statement stands.
    func run(_ sql: String, file: String) throws(MigrationError) {
        var completed = 0
        do throws(PostgresError) {
            try execute(sql) { completed += 1 }
            guard isInTransaction else {
                throw PostgresError(sqlState: "25P01", message: "the file ended the transaction it runs in")
            }
            // What a file sets for its session must not reach the next one.
            try execute("reset role; reset all")
        } catch {
            throw Self.locate(error, completed: completed, in: sql, file: file)
        }
    }

    /// A syntax error has a position of its own; others have that of the statement that did not complete.
    private static func locate(
        _ error: PostgresError,
        completed: Int,
        in sql: String,
        file: String
    ) -> MigrationError {
        let script = Script(sql)
        var located = MigrationError(error)
        located.file = file
        located.message = "\(error.severity) \(error.sqlState): \(error.message)"
        located.hint = error.hint
        if let detail = error.detail { located.message += " (\(detail))" }
        let statement = completed < script.statements.count ? script.statements[completed].start : nil
        guard let offset = error.position.map({ $0 - 1 }) ?? statement else { return located }
        (located.line, located.column) = script.place(of: offset)
        return located
    }

    /// Calls `body` and maps what PostgreSQL has against it.
    @discardableResult
    func plain<Value>(
        _ body: (BlockingConnection) throws(PostgresError) -> Value
    ) throws(MigrationError) -> Value {
        do throws(PostgresError) { return try body(self) } catch { throw MigrationError(error) }
    }

    /// Calls `body` between BEGIN and COMMIT; rolls back when it throws.
    func inTransaction(_ body: () throws(MigrationError) -> Void) throws(MigrationError) {
        try plain { connection throws(PostgresError) in try connection.execute("begin") }
        do throws(MigrationError) {
            try body()
            try plain { connection throws(PostgresError) in try connection.execute("commit") }
        } catch {
            _ = try? execute("rollback")
            throw error
        }
    }
}

extension PostgresError {
    /// Whether a change of roles met another one of the same moment, which may be that of another database.
    ///
    /// A role of that name (by the index, or seen when it is too late), a row of a system catalog that another session has
    /// changed, a deadlock.
    var isCollisionInCluster: Bool {
        switch sqlState {
        case "23505": schema == "pg_catalog"
        case "42710": routine == "CreateRole"
        case "XX000": routine == "simple_heap_update" || routine == "simple_heap_delete"
        default: sqlState == "40P01"
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }
}
