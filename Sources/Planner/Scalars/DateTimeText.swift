/// Reads points and lengths of time, as RFC 3339, §5.6, and ISO 8601 write them, into PostgreSQL's numbers.
///
/// PostgreSQL counts microseconds and days from 2000-01-01 in the proleptic Gregorian calendar. Years are 0001 to 9999, and a
/// fraction of a second has up to six digits. There are no leap seconds, as PostgreSQL has none.
package struct DateTimeText {
    private let bytes: [UInt8]
    private var place = 0

    private static let microsecondsPerDay: Int64 = 86_400_000_000
    /// 0001-01-01 and 9999-12-31, in days from 2000-01-01.
    private static let days: ClosedRange<Int64> = -730_119...2_921_939

    private init(_ text: String) { bytes = Array(text.utf8) }

    // MARK: Points in time

    /// The days of a `full-date`: `2026-11-20`.
    package static func date(_ text: String) -> Int32? {
        var reader = DateTimeText(text)
        guard let day = reader.date(), reader.isAtEnd else { return nil }
        return Int32(day)
    }

    /// The microseconds of a `partial-time`, of which the seconds may be left out: `09:30:00.5`, `09:30`; `24:00` ends the day.
    package static func time(_ text: String) -> Int64? {
        var reader = DateTimeText(text)
        guard let time = reader.time(needsSeconds: false, mayEndDay: true), reader.isAtEnd else { return nil }
        return time
    }

    /// The microseconds of a date and a time without an offset: `2026-11-20T09:30:00.5`.
    package static func localDateTime(_ text: String) -> Int64? {
        var reader = DateTimeText(text)
        guard let day = reader.date(), reader.take("T", or: "t"),
            let time = reader.time(needsSeconds: false, mayEndDay: false), reader.isAtEnd
        else { return nil }
        return day * microsecondsPerDay + time
    }

    /// The microseconds of a `date-time`: `2026-11-20T09:30:00.5+01:00`.
    package static func dateTime(_ text: String) -> Int64? {
        var reader = DateTimeText(text)
        guard let day = reader.date(), reader.take("T", or: "t"),
            let time = reader.time(needsSeconds: true, mayEndDay: false), let offset = reader.offset(),
            reader.isAtEnd
        else { return nil }
        let instant = day * microsecondsPerDay + time - offset
        // In UTC it must be of these years as well, or an answer could not have it.
        let first = days.lowerBound * microsecondsPerDay
        let last = (days.upperBound + 1) * microsecondsPerDay - 1
        return (first...last).contains(instant) ? instant : nil
    }

    /// The days of a date from 2000-01-01.
    ///
    /// Implements `days_from_civil` of H. Hinnant, *chrono-Compatible Low-Level Date Algorithms*.
    private mutating func date() -> Int64? {
        guard let year = number(digits: 4), year > 0, take("-"), let month = number(digits: 2),
            (1...12).contains(month), take("-"), let day = number(digits: 2), day > 0,
            day <= Self.daysOfMonth(month, year)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted % 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 730_425
    }

    private static func daysOfMonth(_ month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private mutating func time(needsSeconds: Bool, mayEndDay: Bool) -> Int64? {
        guard let hour = number(digits: 2), take(":"), let minute = number(digits: 2), minute < 60 else {
            return nil
        }
        var microseconds = (hour * 60 + minute) * 60_000_000
        if take(":") {
            guard let second = number(digits: 2), second < 60, let fraction = fraction() else { return nil }
            microseconds += second * 1_000_000 + fraction
        } else if needsSeconds {
            return nil
        }
        if hour < 24 { return microseconds }
        return mayEndDay && microseconds == Self.microsecondsPerDay ? microseconds : nil
    }

    /// The microseconds that local time is ahead of UTC.
    private mutating func offset() -> Int64? {
        if take("Z", or: "z") { return 0 }
        let isBehind = take("-")
        guard isBehind || take("+"), let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        let offset = (hours * 60 + minutes) * 60_000_000
        return isBehind ? -offset : offset
    }

    // MARK: Lengths of time

    /// A length of time, as PostgreSQL keeps it.
    package struct Duration: Equatable, Sendable {
        package var months: Int32
        package var days: Int32
        package var microseconds: Int64

        /// Whether PostgreSQL, from version 17 on, takes it for infinite.
        package var isInfinite: Bool {
            (months, days, microseconds) == (.max, .max, .max)
                || (months, days, microseconds) == (.min, .min, .min)
        }
    }

    /// The length of `P1Y2M3W4DT5H6M7.5S`, whose numbers may each have a sign, and of which one at least is there.
    package static func duration(_ text: String) -> Duration? {
        var reader = DateTimeText(text)
        guard reader.take("P") else { return nil }
        let date = reader.amounts(["Y", "M", "W", "D"])
        var time: [Amount?] = []
        if reader.take("T") {
            time = reader.amounts(["H", "M", "S"])
            guard time.contains(where: { $0 != nil }) else { return nil }
        }
        guard reader.isAtEnd, (date + time).contains(where: { $0 != nil }),
            (date + time.dropLast()).allSatisfy({ $0?.hasFraction != true }),
            let months = total([(date[0], 12), (date[1], 1)]).flatMap({ Int32(exactly: $0) }),
            let days = total([(date[2], 7), (date[3], 1)]).flatMap({ Int32(exactly: $0) }),
            let microseconds = time.isEmpty
                ? 0 : total([(time[0], 3_600_000_000), (time[1], 60_000_000), (time[2], 1_000_000)])
        else { return nil }
        let duration = Duration(months: months, days: days, microseconds: microseconds)
        return duration.isInfinite ? nil : duration
    }

    private struct Amount {
        var whole: Int64
        /// In millionths, with the sign of the whole.
        var fraction: Int64
        var hasFraction: Bool
    }

    /// The sum of the amounts, each times its factor; `nil` where it does not fit.
    private static func total(_ amounts: [(amount: Amount?, factor: Int64)]) -> Int64? {
        var sum: Int64 = 0
        for (amount, factor) in amounts {
            guard let amount else { continue }
            let (product, isTooLarge) = amount.whole.multipliedReportingOverflow(by: factor)
            let (partial, overflows) = sum.addingReportingOverflow(product)
            let (next, overflowsAgain) = partial.addingReportingOverflow(amount.fraction)
            if isTooLarge || overflows || overflowsAgain { return nil }
            sum = next
        }
        return sum
    }

    /// An amount for each of `units`, in their order; `nil` for one that is not there.
    private mutating func amounts(_ units: [Character]) -> [Amount?] {
        var amounts: [Amount?] = units.map { _ in nil }
        var next = 0
        while next < units.count {
            let start = place
            guard let amount = amount(), place < bytes.count,
                let unit = units[next...].firstIndex(where: { $0.asciiValue == bytes[place] })
            else {
                place = start
                break
            }
            place += 1
            amounts[unit] = amount
            next = unit + 1
        }
        return amounts
    }

    private mutating func amount() -> Amount? {
        let isNegative = take("-")
        var whole: Int64 = 0
        let start = place
        while let digit = digit() {
            // Counted downwards, as there is one more negative number.
            let (product, isTooLarge) = whole.multipliedReportingOverflow(by: 10)
            let (difference, overflows) = product.subtractingReportingOverflow(digit)
            if isTooLarge || overflows { return nil }
            whole = difference
        }
        guard place > start, isNegative || whole > .min else { return nil }
        let point = place
        guard let fraction = fraction() else { return nil }
        return Amount(
            whole: isNegative ? whole : -whole,
            fraction: isNegative ? -fraction : fraction,
            hasFraction: place > point
        )
    }

    // MARK: Characters

    private var isAtEnd: Bool { place == bytes.count }

    private mutating func take(_ letter: Character, or other: Character? = nil) -> Bool {
        guard place < bytes.count, bytes[place] == letter.asciiValue || bytes[place] == other?.asciiValue
        else { return false }
        place += 1
        return true
    }

    private mutating func digit() -> Int64? {
        guard place < bytes.count, (0x30...0x39).contains(bytes[place]) else { return nil }
        place += 1
        return Int64(bytes[place - 1] - 0x30)
    }

    private mutating func number(digits count: Int) -> Int64? {
        var number: Int64 = 0
        for _ in 0..<count {
            guard let digit = digit() else { return nil }
            number = number * 10 + digit
        }
        return number
    }

    /// The millionths behind a point: 0 where there is none, `nil` where there are no digits, or more than six.
    private mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var fraction: Int64 = 0
        var count = 0
        while let digit = digit() {
            count += 1
            guard count <= 6 else { return nil }
            fraction = fraction * 10 + digit
        }
        guard count > 0 else { return nil }
        for _ in count..<6 { fraction *= 10 }
        return fraction
    }
}
