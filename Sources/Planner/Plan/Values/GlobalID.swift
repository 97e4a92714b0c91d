import Bytes

/// An id that is unique in the whole graph: a type's name and the key of one of its rows, opaque to callers.
///
/// Base64url of the name, a zero byte, and for each component of the key its length (base 128, low bits first) and its
/// bytes in PostgreSQL's binary format. Each row has exactly one id.
package struct GlobalID: Hashable, Sendable {
    package var type: String
    package var components: [[UInt8]]

    /// The longest id that is read, in bytes of text: keys are short, and what is longer is an attack.
    package static let maximumLength = 2048

    /// Creates an id.
    package init(type: String, components: [[UInt8]]) {
        self.type = type
        self.components = components
    }

    /// Reads an id; `nil` where `text` is none.
    package init?(_ text: String) {
        guard let bytes = Self.bytes(text), let end = bytes.firstIndex(of: 0), end > 0,
            let type = String(validating: bytes[..<end], as: UTF8.self),
            let components = KeyBytes.read(bytes[(end + 1)...])
        else { return nil }
        self.type = type
        self.components = components
    }

    /// The key in an id of `type`; `nil` where `text` is no such id.
    ///
    /// Serves benchmark `ticket-by-id`: the type is compared where it stands.
    static func components(of text: String, type: String) -> [[UInt8]]? {
        guard let bytes = bytes(text), bytes.starts(with: type.utf8), bytes.count > type.utf8.count,
            bytes[type.utf8.count] == 0
        else { return nil }
        return KeyBytes.read(bytes[(type.utf8.count + 1)...])
    }

    private static func bytes(_ text: String) -> [UInt8]? {
        text.utf8.count <= maximumLength ? Base64URL.decode(text.utf8) : nil
    }

    /// The id's text.
    package var text: String {
        var bytes = Array(type.utf8) + [0]
        for component in components { KeyBytes.append(component, to: &bytes) }
        return Base64URL.encode(bytes)
    }
}

/// A place in an ordered list: the exact values of the order's keys, opaque to callers.
///
/// Base64url of the order's digest (8 bytes, big endian) and, for each key, its length plus one (0 is NULL) and its bytes.
package struct Cursor: Sendable {
    package var digest: UInt64
    package var components: [[UInt8]?]

    /// The longest cursor that is read, in bytes of text.
    package static let maximumLength = 8192

    /// Reads a cursor of `count` components; `nil` where `text` is none.
    package init?(_ text: String, count: Int) {
        guard text.utf8.count <= Self.maximumLength, let bytes = Base64URL.decode(text.utf8),
            bytes.count >= 8,
            let components = KeyBytes.readNullable(bytes[8...]), components.count == count
        else { return nil }
        digest = bytes[..<8].reduce(0) { $0 << 8 | UInt64($1) }
        self.components = components
    }
}

/// The coding that ids and cursors share: a length, base 128 with the low bits first, and the bytes.
package enum KeyBytes {
    /// Appends `component` with its length.
    package static func append(_ component: [UInt8], to bytes: inout [UInt8]) {
        appendLength(component.count, to: &bytes)
        bytes += component
    }

    /// Appends `component` with its length plus one, and nothing but 0 for NULL.
    package static func append(nullable component: UnsafeRawBufferPointer?, to bytes: inout [UInt8]) {
        guard let component = unsafe component else { return bytes.append(0) }
        appendLength(component.count + 1, to: &bytes)
        unsafe bytes.append(contentsOf: component)
    }

    /// Appends `component` with its length.
    package static func append(_ component: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
        appendLength(component.count, to: &bytes)
        unsafe bytes.append(contentsOf: component)
    }

    static func appendLength(_ length: Int, to bytes: inout [UInt8]) {
        var rest = length
        while rest >= 128 {
            bytes.append(UInt8(rest & 127 | 128))
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// All components of `bytes`; `nil` where they do not add up.
    static func read(_ bytes: ArraySlice<UInt8>) -> [[UInt8]]? {
        var components: [[UInt8]] = []
        var rest = bytes
        while !rest.isEmpty {
            guard let length = readLength(&rest), length <= rest.count else { return nil }
            components.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return components.isEmpty ? nil : components
    }

    static func readNullable(_ bytes: ArraySlice<UInt8>) -> [[UInt8]?]? {
        var components: [[UInt8]?] = []
        var rest = bytes
        while !rest.isEmpty {
            guard let marked = readLength(&rest), marked - 1 <= rest.count else { return nil }
            components.append(marked == 0 ? nil : Array(rest.prefix(marked - 1)))
            rest = rest.dropFirst(max(marked - 1, 0))
        }
        return components
    }

    private static func readLength(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var length = 0
        for shift in stride(from: 0, through: 21, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            length |= Int(byte & 127) << shift
            if byte < 128 { return byte == 0 && shift > 0 ? nil : length }
        }
        return nil
    }
}
