package import GraphQL

/// What is computed over all values that rows have in one place.
package enum AggregateFunction: String, CaseIterable, Sendable {
    case countDistinct
    case sum
    case average = "avg"
    case minimum = "min"
    case maximum = "max"
    case percentiles

    /// What conditions and orders call it, which are about one figure each.
    package var nameOfOne: String { self == .percentiles ? "percentile" : rawValue }
}

/// A field of a type whose values are aggregated, and by which its rows are put into groups.
package struct AggregateField: Sendable {
    /// Where the value is.
    package enum Source: Sendable {
        case column(Column)
        case expression(ExpressionBinding)
        /// A column that holds the id of another row.
        case foreignID(Column, target: TypeID)
        /// The one row that is related.
        case one(RelationBinding)
        /// Columns of that row, each a key of its own.
        case columns(of: RelationBinding)
    }

    /// The type that has the field, and the field's position there.
    package var owner: TypeID
    package var position: Int
    package var source: Source
    /// How its values are read and written; `nil` for ids and objects, which have columns of their own kinds.
    package var format: ScalarFormat?

    /// What its groups are of, where they are not those of equal values.
    package var bucket: BucketKind? {
        switch format?.leaf {
        case .timestamp(hasTimeZone: true): .moment
        case .timestamp(hasTimeZone: false): .localMoment
        case .date: .day
        case nil, .boolean, .integer, .float, .numeric, .string, .label, .uuid, .time, .interval, .bytes,
            .json,
            .planRows, .list:
            nil
        }
    }
}

/// Kinds of points in time, whose groups are lengths of time.
package enum BucketKind: String, Sendable {
    case moment = "GroupByDateTime"
    case localMoment = "GroupByLocalDateTime"
    case day = "GroupByDate"
}

/// A length of time by which rows are put into groups.
package enum TimeBucket: String, CaseIterable, Sendable {
    case minute = "MINUTE"
    case hour = "HOUR"
    case day = "DAY"
    case week = "WEEK"
    case month = "MONTH"
    case quarter = "QUARTER"
    case year = "YEAR"

    /// Whether a calendar tells where it begins, rather than the clock.
    package var isCalendar: Bool {
        switch self {
        case .minute, .hour: false
        case .day, .week, .month, .quarter, .year: true
        }
    }

    /// As PostgreSQL calls it.
    package var name: SQL {
        switch self {
        case .minute: "'minute'"
        case .hour: "'hour'"
        case .day: "'day'"
        case .week: "'week'"
        case .month: "'month'"
        case .quarter: "'quarter'"
        case .year: "'year'"
        }
    }
}

/// What can be aggregated of the values of one kind: the vocabulary that all types share.
struct AggregateFamily {
    /// What the names of its types begin with.
    var name: String
    /// The functions with the names of the scalars that they yield.
    var functions: [(function: AggregateFunction, scalar: String)]

    /// The family of values that are served as `scalar`; those without a format can only be counted.
    init(of scalar: String, as format: ScalarFormat?) {
        let distinct: (AggregateFunction, String) = (.countDistinct, "Int")
        let extremes: [(AggregateFunction, String)] = [(.minimum, scalar), (.maximum, scalar)]
        name = scalar
        switch format?.leaf {
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
        case .timestamp, .date, .time: functions = [distinct] + extremes + [(.percentiles, scalar)]
        case .string where scalar == "String" && format?.isSelectedAsText == false:
            if format?.hasPatterns == false { name = Self.textWithoutPatterns }
            functions = [distinct] + extremes
        case .label where format?.hasLabelOrder == true: functions = [distinct] + extremes
        case nil, .boolean, .integer, .string, .label, .uuid, .bytes, .json, .planRows, .list:
            name = "Distinct"
            functions = [distinct]
        }
    }

    /// Texts of a collation in which PostgreSQL does not search for patterns.
    private static let textWithoutPatterns = "StringComparison"

    /// The operators of conditions on a figure that is served as `scalar`.
    func operators(on scalar: String) -> OperatorSet {
        name == Self.textWithoutPatterns && scalar == "String" ? .comparison : OperatorSet(ofScalar: scalar)
    }
}
