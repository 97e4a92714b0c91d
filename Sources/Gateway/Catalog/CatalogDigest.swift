import Postgres

/// A number for what binding depends on in a database: equal numbers mean that nothing has changed.
///
/// It covers tables, columns, constraints, indexes, policies, views, functions, types, schemas, comments, grants and the publication of the change feed, and
/// those roles of the cluster that the login can become or that own a relation, with their memberships and settings. What autovacuum and ANALYZE write is left out.
enum CatalogDigest {
    /// Reads the digest over a connection of the login that serves.
    static func read(_ connection: BlockingConnection) throws(CommandFailure) -> String {
        do throws(PostgresError) {
            return try connection.query(sql).first?.text(0) ?? ""
        } catch {
            throw CommandFailure("The database's catalog cannot be read: \(error.message)")
        }
    }

    /// The rows of each catalog, and the columns that count.
    private static let parts: [(rows: String, columns: [String])] = [
        (
            "pg_catalog.pg_class r WHERE \(own("r.relnamespace"))",
            [
                "oid", "relname", "relnamespace", "relkind", "relowner", "relacl", "relrowsecurity",
                "relforcerowsecurity", "reloptions", "relispartition", "reltype",
            ]
        ),
        (
            """
            pg_catalog.pg_attribute r JOIN pg_catalog.pg_class c ON c.oid = r.attrelid
            WHERE r.attnum > 0 AND c.relkind NOT IN ('i', 'I', 't', 'S') AND \(own("c.relnamespace"))
            """,
            [
                "attrelid", "attnum", "attname", "atttypid", "atttypmod", "attnotnull", "attisdropped",
                "attacl",
                "attcollation", "attgenerated", "attidentity", "atthasdef",
            ]
        ),
        ("pg_catalog.pg_constraint r WHERE \(own("r.connamespace"))", []),
        (
            "pg_catalog.pg_index r JOIN pg_catalog.pg_class c ON c.oid = r.indrelid WHERE \(own("c.relnamespace"))",
            [
                "indexrelid", "indrelid", "indkey", "indclass", "indisunique", "indisvalid", "indexprs",
                "indpred",
            ]
        ),
        ("pg_catalog.pg_attrdef r", []),
        ("pg_catalog.pg_inherits r", []),
        ("pg_catalog.pg_policy r", []),
        (
            "pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class c ON c.oid = r.ev_class WHERE \(own("c.relnamespace"))",
            ["oid", "ev_class", "ev_action"]
        ),
        ("pg_catalog.pg_proc r WHERE \(own("r.pronamespace"))", []),
        ("pg_catalog.pg_operator r WHERE \(own("r.oprnamespace"))", []),
        ("pg_catalog.pg_type r WHERE \(own("r.typnamespace"))", []),
        ("pg_catalog.pg_enum r", []),
        ("pg_catalog.pg_namespace r WHERE r.nspname !~ '^pg_(temp|toast)'", []),
        ("pg_catalog.pg_description r WHERE r.objoid >= 16384", []),
        ("pg_catalog.pg_ts_config r", []),
        ("pg_catalog.pg_publication r WHERE r.pubname = '\(CatalogReader.publication)'", []),
        ("pg_catalog.pg_publication_rel r", []),
        (
            """
            pg_catalog.pg_roles r WHERE pg_catalog.pg_has_role(r.oid, 'MEMBER')
            OR EXISTS (SELECT FROM pg_catalog.pg_class c WHERE c.relowner = r.oid AND \(own("c.relnamespace")))
            """,
            [
                "oid", "rolname", "rolsuper", "rolinherit", "rolbypassrls", "rolreplication", "rolcreaterole",
                "rolconfig",
            ]
        ),
        ("pg_catalog.pg_auth_members r WHERE pg_catalog.pg_has_role(r.member, 'MEMBER')", []),
        (
            """
            pg_catalog.pg_db_role_setting r WHERE (r.setrole = 0 OR pg_catalog.pg_has_role(r.setrole, 'MEMBER'))
            AND r.setdatabase IN (0, (SELECT d.oid FROM pg_catalog.pg_database d
                WHERE d.datname = pg_catalog.current_database()))
            """, []
        ),
    ]

    private static func own(_ namespace: String) -> String {
        """
        \(namespace) IN (SELECT n.oid FROM pg_catalog.pg_namespace n
            WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')
        """
    }

    /// A sum of hashes needs no order, and no memory for the texts of a large catalog.
    private static let sql: String = {
        let sums = parts.map { rows, columns in
            let value =
                columns.isEmpty ? "r" : "ROW(" + columns.map { "r.\($0)" }.joined(separator: ", ") + ")"
            return "(SELECT coalesce(sum(hashtextextended(\(value)::text, 0)::numeric), 0) FROM \(rows))"
        }
        return "SELECT concat_ws(' ', \(sums.joined(separator: ",\n")))"
    }()
}
