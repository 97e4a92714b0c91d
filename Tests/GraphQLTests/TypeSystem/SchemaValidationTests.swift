import Testing

@testable import GraphQL

/// The problems of a schema, each as `line: message`, where a Query is provided.
private func problems(_ text: String) -> [String] {
    let source = text.contains("Query") ? text : text + "\ntype Query { a: Int }"
    let (schema, problems) = SchemaBuilder.build(files: [("schema.graphql", Array(source.utf8))])
    #expect((schema == nil) == !problems.isEmpty)
    return problems.map { "\($0.location?.line ?? 0): \($0.message)" }
}

@Suite("§3 Type System")
struct SchemaValidationTests {
    @Test(arguments: [
        "type Query { a(x: Int = 1, y: [Int] = 2, z: Float = 3, i: ID = 4): Int }",
        "interface N { id: ID! } interface R implements N { id: ID! u: S } union S = A type A implements R & N { id: ID! u: A! v(x: Int): Int }",
        "input A { a: A b: [A!]! c: B! } input B { d: A }",
        "input A @oneOf { a: A b: Int } input B { a: A! }",
        "input A { x: Int = 1 a: A = {x: 2, a: null} }",
        "scalar DateTime @specifiedBy(url: \"https://example.org\")",
        "scalar ID directive @deprecated(reason: String = \"\") on FIELD_DEFINITION | ENUM_VALUE type Query { a: ID @deprecated }",
        "directive @a(x: Int! = 1 @deprecated) repeatable on OBJECT type Query @a @a(x: 2) { b: Int }",
        "directive @old on FIELD extend directive @old @deprecated(reason: \"new\")",
        "schema { query: Q } type Q { a: Int } type Query { b: Int }",
        "\"\"\"text\"\"\" schema @s { query: Query } directive @s on SCHEMA type Query { a: E } enum E { A B @deprecated }",
    ])
    func `a sound schema has no problems`(text: String) { #expect(problems(text) == []) }

    @Test(arguments: [
        ("type Query", "1: Type \"Query\" must define one or more fields."),
        (
            "type A { a: Int }\ntype Query { a: Int }\nschema { query: Query mutation: Query }",
            "2: All root types must be different: \"Query\" is that of query and mutation."
        ),
        ("interface Query { a: Int }", "1: The query root type must be an object type: it is an interface."),
        (
            "type __A { a: Int }",
            "1: Name \"__A\" must not begin with \"__\", which is reserved by introspection."
        ),
        (
            "type A { __a: Int }",
            "1: Name \"__a\" must not begin with \"__\", which is reserved by introspection."
        ),
        ("type A { a: Int\na: Int }", "2: Field \"A.a\" can only be defined once."),
        ("type ID { a: Int }", "1: \"ID\" is a built-in scalar."),
        (
            "directive @skip(unless: Boolean) on FIELD",
            "1: The built-in directive \"@skip\" can only be defined as the specification has it."
        ),
        (
            "directive @include on OBJECT",
            "1: The built-in directive \"@include\" can only be defined as the specification has it."
        ),
        ("type A { a: Int }\nextend type A { a: Int }", "2: Field \"A.a\" can only be defined once."),
        (
            "type A { a: I }\ninput I { b: Int }",
            "1: The type of \"A.a\" must be an output type: \"I\" is an input object."
        ),
        (
            "type A { a(x: A): Int }",
            "1: The type of \"A.a(x:)\" must be an input type: \"A\" is an object type."
        ),
        ("type A { a(x: Int, x: Int): Int }", "1: Argument \"A.a(x:)\" can only be defined once."),
        (
            "type A { a(x: Int! @deprecated): Int }",
            "1: Required \"A.a(x:)\" cannot be deprecated: make it nullable or give it a default first."
        ),
        (
            "type A { a(x: Int = \"1\"): Int }",
            "1: The default value of \"A.a(x:)\" is invalid: Int cannot represent non-integer value: \"1\"."
        ),
        (
            "enum E { A }\ntype T { a(x: [E!] = [A, B]): Int }",
            "2: The default value of \"T.a(x:)\" is invalid: value \"B\" does not exist in \"E\" enum."
        ),
        (
            "interface N { id: ID! }\ntype A implements N { b: Int }",
            "2: Interface field \"N.id\" expected but \"A\" does not provide it."
        ),
        (
            "interface N { id: ID! }\ntype A implements N { id: ID }",
            "2: Interface field \"N.id\" expects type \"ID!\" but \"A.id\" is type \"ID\"."
        ),
        (
            "interface N { f(x: Int): Int }\ntype A implements N { f: Int }",
            "2: Interface field argument \"N.f(x:)\" expected but \"A.f\" does not provide it."
        ),
        (
            "interface N { f(x: Int): Int }\ntype A implements N { f(x: Int!): Int }",
            "2: Interface field argument \"N.f(x:)\" expects type \"Int\" but \"A.f(x:)\" is type \"Int!\"."
        ),
        (
            "interface N { f: Int }\ntype A implements N { f(x: Int!): Int }",
            "2: Argument \"A.f(x:)\" must not be required since \"N.f\" does not have it."
        ),
        (
            "interface N { f: Int }\ntype A implements N { f: Int @deprecated }",
            "2: Interface field \"N.f\" is not deprecated, so \"A.f\" must not be."
        ),
        (
            "interface N { f: Int }\ninterface M implements N { f: Int }\ntype A implements M { f: Int }",
            "3: Type \"A\" must implement \"N\" because it is implemented by \"M\"."
        ),
        ("interface N implements N { f: Int }", "1: Type \"N\" cannot implement itself."),
        (
            "interface N { f: Int }\ntype A implements N & N { f: Int }",
            "2: Type \"A\" can only implement \"N\" once."
        ),
        (
            "type A implements Query { a: Int }\ntype Query { a: Int }",
            "1: Type \"A\" must only implement interfaces: \"Query\" is an object type."
        ),
        (
            "union U = Query | Query\ntype Query { a: Int }",
            "1: Union type \"U\" can only include type \"Query\" once."
        ),
        ("union U = Int", "1: Union type \"U\" can only include object types: \"Int\" is a scalar."),
        ("union U", "1: Union type \"U\" must define one or more member types."),
        ("enum E", "1: Enum type \"E\" must define one or more values."),
        ("enum E { A A }", "1: Enum value \"E.A\" can only be defined once."),
        (
            "input I { a: Query }\ntype Query { a: Int }",
            "1: The type of \"I.a\" must be an input type: \"Query\" is an object type."
        ),
        ("input I { a: Int a: Int }", "1: Input field \"I.a\" can only be defined once."),
        ("input I @oneOf { a: Int! }", "1: OneOf input field \"I.a\" must be nullable."),
        ("input I @oneOf { a: Int = 1 }", "1: OneOf input field \"I.a\" cannot have a default value."),
        (
            "input I { a: Int }\nextend input I @oneOf",
            "2: The directive \"@oneOf\" must not be provided by an extension."
        ),
        (
            "input A { b: B! }\ninput B { a: A! }",
            "1: No finite value satisfies input object \"A\": it needs a value of itself through A.b, B.a. Make one of these fields nullable or a list."
        ),
        (
            "input A @oneOf { a: A }",
            "1: No finite value satisfies input object \"A\": it needs a value of itself through A.a. Make one of these fields nullable or a list."
        ),
        (
            "input A @oneOf { b: B }\ninput B { a: A! }",
            "1: No finite value satisfies input object \"A\": it needs a value of itself through A.b, B.a. Make one of these fields nullable or a list."
        ),
        ("input A { a: A = {} }", "1: The default value of \"A.a\" contains itself."),
        (
            "input A { b: B = {} }\ninput B { a: A = {} }",
            "1: The default value of \"A.b\" contains itself through B.a."
        ),
        ("directive @a on OBJECT | OBJECT", "1: Directive \"@a\" includes a location twice."),
        (
            "directive @a(x: Int @a) on ARGUMENT_DEFINITION",
            "1: Directive \"@a\" must not refer to itself, directly or indirectly."
        ),
        (
            "directive @a(x: I) on INPUT_OBJECT\ninput I @a { x: Int }",
            "1: Directive \"@a\" must not refer to itself, directly or indirectly."
        ),
        (
            "directive @a @b on DIRECTIVE_DEFINITION\ndirective @b @a on DIRECTIVE_DEFINITION\ntype A { b: Int }",
            "1: Directive \"@a\" must not refer to itself, directly or indirectly."
        ),
        ("type A @b { c: Int }", "1: Unknown directive \"@b\"."),
        ("type A { c: Int @skip(if: true) }", "1: Directive \"@skip\" may not be used on FIELD_DEFINITION."),
        (
            "type A { c: Int @deprecated @deprecated }",
            "1: The directive \"@deprecated\" can only be used once at this location."
        ),
        (
            "scalar S @specifiedBy",
            "1: Directive \"@specifiedBy\" argument \"url\" of type \"String!\" is required, but it was not provided."
        ),
        (
            "scalar S @specifiedBy(url: 1)",
            "1: Argument \"@specifiedBy(url:)\" is invalid: String cannot represent a non string value: 1."
        ),
        (
            "scalar S @specifiedBy(url: \"a\", urn: \"b\")",
            "1: Unknown argument \"urn\" on directive \"@specifiedBy\". Did you mean \"url\"?"
        ),
        (
            "type A { c(x: Int): Int @deprecated(reason: null) }",
            "1: Argument \"@deprecated(reason:)\" is invalid: \"String!\" cannot be null."
        ),
    ])
    func `each broken rule is reported where it is broken`(text: String, message: String) {
        #expect(problems(text).contains(message))
        let isPair = text.contains("@b @a") || text.contains("input B")
        #expect(problems(text).count <= (isPair ? 2 : 1))
    }

    @Test func `directives in circles are reported, those that only lead to one are not`() {
        let found = problems(
            """
            directive @a(x: I) on DIRECTIVE_DEFINITION
            input I { j: J }
            input J { i: I k: E }
            enum E { V @b }
            directive @b @a on ENUM_VALUE
            directive @c(x: J @d) on FIELD
            directive @d @d on ARGUMENT_DEFINITION | DIRECTIVE_DEFINITION
            """
        )
        #expect(
            found.filter { $0.contains("refer to itself") } == [
                "1: Directive \"@a\" must not refer to itself, directly or indirectly.",
                "5: Directive \"@b\" must not refer to itself, directly or indirectly.",
                "7: Directive \"@d\" must not refer to itself, directly or indirectly.",
            ]
        )
    }

    @Test(.timeLimit(.minutes(1)))
    func `ten thousand directives that lead to each other are searched in linear time`() {
        var text = "directive @d0 on DIRECTIVE_DEFINITION\n"
        for number in 1...10_000 { text += "directive @d\(number) @d\(number - 1) on DIRECTIVE_DEFINITION\n" }
        #expect(problems(text).isEmpty)
    }

    @Test func `all problems are reported, and nobody is told to mean what is unknown too`() {
        let found = problems(
            "type Query { a: Copy b: Copy c: Copi }\ntype Book { __d: [Int] e: Book f(g: Query): Int @gone }"
        )
        #expect(
            found == [
                "1: Unknown type \"Copy\".",
                "1: Unknown type \"Copy\".",
                "1: Unknown type \"Copi\".",
                "2: Name \"__d\" must not begin with \"__\", which is reserved by introspection.",
                "2: The type of \"Book.f(g:)\" must be an input type: \"Query\" is an object type.",
                "2: Unknown directive \"@gone\".",
            ]
        )
    }
}
