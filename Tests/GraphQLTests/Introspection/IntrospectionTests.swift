import Bytes
import JSON
import Testing

@testable import GraphQL

@Suite("§4 Introspection")
struct IntrospectionTests {
    private func introspect(
        _ text: String,
        _ sdl: String,
        role: RoleSet = .all,
        variables: JSONValue.Object = [:]
    ) throws -> String {
        let (built, problems) = SchemaBuilder.build(files: [("schema.graphql", Array(sdl.utf8))])
        #expect(problems == [])
        let schema = try #require(built)
        return try introspect(text, schema, role: role, variables: variables)
    }

    private func introspect(
        _ text: String,
        _ schema: Schema,
        role: RoleSet,
        variables: JSONValue.Object = [:]
    ) throws -> String {
        let document = try document(text)
        #expect(Validation.validate(document, against: schema, role: role, suggestions: true) == [])
        let values = try DeclaredVariables(
            of: document.operations[0],
            in: document,
            schema: schema,
            role: role
        ).coerce(variables).get()
        var buffer = ByteBuffer(capacity: 64)
        var budget = Introspection.budget(of: schema)
        try Introspection.write(
            document,
            selections: [document.operations[0].selections.lowerBound],
            schema: schema,
            role: role,
            variables: values,
            budget: &budget,
            into: &buffer
        )
        return unsafe buffer.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    @Test func `a type's fields are told, with lists and non-nulls around their types`() throws {
        #expect(
            try introspect(
                "{ __type(name: \"Query\") { kind name fields { name type { kind name ofType { kind ofType { name } } } } } }",
                "type Query { a: [Int!] b: String }"
            )
                == "{\"kind\":\"OBJECT\",\"name\":\"Query\",\"fields\":[{\"name\":\"a\",\"type\":{\"kind\":\"LIST\",\"name\":null,\"ofType\":{\"kind\":\"NON_NULL\",\"ofType\":{\"name\":\"Int\"}}}},{\"name\":\"b\",\"type\":{\"kind\":\"SCALAR\",\"name\":\"String\",\"ofType\":null}}]}"
        )
    }

    @Test func `deprecated elements are told when asked for`() throws {
        let sdl = "type Query { a(x: Int = 3 @deprecated): Int @deprecated(reason: \"gone\") b: Int }"
        let query = """
            query ($all: Boolean!) { __type(name: "Query") { fields(includeDeprecated: $all) {
              name isDeprecated deprecationReason args(includeDeprecated: $all) { name defaultValue } } } }
            """
        #expect(
            try introspect(query, sdl, variables: ["all": .boolean(false)])
                == "{\"fields\":[{\"name\":\"b\",\"isDeprecated\":false,\"deprecationReason\":null,\"args\":[]}]}"
        )
        #expect(
            try introspect(query, sdl, variables: ["all": .boolean(true)]).hasPrefix(
                "{\"fields\":[{\"name\":\"a\",\"isDeprecated\":true,\"deprecationReason\":\"gone\",\"args\":[{\"name\":\"x\",\"defaultValue\":\"3\"}]}"
            )
        )
    }

    @Test func `aliases, fragments and conditions are obeyed`() throws {
        #expect(
            try introspect(
                "{ s: __schema { ...F queryType { n: name } } } fragment F on __Schema { __typename queryType { kind name @skip(if: true) } }",
                "type Query { a: Int }"
            ) == "{\"__typename\":\"__Schema\",\"queryType\":{\"kind\":\"OBJECT\",\"n\":\"Query\"}}"
        )
    }

    @Test func `what a role may not know of is absent`() throws {
        var types = exampleSchema.types
        let dog = try #require(exampleSchema.type(named: "Dog")).index
        types[dog].roles = RoleSet(role: 1)
        let schema = Schema(
            types: types,
            directives: exampleSchema.directives,
            queryType: exampleSchema.queryType,
            mutationType: nil,
            subscriptionType: nil
        )
        #expect(
            try introspect("{ __type(name: \"Dog\") { name } }", schema, role: RoleSet(role: 0)) == "null"
        )
        #expect(
            try introspect(
                "{ __type(name: \"CatOrDog\") { possibleTypes { name } } }",
                schema,
                role: RoleSet(role: 0)
            )
                == "{\"possibleTypes\":[{\"name\":\"Cat\"}]}"
        )
        #expect(
            try introspect("{ __type(name: \"Query\") { fields { name } } }", schema, role: RoleSet(role: 0))
                == "{\"fields\":[{\"name\":\"pet\"},{\"name\":\"human\"},{\"name\":\"catOrDog\"},{\"name\":\"dogOrHuman\"},{\"name\":\"arguments\"},{\"name\":\"booleanList\"}]}"
        )
    }

    /// The document, in which `$null` is null; what is answered where null propagates, and where it stays; the paths of the errors.
    @Test(
        arguments: [
            (
                "__type(name: \"Query\") { name fields(includeDeprecated: $null) { name } }",
                #"{"name":"Query","fields":null}"#, #"{"name":"Query","fields":null}"#, ["fields"]
            ),
            (
                "__type(name: \"Query\") { name fields { name args(includeDeprecated: $null) { name } } }",
                #"{"name":"Query","fields":null}"#,
                #"{"name":"Query","fields":[{"name":"a","args":null},{"name":"b","args":null}]}"#,
                ["fields.0.args", "fields.1.args"]
            ),
            (
                "__type(name: \"Query\") { fields { type { name @skip(if: $null) } name } }",
                #"{"fields":null}"#, #"{"fields":[{"type":null,"name":"a"},{"type":null,"name":"b"}]}"#,
                ["fields.0.type", "fields.1.type"]
            ),
            (
                "__type(name: \"Query\") { fields { name @include(if: $null) } kind }",
                #"{"fields":null,"kind":"OBJECT"}"#, #"{"fields":[null,null],"kind":"OBJECT"}"#,
                ["fields.0", "fields.1"]
            ),
            ("__type(name: \"Query\") { kind @include(if: $null) }", nil, nil, [""]),
            ("__schema { queryType @include(if: $null) { name } }", nil, nil, [""]),
        ] as [(String, String?, String?, [String])]
    )
    func `null where none may be is an error at its position, which propagates as everywhere`(
        field: String,
        propagating: String?,
        keeping: String?,
        paths: [String]
    ) throws {
        let sdl = "type Query { a: Int b: Int }"
        let schema = try #require(SchemaBuilder.build(files: [("schema.graphql", Array(sdl.utf8))]).schema)
        let document = try document("query($null: Boolean = true) { \(field) }")
        #expect(Validation.validate(document, against: schema, role: .all, suggestions: true) == [])
        let values = try DeclaredVariables(
            of: document.operations[0],
            in: document,
            schema: schema,
            role: .all
        ).coerce(["null": .null]).get()
        for (propagatesNull, expected) in [(true, propagating), (false, keeping)] {
            var buffer = ByteBuffer(capacity: 64)
            var budget = Introspection.budget(of: schema)
            let outcome = try Introspection.write(
                document,
                selections: [0],
                schema: schema,
                role: .all,
                variables: values,
                propagatesNull: propagatesNull,
                budget: &budget,
                into: &buffer
            )
            let found = outcome.errors.map { error in
                (error.path ?? []).map { element in
                    switch element {
                    case .name(let name): name
                    case .index(let index): "\(index)"
                    }
                }.joined(separator: ".")
            }
            #expect(propagatesNull ? found == Array(paths.prefix(1)) : found == paths)
            #expect(outcome.isNull == (expected == nil))
            #expect(unsafe buffer.withBytes { unsafe String(decoding: $0, as: UTF8.self) } == expected ?? "")
        }
    }

    @Test func `circles of types cannot be followed without end`() throws {
        let circle =
            String(repeating: "{ fields { type ", count: 12) + "{ name }"
            + String(repeating: " } }", count: 12)
        let document = try document("{ __type(name: \"Query\") \(circle) }")
        let sdl = "type Query { a: Query b: Query c: Query d: Query }"
        let schema = try #require(SchemaBuilder.build(files: [("schema.graphql", Array(sdl.utf8))]).schema)
        var buffer = ByteBuffer(capacity: 64)
        buffer.append(literal: "before")
        var budget = Introspection.budget(of: schema)
        #expect(throws: GraphQLError.self) {
            try Introspection.write(
                document,
                selections: [0],
                schema: schema,
                role: .all,
                variables: .none,
                budget: &budget,
                into: &buffer
            )
        }
        #expect(buffer.count == 6)
        #expect(budget < 0)
    }
}
