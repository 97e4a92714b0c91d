import Planner
import Postgres

/// Where the database casts claims: in policies for any command, in views, and in functions, whatever calls them.
extension CatalogReader {
    mutating func readClaimCasts() throws(PostgresError) {
        let rows = try connection.query(
            """
            SELECT format('policy "%s" of "%s"', p.polname, c.relname), concat_ws(' ; ',
                pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid))
            FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
            UNION ALL
            SELECT format('view "%s"', c.relname), pg_get_viewdef(c.oid)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'v' AND \(Self.ownSchemas)
            UNION ALL
            SELECT format('function "%s"', p.proname), coalesce(pg_get_function_sqlbody(p.oid), p.prosrc)
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE p.prokind IN ('f', 'p') AND \(Self.ownSchemas)
            """
        )
        for row in rows {
            let claims = ClaimCast.claims(castIn: row.text(1)).sorted()
            catalog.claimCasts += claims.map { ClaimCast(place: row.text(0), claim: $0) }
        }
    }
}
