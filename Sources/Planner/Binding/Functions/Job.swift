/// Work that comes back, as the schema declares it.
package struct Job: Sendable {
    /// The call of a function, as its author wrote it.
    package var call: String
    /// When it runs.
    package var schedule: Schedule
    /// The index of the role that it runs as.
    package var role: Int

    /// When a job runs.
    package enum Schedule: Sendable, Equatable {
        /// So long after the end of one run the next begins.
        case every(milliseconds: Int)
        /// Each day at a time of a zone. The database knows which runs are due.
        case daily(at: String, timeZone: String)
    }

    /// From the end of one attempt to the beginning of the next; a daily job asks twice a minute whether it is due.
    package var milliseconds: Int {
        switch schedule {
        case .every(let milliseconds): milliseconds
        case .daily: 30_000
        }
    }

    /// Whether it runs at a time of the day.
    package var isDaily: Bool { if case .daily = schedule { true } else { false } }

    /// The statement of one run.
    ///
    /// That of a daily job claims the run that is due, does the work where there is one, and notes its end: all of it is one
    /// transaction, so a run is either done and noted, or neither.
    package var statement: String {
        guard case .daily(let time, let timeZone) = schedule else {
            return SQL("SELECT \(SQL.author(call))").rendered().text
        }
        let name = SQL.constant(call)
        return SQL(
            """
            WITH due AS MATERIALIZED (SELECT concierge.claim_job_run(\(name), \(SQL.constant(time)), \(SQL.constant(timeZone))) AS at),
            done AS MATERIALIZED (SELECT (\(SQL.author(call))) IS NULL FROM due WHERE due.at IS NOT NULL)
            SELECT concierge.end_job_run(\(name), due.at) FROM due, done
            """
        ).rendered().text
    }

    /// Whether `text` is a time of a day in hours and minutes, as `03:30`.
    static func isTime(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } })
        else {
            return false
        }
        return Int(parts[0]) ?? 24 < 24 && Int(parts[1]) ?? 60 < 60
    }

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
