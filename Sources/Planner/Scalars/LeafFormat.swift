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
