/// What a frame begins with (RFC 6455, §5.2 "Base Framing Protocol").
struct FrameHead: Equatable {
    /// The frame's kind.
    enum Opcode: UInt8 {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA

        var isControl: Bool { rawValue >= 0x8 }
    }

    /// The most bytes of a client's head: two, eight of length, four of the mask.
    static let maximumBytes = 14
    /// The most payload bytes of a control frame (§5.5 "Control Frames").
    static let maximumControlBytes = 125

    var isFinal: Bool
    var opcode: Opcode
    /// The number of payload bytes.
    var length: Int
    /// The masking key, its first byte in the lowest bits.
    var mask: UInt32

    /// How many bytes the head has, known from its first two.
    static func size(_ first: UInt8, _ second: UInt8) -> Int {
        let lengthBytes =
            switch second & 0x7F {
            case 126: 2
            case 127: 8
            default: 0
            }
        return 2 + lengthBytes + (second & 0x80 == 0 ? 0 : 4)
    }

    /// Reads the complete head `bytes` of a client's frame.
    ///
    /// - Throws: what is against the protocol: reserved bits, an unknown opcode, no mask, a length that is not in its shortest
    ///   form, a control frame that is long or fragmented.
    init(_ bytes: [UInt8]) throws(FrameError) {
        guard bytes[0] & 0x70 == 0 else {
            throw .protocolError("A reserved bit is set; no extension was negotiated.")
        }
        guard let opcode = Opcode(rawValue: bytes[0] & 0x0F) else { throw .protocolError("Unknown opcode.") }
        guard bytes[1] & 0x80 != 0 else { throw .protocolError("A client must mask its frames.") }
        self.opcode = opcode
        isFinal = bytes[0] & 0x80 != 0
        length = try Self.length(bytes)
        mask = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
        guard !opcode.isControl || isFinal else { throw .protocolError("A control frame is fragmented.") }
        guard !opcode.isControl || length <= Self.maximumControlBytes else {
            throw .protocolError("A control frame is longer than 125 bytes.")
        }
    }

    private static func length(_ bytes: [UInt8]) throws(FrameError) -> Int {
        let short = bytes[1] & 0x7F
        guard short >= 126 else { return Int(short) }
        let value = bytes[2..<(short == 126 ? 4 : 10)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard value >= (short == 126 ? 126 : 65_536), value <= UInt64(Int64.max) else {
            throw .protocolError("A length is not in its shortest form.")
        }
        return Int(value)
    }
}

/// Why a peer's bytes end the connection: the code that is sent to it, and the reason in words.
package struct FrameError: Error, Equatable {
    /// The code of the Close frame.
    package var code: CloseCode
    /// The reason, at most 123 bytes, as a Close frame holds no more.
    package var reason: String

    static func protocolError(_ reason: String) -> FrameError {
        FrameError(code: .protocolError, reason: reason)
    }
}
