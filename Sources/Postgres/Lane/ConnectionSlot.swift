import EventLoop

/// Keeps one connection of a lane up: connects, and connects again after a while whenever that fails or ends.
final class ConnectionSlot {
    /// What a slot tells its lane.
    struct Events {
        /// There is a connection from now on.
        var connected: () -> Void = {}
        /// It broke; the blocks under way are the lane's again, in order.
        var disconnected: (_ error: PostgresError, _ unanswered: [Block]) -> Void = { _, _ in }
        /// An attempt failed.
        var failed: (_ error: PostgresError) -> Void = { _ in }
        /// Some blocks are over, so there may be room.
        var progressed: () -> Void = {}
    }

    private let loop: Loop
    private let source: ConnectionString
    private let keywords: [(keyword: String, value: String)]
    private let options: Lane.Options
    private var events: Events
    private var backoff: Backoff
    private var connector: Connector?
    private var retry: Timer?
    private var past = Lane.Counters()
    private var wasConnected = false
    /// The connection, while there is one.
    private(set) var connection: Connection?

    init(
        loop: Loop,
        source: ConnectionString,
        options: Lane.Options,
        events: Events
    ) {
        self.loop = loop
        self.source = source
        keywords = options.keywords(for: source)
        self.options = options
        self.events = events
        backoff = Backoff(
            first: options.limits.firstRetryMilliseconds,
            last: options.limits.lastRetryMilliseconds
        )
        connect()
    }

    /// What all its connections have done.
    var counters: Lane.Counters {
        var sum = past
        if let connection { sum += connection.counters }
        return sum
    }

    /// Whether a block may be sent on its connection.
    var hasRoom: Bool { connection?.hasRoom ?? false }

    /// Whether a transaction may have its connection.
    var isFree: Bool { connection.map { $0.isIdle && !$0.isHeld } ?? false }

    /// Closes everything for good, and gives the blocks under way back.
    func close() -> [Block] {
        events = Events()
        connector?.close()
        connector = nil
        retry?.cancel()
        past = counters
        defer { connection = nil }
        return connection?.close() ?? []
    }

    private func connect() {
        let connector = Connector(
            loop: loop,
            source: source,
            overrides: keywords,
            question: ServerOptions.question(isReadOnly: options.isReadOnly),
            limits: options.limits
        ) { [weak self] handle, error in
            self?.attempted(handle, error)
        }
        self.connector = connector
        connector.start()
    }

    private func attempted(_ handle: consuming PipelineHandle?, _ error: PostgresError?) {
        connector = nil
        guard let handle = consume handle else {
            return again(after: error ?? .unavailable("no connection, for no reason"))
        }
        let connection = Connection(
            loop: loop,
            handle: handle,
            limits: options.limits,
            responseTimeout: options.responseTimeout
        )
        do throws(PostgresError) {
            try connection.open(
                Connection.Events(
                    ended: { [weak self] error, blocks in self?.ended(error, blocks) },
                    progressed: { [weak self] in self?.events.progressed() }
                )
            )
        } catch {
            return again(after: error)
        }
        self.connection = connection
        backoff.succeeded()
        if wasConnected { past.reconnects += 1 }
        wasConnected = true
        events.connected()
    }

    private func ended(_ error: PostgresError, _ blocks: [Block]) {
        past = counters
        connection = nil
        scheduleAttempt()
        events.disconnected(error, blocks)
    }

    private func again(after error: PostgresError) {
        scheduleAttempt()
        events.failed(error)
    }

    private func scheduleAttempt() {
        let wait = backoff.failed(chance: Double.random(in: 0..<1))
        retry = loop.schedule(after: .milliseconds(wait)) { [weak self] in self?.connect() }
    }
}
