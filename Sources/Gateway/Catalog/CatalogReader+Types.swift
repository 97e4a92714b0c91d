import Planner
import Postgres

/// The data types, and the functions that are not PostgreSQL's own.
extension CatalogReader {
    mutating func readTypes() throws(PostgresError) {
        // A table's own row type is left out: two for each table, and nothing is bound to them.
        let rows = try connection.query(
            """
            SELECT t.oid, n.nspname, t.typname, t.typtype, t.typarray, t.typbasetype, t.typnotnull,
                coalesce(e.oid, 0)
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
            LEFT JOIN pg_catalog.pg_class c ON c.oid = coalesce(nullif(t.typrelid, 0), e.typrelid)
            WHERE (c.oid IS NULL OR c.relkind = 'c') AND n.nspname <> 'pg_toast'
            """
        )
        var labels: [UInt32: [String]] = [:]
        let labelRows = try connection.query(
            "SELECT enumtypid, enumlabel FROM pg_catalog.pg_enum ORDER BY enumtypid, enumsortorder"
        )
        for row in labelRows { labels[row.oid(0), default: []].append(row.text(1)) }
        for row in rows {
            let kind: DatabaseType.Kind =
                switch row.text(3) {
                case _ where row.oid(7) != 0: .array(row.oid(7))
                case "e": .enumeration(labels[row.oid(0)] ?? [])
                case "d": .domain(row.oid(5))
                case "c": .composite
                case "b": .base
                default: .other
                }
            var type = DatabaseType(
                oid: row.oid(0),
                schema: row.text(1),
                name: row.text(2),
                kind: kind,
                arrayType: row.oid(4)
            )
            type.isNotNull = row.flag(6)
            catalog.types[type.oid] = type
        }
    }

    mutating func readFunctions() throws(PostgresError) {
        let functions = try connection.query(
            """
            SELECT DISTINCT p.proname FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE \(Self.ownSchemas)
            """
        )
        catalog.userFunctions = Set(functions.map { $0.text(0) })
        // Operators in C come with extensions, whose functions a superuser has looked at; others may hide anything.
        let operators = try connection.query(
            """
            SELECT DISTINCT o.oprname FROM pg_catalog.pg_operator o
            JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_language l ON l.oid = p.prolang
            WHERE \(Self.ownSchemas) AND l.lanname NOT IN ('c', 'internal')
            """
        )
        catalog.userOperators = Set(operators.map { $0.text(0) })
    }
}
