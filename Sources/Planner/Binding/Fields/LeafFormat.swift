/// How a value in PostgreSQL's binary format becomes JSON.
package indirect enum LeafFormat: Hashable, Sendable {
    case boolean
    /// `width` bytes; a string where JSON's numbers could lose digits.
    case integer(width: Int, quoted: Bool)
    /// `width` bytes; infinities and NaN are field errors.
    case float(width: Int)
    /// A string with all its digits.
    case numeric
    case string
    /// An enum's label, served as the value's name; one that the enum does not have is a field error.
    case label(EnumLabels)
    case uuid
    case timestamp(hasTimeZone: Bool)
    case date
    case time
    case interval
    case bytes
    /// Sent through; `jsonb` has a version byte in front.
    case json(hasVersion: Bool)
    /// The number of rows that a plan in JSON, as EXPLAIN writes it, says of its topmost node.
    case planRows
    case list(LeafFormat)
}

/// How a value of a request becomes a parameter of a statement.
package enum ParameterFormat: Hashable, Sendable {
    case boolean
    case int2
    case int4
    case int8
    case float8
    case uuid
    /// UTF-8; where the column's type is another, the statement casts it.
    case text
    /// Any value, as the text of JSON; the statement casts it.
    case json
    /// Base64.
    case bytes
    /// Bytes that are in PostgreSQL's format already: parts of ids and cursors.
    case binary(type: UInt32)

    /// The oid of the parameter's type.
    package var type: UInt32 {
        switch self {
        case .boolean: TypeOID.bool
        case .int2: TypeOID.int2
        case .int4: TypeOID.int4
        case .int8: TypeOID.int8
        case .float8: TypeOID.float8
        case .uuid: TypeOID.uuid
        case .text, .json: TypeOID.text
        case .bytes: TypeOID.bytea
        case .binary(let type): type
        }
    }
}

/// A column's type, on its way out and on its way in.
package struct ScalarFormat: Hashable, Sendable {
    package var leaf: LeafFormat
    /// Whether it is selected as text, because its own format is unknown here.
    package var isSelectedAsText = false
    /// Of such a type, the operator by which values are equal, if it has one.
    package var equality: SQL?
    package var parameter: ParameterFormat
    /// The oid of arrays of the parameter's type; 0 where there is none.
    package var parameterArrayType: UInt32
    /// The column's type as it stands in SQL, where a parameter has to be cast to it.
    package var cast: SQL?
    /// The same for arrays of it.
    package var arrayCast: SQL? { cast.map { "\($0)[]" } }
    /// The GraphQL name to label map of an enum, where they differ.
    package var labels: [String: String] = [:]

    /// `value` as it is selected.
    func selected(_ value: SQL) -> SQL {
        guard isSelectedAsText else { return value }
        if case .list = leaf { return "\(value)::text[]" }
        return "\(value)::text"
    }

    /// A text that is no column's: the words of a search.
    static let text: ScalarFormat = ScalarFormat(
        leaf: .string,
        parameter: .text,
        parameterArrayType: TypeOID.textArray
    )
}
