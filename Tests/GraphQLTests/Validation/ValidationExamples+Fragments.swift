extension ValidationExample {
    static let fragments: [ValidationExample] = [
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
    ]

    static let values: [ValidationExample] = [
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
    ]

    static let directives: [ValidationExample] = [
        .init(
            heading: "Directives Are in Valid Locations",
            document: "query @skip(if: $foo) { field }",
            message: "Directive \"@skip\" may not be used on QUERY."
        )
    ]
}
