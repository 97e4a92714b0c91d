import Testing

@testable import GraphQL

@Suite("§5.5 Fragments")
struct FragmentsTests {
    @Test func `names of fragments are unique`() throws {
        try expectInvalid(
            "{ dog { ...F } } fragment ①F on Dog { name } fragment ②F on Dog { nickname }",
            "There can be only one fragment named \"F\".",
            marks: "①②"
        )
    }

    @Test func `type conditions exist and are composite`() throws {
        try expectValid("{ pet { ... on Dog { name } ... @include(if: true) { name } } }")
        try expectInvalid("{ dog { ... on ①NotInSchema { name } } }", "Unknown type \"NotInSchema\".")
        try expectInvalid("{ dog { ... on ①Doog { name } } }", "Unknown type \"Doog\". Did you mean \"Dog\"?")
        try expectInvalid(
            "{ dog { ...F } } fragment F on ①Int { x }",
            "Fragment \"F\" cannot condition on non composite type \"Int\"."
        )
        try expectInvalid(
            "{ dog { ... on ①PetInput { x } } }",
            "Fragment cannot condition on non composite type \"PetInput\"."
        )
    }

    @Test func `fragments are used, and what is used exists`() throws {
        try expectInvalid("{ dog { name } } ①fragment F on Dog { name }", "Fragment \"F\" is never used.")
        try expectInvalid("{ dog { ...①Undefined } }", "Unknown fragment \"Undefined\".")
    }

    @Test func `fragments form no circles`() throws {
        try expectInvalid(
            "{ dog { ...A } } fragment A on Dog { name ①...B } fragment B on Dog { owner { pets { ...C } } } fragment C on Dog { ...A }",
            "Cannot spread fragment \"A\" within itself via \"B\", \"C\"."
        )
        try expectInvalid(
            "{ dog { ...A } } fragment A on Dog { ①...A }",
            "Cannot spread fragment \"A\" within itself."
        )
    }

    @Test func `spreads are possible`() throws {
        try expectValid("{ dog { ... on Pet { name } ... on CatOrDog { __typename } } }")
        try expectValid("{ pet { ... on DogOrHuman { ... on Dog { barkVolume } } } }")
        try expectInvalid(
            "{ dog { ①... on Cat { meowVolume } } }",
            "Fragment cannot be spread here as objects of type \"Dog\" can never be of type \"Cat\"."
        )
        try expectInvalid(
            "{ pet { ①...F } } fragment F on Sentient { name }",
            "Fragment \"F\" cannot be spread here as objects of type \"Pet\" can never be of type \"Sentient\"."
        )
    }
}

@Suite("Roles")
struct RolesTests {
    @Test func `what is hidden from a role is unknown to it, in suggestions too`() throws {
        var types = exampleSchema.types
        let dog = try #require(exampleSchema.type(named: "Dog")).index
        let volume = try #require(types[dog].fields.firstIndex { $0.name == "barkVolume" })
        types[dog].fields[volume].roles = RoleSet(role: 1)
        let cat = try #require(exampleSchema.type(named: "Cat")).index
        types[cat].roles = RoleSet(role: 1)
        let schema = Schema(
            types: types,
            directives: exampleSchema.directives,
            queryType: exampleSchema.queryType,
            mutationType: nil,
            subscriptionType: nil
        )
        let text =
            "{ dog { barkVolume } pet { ... on Cat { meowVolume } } catOrDog { ... on Dog { barkVolum } } }"
        let messages = try validate(text, schema, role: RoleSet(role: 0)).map(\.message)
        #expect(messages.count == 3)
        #expect(messages.first == "Cannot query field \"barkVolume\" on type \"Dog\".")
        #expect(messages.dropFirst().first?.hasPrefix("Unknown type \"Cat\".") == true)
        #expect(messages.last == "Cannot query field \"barkVolum\" on type \"Dog\".")
        #expect(
            try validate(
                "{ dog { barkVolume } pet { ... on Cat { meowVolume } } }",
                schema,
                role: RoleSet(role: 1)
            ) == []
        )
    }
}
