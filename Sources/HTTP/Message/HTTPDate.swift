import Bytes
import Glibc

/// The `Date` field (RFC 9110, §5.6.7 "Date/Time Formats"), written once a second.
struct HTTPDate {
    private var second = Int.min
    /// The field's line.
    private(set) var line: [UInt8] = []

    /// Writes the line anew when `now`, the loop's milliseconds, has reached another second.
    mutating func update(now: Int) {
        guard now / 1000 != second else { return }
        second = now / 1000
        line = [UInt8]("Date: \(Self.text(secondsSince1970: time(nil)))\r\n".utf8)
    }

    /// IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
    static func text(secondsSince1970 seconds: Int) -> String {
        let days = Int((Double(seconds) / 86400).rounded(.down))
        let (year, month, day) = civil(days: days)
        let inDay = seconds - days * 86400
        let weekdays = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let weekday = weekdays[(days % 7 + 7) % 7]
        let clock = [inDay / 3600, inDay / 60 % 60, inDay % 60].map(twoDigits).joined(separator: ":")
        return "\(weekday), \(twoDigits(day)) \(months[month - 1]) \(year) \(clock) GMT"
    }

    private static func twoDigits(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }

    /// Year, month and day of a day counted from 1970-01-01, by Hinnant's `civil_from_days` (eras of 400 years that
    /// begin on 1 March, so that the leap day is a year's last).
    private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}
