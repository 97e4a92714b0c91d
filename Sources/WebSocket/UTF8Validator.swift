/// Checks UTF-8 that arrives in pieces (RFC 3629, §4 "Syntax of UTF-8 Byte Sequences").
///
/// A character may be split anywhere between two pieces. An error is found at the first byte that cannot continue the text.
/// Complexity: one pass; ASCII is checked eight bytes at a time.
package struct UTF8Validator {
    /// How many bytes the unfinished character still needs.
    private var missing = 0
    /// The range of the next byte, if a character is unfinished.
    ///
    /// The second byte excludes overlong forms and surrogates.
    private var lower: UInt8 = 0x80
    private var upper: UInt8 = 0xBF

    /// Creates a validator at the beginning of a text.
    package init() {}

    /// Whether the text may end here.
    package var isComplete: Bool { missing == 0 }

    /// Checks the next piece.
    ///
    /// Returns false if the text is not UTF-8.
    package mutating func accept(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var index = 0
        while index < bytes.count {
            // SAFETY: eight bytes from `index` lie within the buffer.
            if missing == 0, index + 8 <= bytes.count,
                unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080
                    == 0
            {
                index += 8
                continue
            }
            // SAFETY: `index` is below the number of bytes.
            guard unsafe accept(bytes[index]) else { return false }
            index += 1
        }
        return true
    }

    private mutating func accept(_ byte: UInt8) -> Bool {
        guard missing == 0 else {
            guard byte >= lower, byte <= upper else { return false }
            missing -= 1
            (lower, upper) = (0x80, 0xBF)
            return true
        }
        switch byte {
        case 0x00...0x7F: break
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, lower) = (2, 0xA0)
        case 0xED: (missing, upper) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, lower) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, upper) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
