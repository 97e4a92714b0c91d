import JSON
import Testing

@testable import GraphQL

@Suite("§6 Execution: values")
struct CoercionTests {
    private func coerce(
        _ definition: String,
        _ json: JSONValue.Object
    ) throws -> Result<[InputValue?], VariableErrors> {
        let document = try document("query (\(definition)) { dog { name } }")
        return DeclaredVariables(of: document.operations[0], in: document, schema: exampleSchema, role: .all)
            .coerce(json).map(\.values)
    }

    @Test(
        arguments: [
            ("$a: Int", [:], nil), ("$a: Int = 3", [:], .int("3")), ("$a: Int = 3", ["a": .null], .null),
            ("$a: Int", ["a": .number("1.0")], .int("1")), ("$a: Float", ["a": .number("1")], .float("1")),
            ("$a: ID", ["a": .number("4")], .string("4")),
            ("$a: [[Int]]", ["a": .number("1")], .list([.list([.int("1")])])),
            ("$a: DogCommand", ["a": .string("SIT")], .enum("SIT")),
            ("$a: DateTime", ["a": .string("x")], .string("x")),
            ("$a: JSON", ["a": .array([.null])], .list([.null])),
            (
                "$a: Complex", ["a": .object(["level": .number("2"), "owner": .string("x")])],
                .object([.init(name: "owner", value: .string("x")), .init(name: "level", value: .int("2"))])
            ),
            (
                "$a: Complex = {owner: \"x\"}", [:],
                .object([.init(name: "owner", value: .string("x")), .init(name: "level", value: .int("3"))])
            ),
        ] as [(String, JSONValue.Object, InputValue?)]
    )
    func `values are coerced to their types`(
        definition: String,
        json: JSONValue.Object,
        value: InputValue?
    ) throws {
        #expect(try coerce(definition, json).get() == [value])
    }

    @Test(
        arguments: [
            ("$a: Int!", [:], "Variable \"$a\": A value of required type \"Int!\" was not provided."),
            (
                "$a: Int!", ["a": .null],
                "Variable \"$a\": Expected non-nullable type \"Int!\" not to be null."
            ),
            (
                "$a: Int", ["a": .string("1")],
                "Variable \"$a\": Int cannot represent non-integer value: \"1\"."
            ),
            (
                "$a: Int", ["a": .number("1.5")],
                "Variable \"$a\": Int cannot represent non-integer value: 1.5."
            ),
            (
                "$a: Int", ["a": .number("2147483648")],
                "Variable \"$a\": Int cannot represent non 32-bit signed integer value: 2147483648."
            ),
            (
                "$a: [Complex]", ["a": .array([.object(["owner": .number("1")])])],
                "Variable \"$a[0].owner\": String cannot represent a non string value: 1."
            ),
            (
                "$a: Complex", ["a": .object(["owner": .string("x"), "nobody": .null])],
                "Variable \"$a\": Field \"nobody\" is not defined by type \"Complex\"."
            ),
            (
                "$a: PetInput", ["a": .object([:])],
                "Variable \"$a\": Exactly one key must be specified for OneOf type \"PetInput\"."
            ),
            (
                "$a: DogCommand", ["a": .string("FLY")],
                "Variable \"$a\": Value \"FLY\" does not exist in \"DogCommand\" enum."
            ),
            ("$a: DateTime", ["a": .object([:])], "Variable \"$a\": DateTime cannot represent value: {…}."),
        ] as [(String, JSONValue.Object, String)]
    )
    func `what cannot be coerced is told with its place`(
        definition: String,
        json: JSONValue.Object,
        message: String
    ) throws {
        guard case .failure(let failure) = try coerce(definition, json) else {
            Issue.record("was coerced")
            return
        }
        #expect(failure.errors.map(\.message) == [message])
        #expect(
            failure.errors.allSatisfy {
                $0.code == .badUserInput && $0.locations == [Location(line: 1, column: 8)]
            }
        )
    }

    private func arguments(
        _ text: String,
        _ field: String,
        _ json: JSONValue.Object
    ) throws -> [InputValue.Member] {
        let document = try document(text)
        let variables = try DeclaredVariables(
            of: document.operations[0],
            in: document,
            schema: exampleSchema,
            role: .all
        ).coerce(json).get()
        let type = try #require(exampleSchema.type(named: "Arguments"))
        let place = try #require(exampleSchema.field(named: field, of: type, role: .all))
        return try ArgumentValues.coerce(
            document,
            arguments: document.selections[1].arguments,
            definitions: exampleSchema[type].fields[place].arguments,
            schema: exampleSchema,
            role: .all,
            variables: variables
        )
    }

    @Test func `an absent variable leaves an argument to its default, or out`() throws {
        let text =
            "query ($a: Boolean) { arguments { optionalNonNullBooleanArgField(optionalBooleanArg: $a) } }"
        let field = "optionalNonNullBooleanArgField"
        #expect(
            try arguments(text, field, [:]) == [.init(name: "optionalBooleanArg", value: .boolean(false))]
        )
        #expect(
            try arguments(text, field, ["a": .boolean(true)]) == [
                .init(name: "optionalBooleanArg", value: .boolean(true))
            ]
        )
        #expect(throws: GraphQLError.self) { try arguments(text, field, ["a": .null]) }
        let optional = "query ($a: Int) { arguments { intArgField(intArg: $a) } }"
        #expect(try arguments(optional, "intArgField", [:]) == [])
        #expect(try arguments(optional, "intArgField", ["a": .null]) == [.init(name: "intArg", value: .null)])
    }

    @Test func `an absent variable leaves out a field, and is null in a list`() throws {
        let text = "query ($a: Int, $b: String) { arguments { json(json: {x: $a, y: [$b, 1]}) } }"
        #expect(
            try arguments(text, "json", [:]) == [
                .init(name: "json", value: .object([.init(name: "y", value: .list([.null, .int("1")]))]))
            ]
        )
    }

    @Test func `an operation is found by its name, or alone`() throws {
        #expect(try document("query A { dog { name } } query B { dog { name } }").operation(named: "B") == 1)
        #expect(try document("query A { dog { name } }").operation(named: nil) == 0)
        #expect(throws: GraphQLError.self) { try document("query A { dog { name } }").operation(named: "B") }
        #expect(throws: GraphQLError.self) {
            try document("query A { a } query B { b }").operation(named: nil)
        }
    }

    @Test func `an operation is measured with its fragments in place`() throws {
        var text = "query { me { ...F0 } x: dog { name @skip(if: true) } }"
        for number in 0..<60 {
            text += " fragment F\(number) on T { a { ...F\(number + 1) } b { ...F\(number + 1) } }"
        }
        text += " fragment F60 on T { id }"
        let size = OperationSize(of: 0, in: try document(text))
        #expect(size.depth == 62)
        #expect(size.fields == 1 << 40)
        #expect(size.rootFields == 2)
        #expect(size.aliases == 1)
        #expect(size.directives == 1)
        #expect(size.error(OperationLimits())?.code == .limitExceeded)
        #expect(OperationSize(of: 0, in: try document("{ a { b { c } } }")).error(OperationLimits()) == nil)
    }

    @Test func `fields are collected in order, by response name`() throws {
        let document = try document(
            "{ pet { name ...F ... on Cat { meowVolume } ... @skip(if: true) { x: name } n: name } } fragment F on Dog { barkVolume n: name }"
        )
        let dog = try #require(exampleSchema.type(named: "Dog"))
        let collected = try document.collectFields(
            [1..<document.selections[0].end],
            of: dog,
            schema: exampleSchema,
            fragments: document.fragmentsByName(),
            condition: { document.value(at: $0, with: .none) }
        )
        #expect(collected.map { document.text($0.responseName) } == ["name", "barkVolume", "n"])
        #expect(collected.map(\.fields.count) == [1, 1, 2])
    }
}
