import CommandLine
import Postgres

/// `concierge feed setup`: prints the SQL after which a database tells the gateway of its changes.
///
/// It runs none of it.
struct FeedSetupCommand {
    let settings: FeedSetupSettings

    /// Prints the SQL.
    func run() throws(CommandFailure) {
        let session = try DatabaseSession(settings.database)
        defer { session.end() }
        let connection = try session.connect()
        let facts: [String?]
        let tables: [(name: String, columns: String?)]
        do throws(PostgresError) {
            let row = try connection.query(Self.facts).first
            facts = [row?[0], row?[1]]
            tables = try connection.query(Self.tables).map { ($0[0] ?? "", $0[1]) }
        } catch {
            throw CommandFailure("The catalog of the database cannot be read: \(error.message)")
        }
        let published = tables.compactMap { table in table.columns.map { "    \(table.name)\($0)" } }
        guard !published.isEmpty else {
            throw CommandFailure(
                "The login may read no table with a primary key: there is nothing to publish."
            )
        }
        try Terminal.print(
            Self.text(
                level: facts[0] ?? "",
                limit: facts[1] ?? "",
                published: published,
                without: tables.filter { $0.columns == nil }.map(\.name)
            )
        )
    }

    private static func text(level: String, limit: String, published: [String], without: [String]) -> String {
        var lines = [
            "-- What the database needs to tell a gateway of its changes. Read it, and run it as a superuser.",
            "",
        ]
        if level != "logical" {
            lines += [
                "-- The log has too little in it (wal_level is \(level)). This needs a restart of the server.",
                "ALTER SYSTEM SET wal_level = 'logical';", "",
            ]
        }
        if limit == "-1" {
            lines += [
                "-- With a limit, a gateway's slot outlives its restarts, and one that is gone cannot fill the disk. Without it, slots",
                "-- are temporary.", "ALTER SYSTEM SET max_slot_wal_keep_size = '4GB';",
                "SELECT pg_reload_conf();", "",
            ]
        }
        lines += [
            "-- The login that reads the log: it can read no table. Set its password with \\password concierge_feed.",
            "CREATE ROLE concierge_feed LOGIN REPLICATION;", "",
            "-- Only keys and indexed columns are logged for it: no text leaves the database.",
        ]
        if !without.isEmpty {
            lines += [
                "-- Not published, as they have no primary key, and their UPDATEs and DELETEs would fail: \(without.joined(separator: ", ")).",
                "-- Live queries that read them are read again once a second.",
            ]
        }
        lines += [
            "CREATE PUBLICATION \(CatalogReader.publication) FOR TABLE", published.joined(separator: ",\n"),
            "    WITH (publish_via_partition_root = true);", "",
        ]
        return lines.joined(separator: "\n")
    }

    private static let facts =
        "SELECT pg_catalog.current_setting('wal_level'), pg_catalog.current_setting('max_slot_wal_keep_size')"

    /// The tables that the login may read, each with the columns to publish; NULL of a table without a primary key.
    ///
    /// A table that is logged whole has no list of columns: PostgreSQL would refuse its next UPDATE. Lists came with version 15.
    private static let tables = """
        SELECT pg_catalog.format('%I.%I', n.nspname, c.relname), CASE
            WHEN NOT EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisprimary) THEN NULL
            WHEN c.relreplident = 'f' OR pg_catalog.current_setting('server_version_num')::int < 150000 THEN ''
            ELSE (SELECT pg_catalog.format(' (%s)', pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' ORDER BY a.attnum))
                FROM pg_catalog.pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                    AND EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey)))
            END
        FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relpersistence = 'p'
            AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'concierge')
            AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
        ORDER BY 1
        """
}
