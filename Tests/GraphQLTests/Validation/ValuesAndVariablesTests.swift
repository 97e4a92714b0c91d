import Testing

@testable import GraphQL

@Suite("§5.6 Values")
struct ValuesTests {
    @Test(arguments: [
        "booleanArgField(booleanArg: true)", "floatArgField(floatArg: 123)", "floatArgField(floatArg: 1e3)",
        "intArgField(intArg: -2147483648)", "idArgField(idArg: 99999999999)", "idArgField(idArg: \"x\")",
        "stringArgField(stringArg: \"\"\"x\"\"\")", "enumArgField(command: SIT)", "intArgField(intArg: null)",
        "booleanListArgField(booleanListArg: true)", "booleanListArgField(booleanListArg: [true, null])",
        "complex(complex: {owner: \"x\", tags: [[\"a\"], null], inner: {owner: \"y\"}})",
        "time(at: \"2026\")",
        "json(json: {a: [1, {b: ENUM}], c: null})",
    ])
    func `a value of its type passes`(field: String) throws { try expectValid("{ arguments { \(field) } }") }

    @Test(arguments: [
        ("intArgField(intArg: ①\"123\")", "Int cannot represent non-integer value: \"123\"."),
        (
            "intArgField(intArg: ①2147483648)",
            "Int cannot represent non 32-bit signed integer value: 2147483648."
        ),
        ("intArgField(intArg: ①1.0)", "Int cannot represent non-integer value: 1.0."),
        ("floatArgField(floatArg: ①1e999)", "Float cannot represent non numeric value: 1e999."),
        ("stringArgField(stringArg: ①1)", "String cannot represent a non string value: 1."),
        ("booleanArgField(booleanArg: ①1)", "Boolean cannot represent a non boolean value: 1."),
        ("idArgField(idArg: ①1.5)", "ID cannot represent a non-string and non-integer value: 1.5."),
        ("enumArgField(command: ①\"SIT\")", "Enum \"DogCommand\" cannot represent non-enum value: \"SIT\"."),
        (
            "enumArgField(command: ①SITT)",
            "Value \"SITT\" does not exist in \"DogCommand\" enum. Did you mean \"SIT\"?"
        ),
        ("intArgField(intArg: ①[1])", "Int cannot represent non-integer value: [1]."),
        (
            "nonNullBooleanListField(nonNullBooleanListArg: [true, ①null])",
            "Expected value of type \"Boolean!\", found null."
        ),
        ("time(at: ①{a: 1})", "DateTime cannot represent value: {a: 1}."),
        ("complex(complex: ①1)", "Expected value of type \"Complex\", found 1."),
        (
            "complex(complex: {owner: \"x\", ①ownr: 1})",
            "Field \"ownr\" is not defined by type \"Complex\". Did you mean \"owner\"?"
        ),
        (
            "complex(complex: {owner: \"x\", ①owner: \"y\"})",
            "There can be only one input field named \"owner\"."
        ),
        ("complex(complex: ①{})", "Field \"Complex.owner\" of required type \"String!\" was not provided."),
        (
            "complex(complex: {owner: \"x\", inner: {owner: ①null}})",
            "Expected value of type \"String!\", found null."
        ),
        ("json(json: {a: {b: 1, ①b: 2}})", "There can be only one input field named \"b\"."),
    ])
    func `another is reported where it stands`(field: String, message: String) throws {
        try expectInvalid("{ arguments { \(field) } }", message)
    }

    @Test func `of a OneOf input object exactly one field is given`() throws {
        try expectValid("mutation { addPet(pet: {cat: {name: \"x\"}}) { name } }")
        let message = "OneOf Input Object \"PetInput\" must specify exactly one key."
        try expectInvalid("mutation { addPet(pet: ①{}) { name } }", message)
        try expectInvalid(
            "mutation { addPet(pet: ①{cat: {name: \"x\"}, dog: {name: \"y\"}}) { name } }",
            message
        )
        try expectInvalid(
            "mutation { addPet(pet: ①{cat: null}) { name } }",
            "Field \"PetInput.cat\" must be non-null."
        )
    }
}

@Suite("§5.8 Variables")
struct VariablesTests {
    @Test func `variables are unique, of input types, defined and used`() throws {
        try expectValid(
            "query A($b: Boolean) { ...F } query B($b: Boolean) { ...F } fragment F on Query { dog { isHouseTrained(atOtherHomes: $b) } }"
        )
        try expectInvalid(
            "query ($b: Boolean, $①b: Boolean) { dog { isHouseTrained(atOtherHomes: $b) } }",
            "There can be only one variable named \"$b\"."
        )
        try expectInvalid(
            "query ($c: ①Cat) { dog { isHouseTrained(atOtherHomes: $c) } }",
            "Variable \"$c\" cannot be non-input type \"Cat\"."
        )
        try expectInvalid(
            "②query A { ...F } fragment F on Query { dog { isHouseTrained(atOtherHomes: ①$b) } }",
            "Variable \"$b\" is not defined by operation \"A\".",
            marks: "①②"
        )
        try expectInvalid(
            "query A(①$b: Boolean) { dog { name } }",
            "Variable \"$b\" is never used in operation \"A\"."
        )
    }

    @Test(arguments: [
        ("$a: Boolean", "booleanArgField(booleanArg: $a)"),
        ("$a: Boolean!", "booleanArgField(booleanArg: $a)"),
        ("$a: [Boolean!]!", "booleanListArgField(booleanListArg: $a)"),
        ("$a: Boolean", "optionalNonNullBooleanArgField(optionalBooleanArg: $a)"),
        ("$a: Boolean = true", "nonNullBooleanArgField(nonNullBooleanArg: $a)"),
        ("$a: Boolean", "booleanListArgField(booleanListArg: [$a])"),
        ("$a: Int", "complex(complex: {owner: \"x\", level: $a})"),
        ("$a: Int", "json(json: {x: $a})"),
    ])
    func `a variable passes where its type fits`(definition: String, field: String) throws {
        try expectValid("query (\(definition)) { arguments { \(field) } }")
    }

    @Test(arguments: [
        ("Int", "booleanArgField(booleanArg: ②$a)", "Boolean"),
        ("[Boolean]", "booleanArgField(booleanArg: ②$a)", "Boolean"),
        ("Boolean", "nonNullBooleanArgField(nonNullBooleanArg: ②$a)", "Boolean!"),
        ("[Boolean]", "nonNullBooleanListField(nonNullBooleanListArg: ②$a)", "[Boolean!]!"),
        ("[Boolean]!", "nonNullBooleanListField(nonNullBooleanListArg: ②$a)", "[Boolean!]!"),
        ("Boolean", "booleanListArgField(booleanListArg: ②$a)", "[Boolean]!"),
        ("String", "complex(complex: {owner: ②$a})", "String!"),
    ])
    func `a variable is reported where its type does not fit`(
        type: String,
        field: String,
        expected: String
    ) throws {
        try expectInvalid(
            "query (①$a: \(type)) { arguments { \(field) } }",
            "Variable \"$a\" of type \"\(type)\" used in position expecting type \"\(expected)\".",
            marks: "①②"
        )
    }

    @Test func `operations that define one name differently are told apart`() throws {
        try expectInvalid(
            "query A($a: Boolean!) { ...F } query B(①$a: Boolean) { ...F } fragment F on Query { arguments { nonNullBooleanArgField(nonNullBooleanArg: ②$a) } }",
            "Variable \"$a\" of type \"Boolean\" used in position expecting type \"Boolean!\".",
            marks: "①②"
        )
    }

    @Test func `a variable for a OneOf field is non-null`() throws {
        try expectValid("mutation ($c: CatInput! = {name: \"x\"}) { addPet(pet: {cat: $c}) { name } }")
        try expectInvalid(
            "mutation (①$c: CatInput) { addPet(pet: {cat: ②$c}) { name } }",
            "Variable \"$c\" is of type \"CatInput\" but must be non-nullable to be used for OneOf Input Object.",
            marks: "①②"
        )
    }
}
