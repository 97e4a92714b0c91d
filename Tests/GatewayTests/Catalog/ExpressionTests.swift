import Gateway
import GraphQL
import JSON
import Planner
import Postgres
import TestSupport
import Testing

/// What PostgreSQL says of the expressions of `@sql`: who may evaluate them, and what they read.
@Suite("Expressions")
struct ExpressionTests {
    private static let bound = Result { () throws -> BoundSchema in
        let database = try TestCluster.shared().database(named: "expressions")
        let owner = try BlockingConnection(database)
        defer { owner.close() }
        try owner.execute(
            """
            DROP ROLE IF EXISTS expression_staff; CREATE ROLE expression_staff NOLOGIN;
            DROP ROLE IF EXISTS expression_guest; CREATE ROLE expression_guest NOLOGIN;
            CREATE TABLE notes (id integer PRIMARY KEY, text text NOT NULL, secret text, due_at timestamptz);
            CREATE TABLE words (word text PRIMARY KEY);
            GRANT SELECT ON notes, words TO expression_staff;
            GRANT SELECT (id, text, due_at) ON notes TO expression_guest;
            CREATE FUNCTION inlined(name text) RETURNS text LANGUAGE sql STABLE
                AS $$ SELECT current_setting('claims.' || name, true) $$;
            CREATE FUNCTION opaque() RETURNS text LANGUAGE plpgsql STABLE AS $$ BEGIN RETURN 'x'; END $$;
            CREATE FUNCTION known(text text) RETURNS boolean STABLE
                BEGIN ATOMIC; SELECT EXISTS (SELECT FROM words w WHERE w.word = text) FROM generate_series(1, 2) LIMIT 1; END;
            """
        )
        let (schema, problems) = SchemaBuilder.build(
            files: [(name: "graph", text: Array(sdl.utf8))],
            prelude: BindingDirectives.prelude
        )
        guard let schema else { throw ChildProcessError(description: "\(problems)") }
        return try SchemaBinding.bind(schema, to: owner)
    }

    private static let sdl = #"""
        extend schema
          @role(name: "staff", database: "expression_staff", claims: [{name: "sub"}, {name: "team"}])
          @role(name: "guest", database: "expression_guest", anonymous: true)
        type Note @table(name: "notes") {
          id: Int!
          upper: String @sql(expression: "CURRENT_SETTING('claims.sub', true)")
          spelled: String @sql(expression: "current_setting('CLAIMS.' || 'Team', true)")
          byColumn: String @sql(expression: "current_setting('claims.' || text, true)")
          named: String @sql(expression: "'current_setting(''claims.sub'')'")
          inlined: String @sql(expression: "inlined('team')")
          opaque: String @sql(expression: "opaque()")
          isKnown: Boolean @sql(expression: "known(text)")
          isListed: Boolean @sql(expression: "EXISTS (SELECT FROM words w WHERE w.word = text)")
          isLate: Boolean @sql(expression: "due_at < now()")
          draw: Float @sql(expression: "random()")
          length: Int @sql(expression: "length(text)")
          hidden: Int @sql(expression: "length(secret)")
          wrong: Int @sql(expression: "length(txt)")
        }
        type Query { notes: [Note!]! @connection @order }
        """#

    let schema: BoundSchema

    init() throws { schema = try Self.bound.get() }

    /// What `field` depends on for `role`; `nil` where the role may not evaluate it.
    private func dependencies(of field: String, as role: String = "staff") throws -> Dependencies? {
        let type = try #require(schema.schema.type(named: "Note"))
        let index = try #require(schema.schema[type].fields.firstIndex { $0.name == field })
        guard case .expression(let expression) = schema.fields[type.index][index] else { return nil }
        return expression.dependencies[try #require(schema.roles.firstIndex { $0.name == role })]
    }

    @Test(arguments: [
        ("upper", ["sub"]), ("spelled", ["team"]), ("inlined", ["team"]), ("byColumn", ["sub", "team"]),
        ("opaque", ["sub", "team"]), ("named", []), ("length", []), ("isKnown", []), ("isLate", []),
    ])
    func `an expression sees the claims that it reads, however it is written`(
        field: String,
        claims: [String]
    )
        throws
    {
        let found = try #require(try dependencies(of: field)).claims
        let names = schema.roles[0].claims.enumerated().filter { found.contains(ClaimSet(claim: $0.offset)) }
        #expect(names.map(\.element.name) == claims)
    }

    @Test(arguments: [
        ("length", ["notes"]), ("isKnown", ["notes", "words"]), ("isListed", ["notes", "words"]),
    ])
    func `it depends on the tables that it reads`(field: String, tables: [String]) throws {
        let found = try #require(try dependencies(of: field))
        #expect(found.relations.compactMap { schema.relationNames[$0] }.sorted() == tables)
        #expect(found.isComplete)
    }

    @Test func `a function whose body is not shown leaves its tables unknown`() throws {
        #expect(try dependencies(of: "opaque")?.isComplete == false)
    }

    @Test(arguments: [("isLate", true), ("draw", true), ("length", false), ("opaque", false)])
    func `what depends on the time or chance moves by itself`(field: String, moves: Bool) throws {
        #expect(try dependencies(of: field)?.movesByItself == moves)
    }

    @Test func `a claim that an expression reads is set, whatever is selected beside it`() throws {
        let gateway = try LibraryTests.library.get()
        let answer = try gateway.ask(
            "{ bookByIsbn(isbn: \"978-000000006\") { reader } }",
            as: "member",
            claims: ["member_number": .number("3")]
        )
        #expect(answer.body == #"{"data":{"bookByIsbn":{"reader":"3"}}}"#)
    }

    @Test func `a role sees it that may evaluate it`() throws {
        #expect(try dependencies(of: "length", as: "guest") != nil)
        #expect(try dependencies(of: "hidden", as: "guest") == nil)
        #expect(try dependencies(of: "isListed", as: "guest") == nil)
        let type = try #require(schema.schema.type(named: "Note"))
        let hidden = try #require(schema.schema[type].fields.first { $0.name == "hidden" })
        #expect(hidden.roles == RoleSet(role: 0))
    }

    @Test func `what is no expression over the table is found, in the words of PostgreSQL`() {
        let messages = schema.findings.filter { $0.coordinate == "Note.wrong" }.map(\.message)
        #expect(messages == [#"Note.wrong is no SQL over "notes": column "txt" does not exist."#])
    }
}
