/// Reads big-endian numbers and texts from a message of the server, and checks each bound.
struct LogReader {
    private let bytes: ArraySlice<UInt8>
    private var position: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    /// Whether all bytes are read.
    var isAtEnd: Bool { position == bytes.endIndex }

    /// The bytes that are not read yet.
    var remaining: Int { bytes.endIndex - position }

    mutating func byte() throws(LogError) -> UInt8 { UInt8(try integer(of: 1)) }
    mutating func uint16() throws(LogError) -> UInt16 { UInt16(try integer(of: 2)) }
    mutating func uint32() throws(LogError) -> UInt32 { UInt32(try integer(of: 4)) }
    mutating func uint64() throws(LogError) -> UInt64 { try integer(of: 8) }
    mutating func logPosition() throws(LogError) -> LogPosition { LogPosition(try uint64()) }

    /// A number of bytes or elements, which is not negative.
    mutating func length() throws(LogError) -> Int {
        let value = Int32(bitPattern: try uint32())
        guard value >= 0 else { throw .malformed("A length is negative.") }
        return Int(value)
    }

    /// The next `count` bytes.
    mutating func bytes(_ count: Int) throws(LogError) -> ArraySlice<UInt8> {
        guard count <= remaining else { throw .malformed("A message is shorter than its lengths say.") }
        defer { position += count }
        return bytes[position..<position + count]
    }

    /// A text that ends with a zero byte.
    mutating func text() throws(LogError) -> String {
        guard let end = bytes[position...].firstIndex(of: 0) else { throw .malformed("A text has no end.") }
        defer { position = end + 1 }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    private mutating func integer(of count: Int) throws(LogError) -> UInt64 {
        try bytes(count).reduce(0) { $0 << 8 | UInt64($1) }
    }
}

/// Why a message of the replication stream cannot be understood.
///
/// The connection is given up and opened again.
package enum LogError: Error, Equatable {
    /// The bytes are not what the protocol says; the reason in words.
    case malformed(String)
    /// A message comes where it may not, or is of a kind that was not asked for.
    case unexpected(String)
}
