/// Where a server listens: a host's name or address, and a port.
package struct Address: Equatable, Sendable, CustomStringConvertible {
    /// The name or address, without the brackets of an IPv6 address.
    package let host: String
    /// The port; with 0 the system chooses a free one.
    package let port: UInt16

    /// Creates an address.
    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Whether only this machine can connect.
    package var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }

    /// As it is written in a URL.
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

/// A day of the proleptic Gregorian calendar.
package struct CalendarDate: Equatable, Sendable, CustomStringConvertible {
    /// The year, 1 to 9999.
    package let year: Int
    /// The month, 1 to 12.
    package let month: Int
    /// The day of the month, from 1.
    package let day: Int

    /// Creates a date; `nil` when the calendar has no such day.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...lengths[month - 1]).contains(day) else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    /// As ISO 8601 writes it: `2026-11-20`.
    package var description: String {
        padded(year, to: 4) + "-" + padded(month, to: 2) + "-" + padded(day, to: 2)
    }

    private func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
}

/// Bytes that are never shown: not in a description, not in a mirror, not in a message.
package struct Secret: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The bytes themselves.
    package let bytes: [UInt8]

    /// Wraps `bytes`.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The word that stands for every secret.
    package var description: String { "(secret)" }
    /// The word that stands for every secret.
    package var debugDescription: String { description }
    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// How to reach a database, in one of libpq's two forms.
///
/// It may hold a password, so its description shows nothing of it.
package struct ConnectionString: Equatable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text for libpq, password included.
    package let text: String

    /// Wraps libpq's text.
    package init(_ text: String) {
        self.text = text
    }

    /// The words that stand for every connection string.
    package var description: String { "(connection string)" }
    /// The words that stand for every connection string.
    package var debugDescription: String { description }
    /// A mirror that shows nothing.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The format of a report of `check`.
package enum ReportFormat: String, CaseIterable, Sendable {
    case text
    case json
}

/// The format of log lines.
package enum LogFormat: String, CaseIterable, Sendable {
    case text
    case json
}

/// A claim for a token, as `--claim name=value` gives it.
package struct ClaimSetting: Equatable, Sendable {
    /// The claim's name.
    package let name: String
    /// The value's text; the signer decides whether it is JSON.
    package let value: String
}
