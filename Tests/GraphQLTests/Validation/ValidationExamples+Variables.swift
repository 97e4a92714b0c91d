extension ValidationExample {
    static let variables: [ValidationExample] = [
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
    ]
}
