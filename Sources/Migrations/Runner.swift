package import Postgres

/// Brings a database up to a folder of migrations.
///
/// Each file is one transaction with its line in the ledger `concierge.migrations`; an advisory lock lets one
/// process at a time migrate a database.
package struct Runner {
    /// A migration, and whether it has been applied.
    package struct Status: Hashable, Sendable {
        /// The migration.
        package let migration: Migration
        /// When it was applied, as PostgreSQL writes it; `nil` for one that is pending.
        package let appliedAt: String?
    }

    /// `concierge` in ASCII, as a number that no other program locks by chance.
    private static let lock = "7163383928327316325"
    /// How often a file is run that collides with other databases of the cluster: each time one of them gets on.
    private static let attempts = 20
    private let connection: BlockingConnection
    private let migrations: [Migration]
    private let progress: (Progress) -> Void

    /// Creates a runner.
    ///
    /// - Parameters:
    ///   - connection: as the owner of what the migrations make.
    ///   - folder: where the files are.
    ///   - progress: called with each line worth showing.
    package init(
        connection: BlockingConnection,
        folder: String,
        progress: @escaping (Progress) -> Void = { _ in }
    ) throws(MigrationError) {
        self.init(connection: connection, migrations: try Migration.read(folder: folder), progress: progress)
    }

    init(
        connection: BlockingConnection,
        migrations: [Migration],
        progress: @escaping (Progress) -> Void
    ) {
        self.connection = connection
        self.migrations = migrations
        self.progress = progress
    }

    /// Applies what is pending, in order, and returns it.
    ///
    /// - Throws: when the ledger and the folder disagree, before anything is applied, or when a file fails; the files
    ///   before it stay applied.
    @discardableResult
    package func run() throws(MigrationError) -> [Migration] {
        try lock()
        defer { _ = try? connection.query("select pg_advisory_unlock($1)", parameters: [Self.lock]) }
        try connection.plain { connection throws(PostgresError) in try connection.execute(Self.ledger) }
        let pending = try self.pending()
        connection.onNotice = { progress(.notice("\($0.severity): \($0.message)")) }
        defer { connection.onNotice = { _ in } }
        for migration in pending { try applyAmongOthers(migration) }
        if pending.isEmpty {
            progress(.upToDate("The database is up to date (\(migrations.count) migrations)."))
        }
        return pending
    }

    /// What has not been applied yet; changes nothing.
    package func pending() throws(MigrationError) -> [Migration] {
        try status().filter { $0.appliedAt == nil }.map(\.migration)
    }

    /// All migrations with what the ledger says of them; changes nothing.
    package func status() throws(MigrationError) -> [Status] {
        let applied = try readLedger()
        try refuseOtherFiles(applied)
        var found: [Status] = []
        for migration in migrations {
            guard let entry = applied[migration.version] else {
                found.append(Status(migration: migration, appliedAt: nil))
                continue
            }
            guard try checksum(migration) == entry.checksum else {
                throw MigrationError(
                    file: migration.path,
                    message: "the file was changed after it was applied on \(entry.appliedAt)",
                    hint: "Restore it, and write what is new into a migration of its own."
                )
            }
            found.append(Status(migration: migration, appliedAt: entry.appliedAt))
        }
        try refuseHoles(in: found)
        return found
    }

    /// Refuses a ledger that files of other names made, or newer files than these.
    private func refuseOtherFiles(_ applied: [Int: Entry]) throws(MigrationError) {
        let names = Dictionary(uniqueKeysWithValues: migrations.map { ($0.version, $0.name) })
        for (version, entry) in applied.sorted(by: { $0.key < $1.key }) {
            guard let name = names[version], name != entry.name else { continue }
            throw MigrationError(
                message:
                    "the database was made by other migrations: its \(entry.name) is \(name) in the folder",
                hint: "There is no way from those files to these. Start from an empty database; "
                    + "`./dev clean` removes the private one."
            )
        }
        if let unknown = applied.keys.filter({ names[$0] == nil }).min() {
            throw MigrationError(
                message:
                    "the database has migration \(applied[unknown]?.name ?? ""), which is not in the folder",
                hint: "The folder is older than the one that migrated the database."
            )
        }
    }

    /// Refuses a file that was never applied before one of its series that was.
    private func refuseHoles(in found: [Status]) throws(MigrationError) {
        for (index, hole) in found.enumerated() where hole.appliedAt == nil {
            let late = found[index...].first {
                $0.appliedAt != nil && $0.migration.series == hole.migration.series
            }
            guard let late else { continue }
            throw MigrationError(
                file: hole.migration.path,
                message: "it was never applied, but \(late.migration.name) was",
                hint: "Migrations of a series are applied in order; number it behind the last one."
            )
        }
    }

    private func lock() throws(MigrationError) {
        try connection.plain { connection throws(PostgresError) in
            let tried = try connection.query(
                "select pg_try_advisory_lock($1)",
                parameters: [Self.lock]
            )
            guard tried.first?[0] != "t" else { return }
            progress(.waitingForOther)
            try connection.query("select pg_advisory_lock($1)", parameters: [Self.lock])
        }
    }

    /// Applies a file, and again where it lost against another database's: roles belong to the cluster, of which no lock
    /// is to be had, and what failed has been taken back whole.
    private func applyAmongOthers(_ migration: Migration) throws(MigrationError) {
        for _ in 1..<Self.attempts {
            do throws(MigrationError) {
                return try apply(migration)
            } catch  where error.cause?.isCollisionInCluster == true {
                continue
            }
        }
        try apply(migration)
    }

    private func apply(_ migration: Migration) throws(MigrationError) {
        progress(.applying(name: migration.name))
        let clock = ContinuousClock()
        let start = clock.now
        try connection.inTransaction { () throws(MigrationError) in
            try connection.run(migration.sql, file: migration.path)
            try connection.plain { connection throws(PostgresError) in
                try connection.query(
                    """
                    insert into concierge.migrations (version, name, checksum, milliseconds)
                    values ($1, $2, encode(sha256(convert_to($3, 'UTF8')), 'hex'), $4)
                    """,
                    parameters: [
                        String(migration.version), migration.name, migration.sql,
                        String((clock.now - start).milliseconds),
                    ]
                )
            }
        }
        progress(.applied(name: migration.name, milliseconds: (clock.now - start).milliseconds))
    }
}

// MARK: - Ledger

extension Runner {
    private struct Entry {
        let name: String
        let checksum: String
        let appliedAt: String
    }

    private static let ledger = """
        set client_min_messages = warning;
        create schema if not exists concierge;
        create table if not exists concierge.migrations (
          version int primary key,
          name text not null,
          checksum text not null,
          applied_at timestamptz not null default clock_timestamp(),
          milliseconds int not null
        );
        reset client_min_messages
        """

    private func readLedger() throws(MigrationError) -> [Int: Entry] {
        try connection.plain { connection throws(PostgresError) in
            let exists = try connection.query("select to_regclass('concierge.migrations') is not null")
            guard exists.first?[0] == "t" else { return [:] }
            var entries: [Int: Entry] = [:]
            for row in try connection.query(
                "select version, name, checksum, applied_at::text from concierge.migrations"
            ) {
                entries[row[0].flatMap { Int($0) } ?? 0] = Entry(
                    name: row[1] ?? "",
                    checksum: row[2] ?? "",
                    appliedAt: row[3] ?? ""
                )
            }
            return entries
        }
    }

    /// PostgreSQL computes it, so that the ledger and the check cannot disagree.
    private func checksum(_ migration: Migration) throws(MigrationError) -> String? {
        try connection.plain { connection throws(PostgresError) in
            let rows = try connection.query(
                "select encode(sha256(convert_to($1, 'UTF8')), 'hex')",
                parameters: [migration.sql]
            )
            return rows.first?[0]
        }
    }
}
