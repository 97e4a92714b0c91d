/// Sets of ASCII bytes, a bit each.
struct CharacterClass {
    private let low: UInt64
    private let high: UInt64

    private init(_ text: StaticString) {
        var low: UInt64 = 0
        var high: UInt64 = 0
        // SAFETY: a literal's bytes live for ever, and the index stays below their count.
        for index in 0..<text.utf8CodeUnitCount {
            let byte = unsafe text.utf8Start[index]
            if byte < 64 { low |= 1 << UInt64(byte) } else { high |= 1 << UInt64(byte & 63) }
        }
        self.low = low
        self.high = high
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? low : high) >> UInt64(byte & 63) & 1 == 1
    }

    /// Whether one of eight bytes is a control character, the tab included.
    ///
    /// Subtracting n from each byte sets its high bit exactly when the byte was below n, as long as no lower byte
    /// borrowed, and a byte borrows only when it is itself a hit: so the answer "none" is always right.
    static func hasControl(_ bytes: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let below = bytes &- ones &* 0x20
        let delete = (bytes ^ ones &* 0x7F) &- ones
        return (below | delete) & ~bytes & (ones &* 0x80) != 0
    }

    /// RFC 9110, §5.6.2 "Tokens": `tchar`.
    static let token = CharacterClass(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )
    /// RFC 3986, §3.2.2 "Host": what names and numbers of hosts consist of, and the port's colon.
    static let host = CharacterClass(
        "-._~%!$&'()*+,;=:[]0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    )
}
