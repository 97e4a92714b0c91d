import Testing

@testable import Planner

@Suite("Casts of claims")
struct ClaimCastTests {
    @Test(
        arguments: [
            (
                "(owner = ( SELECT (current_setting('claims.sub'::text, true))::uuid AS current_setting))",
                "sub"
            ),
            ("id = current_setting('claims.n')::int", "n"),
            ("id = (select current_setting('claims.n', true) as it)::bigint", "n"),
            ("CAST(current_setting('claims.n', true) AS integer)", "n"),
            ("cast((select pg_catalog.current_setting('claims.n')) as date)", "n"),
            ("select Current_Setting( 'claims.n' )::text::numeric", "n"),
            ("id = nullif(current_setting('claims.n'), '')::int", nil),
            ("name = current_setting('claims.n')::text", nil),
            ("name = (current_setting('claims.n'::text, true))::character varying", nil),
            ("orgs = any (coalesce(current_setting('claims.n'), '{}')::int[])", nil),
            ("current_setting('role')::regrole", nil),
            ("current_setting(", nil),
        ] as [(String, String?)]
    )
    func `a cast is found through parentheses and subselects, unless nullif stands before it`(
        sql: String,
        claim: String?
    ) {
        #expect(ClaimCast.claims(castIn: sql) == Set([claim].compactMap(\.self)))
    }
}
