/// *String Value*, §2.9.4, between double quotes.
enum StringLiteral {
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
}

/// *String Value*, §2.9.4, between three double quotes.
enum BlockString {
    /// The UTF-8 of what `content`, which stands between the quotes, means.
    ///
    /// Implements *BlockStringValue()*, §2.9.4.
    static func evaluate(_ content: ArraySlice<UInt8>) -> [UInt8] {
        let lines = lines(of: content)
        var indentation = Int.max
        for line in lines.dropFirst() {
            let indent = line.prefix { isWhitespace($0) }.count
            if indent < line.count { indentation = min(indentation, indent) }
        }
        let firstIndex = lines.firstIndex { !$0.allSatisfy(isWhitespace) } ?? lines.endIndex
        let lastIndex = lines.lastIndex { !$0.allSatisfy(isWhitespace) } ?? firstIndex
        guard firstIndex < lines.endIndex else { return [] }
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        for index in firstIndex...lastIndex {
            if index > firstIndex { result.append(0x0A) }
            result.append(contentsOf: lines[index].dropFirst(index == 0 ? 0 : indentation))
        }
        return result
    }

    /// The lines, with `\"""` evaluated.
    private static func lines(of content: ArraySlice<UInt8>) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        var line: [UInt8] = []
        var index = content.startIndex
        while index < content.endIndex {
            let byte = content[index]
            if byte == 0x0A || byte == 0x0D {
                if byte == 0x0D && index + 1 < content.endIndex && content[index + 1] == 0x0A { index += 1 }
                lines.append(line)
                line = []
            } else if byte != UInt8(ascii: "\\") || !content[(index + 1)...].starts(with: tripleQuote) {
                line.append(byte)
            }
            index += 1
        }
        lines.append(line)
        return lines
    }

    static let tripleQuote = [UInt8](repeating: UInt8(ascii: "\""), count: 3)

    static func isWhitespace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
