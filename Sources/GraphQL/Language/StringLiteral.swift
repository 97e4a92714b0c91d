/// *String Value*, §2.9.4, between double quotes.
package enum StringLiteral {
    /// The UTF-8 of what `content`, which stands between the quotes and was checked by the lexer, means.
    static func evaluate(_ content: ArraySlice<UInt8>) -> [UInt8] {
        guard content.contains(UInt8(ascii: "\\")) else { return Array(content) }
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var rest = content
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else {
                result.append(byte)
                continue
            }
            switch escaped {
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "u"): append(scalar(&rest), to: &result)
            default: result.append(escaped)
            }
        }
        return result
    }

    /// Takes the digits behind `\u`, and the second half of a surrogate pair.
    private static func scalar(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
        if rest.first == UInt8(ascii: "{") {
            var value: UInt32 = 0
            rest.removeFirst()
            while let byte = rest.popFirst(), let digit = HexDigit.value(of: byte) {
                value = value << 4 | digit
            }
            return value
        }
        let leading = fourDigits(&rest)
        guard leading >= 0xD800 && leading <= 0xDBFF else { return leading }
        rest = rest.dropFirst(2)
        let trailing = fourDigits(&rest)
        return (leading & 0x3FF) << 10 + (trailing & 0x3FF) + 0x10000
    }

    private static func fourDigits(_ rest: inout ArraySlice<UInt8>) -> UInt32 {
        var value: UInt32 = 0
        for byte in rest.prefix(4) { value = value << 4 | (HexDigit.value(of: byte) ?? 0) }
        rest = rest.dropFirst(4)
        return value
    }

    private static func append(_ scalar: UInt32, to result: inout [UInt8]) {
        // The lexer refused what is no scalar value.
        result.append(contentsOf: Array(String(Character(Unicode.Scalar(scalar) ?? "\u{FFFD}")).utf8))
    }

    /// `text` between double quotes, control characters escaped.
    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                let digits = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
