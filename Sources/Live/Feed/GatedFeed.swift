internal import Bytes
package import ChangeFeed
package import EventLoop
package import Postgres

/// The change feed behind its gate: tells of a transaction only when the server that is read shows it.
///
/// After each turn that brought commits, a snapshot is asked for on the lane that reads. What it does not show yet is asked for
/// again in a moment.
package final class GatedFeed {
    /// What the feed reports, on the loop's thread.
    package enum Event: Sendable {
        /// The feed runs; without `isContinuous`, changes have been missed. Everything up to `position` is visible or will be told.
        case started(FeedCursor.History, position: LogPosition, isContinuous: Bool)
        /// The transactions have become visible, and everything up to `frontier` is.
        case visible([CommittedTransaction], frontier: LogPosition)
        /// The feed is away; the reason in words.
        case interrupted(String)
    }

    /// The first and the longest wait before another snapshot is asked for, in milliseconds.
    private static let firstWait = 1
    private static let longestWait = 50

    private let loop: Loop
    private let lane: Lane
    private let report: (Event) -> Void
    private var client: FeedClient?
    private var gate = VisibilityGate(frontier: LogPosition(0))
    private var isAsking = false
    private var wait = GatedFeed.firstWait
    private let statement = PreparedStatement(
        sql:
            "SELECT CASE WHEN pg_catalog.pg_is_in_recovery() THEN NULL ELSE pg_catalog.pg_current_snapshot()::text END, "
            + "pg_catalog.pg_last_wal_replay_lsn()::text",
        parameterTypes: [],
        role: nil
    )

    /// Begins to read the feed at `source`; snapshots are asked for on `lane`.
    package init(
        loop: Loop,
        source: ConnectionString,
        settings: FeedSettings,
        lane: Lane,
        report: @escaping (Event) -> Void
    ) {
        self.loop = loop
        self.lane = lane
        self.report = report
        client = FeedClient(loop: loop, source: source, settings: settings) { [weak self] in self?.heard($0) }
    }

    /// How many transactions wait to become visible.
    package var waitingCount: Int { gate.count }

    /// Ends the feed.
    package func close() {
        client?.close()
        client = nil
    }

    private func heard(_ event: FeedClient.Event) {
        switch event {
        case .started(let history, let position, let isContinuous, _):
            gate = VisibilityGate(frontier: position)
            report(.started(history, position: position, isContinuous: isContinuous))
        case .committed(let transaction): gate.committed(transaction)
        case .advanced(let position):
            gate.advanced(to: position)
            if !gate.isWaiting { passed([]) }
        case .interrupted(let reason): report(.interrupted(reason))
        case .turnEnded: ask()
        }
    }

    private func ask() {
        guard gate.isWaiting, !isAsking, client != nil else { return }
        isAsking = true
        lane.submit(
            Block(statement: statement, settings: nil) { [weak self] result in
                guard let self else { return }
                isAsking = false
                if case .success(let rows) = result, rows.rowCount == 1 { seen(rows) }
                guard gate.isWaiting else {
                    wait = Self.firstWait
                    return
                }
                loop.schedule(after: .milliseconds(wait)) { [weak self] in self?.ask() }
                wait = min(wait * 2, Self.longestWait)
            }
        )
    }

    private func seen(_ rows: RowSet) {
        func text(_ column: Int) -> String? {
            rows[0, column].copy.map { String(decoding: $0, as: UTF8.self) }
        }
        if let snapshot = text(0).flatMap(Snapshot.init) {
            passed(gate.seen(snapshot).visible)
        } else if let position = text(1).flatMap(LogPosition.init) {
            passed(gate.replayed(upTo: position).visible)
        }
    }

    private func passed(_ transactions: [CommittedTransaction]) {
        client?.confirm(gate.frontier)
        report(.visible(transactions, frontier: gate.frontier))
    }
}
