package import Postgres

/// Fills a migrated database with demo data: the scripts of a folder, in one transaction.
///
/// The scripts read `current_setting('demo.scale')`, `current_setting('demo.until')` and, when data is to be
/// replaced, `current_setting('demo.replace')`. The ledger `concierge.demo_data` knows what is there.
package struct Seeder {
    /// What came of it.
    package enum Outcome: Hashable, Sendable {
        /// The data is there now.
        case loaded(milliseconds: Int)
        /// It was there already.
        case alreadyThere(scale: Int, until: String)
    }

    private let connection: BlockingConnection
    private let folder: String
    private let progress: (Progress) -> Void

    /// Creates a seeder.
    ///
    /// - Parameters:
    ///   - connection: as the owner of the tables.
    ///   - folder: where the scripts are; they run in the order of their names.
    ///   - progress: called with each line worth showing, notices of the scripts among them.
    package init(
        connection: BlockingConnection,
        folder: String,
        progress: @escaping (Progress) -> Void = { _ in }
    ) {
        self.connection = connection
        self.folder = folder
        self.progress = progress
    }

    /// Loads the data.
    ///
    /// - Parameters:
    ///   - scale: how much of it, at least 1.
    ///   - until: the day that it ends on, as `YYYY-MM-DD`; `nil` is today, or whatever is there.
    ///   - isReplacing: whether other data that is there may be replaced.
    /// - Throws: when other data is there, or a script fails; nothing has changed then.
    @discardableResult
    package func run(
        scale: Int,
        until: String?,
        isReplacing: Bool = false
    ) throws(MigrationError) -> Outcome {
        guard scale >= 1 else { throw MigrationError(message: "the scale is at least 1, not \(scale)") }
        let wanted = try date(until ?? "today")
        try prepareLedger()
        if let there = try present(), !isReplacing {
            guard there.scale == scale, until == nil || wanted == there.until else {
                throw MigrationError(
                    message: "demo data of scale \(there.scale) until \(there.until) is there already",
                    hint: "Ask for its replacement, or start from an empty database."
                )
            }
            progress(.upToDate("Demo data of scale \(scale) until \(there.until) is already there."))
            return .alreadyThere(scale: scale, until: there.until)
        }
        let clock = ContinuousClock()
        let start = clock.now
        connection.onNotice = { progress(.notice("\($0.severity): \($0.message)")) }
        defer { connection.onNotice = { _ in } }
        try load(scale: scale, until: wanted, isReplacing: isReplacing)
        return .loaded(milliseconds: (clock.now - start).milliseconds)
    }

    private func load(scale: Int, until: String, isReplacing: Bool) throws(MigrationError) {
        let files = try Folder.scripts(in: folder)
        guard !files.isEmpty else { throw MigrationError(file: folder, message: "there are no scripts here") }
        let clock = ContinuousClock()
        try connection.inTransaction { () throws(MigrationError) in
            // One at a time: a seeder that waits here finds the data loaded, and fails on the ledger's key.
            try connection.plain { connection throws(PostgresError) in
                try connection.execute("lock table concierge.demo_data in exclusive mode")
            }
            for file in files {
                let path = "\(folder)/\(file)"
                let name = String(file.dropLast(4))
                let sql = try Folder.text(of: path)
                try refuseTransactionControl(sql, path)
                progress(.applying(name: name))
                let start = clock.now
                // Each script's run ends with RESET ALL, so the settings are set again.
                try set(scale: scale, until: until, isReplacing: isReplacing)
                try connection.run(sql, file: path)
                progress(.applied(name: name, milliseconds: (clock.now - start).milliseconds))
            }
            try record(scale: scale, until: until)
        }
    }

    private func refuseTransactionControl(_ sql: String, _ path: String) throws(MigrationError) {
        let script = Script(sql)
        guard let statement = script.transactionControl else { return }
        var error = MigrationError(
            file: path,
            message: "a script of demo data must not begin or end transactions itself",
            hint: "All scripts are one transaction already; remove this statement."
        )
        (error.line, error.column) = script.place(of: statement.start)
        throw error
    }

    private func set(scale: Int, until: String, isReplacing: Bool) throws(MigrationError) {
        try connection.plain { connection throws(PostgresError) in
            try connection.query(
                """
                select set_config('demo.scale', $1, true), set_config('demo.until', $2, true),
                  set_config('demo.replace', $3, true)
                """,
                parameters: [String(scale), until, isReplacing ? "on" : "off"]
            )
        }
    }
}

// MARK: - Ledger

extension Seeder {
    private func prepareLedger() throws(MigrationError) {
        try connection.plain { connection throws(PostgresError) in
            try connection.execute(
                """
                set client_min_messages = warning;
                create schema if not exists concierge;
                create table if not exists concierge.demo_data (
                  only_one boolean primary key default true check (only_one),
                  scale int not null,
                  until date not null,
                  loaded_at timestamptz not null default clock_timestamp()
                );
                reset client_min_messages
                """
            )
        }
    }

    private func present() throws(MigrationError) -> (scale: Int, until: String)? {
        try connection.plain { connection throws(PostgresError) in
            let rows = try connection.query(
                "select scale, to_char(until, 'YYYY-MM-DD') from concierge.demo_data"
            )
            return rows.first.map { (scale: $0[0].flatMap { Int($0) } ?? 0, until: $0[1] ?? "") }
        }
    }

    private func record(scale: Int, until: String) throws(MigrationError) {
        try connection.plain { connection throws(PostgresError) in
            try connection.query(
                """
                insert into concierge.demo_data (scale, until) values ($1, $2)
                on conflict (only_one) do update
                set scale = excluded.scale, until = excluded.until, loaded_at = excluded.loaded_at
                """,
                parameters: [String(scale), until]
            )
        }
    }

    /// The canonical form of a date, as PostgreSQL reads it.
    private func date(_ text: String) throws(MigrationError) -> String {
        let rows = try connection.plain { connection throws(PostgresError) in
            try connection.query("select to_char($1::date, 'YYYY-MM-DD')", parameters: [text])
        }
        return rows.first?[0] ?? text
    }
}
