/// A column's type, on its way out and on its way in.
package struct ScalarFormat: Hashable, Sendable {
    package var leaf: LeafFormat
    /// Whether it is selected as text, because its own format is unknown here.
    package var isSelectedAsText = false
    /// Of such a type, whether values can be compared for equality.
    var hasOwnEquality = false
    package var parameter: ParameterFormat
    /// The column's type as it stands in SQL, where a parameter has to be cast to it.
    package var cast: SQL?
    /// The GraphQL name to label map of an enum, where they differ.
    package var labels: [String: String] = [:]
    /// The oid of the type that PostgreSQL sends.
    var type: UInt32 = 0
    /// Whether its collation takes different texts for equal.
    package var ignoresDifferences = false
    /// Whether texts are searched for patterns.
    var hasPatterns = false
    /// The patterns that an index of the column finds.
    var indexedPatterns: Set<TextPattern> = []
    /// Whether the labels have the order of an enum of the database; texts that are labels have none that means anything.
    var hasLabelOrder = false

    /// Creates a format.
    package init(leaf: LeafFormat, parameter: ParameterFormat, cast: SQL? = nil) {
        self.leaf = leaf
        self.parameter = parameter
        self.cast = cast
    }

    /// The format of values of `type` that are served as `scalar`; `nil` where that would lose something.
    init?(_ type: ScalarType, as scalar: String) {
        guard let leaf = type.leaf(as: scalar) else { return nil }
        // Text is compared with `character` as if that had no padding, so a value is cast to it.
        self.init(
            leaf: leaf,
            parameter: type.parameter,
            cast: type.oid == TypeOID.bpchar ? type.sqlName : nil
        )
        hasPatterns = type.operators == .text && leaf == .string
        self.type = type.oid
    }

    /// The oid of arrays of the parameter's type.
    package var parameterArrayType: UInt32 { ScalarType[parameter.type]?.arrayOID ?? 0 }

    /// The same as ``cast``, for arrays.
    package var arrayCast: SQL? { cast.map { "\($0)[]" } }

    /// A list of such values.
    var list: ScalarFormat {
        var list = self
        list.leaf = .list(leaf)
        return list
    }

    /// The same for `column`, whose collation and indexes decide what it offers.
    func of(_ column: Column) -> ScalarFormat {
        var format = self
        format.ignoresDifferences = column.ignoresDifferences
        format.hasPatterns = hasPatterns && !column.ignoresDifferences
        format.indexedPatterns = column.indexedPatterns
        return format
    }

    /// Whether a comparison by `comparison` is more than a look at a few bytes, so that a long value costs time for each row.
    func isCostly(_ comparison: ValueOperator) -> Bool {
        switch comparison {
        case .isNull, .array: false
        case .pattern, .document: true
        case .comparison(.equal), .comparison(.notEqual), .membership: isSelectedAsText || ignoresDifferences
        case .comparison: leaf == .string
        }
    }

    /// `value` as it is selected.
    func selected(_ value: SQL) -> SQL {
        guard isSelectedAsText else { return value }
        if case .list = leaf { return "\(value)::text[]" }
        return "\(value)::text"
    }

    // MARK: Values of no column

    /// A text: the words of a search.
    static let text: ScalarFormat = ScalarFormat(leaf: .string, parameter: .text)
    /// How many there are.
    static let count: ScalarFormat = ScalarFormat(leaf: .integer(width: 4, quoted: false), parameter: .int4)
    /// A number of any size.
    static let numeric: ScalarFormat = ScalarFormat(leaf: .numeric, parameter: .numeric)
    /// A whole number of 64 bits that is compared with numbers of any size.
    static let bigint: ScalarFormat = ScalarFormat(
        leaf: .integer(width: 8, quoted: true),
        parameter: .numeric
    )
    static let double: ScalarFormat = ScalarFormat(leaf: .float(width: 8), parameter: .float8)
    static let interval: ScalarFormat = ScalarFormat(leaf: .interval, parameter: .interval)
}
