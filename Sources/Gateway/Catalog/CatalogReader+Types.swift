import Planner
import Postgres

/// The data types.
extension CatalogReader {
    mutating func readTypes() throws(PostgresError) {
        // A table's own row type is left out: two for each table, and nothing is bound to them.
        let rows = try connection.query(
            """
            SELECT t.oid, n.nspname, t.typname, t.typtype, t.typarray, t.typbasetype, t.typnotnull,
                coalesce(e.oid, 0),
                t.typcategory = 'S' AND EXISTS (
                    SELECT FROM pg_catalog.pg_operator o
                    WHERE o.oprname = '~~' AND o.oprleft = t.oid AND o.oprright = t.oid)
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
        let attributes = try readAttributes()
        let equalities = try readEqualities()
        for row in rows {
            let kind: DatabaseType.Kind =
                switch row.text(3) {
                case _ where row.oid(7) != 0: .array(row.oid(7))
                case "e": .enumeration(labels[row.oid(0)] ?? [])
                case "d": .domain(row.oid(5))
                case "c": .composite(attributes[row.oid(0)] ?? [])
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
            type.equality = equalities[row.oid(0)] ?? .none
            type.hasPatterns = row.flag(8)
            catalog.types[type.oid] = type
        }
    }

    private func readEqualities() throws(PostgresError) -> [UInt32: DatabaseType.Equality] {
        let rows = try connection.query(
            """
            SELECT t.oid, n.nspname
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_opclass c ON c.opcdefault AND c.opcintype = CASE t.typtype
                WHEN 'r' THEN 'pg_catalog.anyrange'::regtype WHEN 'm' THEN 'pg_catalog.anymultirange'::regtype ELSE t.oid END
            JOIN pg_catalog.pg_am a ON a.oid = c.opcmethod AND a.amname = 'btree'
            JOIN pg_catalog.pg_amop m ON m.amopfamily = c.opcfamily AND m.amopstrategy = 3
                AND m.amoplefttype = c.opcintype AND m.amoprighttype = c.opcintype
            JOIN pg_catalog.pg_operator o ON o.oid = m.amopopr
            JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
            """
        )
        var equalities: [UInt32: DatabaseType.Equality] = [:]
        for row in rows {
            let schema = row.text(1)
            equalities[row.oid(0)] = searchedSchemas.contains(schema) ? .found : .hidden(schema: schema)
        }
        return equalities
    }

    /// The attributes of composite types that are no relation's rows, by the type's oid.
    private func readAttributes() throws(PostgresError) -> [UInt32: [Column]] {
        let rows = try connection.query(
            """
            SELECT c.reltype, a.attname, a.atttypid
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            WHERE c.relkind = 'c' AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """
        )
        var attributes: [UInt32: [Column]] = [:]
        for row in rows {
            attributes[row.oid(0), default: []].append(column(row.text(1), row.oid(2)))
        }
        return attributes
    }

    /// A column of rows that no relation holds: a role that may have the row may read it.
    func column(_ name: String, _ type: UInt32) -> Column {
        var column = Column(name: name, type: type, isNotNull: false)
        column.selectableBy = Set(roleNames.values)
        return column
    }

    /// What requests and schemas call by names that only the installation knows.
    mutating func readNames() throws(PostgresError) {
        let configurations = try connection.query("SELECT cfgname FROM pg_catalog.pg_ts_config")
        catalog.searchConfigurations = Set(configurations.map { $0.text(0) })
        let functions = try connection.query(
            "SELECT DISTINCT proname FROM pg_catalog.pg_proc WHERE provolatile = 'v' AND pronamespace = 'pg_catalog'::regnamespace"
        )
        catalog.volatileFunctions = Set(functions.map { $0.text(0) })
        let zones = try connection.query(
            """
            SELECT name FROM pg_catalog.pg_timezone_names
            -- What these mean depends on the database's machine, or is nothing.
            WHERE name !~ '^(posix|right)/' AND name NOT IN ('localtime', 'Factory', 'posixrules')
            """
        )
        catalog.timeZones = Set(zones.map { $0.text(0) })
    }
}
