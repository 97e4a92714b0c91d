import ChangeFeed
import EventLoop
import Postgres

/// The change feed on a loop: carries out what a ``FeedStateMachine`` decides over replication connections of its own.
///
/// It connects when it is made, connects again whenever the connection ends, and never blocks the loop.
final class FeedClient {
    /// What the feed reports, on the loop's thread.
    enum Event {
        /// The feed runs from `position` on; see ``FeedStateMachine/Action/started(_:position:isContinuous:isPermanent:)``.
        case started(FeedCursor.History, position: LogPosition, isContinuous: Bool, isPermanent: Bool)
        case committed(CommittedTransaction)
        /// Nothing of ours has happened up to the position.
        case advanced(LogPosition)
        /// The feed is away; the reason in words.
        case interrupted(String)
        /// All that had arrived at a time has been reported.
        case turnEnded
    }

    /// Seconds until a host that does not answer is given up.
    private static let connectSeconds = 5
    private static let tickMilliseconds = 50

    private let loop: Loop
    private let source: ConnectionString
    private var machine: FeedStateMachine
    private var connection: ReplicationConnection?
    /// Counts the attempts, so that an answer to an earlier one is not taken for one to the current.
    private var attempt = 0
    private var timer: Timer?
    private var isClosed = false
    private let report: (Event) -> Void

    /// Begins to read the feed of the database at `source`, whose login may replicate.
    init(
        loop: Loop,
        source: ConnectionString,
        settings: FeedSettings,
        report: @escaping (Event) -> Void
    ) {
        self.loop = loop
        self.source = source
        self.report = report
        machine = FeedStateMachine(settings: settings, now: loop.now)
        tick()
    }

    /// The server may forget the log up to `position`.
    func confirm(_ position: LogPosition) { machine.confirm(position) }

    /// Ends the feed; a permanent slot stays.
    func close() {
        isClosed = true
        timer?.cancel()
        timer = nil
        disconnect()
    }

    private func tick() {
        timer = loop.schedule(after: .milliseconds(Self.tickMilliseconds)) { [weak self] in
            guard let self, !isClosed else { return }
            perform(machine.timePassed(now: loop.now))
            if !isClosed { tick() }
        }
    }

    private func perform(_ actions: [FeedStateMachine.Action]) {
        for action in actions where !isClosed {
            switch action {
            case .open: open()
            case .send(let command): send(command)
            case .status(let frame): connection?.send(frame)
            case .close: disconnect()
            case .started(let history, let position, let isContinuous, let isPermanent):
                report(
                    .started(
                        history,
                        position: position,
                        isContinuous: isContinuous,
                        isPermanent: isPermanent
                    )
                )
            case .committed(let transaction): report(.committed(transaction))
            case .advanced(let position): report(.advanced(position))
            case .interrupted(let reason): report(.interrupted(reason))
            }
        }
    }

    private func open() {
        attempt += 1
        ReplicationConnection.open(source, timeout: Self.connectSeconds, on: loop) {
            [weak self, attempt] result in
            guard let self, attempt == self.attempt, !isClosed else { return }
            switch result {
            case .success(let connection): connected(connection)
            case .failure(let error): failed(error)
            }
        }
    }

    private func connected(_ connection: ReplicationConnection) {
        self.connection = connection
        connection.onFrame = { [weak self] frame in
            guard let self else { return }
            perform(machine.received(frame, now: loop.now))
        }
        connection.onFramesEnd = { [weak self] in self?.report(.turnEnded) }
        connection.onEnd = { [weak self] error in self?.failed(error) }
        perform(machine.opened())
    }

    private func send(_ command: String) {
        connection?.query(command) { [weak self, attempt] result in
            guard let self, attempt == self.attempt, !isClosed else { return }
            switch result {
            case .success(let rows?): perform(machine.answered(rows.map(Self.byName), now: loop.now))
            case .success(nil): perform(machine.streams(now: loop.now))
            case .failure(let error): failed(error)
            }
        }
    }

    /// A row as a dictionary without its nulls.
    private static func byName(_ row: TextRows.Row) -> [String: String] {
        zip(row.columns, row.values).reduce(into: [:]) { $0[$1.0] = $1.1 }
    }

    private func failed(_ error: PostgresError) {
        perform(machine.failed(sqlState: error.sqlState, message: error.message, now: loop.now))
    }

    private func disconnect() {
        // Answers of this connection are not heard any more.
        attempt += 1
        connection?.close()
        connection = nil
    }
}
