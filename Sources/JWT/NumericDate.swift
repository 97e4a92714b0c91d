import JSON

/// A date of a claim: a JSON number of seconds since 1970 UTC, which may have a fraction and an exponent (RFC 7519, §2
/// "NumericDate").
enum NumericDate {
    /// Which whole second stands for a date between two seconds.
    ///
    /// A token is never valid for longer than it says: an end is rounded down, a beginning up.
    enum Rounding {
        case down
        case up
    }

    /// The date that `text`, a JSON number, says, in whole seconds from 1970 to 9999; `nil` for any other number.
    static func seconds(_ text: String, _ rounding: Rounding) -> Int64? {
        let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
        guard let mantissa = parts.first else { return nil }
        let isNegative = mantissa.utf8.first == UInt8(ascii: "-")
        let halves = mantissa.drop { $0 == "-" }.split(
            separator: ".",
            maxSplits: 1,
            omittingEmptySubsequences: false
        )
        let fraction = halves.count == 2 ? halves[1] : ""
        let all = Array(halves[0].utf8) + Array(fraction.utf8)
        let digits = all.drop { $0 == UInt8(ascii: "0") }
        // Zero is zero, whatever its exponent is.
        if digits.isEmpty { return 0 }
        guard !isNegative, let exponent = parts.count == 2 ? Int(parts[1]) : 0,
            (-Limits.tokenBytes...Limits.tokenBytes).contains(exponent)
        else { return nil }
        let wholeDigits = digits.count - fraction.utf8.count + exponent
        return rounded(Array(digits), wholeDigits: wholeDigits, rounding)
    }

    /// The number of `digits`, of which the first `wholeDigits` stand before the point.
    private static func rounded(_ digits: [UInt8], wholeDigits: Int, _ rounding: Rounding) -> Int64? {
        // The year 9999 has 12 digits, so that no product below overflows.
        guard wholeDigits <= 12 else { return nil }
        let whole = digits.prefix(max(wholeDigits, 0))
        var seconds = whole.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
        for _ in whole.count..<max(wholeDigits, whole.count) { seconds *= 10 }
        let hasFraction = digits.dropFirst(whole.count).contains { $0 != UInt8(ascii: "0") }
        if hasFraction, rounding == .up { seconds += 1 }
        return seconds <= Limits.lastDate ? seconds : nil
    }
}
