/// An array as PostgreSQL's text: "Array Input and Output Syntax", §8.15.6 of its manual.
package enum ArrayText {
    /// Whether the items of `type`, in PostgreSQL's binary format, can be written.
    package static func canWrite(_ type: UInt32) -> Bool { types.contains(type) }

    private static let types: Set<UInt32> = [
        TypeOID.text, TypeOID.uuid, TypeOID.int2, TypeOID.int4, TypeOID.int8, TypeOID.bool,
    ]

    /// The text, in UTF-8, of `items` of the type `element`, each in PostgreSQL's binary format; `nil` is NULL.
    package static func bytes(_ items: [[UInt8]?], of element: UInt32) -> [UInt8] {
        var text = [UInt8(ascii: "{")]
        for (index, item) in items.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            guard let item else {
                text += "NULL".utf8
                continue
            }
            switch element {
            case TypeOID.uuid: text += UUIDText.text(item).utf8
            case TypeOID.int2, TypeOID.int4, TypeOID.int8: text += String(integer(item)).utf8
            case TypeOID.bool: text.append(item == [1] ? UInt8(ascii: "t") : UInt8(ascii: "f"))
            default: appendQuoted(item, to: &text)
            }
        }
        text.append(UInt8(ascii: "}"))
        return text
    }

    private static func appendQuoted(_ item: [UInt8], to text: inout [UInt8]) {
        text.append(UInt8(ascii: "\""))
        for byte in item {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
            text.append(byte)
        }
        text.append(UInt8(ascii: "\""))
    }

    /// A whole number of at most 8 bytes, the highest first.
    private static func integer(_ bytes: [UInt8]) -> Int64 {
        let isNegative = bytes.first.map { $0 & 0x80 != 0 } ?? false
        return Int64(
            bitPattern: bytes.prefix(8).reduce(isNegative ? UInt64.max : 0) { $0 << 8 | UInt64($1) }
        )
    }
}
