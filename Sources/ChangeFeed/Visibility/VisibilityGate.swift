/// Holds committed transactions back until they are visible.
///
/// The log tells of a commit before other sessions see it, and later commits can become visible before earlier ones. Whoever read
/// the tables at once would read them as they were before the change, and never again. So a transaction passes only when a
/// snapshot of the server that is read sees it.
struct VisibilityGate {
    /// What a snapshot lets pass.
    struct Passed: Equatable {
        /// What has become visible, in the order of the commits: enough for answers that are read anew.
        var visible: [CommittedTransaction]
        /// What has become visible with everything before it: for events, which keep the order of the commits.
        var inOrder: [CommittedTransaction]
    }

    private struct Waiting {
        var transaction: CommittedTransaction
        var isVisible = false
    }

    private var waiting: [Waiting] = []
    /// The position up to which everything that has committed is visible.
    private(set) var frontier: LogPosition

    /// Creates a gate behind which everything up to `frontier` is visible.
    init(frontier: LogPosition) { self.frontier = frontier }

    /// Whether a snapshot has to be asked for.
    var isWaiting: Bool { !waiting.isEmpty }

    /// The number of transactions that are held back, those included that only wait for one before them.
    var count: Int { waiting.count }

    /// The log tells of a commit.
    mutating func committed(_ transaction: CommittedTransaction) {
        waiting.append(Waiting(transaction: transaction))
    }

    /// The log has nothing that concerns us up to `position`.
    mutating func advanced(to position: LogPosition) {
        if waiting.isEmpty { frontier = max(frontier, position) }
    }

    /// The server has been asked for a snapshot after the last call of ``committed(_:)``, or before it.
    mutating func seen(_ snapshot: Snapshot) -> Passed {
        var visible: [CommittedTransaction] = []
        for index in waiting.indices where !waiting[index].isVisible {
            let transaction = waiting[index].transaction
            guard snapshot.sees(snapshot.widened(transaction.transactionID)) else { continue }
            waiting[index].isVisible = true
            visible.append(transaction)
        }
        let passing = waiting.prefix(while: \.isVisible).map(\.transaction)
        waiting.removeFirst(passing.count)
        if let last = passing.last { frontier = max(frontier, last.end) }
        return Passed(visible: visible, inOrder: passing)
    }
}
