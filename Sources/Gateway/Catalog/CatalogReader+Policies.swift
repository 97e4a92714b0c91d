import Planner
import Postgres

/// What decides which rows are seen: policies, and the definitions of views.
extension CatalogReader {
    mutating func readPolicies() throws(PostgresError) {
        // A policy applies to every role that has the rights of the policy's roles, as in PostgreSQL; 0 is PUBLIC.
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
                \(Self.whatIsRead(by: "pg_policy", "p.oid"))
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
            policy.reads = Self.reads(row.text(3), relations: row.numbers(5), functions: row.numbers(6))
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
                \(Self.whatIsRead(by: "pg_rewrite", "w.oid"))
            ) AS d ON true
            WHERE c.relkind IN ('v', 'm') AND \(Self.ownSchemas)
            """
        )
        for row in rows {
            guard let place = places[row.oid(0)] else { continue }
            let own = Int(row.oid(0))
            let relations = row.numbers(2).filter { $0 != own }
            self.relations[place].definition = Self.reads(
                row.text(1),
                relations: relations,
                functions: row.numbers(3)
            )
        }
    }

    // MARK: What is read

    /// A query of the relations, the functions and the columns that the object `oid` of the catalog `catalog` depends on.
    ///
    /// Of PostgreSQL's own functions `pg_depend` says nothing; what they may read is found in the printed text.
    static func whatIsRead(by catalog: String, _ oid: String) -> String {
        """
        SELECT string_agg(DISTINCT d.refobjid::text, ' ') FILTER (
                WHERE d.refclassid = 'pg_catalog.pg_class'::regclass) AS reads,
            string_agg(DISTINCT coalesce(o.oprcode::oid, d.refobjid)::text, ' ') FILTER (
                WHERE d.refclassid IN ('pg_catalog.pg_proc'::regclass, 'pg_catalog.pg_operator'::regclass)) AS calls,
            string_agg(d.refobjid || ' ' || d.refobjsubid, ' ') FILTER (
                WHERE d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjsubid > 0) AS columns
        FROM pg_catalog.pg_depend d
        LEFT JOIN pg_catalog.pg_operator o
            ON d.refclassid = 'pg_catalog.pg_operator'::regclass AND o.oid = d.refobjid
        WHERE d.classid = 'pg_catalog.\(catalog)'::regclass AND d.objid = \(oid)
        """
    }

    /// What SQL reads that PostgreSQL printed as `text`, and that depends on these objects.
    static func reads(_ text: String, relations: [Int], functions: [Int]) -> Reads {
        let printed = PrintedSQL(text)
        var reads = Reads()
        reads.relations = Set(relations.map { UInt32($0) })
        reads.functions = Set(functions.map { UInt32($0) })
        reads.claims = printed.claims
        reads.movesByItself = printed.readsClock
        return reads
    }
}
