import Bytes

/// Writes timestamps as RFC 3339 and durations as ISO 8601 define them.
///
/// PostgreSQL counts microseconds and days from 2000-01-01, in the proleptic Gregorian calendar.
enum DateTimeWriter {
    private static let microsecondsPerDay = 86_400_000_000
    /// Days from 0000-03-01 to 2000-01-01.
    private static let epoch = 730_425

    static func timestamp(_ cell: Cell, _ hasTimeZone: Bool, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == 8 else { return false }
        let value = cell.bigEndianInteger
        // Infinities are the ends of the range, and no years.
        guard value != .max, value != .min else { return false }
        var day = value / microsecondsPerDay
        var time = value % microsecondsPerDay
        if time < 0 {
            time += microsecondsPerDay
            day -= 1
        }
        guard hasFourDigits(day) else { return false }
        buffer.append(UInt8(ascii: "\""))
        append(day: day, into: &buffer)
        buffer.append(UInt8(ascii: "T"))
        append(time: time, into: &buffer)
        if hasTimeZone { buffer.append(UInt8(ascii: "Z")) }
        buffer.append(UInt8(ascii: "\""))
        return true
    }

    static func date(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == 4 else { return false }
        let day = cell.bigEndianInteger
        guard hasFourDigits(day) else { return false }
        buffer.append(UInt8(ascii: "\""))
        append(day: day, into: &buffer)
        buffer.append(UInt8(ascii: "\""))
        return true
    }

    static func time(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == 8 else { return false }
        buffer.append(UInt8(ascii: "\""))
        append(time: cell.bigEndianInteger, into: &buffer)
        buffer.append(UInt8(ascii: "\""))
        return true
    }

    /// `P1Y2M3DT4H5M6.5S`; nothing is carried from months to days or from days to hours, as their lengths differ.
    static func interval(_ cell: Cell, into buffer: inout ByteBuffer) -> Bool {
        guard cell.count == 16 else { return false }
        let microseconds = cell.part(0, 8).bigEndianInteger
        let days = cell.integer(at: 8)
        let months = cell.integer(at: 12)
        // From version 17 on, PostgreSQL has infinite lengths of time.
        if microseconds == .max, days == Int32.max, months == Int32.max { return false }
        if microseconds == .min, days == Int32.min, months == Int32.min { return false }
        buffer.append(literal: "\"P")
        append(months / 12, "Y", into: &buffer)
        append(months % 12, "M", into: &buffer)
        append(days, "D", into: &buffer)
        if microseconds != 0 || (months == 0 && days == 0) { buffer.append(UInt8(ascii: "T")) }
        append(microseconds / 3_600_000_000, "H", into: &buffer)
        append(microseconds / 60_000_000 % 60, "M", into: &buffer)
        let rest = microseconds % 60_000_000
        if rest != 0 || (microseconds == 0 && months == 0 && days == 0) {
            if rest < 0 { buffer.append(UInt8(ascii: "-")) }
            let magnitude = Int(rest.magnitude)
            buffer.append(decimal: magnitude / 1_000_000)
            append(fraction: magnitude % 1_000_000, into: &buffer)
            buffer.append(UInt8(ascii: "S"))
        }
        buffer.append(UInt8(ascii: "\""))
        return true
    }

    // MARK: Parts

    private static func append(_ value: Int, _ unit: Character, into buffer: inout ByteBuffer) {
        guard value != 0, let unit = unit.asciiValue else { return }
        buffer.append(decimal: value)
        buffer.append(unit)
    }

    /// Whether the day lies in the years 0001 to 9999, which RFC 3339 can write.
    private static func hasFourDigits(_ day: Int) -> Bool { day >= -730_119 && day <= 2_921_939 }

    /// Appends the date of a day.
    ///
    /// Implements `civil_from_days` of H. Hinnant, *chrono-Compatible Low-Level Date Algorithms*.
    private static func append(day: Int, into buffer: inout ByteBuffer) {
        let days = day + epoch
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400 + (month < 10 ? 0 : 1)
        buffer.append(decimal: year, width: 4)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(decimal: month < 10 ? month + 3 : month - 9, width: 2)
        buffer.append(UInt8(ascii: "-"))
        buffer.append(decimal: dayOfYear - (153 * month + 2) / 5 + 1, width: 2)
    }

    private static func append(time: Int, into buffer: inout ByteBuffer) {
        let seconds = time / 1_000_000
        buffer.append(decimal: seconds / 3600, width: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(decimal: seconds / 60 % 60, width: 2)
        buffer.append(UInt8(ascii: ":"))
        buffer.append(decimal: seconds % 60, width: 2)
        append(fraction: time % 1_000_000, into: &buffer)
    }

    /// A fraction of a second, without trailing zeros.
    private static func append(fraction: Int, into buffer: inout ByteBuffer) {
        guard fraction != 0 else { return }
        buffer.append(UInt8(ascii: "."))
        buffer.append(decimal: fraction, width: 6)
        while buffer.last == UInt8(ascii: "0") { buffer.truncate(to: buffer.count - 1) }
    }
}
