/// A transaction that has committed, as the log tells it.
package struct CommittedTransaction: Equatable, Sendable {
    /// What it changed.
    package enum Content: Equatable, Sendable {
        /// Its changed rows, each once, in the order of their last changes.
        case changes([RowChange])
        /// It changed more than is kept of one transaction; the tables that it changed.
        case tooLarge
    }

    /// The position of its commit record; transactions arrive in this order.
    package var commit: LogPosition
    /// The position after it, from which the log is read on once it is done with.
    package var end: LogPosition
    /// The lower 32 bits of its number; see ``Snapshot/widened(_:)``.
    package var transactionID: UInt32
    package var content: Content
    /// The tables in which it changed anything, by oid.
    package var relations: Set<UInt32>
    /// The tables that it emptied by TRUNCATE, by oid.
    package var truncated: Set<UInt32>
    /// The prefixes of the messages that were emitted in it.
    package var messages: Set<String>

    /// About how many bytes it takes in memory.
    package var byteCount: Int {
        guard case .changes(let changes) = content else { return 128 }
        return changes.reduce(128) { $0 + $1.byteCount }
    }
}

/// One row that a transaction changed, however often it did.
package struct RowChange: Equatable, Sendable {
    /// What the transaction did to the row, seen from outside.
    package enum Kind: Equatable, Sendable {
        case inserted
        case updated
        case deleted
    }

    package var kind: Kind
    package var relation: LoggedRelation
    /// The row before the transaction, as far as the log knows it: all columns with `REPLICA IDENTITY FULL`.
    package var old: OldRow
    /// The row after the transaction; nil once deleted.
    package var new: LoggedRow?
    /// Where the last change of the row stands in the transaction.
    package var ordinal: UInt32

    /// About how many bytes the change takes in memory.
    package var byteCount: Int { 96 + (old.row?.byteCount ?? 0) + (new?.byteCount ?? 0) }
}
