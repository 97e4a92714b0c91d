import Planner
import Postgres

/// The functions that are not PostgreSQL's own, with what calls give them and what they answer.
extension CatalogReader {
    mutating func readFunctions() throws(PostgresError) {
        // What a body reads is known of SQL bodies that were parsed when the function was made (BEGIN ATOMIC).
        let rows = try connection.query(
            """
            SELECT p.oid, n.nspname, p.proname, p.prokind, p.provolatile, p.prosecdef, pg_get_userbyid(p.proowner),
                (SELECT r.rolsuper FROM pg_catalog.pg_roles r WHERE r.oid = p.proowner), p.proretset, p.prorettype,
                CASE WHEN c.relkind <> 'c' THEN c.oid ELSE 0 END,
                EXISTS (SELECT FROM unnest(p.proconfig) AS s (setting) WHERE s.setting LIKE 'search_path=%'),
                (SELECT string_agg(r.oid::text, ' ') FROM unnest($1::oid[]) AS r (oid)
                    WHERE has_function_privilege(r.oid, p.oid, 'EXECUTE')
                        AND has_schema_privilege(r.oid, n.oid, 'USAGE')),
                pg_get_function_sqlbody(p.oid), d.reads, d.calls, coalesce(i.oid, 0),
                CASE WHEN ic.relkind <> 'c' THEN ic.oid ELSE 0 END,
                EXISTS (
                    SELECT FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) AS g
                    WHERE g.grantee = 0 AND g.privilege_type = 'EXECUTE'),
                EXISTS (
                    SELECT FROM pg_catalog.pg_depend e
                    WHERE e.classid = 'pg_catalog.pg_proc'::regclass AND e.objid = p.oid AND e.deptype = 'e'),
                least(p.prorows, 1000000)::integer
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            JOIN pg_catalog.pg_type t ON t.oid = p.prorettype
            LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
            LEFT JOIN pg_catalog.pg_type i ON i.oid = t.typelem AND i.typarray = t.oid
            LEFT JOIN pg_catalog.pg_class ic ON ic.oid = i.typrelid
            LEFT JOIN LATERAL (
                \(Self.whatIsRead(by: "pg_proc", "p.oid"))
            ) AS d ON p.prosqlbody IS NOT NULL
            WHERE \(Self.ownSchemas)
            ORDER BY p.oid
            """,
            parameters: [roleArray]
        )
        catalog.userFunctions = Set(rows.map { $0.text(2) })
        let arguments = try readParameters()
        for row in rows where row.text(3) == "f" {
            var function = Function(oid: row.oid(0), schema: row.text(1), name: row.text(2))
            function.volatility =
                switch row.text(4) {
                case "i": .immutable
                case "s": .stable
                default: .volatile
                }
            function.isSecurityDefiner = row.flag(5)
            function.owner = row.text(6)
            function.isOwnedBySuperuser = row.flag(7)
            let (parameters, results) = arguments[function.oid] ?? ([], [])
            function.parameters = parameters
            if let items = self.items(type: row.oid(16), relation: row.oid(17)), !row.flag(8) {
                function.cardinality = .array
                function.answer = items
            } else {
                function.cardinality = row.flag(8) ? .set : .one
                function.answer = answer(type: row.oid(9), relation: row.oid(10), results)
            }
            function.hasOwnSearchPath = row.flag(11)
            function.isExecutableByPublic = row.flag(18)
            function.isPartOfExtension = row.flag(19)
            function.expectedRows = Int(row.text(20)) ?? function.expectedRows
            function.executableBy = roles(in: row[12])
            if let body = row[13] {
                function.body = Self.reads(body, relations: row.numbers(14), functions: row.numbers(15))
            } else if function.volatility == .immutable {
                // It promises to read no table. Settings are not believed to be left out: who shares an answer rests on them.
                function.body.relations = []
            }
            if function.volatility == .volatile { function.body.movesByItself = true }
            catalog.functions.append(function)
        }
    }

    /// The items of an array of rows; `nil` where `type` is the type of no rows.
    private func items(type: UInt32, relation: UInt32) -> Function.Answer? {
        if relation != 0 { return .rowOfRelation(relation) }
        if case .composite(let attributes)? = catalog.types[type]?.kind { return .row(attributes) }
        return nil
    }

    private func answer(type: UInt32, relation: UInt32, _ results: [Column]) -> Function.Answer {
        if relation != 0 { return .rowOfRelation(relation) }
        if case .composite(let attributes)? = catalog.types[type]?.kind { return .row(attributes) }
        if results.count > 1 { return .row(results) }
        // One result of its own is a value, whatever its name.
        if let result = results.first { return .value(result.type) }
        return type == TypeOID.void ? .nothing : .value(type)
    }

    /// What each function takes, and the columns that it answers by names of its own, by oid.
    private func readParameters() throws(PostgresError) -> [UInt32: ([Function.Parameter], [Column])] {
        let rows = try connection.query(
            """
            SELECT p.oid, coalesce(p.proargnames[a.place], ''), a.type, coalesce(p.proargmodes[a.place], 'i'),
                p.pronargdefaults, p.pronargs
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace,
            unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY AS a (type, place)
            WHERE \(Self.ownSchemas) AND p.prokind = 'f'
            ORDER BY p.oid, a.place
            """
        )
        var found: [UInt32: ([Function.Parameter], [Column])] = [:]
        for row in rows {
            let mode = row.text(3)
            if mode == "o" || mode == "t" || mode == "b" {
                found[row.oid(0), default: ([], [])].1.append(column(row.text(1), row.oid(2)))
            }
            guard mode != "o" && mode != "t" else { continue }
            let number = found[row.oid(0)]?.0.count ?? 0
            // The last parameters are those with defaults.
            let hasDefault = number >= Int(row.oid(5)) - Int(row.oid(4))
            found[row.oid(0), default: ([], [])].0.append(
                Function.Parameter(
                    name: row.text(1),
                    type: row.oid(2),
                    hasDefault: hasDefault,
                    isVariadic: mode == "v"
                )
            )
        }
        return found
    }
}
