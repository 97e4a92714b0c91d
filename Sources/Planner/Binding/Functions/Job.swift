/// Work that comes back, as the schema declares it.
package struct Job: Sendable {
    /// The call of a function, as its author wrote it.
    package var call: String
    /// From the end of one run to the beginning of the next.
    package var milliseconds: Int
    /// The index of the role that it runs as.
    package var role: Int

    /// The statement of one run.
    package var statement: String { SQL("SELECT \(SQL.author(call))").rendered().text }

    /// The milliseconds of an ISO 8601 duration in hours, minutes and seconds, such as `PT1M30S`; `nil` where `text` is none.
    static func milliseconds(_ text: String) -> Int? {
        guard text.hasPrefix("PT"), text.utf8.count <= 32 else { return nil }
        var units: [(Character, Double)] = [("H", 3_600_000), ("M", 60_000), ("S", 1000)]
        var total = 0.0
        var number = ""
        for character in text.dropFirst(2) {
            if character.isASCII, character.isNumber || character == "." {
                number.append(character)
                continue
            }
            guard let place = units.firstIndex(where: { $0.0 == character }), let count = Double(number)
            else {
                return nil
            }
            total += count * units[place].1
            units.removeFirst(place + 1)
            number = ""
        }
        return number.isEmpty && units.count < 3 && total < 1e12 ? Int(total) : nil
    }
}
