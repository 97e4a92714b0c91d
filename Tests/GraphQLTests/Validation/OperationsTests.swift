import Testing

@testable import GraphQL

@Suite("§5.2 Operations")
struct OperationsTests {
    @Test func `an operation's root type exists`() throws {
        let schema = try #require(
            SchemaBuilder.build(files: [("s", Array("type Query { a: Int }".utf8))]).schema
        )
        #expect(
            try validate("mutation { a }", schema).map(\.message)
                == ["The schema is not configured to execute mutation operations."]
        )
    }

    @Test func `names of operations are unique`() throws {
        try expectValid("query A { dog { name } } query B { dog { name } }")
        try expectInvalid(
            "query ①A { dog { name } } mutation ②A { addPet(pet: {cat: {name: \"x\"}}) { name } }",
            "There can be only one operation named \"A\".",
            marks: "①②"
        )
    }

    @Test func `an anonymous operation stands alone`() throws {
        try expectValid("{ dog { name } }")
        try expectInvalid(
            "①{ dog { name } } query B { dog { name } }",
            "This anonymous operation must be the only defined operation."
        )
    }

    @Test func `a subscription has one root field`() throws {
        try expectValid("subscription { newMessage { body sender } }")
        try expectValid("subscription S { ...F } fragment F on Subscription { newMessage { body } }")
        try expectValid("subscription { newMessage { body } newMessage { sender } }")
        try expectInvalid(
            "subscription S { newMessage { body } ①disallowedSecondRootField }",
            "Subscription \"S\" must select only one top level field."
        )
        try expectInvalid(
            "subscription S { ...F } fragment F on Subscription { newMessage { body } ①disallowedSecondRootField }",
            "Subscription \"S\" must select only one top level field."
        )
        try expectInvalid(
            "subscription { ①__typename }",
            "Anonymous subscription must not select an introspection top level field."
        )
        try expectInvalid(
            "subscription ($b: Boolean!) { newMessage ①@include(if: $b) { body } }",
            "A subscription's root selection must not be included or skipped conditionally."
        )
        try expectInvalid("①subscription { }", "Anonymous subscription must select one top level field.")
    }
}

@Suite("§5.4 Arguments")
struct ArgumentsTests {
    @Test func `arguments are defined`() throws {
        try expectValid("{ dog { doesKnowCommand(dogCommand: SIT) @include(if: true) } }")
        try expectInvalid(
            "{ dog { isHouseTrained(①atOtherHome: true) } }",
            "Unknown argument \"atOtherHome\" on field \"Dog.isHouseTrained\". Did you mean \"atOtherHomes\"?"
        )
        try expectInvalid(
            "{ dog { name @include(if: true, ①unless: false) } }",
            "Unknown argument \"unless\" on directive \"@include\"."
        )
    }

    @Test func `arguments are unique`() throws {
        try expectInvalid(
            "{ dog { isHouseTrained(atOtherHomes: true, ①atOtherHomes: true) } }",
            "There can be only one argument named \"atOtherHomes\"."
        )
    }

    @Test func `required arguments are given, and not as null`() throws {
        try expectValid("{ arguments { optionalNonNullBooleanArgField booleanArgField } }")
        try expectInvalid(
            "{ arguments { ①nonNullBooleanArgField } }",
            "Field \"Arguments.nonNullBooleanArgField\" argument \"nonNullBooleanArg\" of type \"Boolean!\" is required, but it was not provided."
        )
        try expectInvalid(
            "{ arguments { nonNullBooleanArgField(nonNullBooleanArg: ①null) } }",
            "Expected value of type \"Boolean!\", found null."
        )
        try expectInvalid(
            "{ dog { name ①@skip } }",
            "Directive \"@skip\" argument \"if\" of type \"Boolean!\" is required, but it was not provided."
        )
    }
}

@Suite("§5.7 Directives")
struct DirectivesTests {
    @Test func `directives are defined, stand where they may, and only once`() throws {
        try expectValid("{ dog { name @many @many(n: 2) @once @skip(if: false) } }")
        try expectValid(
            "query Q($v: Int @anywhere) @anywhere { dog @anywhere { ...F @anywhere ... @anywhere { name } } arguments { intArgField(intArg: $v) } } fragment F on Dog @anywhere { name }"
        )
        try expectInvalid("{ dog { name ①@onze } }", "Unknown directive \"@onze\". Did you mean \"@once\"?")
        try expectInvalid(
            "query ①@skip(if: true) { dog { name } }",
            "Directive \"@skip\" may not be used on QUERY."
        )
        try expectInvalid(
            "{ dog { name @once ①@once } }",
            "The directive \"@once\" can only be used once at this location."
        )
    }
}
