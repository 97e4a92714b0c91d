/// How a value of a request becomes a parameter of a statement.
package enum ParameterFormat: Hashable, Sendable {
    case boolean
    case int2
    case int4
    case int8
    case float4
    case float8
    case numeric
    case timestamp(hasTimeZone: Bool)
    case date
    case time
    case interval
    case uuid
    /// UTF-8; where the column's type is another, the statement casts it.
    case text
    /// Any value, as the text of JSON; `jsonb` has a version byte in front.
    case json(hasVersion: Bool)
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
        case .float4: TypeOID.float4
        case .float8: TypeOID.float8
        case .numeric: TypeOID.numeric
        case .timestamp(let hasTimeZone): hasTimeZone ? TypeOID.timestamptz : TypeOID.timestamp
        case .date: TypeOID.date
        case .time: TypeOID.time
        case .interval: TypeOID.interval
        case .uuid: TypeOID.uuid
        case .text: TypeOID.text
        case .json(let hasVersion): hasVersion ? TypeOID.jsonb : TypeOID.json
        case .bytes: TypeOID.bytea
        case .binary(let type): type
        }
    }

    /// Whether it takes values of any shape.
    var isJSON: Bool { if case .json = self { true } else { false } }
}
