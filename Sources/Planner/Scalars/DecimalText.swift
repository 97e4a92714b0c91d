/// Decimal numbers, as RFC 8259, §6, writes numbers, and PostgreSQL's binary format of them (`numeric_send`).
package enum DecimalText {
    /// PostgreSQL's bounds: digits before the point, and behind it.
    package static let maximumDigits = (before: 131_072, behind: 16_383)

    /// Whether `text` is a whole number of any size that PostgreSQL has: `-12`.
    package static func isWhole(_ text: String) -> Bool {
        guard let number = Number(text) else { return false }
        return !number.hasPoint && number.exponent == nil
    }

    /// Whether `text` is a number, however large.
    static func isNumber(_ text: String) -> Bool { Number(text) != nil }

    /// The bytes of the number `text`; `nil` where it is none, or outside of PostgreSQL's bounds.
    package static func bytes(_ text: String) -> [UInt8]? {
        guard let number = Number(text) else { return nil }
        let scale = max(0, number.fractionDigits - (number.exponent ?? 0))
        var digits = number.digits[...]
        var pointPlace = digits.count - number.fractionDigits + (number.exponent ?? 0)
        while digits.first == 0 {
            digits.removeFirst()
            pointPlace -= 1
        }
        while digits.last == 0 { digits.removeLast() }
        guard pointPlace <= maximumDigits.before || digits.isEmpty, scale <= maximumDigits.behind else {
            return nil
        }
        if digits.isEmpty { return header(groups: 0, weight: 0, isNegative: false, scale: scale) }
        // Groups of four digits begin at the point.
        let weight = Int((Double(pointPlace) / 4).rounded(.up)) - 1
        var groups: [Int16] = []
        var group: Int16 = 0
        var missing = pointPlace - weight * 4
        for digit in digits {
            group = group * 10 + Int16(digit)
            missing -= 1
            if missing == 0 {
                groups.append(group)
                (group, missing) = (0, 4)
            }
        }
        if missing < 4 {
            for _ in 0..<missing { group *= 10 }
            groups.append(group)
        }
        return header(groups: groups.count, weight: weight, isNegative: number.isNegative, scale: scale)
            + groups.flatMap(\.bigEndianBytes)
    }

    /// Whether `bytes` are a number in PostgreSQL's binary format, NaN and infinities among them.
    static func isBinary(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 8 else { return false }
        func short(_ index: Int) -> Int { Int(bytes[index * 2]) << 8 | Int(bytes[index * 2 + 1]) }
        guard bytes.count == 8 + short(0) * 2, [0, 0x4000, 0xC000, 0xD000, 0xF000].contains(short(2)),
            short(3) <= maximumDigits.behind
        else { return false }
        return (0..<short(0)).allSatisfy { short(4 + $0) < 10_000 }
    }

    private static func header(groups: Int, weight: Int, isNegative: Bool, scale: Int) -> [UInt8] {
        [groups, weight, isNegative ? 0x4000 : 0, scale].flatMap {
            UInt16(truncatingIfNeeded: $0).bigEndianBytes
        }
    }

    /// The parts of a number's text.
    private struct Number {
        var isNegative = false
        /// All digits, those behind the point among them.
        var digits: [UInt8] = []
        var fractionDigits = 0
        var hasPoint = false
        var exponent: Int?

        init?(_ text: String) {
            var rest = Substring(text).utf8
            func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
            func take(_ letters: String) -> Bool {
                guard let first = rest.first, letters.utf8.contains(first) else { return false }
                rest.removeFirst()
                return true
            }
            isNegative = take("-")
            let whole = rest.prefix(while: isDigit)
            guard let first = whole.first, first != 0x30 || whole.count == 1 else { return nil }
            digits = whole.map { $0 - 0x30 }
            rest = rest.dropFirst(whole.count)
            hasPoint = take(".")
            if hasPoint {
                let fraction = rest.prefix(while: isDigit)
                guard !fraction.isEmpty else { return nil }
                fractionDigits = fraction.count
                digits += fraction.map { $0 - 0x30 }
                rest = rest.dropFirst(fraction.count)
            }
            if take("eE") {
                let isNegative = take("-")
                if !isNegative { _ = take("+") }
                // More digits than these are beyond every bound.
                guard (1...6).contains(rest.count), rest.allSatisfy(isDigit),
                    let number = Int(Substring(rest))
                else { return nil }
                exponent = isNegative ? -number : number
                rest = rest.dropFirst(rest.count)
            }
            let bounds = DecimalText.maximumDigits
            guard rest.isEmpty, digits.count <= bounds.before + bounds.behind else { return nil }
        }
    }
}
