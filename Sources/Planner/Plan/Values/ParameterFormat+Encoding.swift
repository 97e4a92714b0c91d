import GraphQL

extension ParameterFormat {
    /// The bytes of a single value, in PostgreSQL's binary format; `nil` is NULL.
    func encode(_ value: InputValue) throws(GraphQLError) -> [UInt8]? {
        if value == .null { return nil }
        if case .json(let hasVersion) = self { return (hasVersion ? [1] : []) + InputJSON.text(of: value) }
        guard let bytes = bytes(of: value) else {
            throw GraphQLError("\(expected) is expected here.", code: .badUserInput)
        }
        return bytes
    }

    /// The bytes of a value that is not null; `nil` where it is none of the type's.
    func bytes(of value: InputValue) -> [UInt8]? {
        switch self {
        case .boolean: if case .boolean(let flag) = value { [flag ? 1 : 0] } else { nil }
        case .int2: integer(value, Int16.self)
        case .int4: integer(value, Int32.self)
        case .int8: integer(value, Int64.self)
        case .float4:
            number(value).flatMap { Float($0) }.flatMap {
                $0.isFinite ? $0.bitPattern.bigEndianBytes : nil
            }
        case .float8: number(value)?.bitPattern.bigEndianBytes
        case .numeric: value.scalarText.flatMap(DecimalText.bytes)
        case .timestamp(hasTimeZone: true): value.text.flatMap(DateTimeText.dateTime)?.bigEndianBytes
        case .timestamp(hasTimeZone: false): value.text.flatMap(DateTimeText.localDateTime)?.bigEndianBytes
        case .date: value.text.flatMap(DateTimeText.date)?.bigEndianBytes
        case .time: value.text.flatMap(DateTimeText.time)?.bigEndianBytes
        case .interval:
            value.text.flatMap(DateTimeText.duration).map {
                $0.microseconds.bigEndianBytes + $0.days.bigEndianBytes + $0.months.bigEndianBytes
            }
        case .uuid: value.text.flatMap(UUIDText.bytes)
        case .bytes: value.text.flatMap(Base64.decode)
        case .text, .binary: text(value)
        case .json: nil
        }
    }

    private func integer<Integer: FixedWidthInteger>(
        _ value: InputValue,
        _ type: Integer.Type
    ) -> [UInt8]? {
        guard let text = value.scalarText, DecimalText.isWhole(text) else { return nil }
        return Integer(text)?.bigEndianBytes
    }

    private func number(_ value: InputValue) -> Double? {
        guard let text = value.scalarText, DecimalText.isNumber(text), let number = Double(text),
            number.isFinite
        else { return nil }
        return number
    }

    private func text(_ value: InputValue) -> [UInt8]? {
        guard let text = value.scalarText, !text.utf8.contains(0) else { return nil }
        return Array(text.utf8)
    }

    /// What a value of this format is, for messages.
    private var expected: String {
        switch self {
        case .boolean: "true or false"
        case .int2: "A whole number of 16 bits"
        case .int4: "A whole number of 32 bits"
        case .int8: "A whole number of 64 bits"
        case .float4: "A number of single precision"
        case .float8: "A number"
        case .numeric: "A decimal number"
        case .timestamp(hasTimeZone: true): "A point in time with its offset"
        case .timestamp(hasTimeZone: false): "A date and a time of day"
        case .date: "A date"
        case .time: "A time of day"
        case .interval: "A length of time"
        case .uuid: "A UUID"
        case .bytes: "Base64"
        case .json: "JSON"
        case .text, .binary: "A text without NUL"
        }
    }
}

extension InputValue {
    /// The text of a string, a number, an enum value or a boolean.
    var scalarText: String? {
        switch self {
        case .string(let text), .enum(let text), .int(let text), .float(let text): text
        case .boolean(let flag): flag ? "true" : "false"
        case .null, .list, .object: nil
        }
    }
}

extension FixedWidthInteger {
    /// The bytes, most significant first.
    package var bigEndianBytes: [UInt8] {
        unsafe withUnsafeBytes(of: bigEndian) { unsafe Array($0) }
    }
}
