import Testing

@testable import GraphQL

@Suite("§3.2 Type System Extensions")
struct SchemaBuilderTests {
    private func build(
        _ texts: String...,
        prelude: String? = nil
    ) -> (schema: Schema?, problems: [SchemaProblem]) {
        let files = texts.enumerated().map { (name: "\($0 + 1).graphql", text: Array($1.utf8)) }
        return SchemaBuilder.build(
            files: files,
            prelude: prelude.map { SchemaPrelude(name: "prelude", text: $0) }
        )
    }

    @Test func `files and extensions become one schema`() throws {
        let (built, problems) = build(
            "type Query { a: Int }  extend type Query { c: [C!]! }",
            "extend type Query { b: String } type C { d: ID }"
        )
        #expect(problems == [])
        let schema = try #require(built)
        let query = try #require(schema.queryType)
        #expect(schema[query].fields.map(\.name) == ["a", "c", "b"])
        #expect(schema[query].fields[2].location == SourceLocation(file: "2.graphql", line: 1, column: 21))
        #expect(schema.type(named: "__Schema") != nil)
    }

    @Test func `binding directives are kept, and known to no role`() throws {
        let (built, problems) = build(
            "type Query @table(name: \"q\", kind: VIEW) { a: Int }",
            prelude: "directive @table(name: String!, kind: Kind) on OBJECT enum Kind { TABLE VIEW }"
        )
        #expect(problems == [])
        let schema = try #require(built)
        let applied = try #require(schema.queryType.map { schema[$0].appliedDirectives.first } ?? nil)
        #expect(applied.argument("name") == .string("q"))
        #expect(applied.argument("kind") == .enum("VIEW"))
        #expect(schema.directive(named: "table")?.roles == [])
        #expect(schema.type(named: "Kind", role: .all) == nil)
    }

    @Test func `what the prelude has may be written out, but not as something else`() throws {
        let prelude = "scalar Date interface Node { id: ID! }"
        let (schema, problems) = build(
            "\"A day.\" scalar Date interface Node { id: ID! } type Query implements Node { id: ID! day: Date }",
            prelude: prelude
        )
        #expect(problems == [])
        #expect(schema?.type(named: "Date").map { schema?[$0].description } == "A day.")
        let other = build("type Query { a: Int }\ntype Date { b: Int }", prelude: prelude).problems
        #expect(other.map(\.message) == ["There can be only one type named \"Date\"."])
        #expect(other[0].location == SourceLocation(file: "1.graphql", line: 2, column: 6))
    }

    @Test func `every problem is reported, at its place`() {
        let (schema, problems) = build(
            "type Query { a: Strin }\ntype Query { b: Int }",
            "extend type Nothing { c: Int }\nextend enum Query { D }"
        )
        #expect(schema == nil)
        #expect(
            problems.map { "\($0.location?.file ?? ""):\($0.location?.line ?? 0) \($0.message)" } == [
                "1.graphql:2 There can be only one type named \"Query\".",
                "1.graphql:1 Unknown type \"Strin\". Did you mean \"String\"?",
                "2.graphql:1 Cannot extend type \"Nothing\": it is not defined.",
                "2.graphql:2 Cannot extend \"Query\" as another kind of type: it is an object type.",
            ]
        )
    }
}
