import Planner
import Postgres

/// What decides which rows are seen: policies, and the definitions of views.
extension CatalogReader {
    mutating func readPolicies() throws(PostgresError) {
        // A policy is for whoever has a role's rights, as PostgreSQL asks when it applies it; 0 is PUBLIC.
        let rows = try connection.query(
            """
            SELECT p.polrelid, p.polname, p.polpermissive, pg_get_expr(p.polqual, p.polrelid), (
                SELECT string_agg(r.oid::text, ' ') FROM unnest($1::oid[]) AS r (oid)
                WHERE EXISTS (
                    SELECT FROM unnest(p.polroles) AS t (oid)
                    WHERE CASE WHEN t.oid = 0 THEN true ELSE pg_has_role(r.oid, t.oid, 'USAGE') END)),
                d.reads, d.calls, d.columns
            FROM pg_catalog.pg_policy p
            LEFT JOIN LATERAL (
                SELECT string_agg(DISTINCT d.refobjid::text, ' ') FILTER (
                        WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> p.polrelid) AS reads,
                    string_agg(d.refobjid || ' ' || d.refobjsubid, ' ') FILTER (
                        WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0) AS columns,
                    bool_or(d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass))
                        AS calls
                FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_policy'::regclass AND d.objid = p.oid
            ) AS d ON true
            WHERE p.polcmd IN ('r', '*')
            ORDER BY p.polrelid, p.polname
            """,
            parameters: [roleArray]
        )
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            var policy = Policy(name: row.text(1), roles: roles(in: row[4]).sorted(), expression: row[3])
            policy.isRestrictive = !row.flag(2)
            policy.reads = row.numbers(5).map { UInt32($0) }
            policy.callsFunctions = row.flag(6)
            policy.columns = columns(in: row.numbers(7))
            relations[place].policies.append(policy)
        }
    }

    /// The columns that are meant by pairs of a relation's oid and a column's number.
    private func columns(in pairs: [Int]) -> [UInt32: Set<String>] {
        var columns: [UInt32: Set<String>] = [:]
        for index in stride(from: 0, to: pairs.count - 1, by: 2) {
            let oid = UInt32(pairs[index])
            guard let place = places[oid], let column = columnsByNumber[place][pairs[index + 1]] else {
                continue
            }
            columns[oid, default: []].insert(relations[place].columns[column.place].name)
        }
        return columns
    }

    mutating func readViews() throws(PostgresError) {
        // A view depends on things through its rule. A materialized one reads only when it is refreshed.
        let rows = try connection.query(
            """
            SELECT c.oid, pg_get_viewdef(c.oid), d.reads, d.calls
            FROM pg_catalog.pg_class c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_rewrite w ON w.ev_class = c.oid AND w.rulename = '_RETURN'
            LEFT JOIN LATERAL (
                SELECT string_agg(DISTINCT d.refobjid::text, ' ') FILTER (
                        WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid <> c.oid) AS reads,
                    bool_or(d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass))
                        AS calls
                FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = w.oid
            ) AS d ON true
            WHERE c.relkind IN ('v', 'm') AND \(Self.ownSchemas)
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            relations[place].underlying = row.numbers(2).map { UInt32($0) }
            guard relations[place].kind == .view else { continue }
            relations[place].claimsOfDefinition = row.flag(3) ? nil : Catalog.claims(readBy: row.text(1))
        }
    }
}
