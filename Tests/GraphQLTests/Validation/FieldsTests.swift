import Testing

@testable import GraphQL

@Suite("§5.3 Fields")
struct FieldsTests {
    @Test func `selected fields exist`() throws {
        try expectValid(
            "{ dog { name __typename } __schema { types { name } } __type(name: \"Dog\") { kind } }"
        )
        try expectInvalid(
            "{ dog { ①meowVolume } }",
            "Cannot query field \"meowVolume\" on type \"Dog\". Did you mean \"barkVolume\"?"
        )
        try expectInvalid(
            "{ dog { ①barkVolum } }",
            "Cannot query field \"barkVolum\" on type \"Dog\". Did you mean \"barkVolume\"?"
        )
        try expectInvalid(
            "{ pet { ①nickname } }",
            "Cannot query field \"nickname\" on type \"Pet\". Did you mean \"name\"?"
        )
        try expectInvalid("{ catOrDog { ①name } }", "Cannot query field \"name\" on type \"CatOrDog\".")
        try expectInvalid(
            "{ dog { ①__schema { __typename } } }",
            "Cannot query field \"__schema\" on type \"Dog\"."
        )
    }

    @Test func `leaf fields take no selection, others need one, which may be empty`() throws {
        try expectValid("{ dog { } }")
        try expectInvalid(
            "{ dog { ①barkVolume { sinceWhen } } }",
            "Field \"barkVolume\" must not have a selection since type \"Int\" has no subfields."
        )
        try expectInvalid(
            "{ ①human }",
            "Field \"human\" of type \"Human\" must have a selection of subfields. Did you mean \"human { ... }\"?"
        )
    }
}

@Suite("§5.3.2 Field Selection Merging")
struct FieldSelectionMergingTests {
    private func conflict(_ name: String, _ reason: String) -> String {
        "Fields \"\(name)\" conflict because \(reason). "
            + "Use different aliases on the fields to fetch both if this was intentional."
    }

    @Test(arguments: [
        "{ dog { name name } }",
        "{ dog { otherName: name otherName: name } }",
        "{ dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: SIT) } }",
        "query ($c: DogCommand!) { dog { doesKnowCommand(dogCommand: $c) doesKnowCommand(dogCommand: $c) } }",
        "{ pet { ... on Dog { volume: barkVolume } ... on Cat { volume: meowVolume } } }",
        "{ pet { ... on Dog { doesKnowCommand(dogCommand: SIT) } ... on Cat { doesKnowCommand(catCommand: JUMP) } } }",
        "{ arguments { multipleRequirements(x: 1, y: 2) multipleRequirements(y: 2, x: 1) } }",
        "{ findDog(searchBy: {name: \"a\", owner: \"b\"}) { id } findDog(searchBy: {owner: \"b\", name: \"\\u0061\"}) { name } }",
        "{ dog { x: name } human { x: pets { name } } }",
        "{ a: dog { x: name ...F } b: dog { y: name ...F } } fragment F on Dog { z: nickname }",
    ])
    func `what means the same merges`(text: String) throws { try expectValid(text) }

    @Test func `different fields, arguments and shapes do not`() throws {
        try expectInvalid(
            "{ dog { ①name: nickname ②name } }",
            conflict("name", "they return conflicting types \"String\" and \"String!\""),
            marks: "①②"
        )
        try expectInvalid(
            "{ dog { ①x: nickname ②x: __typename } }",
            conflict("x", "they return conflicting types \"String\" and \"String!\""),
            marks: "①②"
        )
        let differing = conflict("doesKnowCommand", "they have differing arguments")
        try expectInvalid(
            "{ dog { ①doesKnowCommand(dogCommand: SIT) ②doesKnowCommand(dogCommand: HEEL) } }",
            differing,
            marks: "①②"
        )
        try expectInvalid(
            "query ($a: DogCommand!) { dog { ①doesKnowCommand(dogCommand: SIT) ②doesKnowCommand(dogCommand: $a) } }",
            differing,
            marks: "①②"
        )
        try expectInvalid(
            "{ pet { ... on Dog { ①someValue: nickname } ... on Cat { ②someValue: meowVolume } } }",
            conflict("someValue", "they return conflicting types \"String\" and \"Int\""),
            marks: "①②"
        )
    }

    @Test func `a conflict is found however deep, and through fragments`() throws {
        try expectInvalid(
            "{ dog { owner { pets { ①x: name } } ...F } } fragment F on Dog { owner { ...G } } fragment G on Human { pets { ②x: __typename } }",
            conflict("x", "\"name\" and \"__typename\" are different fields"),
            marks: "①②"
        )
    }

    @Test func `in different objects only shapes must agree, all the way down`() throws {
        try expectValid(
            "{ dogOrHuman { ... on Dog { a: friends { x: name } } ... on Human { a: pets { x: __typename } } } }"
        )
        try expectInvalid(
            "{ dogOrHuman { ... on Dog { a: friends { ①x: name } } ... on Human { a: pets { ... on Dog { ②x: barkVolume } } } } }",
            conflict("x", "they return conflicting types \"String!\" and \"Int\""),
            marks: "①②"
        )
    }
}
