internal import Bytes

/// A place in the history of a database, which means the same on every gateway of this database.
///
/// A log position alone is neither unique (one transaction is many events) nor lasting (after a failover positions repeat). The
/// text is opaque to clients, holds nothing secret and grants nothing.
package struct FeedCursor: Hashable, Sendable {
    /// Which history the position belongs to.
    package struct History: Hashable, Sendable {
        /// `system_identifier` of the cluster (`IDENTIFY_SYSTEM`).
        package var system: UInt64
        package var timeline: UInt32

        package init(system: UInt64, timeline: UInt32) {
            self.system = system
            self.timeline = timeline
        }
    }

    package var history: History
    /// The position of the commit.
    package var commit: LogPosition
    /// The event within the transaction; `UInt32.max` stands for all of them.
    package var ordinal: UInt32

    package init(history: History, commit: LogPosition, ordinal: UInt32 = .max) {
        (self.history, self.commit, self.ordinal) = (history, commit, ordinal)
    }

    /// Whether what stands at `other` comes after this cursor, in the same history.
    package func precedes(commit other: LogPosition, ordinal otherOrdinal: UInt32) -> Bool {
        (commit.rawValue, ordinal) < (other.rawValue, otherOrdinal)
    }

    /// The cursor as clients get it: base64url of 25 bytes.
    package var text: String {
        var bytes: [UInt8] = [1]
        Self.append(history.system, 8, to: &bytes)
        Self.append(UInt64(history.timeline), 4, to: &bytes)
        Self.append(commit.rawValue, 8, to: &bytes)
        Self.append(UInt64(ordinal), 4, to: &bytes)
        return Base64URL.encode(bytes)
    }

    /// Reads a cursor that a client gives back; nil if it is none of ours.
    package init?(_ text: String) {
        guard text.utf8.count == 34, let bytes = Base64URL.decode(text.utf8), bytes.count == 25, bytes[0] == 1
        else { return nil }
        history = History(system: Self.number(bytes[1..<9]), timeline: UInt32(Self.number(bytes[9..<13])))
        commit = LogPosition(Self.number(bytes[13..<21]))
        ordinal = UInt32(Self.number(bytes[21..<25]))
    }

    private static func append(_ value: UInt64, _ count: UInt64, to bytes: inout [UInt8]) {
        for index in 1...count { bytes.append(UInt8(truncatingIfNeeded: value >> ((count - index) * 8))) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
