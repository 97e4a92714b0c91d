/// What a transaction sees of others (`pg_current_snapshot()`; *Transaction ID and Snapshot Information Functions*, §9.26.8).
package struct Snapshot: Equatable, Sendable {
    /// All transactions below are over.
    package let minimum: UInt64
    /// No transaction from here on is over.
    package let maximum: UInt64
    /// Those between the two that still ran.
    private let running: Set<UInt64>

    /// Reads PostgreSQL's text form `xmin:xmax:xip,xip,…`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let minimum = UInt64(parts[0]), let maximum = UInt64(parts[1]),
            minimum <= maximum,
            minimum >= 3
        else { return nil }
        let list = parts[2].split(separator: ",")
        let running = list.compactMap { UInt64($0) }
        guard running.count == list.count else { return nil }
        (self.minimum, self.maximum, self.running) = (minimum, maximum, Set(running))
    }

    /// Whether the changes of `transaction`, which has committed, are visible.
    package func sees(_ transaction: UInt64) -> Bool {
        transaction < minimum || transaction < maximum && !running.contains(transaction)
    }

    /// The 64-bit number of a transaction of which the log gives the lower 32 bits: the one nearest to this snapshot's end.
    ///
    /// Transactions that are alive lie within 2³¹ of each other (*Preventing Transaction ID Wraparound Failures*, §25.1.5).
    package func widened(_ transactionID: UInt32) -> UInt64 {
        let distance = Int32(bitPattern: transactionID &- UInt32(truncatingIfNeeded: maximum))
        let widened = Int64(bitPattern: maximum) &+ Int64(distance)
        return UInt64(bitPattern: max(widened, Int64(transactionID)))
    }
}
