/// How the change feed is read.
package struct FeedSettings: Sendable {
    /// The slot's name: `concierge_` and the name of the gateway's instance.
    package var slot: String
    package var publication: String
    /// The columns of the tables' primary keys, by the table's oid.
    package var primaryKeys: [UInt32: Set<String>]
    /// The most bytes that are kept of one transaction.
    package var transactionBytes = 16 << 20
    /// How often the server gets the confirmed position, in milliseconds; it closes the connection of a silent client after 60 s.
    package var statusMilliseconds = 10_000
    /// The waits between two attempts to connect, in milliseconds: the first, and the longest.
    package var firstWait = 100
    package var longestWait = 10_000

    /// Settings of the gateway's instance `instance`.
    ///
    /// - Returns: nil if a slot cannot be named after it: a slot's name has at most 63 of the characters `a-z`, `0-9` and `_`.
    package init?(instance: String, publication: String, primaryKeys: [UInt32: Set<String>]) {
        let isNamed = instance.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"):
                true
            default: false
            }
        }
        slot = "concierge_" + instance
        guard isNamed, !instance.isEmpty, slot.utf8.count <= 63 else { return nil }
        self.publication = publication
        self.primaryKeys = primaryKeys
    }
}

/// What the server says of the slot and of what a slot needs.
package struct SlotStatus: Equatable, Sendable {
    /// Whether the slot exists, and can serve this database.
    package enum Slot: Equatable, Sendable {
        case absent
        /// It can be read on; `isTemporary` slots belong to another connection.
        case usable(confirmed: LogPosition)
        /// It has lost log that it needs, or belongs to something else.
        case unusable
        /// Another connection reads it.
        case inUse
    }

    package var slot: Slot
    /// Whether `max_slot_wal_keep_size` bounds the log that a forgotten slot keeps.
    package var isCapped: Bool
    package var hasPublication: Bool

    /// The query that asks for it; one row of texts.
    static func query(slot: String, publication: String) -> String {
        """
        SELECT pg_catalog.current_setting('max_slot_wal_keep_size') AS cap, \
        (SELECT 't' FROM pg_catalog.pg_publication WHERE pubname = '\(quoted(publication))') AS published, \
        s.slot_name, s.active, s.wal_status, s.confirmed_flush_lsn, \
        s.plugin = 'pgoutput' AND NOT s.temporary AND s.database = pg_catalog.current_database() AS is_ours \
        FROM (VALUES (1)) AS one LEFT JOIN pg_catalog.pg_replication_slots s ON s.slot_name = '\(quoted(slot))'
        """
    }

    /// Reads the row of ``query(slot:publication:)``, by its columns' names.
    init(_ row: [String: String]) {
        isCapped = row["cap"] != "-1"
        hasPublication = row["published"] == "t"
        if row["slot_name"] == nil {
            slot = .absent
        } else if row["active"] == "t" {
            slot = .inUse
        } else if row["is_ours"] == "t", row["wal_status"] != "lost",
            let confirmed = row["confirmed_flush_lsn"].flatMap(LogPosition.init)
        {
            slot = .usable(confirmed: confirmed)
        } else {
            slot = .unusable
        }
    }
}

/// `text` within a string literal of SQL.
func quoted(_ text: String) -> String { text.replacing("'", with: "''") }
