/// One operator of a condition: a row of the table of operators.
struct OperatorDefinition {
    /// The member's name in the filter.
    var name: String
    var binding: ValueOperator
    var description: String
    /// The condition in SQL, for the documentation: `x` is the value of the row, `$1` that of the request.
    var condition: String
}

/// The operators that a type of values offers.
enum OperatorSet: CaseIterable, Sendable {
    /// Of values that PostgreSQL only tells apart.
    case equality
    /// Of values with an order.
    case comparison
    /// Of texts, where the type and the collation know patterns.
    case text
    /// Of documents.
    case document
    /// Of arrays.
    case containment

    /// The operators, in the order of the filter's members.
    var operators: [OperatorDefinition] {
        let own: [OperatorDefinition] =
            switch self {
            case .equality: Self.equalities
            case .comparison: Self.equalities + Self.comparisons
            case .text: Self.equalities + Self.comparisons + Self.patterns
            case .document: Self.documents
            case .containment: Self.arrays
            }
        return own + [Self.isNull]
    }

    private static let isNull = OperatorDefinition(
        name: "isNull",
        binding: .isNull,
        description: "Whether there is no value.",
        condition: "x IS NULL"
    )

    private static let equalities = [
        OperatorDefinition(
            name: "eq",
            binding: .comparison(.equal),
            description: "Equal to it.",
            condition: "x = $1"
        ),
        OperatorDefinition(
            name: "ne",
            binding: .comparison(.notEqual),
            description: "Different from it.",
            condition: "x <> $1"
        ),
        OperatorDefinition(
            name: "in",
            binding: .membership(.oneOf),
            description: "One of these.",
            condition: "x = ANY($1)"
        ),
        OperatorDefinition(
            name: "notIn",
            binding: .membership(.noneOf),
            description: "None of these.",
            condition: "x <> ALL($1)"
        ),
    ]

    private static let comparisons = [
        OperatorDefinition(
            name: "lt",
            binding: .comparison(.less),
            description: "Less than it.",
            condition: "x < $1"
        ),
        OperatorDefinition(
            name: "lte",
            binding: .comparison(.lessOrEqual),
            description: "Less than it, or equal.",
            condition: "x <= $1"
        ),
        OperatorDefinition(
            name: "gt",
            binding: .comparison(.greater),
            description: "Greater than it.",
            condition: "x > $1"
        ),
        OperatorDefinition(
            name: "gte",
            binding: .comparison(.greaterOrEqual),
            description: "Greater than it, or equal.",
            condition: "x >= $1"
        ),
    ]

    private static let patterns = [
        OperatorDefinition(
            name: "contains",
            binding: .pattern(.contains),
            description: "Has it somewhere, case aside.",
            condition: "strpos(lower(x), lower($1)) > 0"
        ),
        OperatorDefinition(
            name: "like",
            binding: .pattern(.like),
            description:
                "Matches the pattern: % is anything, _ one character, and what follows \\ is meant as it stands.",
            condition: "x LIKE $1"
        ),
        OperatorDefinition(
            name: "startsWith",
            binding: .pattern(.startsWith),
            description: "Begins with it.",
            condition: "x ^@ $1"
        ),
        OperatorDefinition(
            name: "endsWith",
            binding: .pattern(.endsWith),
            description: "Ends with it.",
            condition: "right(x, length($1)) = $1"
        ),
    ]

    private static let documents = [
        OperatorDefinition(
            name: "contains",
            binding: .document(.contains),
            description: "Has all of this, at the same places.",
            condition: "x @> $1"
        ),
        OperatorDefinition(
            name: "containedIn",
            binding: .document(.containedIn),
            description: "Has nothing but what this has.",
            condition: "x <@ $1"
        ),
    ]

    private static let arrays = [
        OperatorDefinition(
            name: "contains",
            binding: .array(.contains),
            description: "Has all of these.",
            condition: "x @> $1"
        ),
        OperatorDefinition(
            name: "overlaps",
            binding: .array(.overlaps),
            description: "Has at least one of these.",
            condition: "x && $1"
        ),
        OperatorDefinition(
            name: "containedIn",
            binding: .array(.containedIn),
            description: "Has nothing but these.",
            condition: "x <@ $1"
        ),
    ]

    // MARK: Filters

    /// The operators of the filter that has a scalar's own name; values that offer fewer have a filter of another name.
    init(ofScalar name: String) {
        switch name {
        case "ID": self = .equality
        case _: self = ScalarType.ofExpressions(as: name)?.operators ?? .comparison
        }
    }

    /// The name of the filter with these operators on values of the scalar or enum `name`.
    func filterName(of name: String) -> String {
        if self == .containment { return name + "ArrayFilter" }
        if self == OperatorSet(ofScalar: name) { return name + "Filter" }
        return name + (self == .equality ? "EqualityFilter" : "ComparisonFilter")
    }
}
