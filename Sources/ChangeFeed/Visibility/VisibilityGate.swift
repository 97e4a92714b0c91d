/// Holds committed transactions back until they are visible.
///
/// The log tells of a commit before other sessions see it, and later commits can become visible before earlier ones. Whoever read
/// the tables at once would read them as they were before the change, and never again. So a transaction passes only when a
/// snapshot of the server that is read sees it.
package struct VisibilityGate {
    /// What a snapshot lets pass.
    package struct Passed: Equatable {
        /// What has become visible, in the order of the commits: enough for answers that are read anew.
        package var visible: [CommittedTransaction]
        /// What has become visible with everything before it: for events, which keep the order of the commits.
        package var inOrder: [CommittedTransaction]
    }

    private struct Waiting {
        var transaction: CommittedTransaction
        var isVisible = false
    }

    private var waiting: [Waiting] = []
    /// The position up to which everything that has committed is visible.
    package private(set) var frontier: LogPosition

    /// Creates a gate behind which everything up to `frontier` is visible.
    package init(frontier: LogPosition) { self.frontier = frontier }

    /// Whether a snapshot has to be asked for.
    package var isWaiting: Bool { !waiting.isEmpty }

    /// The number of transactions that are held back, those included that only wait for one before them.
    package var count: Int { waiting.count }

    /// The log tells of a commit.
    package mutating func committed(_ transaction: CommittedTransaction) {
        waiting.append(Waiting(transaction: transaction))
    }

    /// The log has nothing that concerns us up to `position`.
    package mutating func advanced(to position: LogPosition) {
        if waiting.isEmpty { frontier = max(frontier, position) }
    }

    /// The server has been asked for a snapshot after the last call of ``committed(_:)``, or before it.
    package mutating func seen(_ snapshot: Snapshot) -> Passed {
        pass { snapshot.sees(snapshot.widened($0.transactionID)) }
    }

    /// The server that is read is a standby, which has replayed the log up to `position`.
    package mutating func replayed(upTo position: LogPosition) -> Passed { pass { $0.end <= position } }

    private mutating func pass(where isVisible: (CommittedTransaction) -> Bool) -> Passed {
        var visible: [CommittedTransaction] = []
        for index in waiting.indices where !waiting[index].isVisible && isVisible(waiting[index].transaction)
        {
            waiting[index].isVisible = true
            visible.append(waiting[index].transaction)
        }
        let passing = waiting.prefix(while: \.isVisible).map(\.transaction)
        waiting.removeFirst(passing.count)
        if let last = passing.last { frontier = max(frontier, last.end) }
        return Passed(visible: visible, inOrder: passing)
    }
}
