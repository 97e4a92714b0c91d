package import GraphQL

/// What is computed over all values that rows have in one place.
package enum AggregateFunction: String, CaseIterable, Sendable {
    case countDistinct
    case sum
    case average = "avg"
    case minimum = "min"
    case maximum = "max"
    case percentiles
}

/// A field of a type whose values are aggregated, and by which its rows are put into groups.
package struct AggregateField: Sendable {
    /// Where the value is.
    package enum Source: Sendable {
        case column(Column)
        case expression(SQL, ClaimSet)
        /// A column that holds the id of another row.
        case foreignID(Column, target: TypeID)
        /// A column that points to another row.
        case one(Column, RelationBinding)
    }

    package var source: Source
    /// How its values are read and written; that of an id does not say more than its column's.
    package var leaf: LeafFormat

    /// Whether its groups are lengths of time rather than values.
    package var isBucketed: Bool {
        switch leaf {
        case .timestamp, .date: true
        case .boolean, .integer, .float, .numeric, .string, .label, .uuid, .time, .interval, .bytes, .json,
            .planRows, .list:
            false
        }
    }
}

/// What can be aggregated of the values of one kind: the vocabulary that all types share.
struct AggregateFamily {
    /// What the names of its types begin with.
    var name: String
    /// The functions with the names of the scalars that they yield.
    var functions: [(function: AggregateFunction, scalar: String)]

    /// The family of values that are served as `scalar`.
    init(of scalar: String, as leaf: LeafFormat) {
        let distinct: (AggregateFunction, String) = (.countDistinct, "Int")
        let extremes: [(AggregateFunction, String)] = [(.minimum, scalar), (.maximum, scalar)]
        name = scalar
        switch leaf {
        case .integer where scalar != "ID":
            // A sum of whole numbers needs more room than any of them; their average has a fraction.
            functions =
                [distinct, (.sum, "BigInt"), (.average, "Decimal")] + extremes + [(.percentiles, "Float")]
        case .numeric, .float:
            functions =
                [distinct, (.sum, scalar), (.average, scalar)] + extremes + [(.percentiles, "Float")]
        case .interval:
            functions =
                [distinct, (.sum, scalar), (.average, scalar)] + extremes + [(.percentiles, scalar)]
        case .timestamp, .date, .time: functions = [distinct] + extremes
        case .string where scalar == "String": functions = [distinct] + extremes
        case .boolean, .integer, .string, .label, .uuid, .bytes, .json, .planRows, .list:
            name = "Distinct"
            functions = [distinct]
        }
    }
}
