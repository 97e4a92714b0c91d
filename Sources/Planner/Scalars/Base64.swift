import Bytes

/// RFC 4648, §4 "Base 64 Encoding": how callers write the scalar `Bytes`.
enum Base64 {
    /// The bytes that `text` encodes, with its padding; `nil` where it encodes none.
    static func decode(_ text: String) -> [UInt8]? {
        var letters = Array(text.utf8)
        guard letters.count % 4 == 0 else { return nil }
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        for index in letters.indices {
            switch letters[index] {
            case UInt8(ascii: "+"): letters[index] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): letters[index] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            case _: break
            }
        }
        return Base64URL.decode(letters)
    }
}
