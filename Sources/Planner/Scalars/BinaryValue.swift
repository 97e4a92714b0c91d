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
        return type.width.map { $0 == bytes.count } ?? true
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
