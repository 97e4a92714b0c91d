/// Any JSON value (RFC 8259, §3 "Values"), as a stranger sent it.
///
/// This module is pure: `JSONReader` makes values of bytes, `JSONWriter` makes bytes of strings and values. Rows of a
/// database never become values of this type; they are written straight into the response.
///
/// Two values are equal when they are written alike: strings by their code points (Swift's own `==` would call a
/// composed and a decomposed "é" equal, and requests that differ must not be taken for one another), numbers by their
/// text, objects by their members in order.
package enum JSONValue: Sendable, Hashable {
    case null
    case boolean(Bool)
    /// A number as its literal text, so that big integers and decimals lose nothing.
    case number(String)
    case string(String)
    case array([JSONValue])
    case object(Object)

    package static func == (one: JSONValue, other: JSONValue) -> Bool {
        switch (one, other) {
        case (.null, .null): true
        case (.boolean(let one), .boolean(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): one.utf8.elementsEqual(other.utf8)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        case (.null, _), (.boolean, _), (.number, _), (.string, _), (.array, _), (.object, _): false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .null:
            hasher.combine(0 as UInt8)
        case .boolean(let value):
            hasher.combine(1 as UInt8)
            hasher.combine(value)
        case .number(let text):
            hasher.combine(2 as UInt8)
            hasher.combine(utf8Of: text)
        case .string(let text):
            hasher.combine(3 as UInt8)
            hasher.combine(utf8Of: text)
        case .array(let elements):
            hasher.combine(4 as UInt8)
            hasher.combine(elements)
        case .object(let object):
            hasher.combine(5 as UInt8)
            hasher.combine(object)
        }
    }
}

extension Hasher {
    mutating func combine(utf8Of text: String) {
        var text = text
        text.withUTF8 { bytes in
            combine(bytes.count)
            // SAFETY: the bytes are only read, and only within this closure.
            unsafe combine(bytes: UnsafeRawBufferPointer(bytes))
        }
    }
}
