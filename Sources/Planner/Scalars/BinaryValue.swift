import Bytes

/// Values in PostgreSQL's binary format that come back from a caller, in an id or a cursor.
enum BinaryValue {
    /// Whether `bytes` can be a value of `type`; NULL can be one of any.
    static func isValid(_ bytes: [UInt8]?, type: UInt32) -> Bool {
        guard let bytes else { return true }
        if type == TypeOID.numeric { return DecimalText.isBinary(bytes) }
        guard let type = ScalarType[type] else { return true }
        if case .texts = type.family {
            return !bytes.contains(0) && String(validating: bytes, as: UTF8.self) != nil
        }
        guard let width = type.width else { return true }
        guard width == bytes.count else { return false }
        return ranges(of: type.oid).map { $0.contains { $0.contains(integer(bytes)) } } ?? true
    }

    /// The numbers that PostgreSQL takes for a point in time; infinities are the ends of the integers.
    private static func ranges(of type: UInt32) -> [ClosedRange<Int64>]? {
        switch type {
        case TypeOID.date: [-2_451_545...2_145_031_948, end(Int64(Int32.min)), end(Int64(Int32.max))]
        case TypeOID.timestamp, TypeOID.timestamptz:
            [-211_813_488_000_000_000...9_223_371_331_199_999_999, end(.min), end(.max)]
        case TypeOID.time: [0...86_400_000_000]
        default: nil
        }
    }

    private static func end(_ number: Int64) -> ClosedRange<Int64> { number...number }

    /// The integer of at most 8 bytes.
    private static func integer(_ bytes: [UInt8]) -> Int64 {
        let isNegative = bytes.first.map { $0 & 0x80 != 0 } ?? false
        return bytes.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
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
