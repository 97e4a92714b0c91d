/// A moment's text for logs: RFC 3339, in UTC, to the second.
enum Timestamp {
    static func text(microsecondsSince1970 time: Int64) -> String {
        let day = time / 86_400_000_000 - (time % 86_400_000_000 < 0 ? 1 : 0)
        let rest = time - day * 86_400_000_000
        // `civil_from_days` of H. Hinnant, *chrono-Compatible Low-Level Date Algorithms*, for years after 1970.
        let days = day + 719_468
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + days / 146_097 * 400 + (month < 10 ? 0 : 1)
        let seconds = rest / 1_000_000
        return
            "\(year)-\(two(month < 10 ? month + 3 : month - 9))-\(two(dayOfYear - (153 * month + 2) / 5 + 1))T"
            + "\(two(seconds / 3600)):\(two(seconds / 60 % 60)):\(two(seconds % 60))Z"
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
