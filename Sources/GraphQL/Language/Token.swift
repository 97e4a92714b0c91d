/// *Lexical Tokens*, §2.1.5, and the end of the source.
enum Token: UInt8 {
    case endOfSource
    case exclamationMark, dollar, ampersand, parenthesisOpen, parenthesisClose, spread, colon, equals, at
    case bracketOpen, bracketClose, braceOpen, pipe, braceClose
    case name, int, float, string, blockString
}

/// What a byte can begin, looked up in one table: a punctuator's value is its token's.
enum CharacterClass {
    static let letter: UInt8 = 32
    static let digit: UInt8 = 33
    static let ignored: UInt8 = 34
    static let numberSign: UInt8 = 35
    static let quote: UInt8 = 36
    static let minus: UInt8 = 37
    static let dot: UInt8 = 38
    /// The first byte of a byte order mark in UTF-8.
    static let byteOrderMark: UInt8 = 39
    /// NUL: the end, where the source ends.
    static let end: UInt8 = 40
    static let unexpected: UInt8 = 41

    fileprivate static func entry(for byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
            letter
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit
        case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): ignored
        case UInt8(ascii: "#"): numberSign
        case UInt8(ascii: "\""): quote
        case UInt8(ascii: "-"): minus
        case UInt8(ascii: "."): dot
        case 0xEF: byteOrderMark
        case 0: end
        case UInt8(ascii: "!"): Token.exclamationMark.rawValue
        case UInt8(ascii: "$"): Token.dollar.rawValue
        case UInt8(ascii: "&"): Token.ampersand.rawValue
        case UInt8(ascii: "("): Token.parenthesisOpen.rawValue
        case UInt8(ascii: ")"): Token.parenthesisClose.rawValue
        case UInt8(ascii: ":"): Token.colon.rawValue
        case UInt8(ascii: "="): Token.equals.rawValue
        case UInt8(ascii: "@"): Token.at.rawValue
        case UInt8(ascii: "["): Token.bracketOpen.rawValue
        case UInt8(ascii: "]"): Token.bracketClose.rawValue
        case UInt8(ascii: "{"): Token.braceOpen.rawValue
        case UInt8(ascii: "|"): Token.pipe.rawValue
        case UInt8(ascii: "}"): Token.braceClose.rawValue
        default: unexpected
        }
    }
}

/// The class of each of the 256 bytes.
@safe
struct CharacterClasses: Sendable {
    /// The one table of the process.
    static let shared = CharacterClasses()

    // SAFETY: written once, before anybody else sees it, and never freed.
    nonisolated(unsafe) private let table: UnsafePointer<UInt8>

    private init() {
        let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        for byte in UInt8.min...UInt8.max {
            // SAFETY: the table has a place for every byte.
            unsafe (table + Int(byte)).initialize(to: CharacterClass.entry(for: byte))
        }
        unsafe self.table = UnsafePointer(table)
    }

    /// The class of `byte`.
    @inline(__always)
    subscript(byte: UInt8) -> UInt8 {
        // SAFETY: the table has a place for every byte.
        unsafe table[Int(byte)]
    }
}

/// Finds the end of a name in eight bytes at a time: *Names*, §2.1.8.
enum NameBytes {
    /// How many of the bytes of `word`, from the lowest on, continue a name.
    ///
    /// Each byte's highest bit is made to say whether it is a letter, a digit or an underscore; sums of seven
    /// bits do not carry into the next byte.
    @inline(__always)
    static func prefix(of word: UInt64) -> Int {
        let bits = word & every(0x7F)
        let lower = bits | every(0x20)
        let letters = (lower &+ every(0x80 - UInt8(ascii: "a"))) & ~(lower &+ every(0x7F - UInt8(ascii: "z")))
        let digits = (bits &+ every(0x80 - UInt8(ascii: "0"))) & ~(bits &+ every(0x7F - UInt8(ascii: "9")))
        let underscores = ~((bits ^ every(UInt8(ascii: "_"))) &+ every(0x7F))
        let others = ~(letters | digits | underscores) | word
        return (others & every(0x80)).trailingZeroBitCount / 8
    }

    @inline(__always)
    private static func every(_ byte: UInt8) -> UInt64 { UInt64(byte) &* 0x0101_0101_0101_0101 }
}
