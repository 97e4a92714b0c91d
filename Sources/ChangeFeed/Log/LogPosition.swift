/// A place in PostgreSQL's write-ahead log: a log sequence number (*pg_lsn Type*, §8.20 of PostgreSQL's manual).
///
/// A position alone is no cursor: after a failover the same number can mean another place. See ``FeedCursor``.
package struct LogPosition: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of bytes from the log's beginning.
    package let rawValue: UInt64

    package init(_ rawValue: UInt64) { self.rawValue = rawValue }

    /// Reads PostgreSQL's text form, two hexadecimal numbers with a slash between them.
    package init?(_ text: some StringProtocol) {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2, halves.allSatisfy({ (1...8).contains($0.utf8.count) && $0.first != "+" }),
            let high = UInt32(halves[0], radix: 16), let low = UInt32(halves[1], radix: 16)
        else { return nil }
        rawValue = UInt64(high) << 32 | UInt64(low)
    }

    package static func < (one: LogPosition, other: LogPosition) -> Bool { one.rawValue < other.rawValue }

    package var description: String {
        let high = String(rawValue >> 32, radix: 16, uppercase: true)
        return "\(high)/\(String(rawValue & 0xFFFF_FFFF, radix: 16, uppercase: true))"
    }
}
