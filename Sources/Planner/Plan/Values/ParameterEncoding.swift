import Bytes
package import GraphQL

extension Parameter {
    /// The bytes of this parameter for `variables`, in PostgreSQL's binary format; `nil` is NULL.
    ///
    /// - Throws: what is wrong with the value, as BAD_USER_INPUT. Keys have no bytes of their own.
    package func encoded(_ variables: [InputValue?]) throws(GraphQLError) -> [UInt8]? {
        switch source {
        case .keys: return nil
        case .literal(let bytes): return bytes
        case .variable(let path): return try encode(path.value(in: variables) ?? .null)
        case .idComponent(let path, let type, let component):
            return try encodeID(path.value(in: variables) ?? .null, of: type, component: component)
        case .cursorComponent(let path, let digest, let component):
            return try Self.cursor(path.value(in: variables) ?? .null, digest, keyTypes)[component]
        }
    }

    /// The bytes of `value`, a single one or a list as the parameter is.
    func encode(_ value: InputValue) throws(GraphQLError) -> [UInt8]? {
        guard arrayType != nil else { return try format.encode(labelled(value)) }
        guard value != .null else { return nil }
        try proveLength(value.items.count)
        var items: [[UInt8]?] = []
        for item in value.items { items.append(try format.encode(labelled(item))) }
        return BinaryArray.encode(items, of: format.type)
    }

    func proveLength(_ count: Int) throws(GraphQLError) {
        guard count <= maximumItems else {
            throw GraphQLError("A list has more than \(maximumItems) items.", code: .limitExceeded)
        }
    }

    private func labelled(_ value: InputValue) -> InputValue {
        guard !labels.isEmpty, let text = value.text, let label = labels[text] else { return value }
        return .string(label)
    }

    /// One component of the ids in `value`.
    func encodeID(_ value: InputValue, of type: String, component: Int) throws(GraphQLError) -> [UInt8]? {
        guard arrayType != nil else { return try Self.id(value, of: type, keyTypes)[component] }
        try proveLength(value.items.count)
        var items: [[UInt8]?] = []
        for item in value.items { items.append(try Self.id(item, of: type, keyTypes)[component]) }
        return BinaryArray.encode(items, of: format.type)
    }

    /// The key in the global id `value`, proved to be of `type` and of the right lengths.
    package static func id(
        _ value: InputValue,
        of type: String,
        _ keyTypes: [UInt32]
    ) throws(GraphQLError) -> [[UInt8]] {
        let text = value.idText ?? ""
        guard let components = GlobalID.components(of: text, type: type) else {
            guard let other = GlobalID(text), other.type != type else { throw .noID }
            throw GraphQLError("An id of \(type) is expected, not one of another type.", code: .badUserInput)
        }
        guard components.count == keyTypes.count,
            zip(components, keyTypes).allSatisfy({ BinaryLength.fits($0, type: $1) })
        else { throw .noID }
        return components
    }

    /// The components of the cursor `value`, proved to belong to the order with `digest`.
    static func cursor(
        _ value: InputValue,
        _ digest: UInt64,
        _ keyTypes: [UInt32]
    ) throws(GraphQLError) -> [[UInt8]?] {
        guard let text = value.text, let cursor = Cursor(text, count: keyTypes.count),
            cursor.digest == digest,
            zip(cursor.components, keyTypes).allSatisfy({ BinaryLength.fits($0, type: $1) })
        else {
            throw GraphQLError(
                "This cursor is not one of this list in this order; ask again without it.",
                code: .badUserInput
            )
        }
        return cursor.components
    }
}

extension InputValue {
    /// The items of a list; a single value is a list of one.
    var items: [InputValue] {
        if case .list(let items) = self { return items }
        return [self]
    }
}

extension ParameterFormat {
    /// The bytes of a single value.
    func encode(_ value: InputValue) throws(GraphQLError) -> [UInt8]? {
        if value == .null { return nil }
        switch self {
        case .boolean:
            guard case .boolean(let flag) = value else { throw mismatch("true or false") }
            return [flag ? 1 : 0]
        case .int2: return try integer(value, Int16.self, "a whole number of 16 bits").bigEndianBytes
        case .int4: return try integer(value, Int32.self, "a whole number of 32 bits").bigEndianBytes
        case .int8: return try integer(value, Int64.self, "a whole number of 64 bits").bigEndianBytes
        case .float8:
            guard let number = value.scalarText.flatMap(Double.init), number.isFinite else {
                throw mismatch("a number")
            }
            return number.bitPattern.bigEndianBytes
        case .uuid:
            guard let text = value.text, let bytes = UUIDText.bytes(text) else { throw mismatch("a UUID") }
            return bytes
        case .bytes:
            guard let bytes = value.text.flatMap(Base64.decode) else { throw mismatch("base64") }
            return bytes
        case .json: return InputJSON.text(of: value)
        case .text, .binary:
            guard let text = value.scalarText, !text.utf8.contains(0) else {
                throw mismatch("a text without NUL")
            }
            return Array(text.utf8)
        }
    }

    private func integer<Integer: FixedWidthInteger>(
        _ value: InputValue,
        _ type: Integer.Type,
        _ expected: String
    ) throws(GraphQLError) -> Integer {
        guard let number = value.scalarText.flatMap({ Integer($0) }) else { throw mismatch(expected) }
        return number
    }

    private func mismatch(_ expected: String) -> GraphQLError {
        GraphQLError("\(expected) is expected here.", code: .badUserInput)
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

/// The text form of a UUID: RFC 9562, §4.
package enum UUIDText {
    /// The text of 16 bytes, in lower case.
    package static func text(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef")
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append("-") }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return text
    }

    /// The 16 bytes of `text`; `nil` where it is none.
    package static func bytes(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var high: UInt8?
        guard text.utf8.count == 36 else { return nil }
        for (index, letter) in text.utf8.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard letter == UInt8(ascii: "-") else { return nil }
                continue
            }
            let digit: UInt8
            switch letter {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = letter - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = letter - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = letter - UInt8(ascii: "A") + 10
            default: return nil
            }
            if let first = high {
                bytes.append(first << 4 | digit)
                high = nil
            } else {
                high = digit
            }
        }
        return bytes
    }
}

/// How many bytes a value has in PostgreSQL's binary format, where its type fixes that.
enum BinaryLength {
    private static let lengths: [UInt32: Int] = [
        TypeOID.bool: 1, TypeOID.int2: 2, TypeOID.int4: 4, TypeOID.int8: 8, TypeOID.float4: 4,
        TypeOID.float8: 8,
        TypeOID.date: 4, TypeOID.time: 8, TypeOID.timestamp: 8, TypeOID.timestamptz: 8, TypeOID.interval: 16,
        TypeOID.uuid: 16,
    ]

    /// Whether `bytes` can be a value of `type`; NULL can be one of any.
    static func fits(_ bytes: [UInt8]?, type: UInt32) -> Bool {
        guard let bytes else { return true }
        if ScalarFormat.isText(type) {
            return !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        }
        return lengths[type].map { $0 == bytes.count } ?? true
    }
}

/// PostgreSQL's binary format of one-dimensional arrays (`array_send`).
package enum BinaryArray {
    /// The bytes of an array of `items` of the type `element`.
    package static func encode(_ items: [[UInt8]?], of element: UInt32) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(20 + items.reduce(0) { $0 + 4 + ($1?.count ?? 0) })
        bytes.append(bigEndian: Int32(items.isEmpty ? 0 : 1))
        bytes.append(bigEndian: Int32(items.contains { $0 == nil } ? 1 : 0))
        bytes.append(bigEndian: element)
        if items.isEmpty { return bytes }
        bytes.append(bigEndian: Int32(items.count))
        bytes.append(bigEndian: Int32(1))
        for item in items {
            bytes.append(bigEndian: Int32(item?.count ?? -1))
            bytes += item ?? []
        }
        return bytes
    }
}

extension GraphQLError {
    fileprivate static var noID: GraphQLError {
        GraphQLError("This is no id of this graph.", code: .badUserInput)
    }
}
