extension ValidationExample {
    static let documents: [ValidationExample] = [
        .init(
            heading: "Executable Definitions",
            document: "query getDogName { dog { name color } } extend type Dog { color: String }",
            message: "The \"extend\" definition is not executable."
        )
    ]

    static let operations: [ValidationExample] = [
        .init(
            heading: "Operation Name Uniqueness",
            document: "query getDogName { dog { name } } query getOwnerName { dog { owner { name } } }"
        ),
        .init(
            heading: "Operation Name Uniqueness",
            document: "query getName { dog { name } } query getName { dog { owner { name } } }",
            message: "There can be only one operation named \"getName\"."
        ),
        .init(
            heading: "Operation Name Uniqueness",
            document: "query dogOperation { dog { name } } mutation dogOperation { mutateDog { id } }",
            message: "There can be only one operation named \"dogOperation\"."
        ),
        .init(heading: "Lone Anonymous Operation", document: "{ dog { name } }"),
        .init(
            heading: "Lone Anonymous Operation",
            document: "{ dog { name } } query getName { dog { owner { name } } }",
            message: "This anonymous operation must be the only defined operation."
        ),
        .init(heading: "Single Root Field", document: "subscription sub { newMessage { body sender } }"),
        .init(
            heading: "Single Root Field",
            document:
                "subscription sub { ...newMessageFields } fragment newMessageFields on Subscription { newMessage { body sender } }"
        ),
        .init(
            heading: "Single Root Field",
            document: "subscription sub { newMessage { body sender } disallowedSecondRootField }",
            message: "Subscription \"sub\" must select only one top level field."
        ),
        .init(
            heading: "Single Root Field",
            document:
                "subscription sub { ...multipleSubscriptions } fragment multipleSubscriptions on Subscription { newMessage { body sender } disallowedSecondRootField }",
            message: "Subscription \"sub\" must select only one top level field."
        ),
        .init(
            heading: "Single Root Field",
            document:
                "subscription requiredRuntimeValidation($bool: Boolean!) { newMessage @include(if: $bool) { body sender } disallowedSecondRootField @skip(if: $bool) }",
            message: "A subscription's root selection must not be included or skipped conditionally."
        ),
        .init(
            heading: "Single Root Field",
            document: "subscription sub { __typename }",
            message: "Subscription \"sub\" must not select an introspection top level field."
        ),
    ]

    static let fields: [ValidationExample] = [
        .init(
            heading: "Field Selections",
            document:
                "fragment fieldNotDefined on Dog { meowVolume } fragment aliasedLyingFieldTargetNotDefined on Dog { barkVolume: kawVolume }",
            message: "Cannot query field \"meowVolume\" on type \"Dog\"."
        ),
        .init(heading: "Field Selections", document: "fragment interfaceFieldSelection on Pet { name }"),
        .init(
            heading: "Field Selections",
            document: "fragment definedOnImplementersButNotInterface on Pet { nickname }",
            message: "Cannot query field \"nickname\" on type \"Pet\"."
        ),
        .init(
            heading: "Field Selections",
            document:
                "fragment inDirectFieldSelectionOnUnion on CatOrDog { __typename ... on Pet { name } ... on Dog { barkVolume } }"
        ),
        .init(
            heading: "Field Selections",
            document: "fragment directFieldSelectionOnUnion on CatOrDog { name barkVolume }",
            message: "Cannot query field \"name\" on type \"CatOrDog\"."
        ),
        .init(
            heading: "Field Selection Merging",
            document:
                "fragment mergeIdenticalFields on Dog { name name } fragment mergeIdenticalAliasesAndFields on Dog { otherName: name otherName: name }"
        ),
        .init(
            heading: "Field Selection Merging",
            document: "fragment conflictingBecauseAlias on Dog { name: nickname name }",
            message:
                "Fields \"name\" conflict because they return conflicting types \"String\" and \"String!\"."
        ),
        .init(
            heading: "Field Selection Merging",
            document:
                "fragment mergeIdenticalFieldsWithIdenticalArgs on Dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: SIT) } fragment mergeIdenticalFieldsWithIdenticalValues on Dog { doesKnowCommand(dogCommand: $dogCommand) doesKnowCommand(dogCommand: $dogCommand) }"
        ),
        .init(
            heading: "Field Selection Merging",
            document:
                "fragment conflictingArgsOnValues on Dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: HEEL) } fragment conflictingArgsValueAndVar on Dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand(dogCommand: $dogCommand) } fragment conflictingArgsWithVars on Dog { doesKnowCommand(dogCommand: $varOne) doesKnowCommand(dogCommand: $varTwo) } fragment differingArgs on Dog { doesKnowCommand(dogCommand: SIT) doesKnowCommand }",
            message: "Fields \"doesKnowCommand\" conflict because they have differing arguments."
        ),
        .init(
            heading: "Field Selection Merging",
            document:
                "fragment safeDifferingFields on Pet { ... on Dog { volume: barkVolume } ... on Cat { volume: meowVolume } } fragment safeDifferingArgs on Pet { ... on Dog { doesKnowCommand(dogCommand: SIT) } ... on Cat { doesKnowCommand(catCommand: JUMP) } }"
        ),
        .init(
            heading: "Field Selection Merging",
            document:
                "fragment conflictingDifferingResponses on Pet { ... on Dog { someValue: nickname } ... on Cat { someValue: meowVolume } }",
            message:
                "Fields \"someValue\" conflict because they return conflicting types \"String\" and \"Int\"."
        ),
        .init(heading: "Leaf Field Selections", document: "fragment scalarSelection on Dog { barkVolume }"),
        .init(
            heading: "Leaf Field Selections",
            document: "fragment scalarSelectionsNotAllowedOnInt on Dog { barkVolume { sinceWhen } }",
            message: "Field \"barkVolume\" must not have a selection since type \"Int\" has no subfields."
        ),
        .init(
            heading: "Leaf Field Selections",
            document:
                "query directQueryOnObjectWithoutSubFields { human } query directQueryOnInterfaceWithoutSubFields { pet } query directQueryOnUnionWithoutSubFields { catOrDog }",
            message: "Field \"human\" of type \"Human\" must have a selection of subfields."
        ),
        .init(
            heading: "Leaf Field Selections",
            document: "query directQueryOnObjectWithSubFields { human { name } }"
        ),
    ]

    static let arguments: [ValidationExample] = [
        .init(
            heading: "Argument Names",
            document:
                "fragment argOnRequiredArg on Dog { doesKnowCommand(dogCommand: SIT) } fragment argOnOptional on Dog { isHouseTrained(atOtherHomes: true) @include(if: true) }"
        ),
        .init(
            heading: "Argument Names",
            document: "fragment invalidArgName on Dog { doesKnowCommand(command: CLEAN_UP_HOUSE) }",
            message: "Unknown argument \"command\" on field \"Dog.doesKnowCommand\"."
        ),
        .init(
            heading: "Argument Names",
            document:
                "fragment invalidArgName on Dog { isHouseTrained(atOtherHomes: true) @include(unless: false) }",
            message: "Unknown argument \"unless\" on directive \"@include\"."
        ),
        .init(
            heading: "Argument Names",
            document:
                "fragment multipleArgs on Arguments { multipleRequirements(x: 1, y: 2) } fragment multipleArgsReverseOrder on Arguments { multipleRequirements(y: 2, x: 1) }"
        ),
        .init(
            heading: "Required Arguments",
            document:
                "fragment goodBooleanArg on Arguments { booleanArgField(booleanArg: true) } fragment goodNonNullArg on Arguments { nonNullBooleanArgField(nonNullBooleanArg: true) }"
        ),
        .init(
            heading: "Required Arguments",
            document: "fragment goodBooleanArgDefault on Arguments { booleanArgField }"
        ),
        .init(
            heading: "Required Arguments",
            document: "fragment missingRequiredArg on Arguments { nonNullBooleanArgField }",
            message:
                "Field \"Arguments.nonNullBooleanArgField\" argument \"nonNullBooleanArg\" of type \"Boolean!\" is required, but it was not provided."
        ),
        .init(
            heading: "Required Arguments",
            document:
                "fragment missingRequiredArg on Arguments { nonNullBooleanArgField(nonNullBooleanArg: null) }",
            message: "Expected value of type \"Boolean!\", found null."
        ),
    ]
}
