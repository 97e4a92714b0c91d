/// A message of the output plugin `pgoutput`, protocol version 1 (*Logical Replication Message Formats*, §55.9).
package enum LogMessage: Equatable {
    /// A transaction begins; `commit` is the position of its commit record.
    case begin(commit: LogPosition, transactionID: UInt32)
    /// `end` is the position after the transaction.
    case commit(commit: LogPosition, end: LogPosition)
    /// The transaction was made on another server and replicated here.
    case origin
    /// Describes a table; it comes before the first change of a row, and again after a change of its columns.
    case relation(LoggedRelation)
    /// Describes a type that is not built in.
    case type
    case insert(relation: UInt32, new: LoggedRow)
    case update(relation: UInt32, old: OldRow, new: LoggedRow)
    case delete(relation: UInt32, old: OldRow)
    case truncate(relations: [UInt32])
    /// A message of `pg_logical_emit_message`.
    case message(isTransactional: Bool, prefix: String, content: [UInt8])
}

/// What the log knows of a row before its change.
package enum OldRow: Equatable, Sendable {
    /// Nothing: the key did not change, and the table has no `REPLICA IDENTITY FULL`.
    case absent
    /// The columns of the replica identity; others are null.
    case key(LoggedRow)
    /// All columns, as the table has `REPLICA IDENTITY FULL`.
    case whole(LoggedRow)

    /// The row, as far as it is known.
    package var row: LoggedRow? {
        switch self {
        case .absent: nil
        case .key(let row), .whole(let row): row
        }
    }
}

/// A table as the log describes it.
package struct LoggedRelation: Equatable, Sendable {
    /// A column that the publication has.
    package struct Column: Equatable, Sendable {
        package var name: String
        package var type: UInt32
        /// Whether the column belongs to the replica identity.
        package var isKey: Bool
    }

    /// How rows are identified in the log (`pg_class.relreplident`).
    package enum Identity: UInt8, Sendable {
        case primaryKey = 0x64  // d
        case nothing = 0x6E  // n
        case full = 0x66  // f
        case index = 0x69  // i
    }

    package var oid: UInt32
    package var schema: String
    package var name: String
    package var identity: Identity
    package var columns: [Column]
}

/// A row's columns, in the relation's order.
package struct LoggedRow: Equatable, Sendable {
    /// A column's value.
    package enum Value: Equatable, Sendable {
        case null
        /// A large value that the change did not touch; the log does not repeat it.
        case unchanged
        /// PostgreSQL's text format, of types without a binary one.
        case text(ArraySlice<UInt8>)
        /// PostgreSQL's binary format.
        case binary(ArraySlice<UInt8>)
    }

    package var values: [Value]

    /// About how many bytes the row takes in memory.
    package var byteCount: Int {
        values.reduce(32) { count, value in
            switch value {
            case .null, .unchanged: count + 40
            case .text(let bytes), .binary(let bytes): count + 40 + bytes.count
            }
        }
    }
}
