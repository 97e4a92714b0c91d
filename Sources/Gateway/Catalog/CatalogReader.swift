import Planner
import Postgres

/// Reads a database's catalog into the value that binding checks a schema against.
///
/// A handful of set-based queries over `pg_catalog`, in one read-only snapshot, as the login that serves; the time grows
/// with what the database has, not with what the schema binds.
struct CatalogReader {
    let connection: BlockingConnection
    var catalog = Catalog()
    /// The declared roles that exist and the login, by oid, in a fixed order.
    var roleNames: [String: String] = [:]
    /// The oids of ``roleNames`` as an array literal.
    var roleArray = "{}"
    var relations: [Relation] = []
    /// Where each relation stands in ``relations``, by oid.
    var places: [UInt32: Int] = [:]
    /// By relation and number of the column: what keys and indexes are written in.
    var columnsByNumber: [[Int: (place: Int, collation: UInt32)]] = []

    /// Where the login looks for what is named without a schema.
    private(set) var searchedSchemas: Set<String> = []

    private init(_ connection: BlockingConnection) { self.connection = connection }

    /// Reads the catalog.
    ///
    /// - Parameters:
    ///   - connection: a connection of the login that serves, outside of a transaction.
    ///   - roles: the PostgreSQL roles that are of interest; those that do not exist are missing in the answer.
    static func read(
        _ connection: BlockingConnection,
        roles: [String]
    ) throws(PostgresError) -> Catalog {
        var reader = CatalogReader(connection)
        try connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        do {
            try reader.readAll(roles: roles)
            try connection.execute("COMMIT")
        } catch {
            _ = try? connection.execute("ROLLBACK")
            throw error
        }
        return reader.catalog
    }

    private mutating func readAll(roles: [String]) throws(PostgresError) {
        // Which of its schemas a role may use is the role's matter; so the path is read as it is set.
        let path = try connection.query(
            "SELECT trim(BOTH '\" ' FROM s) FROM unnest(string_to_array(current_setting('search_path'), ',')) AS p (s)"
        )
        searchedSchemas = Set(path.map { $0.text(0) } + ["pg_catalog"])
        // With an empty path PostgreSQL prints every name of ours with its schema, and no operator of others is found.
        try connection.execute(
            "SET LOCAL ROLE NONE; SET LOCAL search_path = ''; SET LOCAL quote_all_identifiers = off"
        )
        try readRoles(declared: roles)
        try readTypes()
        try readFunctions()
        try readNames()
        try readRelations()
        try readColumns()
        try readKeys()
        try readPatternIndexes()
        try readForeignKeys()
        try readConstraints()
        try readPolicies()
        try readViews()
        try readClaimCasts()
        catalog.relations = relations
        try readDangers()
    }

    /// The schemas that are not PostgreSQL's own, as a condition on `pg_namespace n`.
    static let ownSchemas = #"n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"#

    /// The relations that rows are selected from, as a condition on `pg_class c`.
    static let readableKinds = "c.relkind IN ('r', 'p', 'v', 'm', 'f')"

    /// The roles whose oids stand in a text, divided by spaces.
    func roles(in text: String?) -> Set<String> {
        Set((text ?? "").split(separator: " ").compactMap { roleNames[String($0)] })
    }

    /// An array literal of texts.
    static func array(_ texts: some Sequence<String>) -> String {
        let quoted = texts.map { text in
            "\"" + text.flatMap { "\\\"".contains($0) ? ["\\", $0] : [$0] } + "\""
        }
        return "{" + quoted.joined(separator: ",") + "}"
    }
}

extension TextRows.Row {
    /// The number in the column at `index`, 0 where it is none.
    func oid(_ index: Int) -> UInt32 { self[index].flatMap { UInt32($0) } ?? 0 }

    /// The text in the column at `index`, empty where it is NULL.
    func text(_ index: Int) -> String { self[index] ?? "" }

    /// Whether the column at `index` is true.
    func flag(_ index: Int) -> Bool { self[index] == "t" }

    /// The numbers in the column at `index`, divided by spaces.
    func numbers(_ index: Int) -> [Int] { text(index).split(separator: " ").compactMap { Int($0) } }
}
