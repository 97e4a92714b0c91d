package import EventLoop

/// A named set of connections on one loop, for one kind of work.
///
/// Lanes keep kinds of work from standing in each other's way: `point` for short reads, `analytic` for long ones,
/// `write` for transactions. A lane keeps its connections up by itself. It queues nothing but what has to be sent
/// again: whoever submits asks ``hasRoom`` first, and again when the loop has turned.
/// It belongs to its loop's thread, like everything that it calls.
package final class Lane {
    /// Whether the lane can answer, for `/health/ready`.
    package enum State: Equatable, Sendable {
        /// So many connections are up.
        case ready(connections: Int)
        /// None is up, and none was a moment ago: blocks wait. Leads to both others.
        case waiting
        /// None is up for longer than the grace period: blocks fail at once, for this reason.
        case unavailable(reason: String)
    }

    private let loop: Loop
    /// What it was made with.
    package let options: Options
    private var slots: [ConnectionSlot] = []
    private var availability: Availability
    private var retries = 0
    /// Blocks to be sent as soon as there is room.
    private var waiting = Queue<Block>()
    /// Blocks whose connection broke, to be sent again in a moment.
    private var broken = Queue<Block>()
    /// Blocks that have failed, to be told so in the next turn.
    private var failed = Queue<(block: Block, error: PostgresError)>()
    /// Askers for a connection of their own.
    private var waiters = Queue<(Result<Lease, PostgresError>) -> Void>()
    private var graceTimer: Timer?
    private var isFailingSoon = false
    private var isClosed = false

    /// Creates a lane, which begins to connect.
    ///
    /// - Parameters:
    ///   - loop: where everything happens.
    ///   - database: where to; the login must be one that may serve.
    ///   - options: see there.
    package init(loop: Loop, database: ConnectionString, options: Options) {
        self.loop = loop
        self.options = options
        availability = Availability(now: UInt64(loop.now), grace: options.limits.graceMilliseconds)
        for _ in 0..<max(options.connections, 1) {
            slots.append(
                ConnectionSlot(
                    loop: loop,
                    source: database,
                    options: options,
                    events: ConnectionSlot.Events(
                        connected: { [weak self] in self?.connected() },
                        disconnected: { [weak self] error, blocks in self?.disconnected(error, blocks) },
                        failed: { [weak self] error in
                            self?.availability.attemptFailed(reason: error.message)
                        },
                        progressed: { [weak self] in self?.progressed() }
                    )
                )
            )
        }
        startGrace()
    }

    deinit { close() }

    /// Closes all connections; blocks under way fail.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        graceTimer?.cancel()
        let error = PostgresError.connectionLost("the gateway is closing its connections")
        tellFailed()
        let blocks = slots.flatMap { $0.close() } + broken.removeAll() + waiting.removeAll()
        for block in blocks { block.complete(.failure(error)) }
        for waiter in waiters.removeAll() { waiter(.failure(error)) }
    }
}

// MARK: - Submitting

extension Lane {
    private var now: UInt64 { UInt64(loop.now) }

    /// Whether a block submitted now is sent, or fails, at once.
    package var hasRoom: Bool {
        guard waiting.isEmpty else { return false }
        return slots.contains(where: \.hasRoom) || availability.isUnavailable(now: now)
    }

    /// Sends a block on the connection with the fewest under way.
    ///
    /// Without room it waits for it, so ask ``hasRoom`` before. Its completion is never called from within this call.
    package func submit(_ block: Block) {
        if isClosed { return fail(block, .connectionLost("the gateway has closed its connections")) }
        if let error = block.refusal { return fail(block, error) }
        waiting.append(block)
        pump()
    }

    private func pump() {
        while !waiting.isEmpty, let connection = leastLoaded() {
            guard let block = waiting.removeFirst() else { return }
            guard !block.isCancelled else {
                fail(block, .cancelled)
                continue
            }
            block.attempts += 1
            connection.send(block)
        }
        while !waiters.isEmpty, let slot = slots.first(where: \.isFree), let connection = slot.connection {
            connection.isHeld = true
            waiters.removeFirst()?(.success(Lease(connection: connection, lane: self)))
        }
        if !waiting.isEmpty || !waiters.isEmpty { failSoonIfUnavailable() }
    }

    private func leastLoaded() -> Connection? {
        var best: Connection?
        for slot in slots {
            guard let connection = slot.connection, connection.hasRoom else { continue }
            if connection.blocksInFlight < best?.blocksInFlight ?? .max { best = connection }
        }
        return best
    }

    /// In the next turn, so that no completion is called from within `submit`.
    private func failSoonIfUnavailable() {
        guard availability.isUnavailable(now: now), !isFailingSoon else { return }
        isFailingSoon = true
        loop.schedule(after: .zero) { [weak self] in self?.failWaiting() }
    }

    private func failWaiting() {
        isFailingSoon = false
        guard availability.isUnavailable(now: now) else { return pump() }
        let error = PostgresError.unavailable("no connection to PostgreSQL: \(availability.lastReason)")
        for block in waiting.removeAll() { block.complete(.failure(error)) }
        for waiter in waiters.removeAll() { waiter(.failure(error)) }
    }

    /// Tells a block in the next turn, since its owner may be in the middle of something now.
    private func fail(_ block: Block, _ error: PostgresError) {
        failed.append((block, error))
        guard failed.count == 1 else { return }
        loop.schedule(after: .zero) { [weak self] in self?.tellFailed() }
    }

    private func tellFailed() {
        for (block, error) in failed.removeAll() { block.complete(.failure(error)) }
    }

    /// Calls back with a connection for the caller alone, for a transaction.
    package func lease(then completion: @escaping (Result<Lease, PostgresError>) -> Void) {
        waiters.append(completion)
        pump()
    }

    /// A lease has ended, or a cancellation.
    func released(_ connection: Connection) {
        connection.isHeld = false
        pump()
    }
}

// MARK: - Connections

extension Lane {
    private func progressed() {
        if !waiting.isEmpty || !waiters.isEmpty { pump() }
    }

    private func connected() {
        availability.connected()
        graceTimer?.cancel()
        graceTimer = nil
        pump()
    }

    private func disconnected(_ error: PostgresError, _ blocks: [Block]) {
        availability.disconnected(reason: error.message, now: now)
        if availability.connectionsUp == 0 { startGrace() }
        for block in blocks { retry(block, after: error) }
    }

    private func retry(_ block: Block, after error: PostgresError) {
        if block.isIdempotent, !block.isCancelled, block.attempts < options.limits.attempts {
            retries += 1
            // Names belong to a connection.
            block.failedNames = nil
            broken.append(block)
            retrySoon()
        } else {
            let reason = error.message
            fail(block, block.command == "COMMIT" ? .unknownCommit(reason) : .connectionLost(reason))
        }
    }

    /// A server that goes takes all connections with it, in no order: a block must not hop from one to the next.
    private func retrySoon() {
        guard broken.count == 1 else { return }
        loop.schedule(after: .milliseconds(options.limits.retryMilliseconds)) { [weak self] in
            guard let self else { return }
            for block in broken.removeAll() { waiting.append(block) }
            pump()
        }
    }

    /// When the grace period ends, those who wait are told.
    private func startGrace() {
        graceTimer?.cancel()
        graceTimer = loop.schedule(after: .milliseconds(options.limits.graceMilliseconds + 1)) {
            [weak self] in
            guard let self else { return }
            graceTimer = nil
            if availability.isUnavailable(now: now) { failWaiting() }
        }
    }
}

// MARK: - Cancelling

extension Lane {
    /// Asks PostgreSQL to end `block`, whose outcome nobody wants any more.
    ///
    /// Only the block that the server works on is interrupted, by a request sent off the loop, while its connection
    /// takes no other block: a request that comes late would end the next one. Others are dropped before they are
    /// sent, or run to their end. The completion is called in every case.
    package func cancel(_ block: Block) {
        guard !block.isCancelled else { return }
        block.isCancelled = true
        let slot = slots.first { $0.connection?.currentBlock === block }
        guard let connection = slot?.connection, !connection.isHeld, connection.blocksInFlight == 1 else {
            return
        }
        connection.isHeld = true
        interrupt(block, on: connection)
    }

    /// Sends the request, and again for as long as the block runs: one that overtakes the statement is lost.
    private func interrupt(_ block: Block, on connection: Connection) {
        guard connection.currentBlock === block, let cancellation = connection.cancellation else {
            return released(connection)
        }
        loop.work({ cancellation.send() }) { [weak self] _ in
            self?.loop.schedule(after: .milliseconds(20)) { self?.interrupt(block, on: connection) }
        }
    }
}

// MARK: - Observing

extension Lane {
    /// Whether the lane can answer.
    package var state: State {
        if availability.connectionsUp > 0 { return .ready(connections: availability.connectionsUp) }
        return availability.isUnavailable(now: now) ? .unavailable(reason: availability.lastReason) : .waiting
    }

    /// Blocks under way on all connections.
    package var blocksInFlight: Int { slots.reduce(0) { $0 + ($1.connection?.blocksInFlight ?? 0) } }

    /// How many wait for a connection of their own.
    package var waitingForLease: Int { waiters.count }

    /// What has been done since the start.
    package var counters: Counters {
        var sum = Counters()
        for slot in slots { sum += slot.counters }
        sum.retries = retries
        return sum
    }
}
