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

    /// `value`, which is that of a block string, between three double quotes.
    ///
    /// - Parameter indentation: How many spaces stand before its further lines; `nil` for the shortest text.
    static func print(_ value: [UInt8], indentation: Int?) -> [UInt8] {
        let escaped = escape(value)
        let lines = escaped.split(separator: 0x0A, omittingEmptySubsequences: false)
        let quote = UInt8(ascii: "\"")
        // Without a line break in front of it, the first line's indentation would not count, and that of the
        // others be removed.
        let needsBreakBefore =
            lines.count > 1 && lines.dropFirst().allSatisfy { $0.first.map(isWhitespace) ?? true }
        let endsInTripleQuote = escaped.suffix(4) == [UInt8(ascii: "\\"), quote, quote, quote]
        let needsBreakAfter = (value.last == quote && !endsInTripleQuote) || value.last == UInt8(ascii: "\\")
        let isSpread =
            indentation != nil
            && (lines.count > 1 || value.count > 70 || needsBreakAfter || needsBreakBefore
                || endsInTripleQuote)
        let startsBlank = lines.count == 1 && value.first.map(isWhitespace) ?? false
        let lineBreak = [0x0A] + [UInt8](repeating: 0x20, count: indentation ?? 0)

        var result = tripleQuote
        if (isSpread && !startsBlank) || needsBreakBefore { result += lineBreak }
        for (index, line) in lines.enumerated() {
            if index > 0 { result += line.isEmpty ? [0x0A] : lineBreak }
            result += line
        }
        if isSpread || needsBreakAfter { result += lineBreak }
        return result + tripleQuote
    }

    /// `value` with a backslash before each three double quotes.
    private static func escape(_ value: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < value.count {
            if value[index...].starts(with: tripleQuote) {
                result.append(UInt8(ascii: "\\"))
                result += tripleQuote
                index += 3
            } else {
                result.append(value[index])
                index += 1
            }
        }
        return result
    }
}
