import Testing

@testable import GraphQL

@Suite("Printing a schema")
struct SchemaPrinterTests {
    private func build(_ text: String) throws -> Schema {
        let (schema, problems) = SchemaBuilder.build(
            files: [("schema.graphql", Array(text.utf8))],
            prelude: SchemaPrelude(
                name: "prelude",
                text: "directive @bind(to: Kind) on OBJECT enum Kind { A }"
            )
        )
        #expect(problems == [])
        return try #require(schema)
    }

    @Test(arguments: [
        """
        schema {
          query: Q
        }

        directive @a(x: [Int!] = [1, 2], y: String = "a\\"b") @deprecated repeatable on FIELD | QUERY

        \"\"\"
        Über "x"
          indented \\\"""
        \"\"\"
        type Q implements N {
          id(
            "ends with a quote\\""
            x: I = {a: 1, b: [A]}
          ): ID!
          old: Int @deprecated(reason: "gone")
        }

        interface N {
          id: ID!
        }

        union U = Q

        enum E {
          \"\"\"
          the first
          \"\"\"
          A
          B @deprecated
        }

        input I {
          a: Int! = 3
          b: [E]
        }

        input O @oneOf {
          a: I
        }

        scalar S @specifiedBy(url: "https://example.org")

        """
    ])
    func `what is printed is what was written`(text: String) throws {
        let printed = SchemaPrinter.print(try build(text))
        #expect(
            printed.replacing(
                "\"\"\"\n    ends with a quote\"\n    \"\"\"",
                with: "\"ends with a quote\\\"\""
            ) == text
        )
        #expect(SchemaPrinter.print(try build(printed)) == printed)
    }

    @Test func `binding directives are left out, and what a role may not know of`() throws {
        let schema = try build("type Query @bind(to: A) { a: Int b: T } type T { c: Int }")
        #expect(
            SchemaPrinter.print(schema)
                == "type Query {\n  a: Int\n  b: T\n}\n\ntype T {\n  c: Int\n}\n"
        )
        var types = schema.types
        types[1].roles = RoleSet(role: 1)
        let narrowed = Schema(
            types: types,
            directives: schema.directives,
            queryType: schema.queryType,
            mutationType: nil,
            subscriptionType: nil
        )
        #expect(SchemaPrinter.print(narrowed, role: RoleSet(role: 0)) == "type Query {\n  a: Int\n}\n")
    }

    @Test(
        arguments: [
            ("Dog.barkVolume", "type Dog implements Pet & Node {\n  barkVolume: Int\n}\n"),
            (
                "Dog.isHouseTrained(atOtherHomes:)",
                "type Dog implements Pet & Node {\n  isHouseTrained(atOtherHomes: Boolean): Boolean!\n}\n"
            ),
            ("DogCommand.SIT", "enum DogCommand {\n  SIT\n}\n"),
            ("PetInput.cat", "input PetInput @oneOf {\n  cat: CatInput\n}\n"),
            ("CatOrDog", "union CatOrDog = Cat | Dog\n"), ("@once", "directive @once on FIELD\n"),
            ("@many(n:)", "directive @many(n: Int! = 1) repeatable on FIELD\n"), ("Dog.meowVolume", nil),
            ("Dgo", nil), ("@once(n:)", nil),
            ("Dog.barkVolume(x:)", nil), ("@nowhere", nil), ("@nowhere(n:)", nil), ("Nowhere.x(y:)", nil),
        ] as [(String, String?)]
    )
    func `one element is printed by its coordinate`(text: String, printed: String?) throws {
        #expect(SchemaPrinter.print(try SchemaCoordinate(text), of: exampleSchema, role: .all) == printed)
    }
}
