import EventLoop

/// Keeps one connection of a lane up: connects, and connects again after a while whenever that fails or ends.
final class ConnectionSlot {
    /// What a slot reports to its lane.
    struct Events {
        /// There is a connection from now on.
        var connected: (ConnectionSlot) -> Void = { _ in }
        /// It broke; the blocks under way are the lane's again, in order.
        var disconnected: (_ error: PostgresError, _ unanswered: [Block]) -> Void = { _, _ in }
        /// An attempt failed.
        var failed: (_ error: PostgresError) -> Void = { _ in }
        /// Of the connection: see ``Connection/Events``.
        var progressed: () -> Void = {}
        var stuck: (ConnectionSlot) -> Void = { _ in }
        var finished: (Block, PostgresError?) -> Bool = { _, _ in false }
    }

    private let loop: Loop
    private var options: Lane.Options
    /// Whether the connection was opened with other options.
    private var isOutdated = false
    private var events: Events
    private var backoff: Backoff
    private var connector: Connector?
    private var retry: Timer?
    private var past = TrafficCounters()
    private var wasConnected = false
    /// The connection, while there is one.
    private(set) var connection: Connection?
    /// The address of the connection, or of the last one: it is tried first.
    private(set) var address: ServerAddress?
    /// Which server the connection, or the last one, leads to.
    private(set) var server = ServerFacts()
    /// Why the last attempt failed; `nil` while none has, and after success.
    private(set) var lastFailure: PostgresError?

    init(loop: Loop, options: Lane.Options, preferred: ServerAddress? = nil, events: Events) {
        self.loop = loop
        self.options = options
        self.events = events
        address = preferred
        backoff = Backoff(
            first: options.limits.firstRetryMilliseconds,
            last: options.limits.lastRetryMilliseconds
        )
        connect()
    }

    /// What all its connections have done.
    var counters: TrafficCounters {
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
        return dropConnection()
    }

    /// Opens the session again with other options, when it is idle.
    func renew(_ options: Lane.Options) {
        self.options = options
        isOutdated = connection != nil || connector != nil
        endIfOutdated()
    }

    private func endIfOutdated() {
        guard isOutdated, isFree else { return }
        end(.connectionLost("the session is opened again with other settings"))
    }

    /// Ends the connection, whose server is not to be used any more, and looks for one at once.
    func end(_ error: PostgresError) {
        guard connection != nil else { return }
        past = counters
        let blocks = dropConnection()
        connectSoon()
        events.disconnected(error, blocks)
    }

    private func dropConnection() -> [Block] {
        defer { connection = nil }
        if connection != nil { options.history.disconnected() }
        return connection?.close() ?? []
    }

    // MARK: Connecting

    private func connect() {
        isOutdated = false
        let connector = Connector(loop: loop, request: request(), limits: options.limits) {
            [weak self] handle, address, error in
            self?.attempted(handle, address, error)
        }
        self.connector = connector
        connector.start()
    }

    private func request() -> Connector.Request {
        let source = options.database()
        return Connector.Request(
            source: source,
            overrides: options.keywords(for: source),
            question: ServerOptions.question(
                isReadOnly: options.isReadOnly,
                settings: options.sessionSettings
            ),
            writes: options.writes,
            preferred: address,
            onNotice: { [options] in options.onEvent(.notice($0)) },
            refusal: { [weak self, options] facts, address in
                switch options.history.admit(facts) {
                case .known, .newCluster: break
                case .newTimeline: options.onEvent(.promoted(address.description, timeline: facts.timeline))
                case .refused(let reason):
                    options.onEvent(.refused(address.description, reason: reason))
                    return .unavailable("\(address) is not used: \(reason)")
                }
                self?.server = facts
                return nil
            }
        )
    }

    private func attempted(
        _ handle: consuming PipelineHandle?,
        _ address: ServerAddress?,
        _ error: PostgresError?
    ) {
        connector = nil
        guard let handle = consume handle else {
            return again(after: error ?? .unavailable("no connection, without a reason"))
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
                    progressed: { [weak self] in
                        self?.endIfOutdated()
                        self?.events.progressed()
                    },
                    stuck: { [weak self] _ in if let self { events.stuck(self) } },
                    finished: { [weak self] in self?.finished($0, $1) ?? false }
                )
            )
        } catch {
            return again(after: error)
        }
        self.connection = connection
        self.address = address
        lastFailure = nil
        options.history.connected()
        backoff.succeeded()
        if wasConnected { past.reconnects += 1 }
        wasConnected = true
        events.connected(self)
        endIfOutdated()
    }

    private func finished(_ block: Block, _ error: PostgresError?) -> Bool {
        if let error, error.isRefusalOfStandby, options.writes {
            // The outcome is delivered before the connection goes.
            loop.schedule(after: .zero) { [weak self] in self?.end(error) }
        }
        return events.finished(block, error)
    }

    private func ended(_ error: PostgresError, _ blocks: [Block]) {
        past = counters
        connection = nil
        options.history.disconnected()
        scheduleAttempt()
        events.disconnected(error, blocks)
    }

    private func again(after error: PostgresError) {
        lastFailure = error
        scheduleAttempt()
        events.failed(error)
    }

    private func connectSoon() {
        retry?.cancel()
        retry = loop.schedule(after: .zero) { [weak self] in self?.connect() }
    }

    private func scheduleAttempt() {
        let wait = backoff.failed(chance: Double.random(in: 0..<1))
        retry = loop.schedule(after: .milliseconds(wait)) { [weak self] in self?.connect() }
    }
}
