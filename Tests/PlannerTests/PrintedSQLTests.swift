import Planner
import Testing

@Suite("SQL that PostgreSQL printed")
struct PrintedSQLTests {
    @Test(arguments: [
        ("(owner = (current_setting('claims.sub'::text))::uuid)", ["sub"]),
        ("current_setting('claims.Team'::text, true)", ["team"]),
        (
            "((a = current_setting('claims.sub'::text)) OR (b = current_setting('claims.team'::text, true)))",
            ["sub", "team"]
        ),
        ("(current_setting('role'::text) = 'x'::text)", []),
        ("(note = 'current_setting(''claims.sub'')'::text)", []),
        ("(\"current_setting\" = 'claims.sub'::text)", []),
    ])
    func `claims are settings that constants name`(text: String, names: [String]) {
        #expect(PrintedSQL(text).claims.map { $0.sorted() } == names)
    }

    @Test(arguments: [
        "current_setting(name)", "current_setting(('claims.'::text || name), true)",
        "current_setting(E'claims.\\x73ub'::text)", "current_setting(concat('claims.', 'sub'))",
    ])
    func `a setting that no constant names may be any claim`(text: String) {
        #expect(PrintedSQL(text).claims == nil)
    }

    @Test(arguments: [
        ("(due < now())", true), ("(day < CURRENT_DATE)", true), ("(clock_timestamp() > t.due)", true),
        ("(now = 1)", false), ("('now()'::text = name)", false), ("(\"CURRENT_DATE\" = 1)", false),
    ])
    func `the clock is asked by functions and keywords`(text: String, isAsked: Bool) {
        #expect(PrintedSQL(text).readsClock == isAsked)
    }

    @Test(arguments: [
        "(a = ANY (ARRAY['1'::text, current_setting('claims.sub'::text)]))",
        "(a = ANY (ARRAY['1'::text]) AND b = current_setting('claims.sub'::text))",
        "(a = ANY ('{1}'::text[])) OR (b = current_setting('claims.sub'::text))",
        "((a = b) AND (c = current_setting('claims.sub'::text)",
    ])
    func `brackets hide nothing`(text: String) {
        #expect(PrintedSQL(text).claims == ["sub"])
    }

    @Test func `a call has a name and perhaps a schema`() {
        let calls = PrintedSQL("(app.f(x) AND \"My Schema\".g(h(1), ARRAY['i()'::text]))").calls
        let expected: Set<PrintedSQL.Call> = [
            PrintedSQL.Call(schema: "app", name: "f"), PrintedSQL.Call(schema: "My Schema", name: "g"),
            PrintedSQL.Call(schema: nil, name: "h"),
        ]
        #expect(calls == expected)
    }
}
