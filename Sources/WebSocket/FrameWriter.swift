package import Bytes

/// Writes a server's frames, which are never masked and never fragmented (RFC 6455, §5.1 "Overview").
package enum FrameWriter {
    /// The most bytes that a head takes: two, and eight of length.
    package static let maximumHeadBytes = 10

    /// Appends the head of a text frame whose payload of `count` bytes follows it.
    package static func writeTextHead(count: Int, into buffer: inout ByteBuffer) {
        writeHead(.text, count: count, into: &buffer)
    }

    /// Appends a Pong frame that answers a Ping frame with `payload`, of at most 125 bytes.
    package static func writePong(_ payload: [UInt8], into buffer: inout ByteBuffer) {
        writeHead(.pong, count: payload.count, into: &buffer)
        buffer.append(payload)
    }

    /// Appends a Close frame.
    ///
    /// Of `reason` as many whole characters are written as fit in 123 bytes.
    package static func writeClose(_ code: CloseCode, reason: String, into buffer: inout ByteBuffer) {
        var text: [UInt8] = []
        for scalar in reason.unicodeScalars {
            let character = UTF8.encode(scalar).map(Array.init) ?? []
            guard text.count + character.count <= FrameHead.maximumControlBytes - 2 else { break }
            text += character
        }
        writeHead(.close, count: 2 + text.count, into: &buffer)
        buffer.append(UInt8(code.rawValue >> 8))
        buffer.append(UInt8(code.rawValue & 0xFF))
        buffer.append(text)
    }

    private static func writeHead(_ opcode: FrameHead.Opcode, count: Int, into buffer: inout ByteBuffer) {
        buffer.append(0x80 | opcode.rawValue)
        switch count {
        case 0..<126:
            buffer.append(UInt8(count))
        case 126..<65_536:
            buffer.append(126)
            buffer.append(UInt8(count >> 8))
            buffer.append(UInt8(count & 0xFF))
        default:
            buffer.append(127)
            for shift in stride(from: 56, through: 0, by: -8) { buffer.append(UInt8(count >> shift & 0xFF)) }
        }
    }
}
