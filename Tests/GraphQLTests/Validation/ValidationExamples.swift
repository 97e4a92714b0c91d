/// A document of *Validation*, §5, in few words: one that is valid, or one that breaks the rule of its heading.
struct ValidationExample: Sendable {
    let heading: String
    let document: String
    /// How an error begins that the document must have; `nil` for a valid document.
    var message: String?
}

extension ValidationExample {
    static let all =
        documents + operations + fields + arguments + fragments + values + directives + variables
        + withoutExample

    /// Headings that are explained without an example, and the other side of those that have one alone.
    static let withoutExample: [ValidationExample] = [
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
