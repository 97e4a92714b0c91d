/// A document of *Validation*, §5, in few words: one that is valid, or one that breaks the rule of its heading.
struct ValidationExample: Sendable {
    let heading: String
    let document: String
    /// How an error begins that the document must have; `nil` for a valid document.
    var message: String?
}

extension ValidationExample {
    static let all: [ValidationExample] = [
        // Documents
        .init(
            heading: "Executable Definitions",
            document: "query getDogName { dog { name color } } extend type Dog { color: String }",
            message: "The \"extend\" definition is not executable."
        ),
        // Operations
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
        // Fields
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
        // Arguments
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
        // Fragments
        .init(
            heading: "Fragment Name Uniqueness",
            document:
                "{ dog { ...fragmentOne ...fragmentTwo } } fragment fragmentOne on Dog { name } fragment fragmentTwo on Dog { owner { name } }"
        ),
        .init(
            heading: "Fragment Name Uniqueness",
            document:
                "{ dog { ...fragmentOne } } fragment fragmentOne on Dog { name } fragment fragmentOne on Dog { owner { name } }",
            message: "There can be only one fragment named \"fragmentOne\"."
        ),
        .init(
            heading: "Fragment Spread Type Existence",
            document:
                "fragment correctType on Dog { name } fragment inlineFragment on Dog { ... on Dog { name } } fragment inlineFragment2 on Dog { ... @include(if: true) { name } }"
        ),
        .init(
            heading: "Fragment Spread Type Existence",
            document:
                "fragment notOnExistingType on NotInSchema { name } fragment inlineNotExistingType on Dog { ... on NotInSchema { name } }",
            message: "Unknown type \"NotInSchema\"."
        ),
        .init(
            heading: "Fragments on Object, Interface or Union Types",
            document:
                "fragment fragOnObject on Dog { name } fragment fragOnInterface on Pet { name } fragment fragOnUnion on CatOrDog { ... on Dog { name } }"
        ),
        .init(
            heading: "Fragments on Object, Interface or Union Types",
            document:
                "fragment fragOnScalar on Int { something } fragment inlineFragOnScalar on Dog { ... on Boolean { somethingElse } }",
            message: "Fragment \"fragOnScalar\" cannot condition on non composite type \"Int\"."
        ),
        .init(
            heading: "Fragments Must Be Used",
            document: "fragment nameFragment on Dog { name } { dog { name } }",
            message: "Fragment \"nameFragment\" is never used."
        ),
        .init(
            heading: "Fragment Spread Target Defined",
            document: "{ dog { ...undefinedFragment } }",
            message: "Unknown fragment \"undefinedFragment\"."
        ),
        .init(
            heading: "Fragment Spreads Must Not Form Cycles",
            document:
                "{ dog { ...nameFragment } } fragment nameFragment on Dog { name ...barkVolumeFragment } fragment barkVolumeFragment on Dog { barkVolume ...nameFragment }",
            message: "Cannot spread fragment \"nameFragment\" within itself via \"barkVolumeFragment\"."
        ),
        .init(
            heading: "Fragment Spreads Must Not Form Cycles",
            document: "{ dog { name barkVolume name barkVolume name barkVolume name } }"
        ),
        .init(
            heading: "Fragment Spreads Must Not Form Cycles",
            document:
                "{ dog { ...dogFragment } } fragment dogFragment on Dog { name owner { ...ownerFragment } } fragment ownerFragment on Human { name pets { ...dogFragment } }",
            message: "Cannot spread fragment \"dogFragment\" within itself via \"ownerFragment\"."
        ),
        .init(
            heading: "Object Spreads in Object Scope",
            document: "fragment dogFragment on Dog { ... on Dog { barkVolume } }"
        ),
        .init(
            heading: "Object Spreads in Object Scope",
            document: "fragment catInDogFragmentInvalid on Dog { ... on Cat { meowVolume } }",
            message: "Fragment cannot be spread here as objects of type \"Dog\" can never be of type \"Cat\"."
        ),
        .init(
            heading: "Abstract Spreads in Object Scope",
            document:
                "fragment petNameFragment on Pet { name } fragment interfaceWithinObjectFragment on Dog { ...petNameFragment }"
        ),
        .init(
            heading: "Abstract Spreads in Object Scope",
            document:
                "fragment catOrDogNameFragment on CatOrDog { ... on Cat { meowVolume } } fragment unionWithObjectFragment on Dog { ...catOrDogNameFragment }"
        ),
        .init(
            heading: "Object Spreads in Abstract Scope",
            document:
                "fragment petFragment on Pet { name ... on Dog { barkVolume } } fragment catOrDogFragment on CatOrDog { ... on Cat { meowVolume } }"
        ),
        .init(
            heading: "Object Spreads in Abstract Scope",
            document:
                "fragment sentientFragment on Sentient { ... on Dog { barkVolume } } fragment humanOrAlienFragment on HumanOrAlien { ... on Cat { meowVolume } }",
            message:
                "Fragment cannot be spread here as objects of type \"Sentient\" can never be of type \"Dog\"."
        ),
        .init(
            heading: "Abstract Spreads in Abstract Scope",
            document:
                "fragment unionWithInterface on Pet { ...dogOrHumanFragment } fragment dogOrHumanFragment on DogOrHuman { ... on Dog { barkVolume } }"
        ),
        .init(
            heading: "Abstract Spreads in Abstract Scope",
            document:
                "fragment nonIntersectingInterfaces on Pet { ...sentientFragment } fragment sentientFragment on Sentient { name }",
            message:
                "Fragment \"sentientFragment\" cannot be spread here as objects of type \"Pet\" can never be of type \"Sentient\"."
        ),
        .init(
            heading: "Abstract Spreads in Abstract Scope",
            document:
                "fragment interfaceWithInterface on Node { ...resourceFragment } fragment resourceFragment on Resource { url }"
        ),
        // Values
        .init(
            heading: "Values of Correct Type",
            document:
                "fragment goodBooleanArg on Arguments { booleanArgField(booleanArg: true) } fragment coercedIntIntoFloatArg on Arguments { floatArgField(floatArg: 123) } query goodComplexDefaultValue($search: FindDogInput = { name: \"Fido\" }) { findDog(searchBy: $search) { name } } mutation addPet($pet: PetInput! = { cat: { name: \"Brontie\" } }) { addPet(pet: $pet) { name } }"
        ),
        .init(
            heading: "Values of Correct Type",
            document:
                "fragment stringIntoInt on Arguments { intArgField(intArg: \"123\") } query badComplexValue { findDog(searchBy: { name: 123 }) { name } } mutation oneOfWithNoFields { addPet(pet: {}) { name } } mutation oneOfWithTwoFields($dog: DogInput) { addPet(pet: { cat: { name: \"Brontie\" }, dog: $dog }) { name } } mutation listOfOneOfWithNullableVariable($dog: DogInput) { addPets(pets: [{ dog: $dog }]) { name } }",
            message: "Int cannot represent non-integer value: \"123\"."
        ),
        .init(
            heading: "Input Object Field Names",
            document: "{ findDog(searchBy: { name: \"Fido\" }) { name } }"
        ),
        .init(
            heading: "Input Object Field Names",
            document: "{ findDog(searchBy: { favoriteCookieFlavor: \"Bacon\" }) { name } }",
            message: "Field \"favoriteCookieFlavor\" is not defined by type \"FindDogInput\"."
        ),
        .init(
            heading: "Input Object Field Uniqueness",
            document: "{ field(arg: { field: true, field: false }) }",
            message: "There can be only one input field named \"field\"."
        ),
        // Directives
        .init(
            heading: "Directives Are in Valid Locations",
            document: "query @skip(if: $foo) { field }",
            message: "Directive \"@skip\" may not be used on QUERY."
        ),
        // Variables
        .init(
            heading: "Variable Uniqueness",
            document:
                "query houseTrainedQuery($atOtherHomes: Boolean, $atOtherHomes: Boolean) { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } }",
            message: "There can be only one variable named \"$atOtherHomes\"."
        ),
        .init(
            heading: "Variable Uniqueness",
            document:
                "query A($atOtherHomes: Boolean) { ...HouseTrainedFragment } query B($atOtherHomes: Boolean) { ...HouseTrainedFragment } fragment HouseTrainedFragment on Query { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } }"
        ),
        .init(
            heading: "Variables Are Input Types",
            document:
                "query takesBoolean($atOtherHomes: Boolean) { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } } query takesComplexInput($search: FindDogInput) { findDog(searchBy: $search) { name } } query TakesListOfBooleanBang($booleans: [Boolean!]) { booleanList(booleanListArg: $booleans) }"
        ),
        .init(
            heading: "Variables Are Input Types",
            document:
                "query takesCat($cat: Cat) { } query takesDogBang($dog: Dog!) { } query takesListOfPet($pets: [Pet]) { } query takesCatOrDog($catOrDog: CatOrDog) { }",
            message: "Variable \"$cat\" cannot be non-input type \"Cat\"."
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query variableIsDefined($atOtherHomes: Boolean) { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } }"
        ),
        .init(
            heading: "All Variable Uses Defined",
            document: "query variableIsNotDefined { dog { isHouseTrained(atOtherHomes: $atOtherHomes) } }",
            message: "Variable \"$atOtherHomes\" is not defined by operation \"variableIsNotDefined\"."
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query variableIsDefinedUsedInSingleFragment($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }"
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query variableIsNotDefinedUsedInSingleFragment { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }",
            message:
                "Variable \"$atOtherHomes\" is not defined by operation \"variableIsNotDefinedUsedInSingleFragment\"."
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query variableIsNotDefinedUsedInNestedFragment { dog { ...outerHouseTrainedFragment } } fragment outerHouseTrainedFragment on Dog { ...isHouseTrainedFragment } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }",
            message:
                "Variable \"$atOtherHomes\" is not defined by operation \"variableIsNotDefinedUsedInNestedFragment\"."
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query houseTrainedQueryOne($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } query houseTrainedQueryTwo($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }"
        ),
        .init(
            heading: "All Variable Uses Defined",
            document:
                "query houseTrainedQueryOne($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } query houseTrainedQueryTwoNotDefined { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }",
            message:
                "Variable \"$atOtherHomes\" is not defined by operation \"houseTrainedQueryTwoNotDefined\"."
        ),
        .init(
            heading: "All Variables Used",
            document: "query variableUnused($atOtherHomes: Boolean) { dog { isHouseTrained } }",
            message: "Variable \"$atOtherHomes\" is never used in operation \"variableUnused\"."
        ),
        .init(
            heading: "All Variables Used",
            document:
                "query variableUsedInFragment($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }"
        ),
        .init(
            heading: "All Variables Used",
            document:
                "query variableNotUsedWithinFragment($atOtherHomes: Boolean) { dog { ...isHouseTrainedWithoutVariableFragment } } fragment isHouseTrainedWithoutVariableFragment on Dog { isHouseTrained }",
            message:
                "Variable \"$atOtherHomes\" is never used in operation \"variableNotUsedWithinFragment\"."
        ),
        .init(
            heading: "All Variables Used",
            document:
                "query queryWithUsedVar($atOtherHomes: Boolean) { dog { ...isHouseTrainedFragment } } query queryWithExtraVar($atOtherHomes: Boolean, $extra: Int) { dog { ...isHouseTrainedFragment } } fragment isHouseTrainedFragment on Dog { isHouseTrained(atOtherHomes: $atOtherHomes) }",
            message: "Variable \"$extra\" is never used in operation \"queryWithExtraVar\"."
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query intCannotGoIntoBoolean($intArg: Int) { arguments { booleanArgField(booleanArg: $intArg) } }",
            message: "Variable \"$intArg\" of type \"Int\" used in position expecting type \"Boolean\"."
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query booleanListCannotGoIntoBoolean($booleanListArg: [Boolean]) { arguments { booleanArgField(booleanArg: $booleanListArg) } }",
            message:
                "Variable \"$booleanListArg\" of type \"[Boolean]\" used in position expecting type \"Boolean\"."
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query booleanArgQuery($booleanArg: Boolean) { arguments { nonNullBooleanArgField(nonNullBooleanArg: $booleanArg) } }",
            message:
                "Variable \"$booleanArg\" of type \"Boolean\" used in position expecting type \"Boolean!\"."
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query nonNullListToList($nonNullBooleanList: [Boolean]!) { arguments { booleanListArgField(booleanListArg: $nonNullBooleanList) } }"
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query listToNonNullList($booleanList: [Boolean]) { arguments { nonNullBooleanListField(nonNullBooleanListArg: $booleanList) } }",
            message: "Variable \"$booleanList\" of type \"[Boolean]\" used in position expecting type"
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "mutation addCat($cat: CatInput!) { addPet(pet: { cat: $cat }) { name } } mutation addCatWithDefault($cat: CatInput! = { name: \"Brontie\" }) { addPet(pet: { cat: $cat }) { name } }"
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document: "mutation addNullableCat($cat: CatInput) { addPet(pet: { cat: $cat }) { name } }",
            message:
                "Variable \"$cat\" is of type \"CatInput\" but must be non-nullable to be used for OneOf Input Object."
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query booleanArgQueryWithDefault($booleanArg: Boolean) { arguments { optionalNonNullBooleanArgField(optionalBooleanArg: $booleanArg) } }"
        ),
        .init(
            heading: "All Variable Usages Are Allowed",
            document:
                "query booleanArgQueryWithDefault($booleanArg: Boolean = true) { arguments { nonNullBooleanArgField(nonNullBooleanArg: $booleanArg) } }"
        ),
        // Headings that are explained without an example, and the other side of those that have one alone.
        .init(
            heading: "Argument Uniqueness",
            document: "{ dog { isHouseTrained(atOtherHomes: true) isHouseTrained(atOtherHomes: true) } }"
        ),
        .init(
            heading: "Argument Uniqueness",
            document: "{ dog { isHouseTrained(atOtherHomes: true, atOtherHomes: true) } }",
            message: "There can be only one argument named \"atOtherHomes\"."
        ),
        .init(
            heading: "Input Object Required Fields",
            document: "{ arguments { complex(complex: { owner: \"a\" }) } }"
        ),
        .init(
            heading: "Input Object Required Fields",
            document: "{ arguments { complex(complex: { name: \"a\" }) } }",
            message: "Field \"Complex.owner\" of required type \"String!\" was not provided."
        ),
        .init(
            heading: "Input Object Field Uniqueness",
            document: "{ findDog(searchBy: { name: \"a\", owner: \"b\" }) { name } }"
        ),
        .init(heading: "Fragments Must Be Used", document: "{ dog { ...F } } fragment F on Dog { name }"),
        .init(
            heading: "Fragment Spread Target Defined",
            document: "{ dog { ...F } } fragment F on Dog { name }"
        ),
        .init(heading: "Directives Are Defined", document: "{ dog { name @include(if: true) } }"),
        .init(
            heading: "Directives Are Defined",
            document: "{ dog { name @unknown } }",
            message: "Unknown directive \"@unknown\"."
        ),
        .init(heading: "Directives Are in Valid Locations", document: "{ dog @skip(if: false) { name } }"),
        .init(
            heading: "Directives Are Unique per Location",
            document:
                "query ($foo: Boolean = true, $bar: Boolean = false) { dog @skip(if: $foo) { name } dog @skip(if: $bar) { nickname } }"
        ),
        .init(
            heading: "Directives Are Unique per Location",
            document:
                "query ($foo: Boolean = true, $bar: Boolean = false) { dog @skip(if: $foo) @skip(if: $bar) { name } }",
            message: "The directive \"@skip\" can only be used once at this location."
        ),
    ]
}
