package import EventLoop

/// A named set of connections on one loop, for one kind of work.
///
/// Lanes keep kinds of work apart: `point` for short reads, `analytic` for long ones, `write` for transactions. A lane keeps
/// its connections up by itself. It queues only what has to be sent again, and what waits for a lock: callers check
/// ``hasRoom`` before they submit, and again when the loop has turned.
/// It belongs to its loop's thread, like everything that it calls.
package final class Lane {
    /// Whether the lane can answer, for `/health/ready`.
    package enum State: Equatable, Sendable {
        /// So many connections are up.
        case ready(connections: Int)
        /// None is up, and one was a moment ago: blocks wait. Leads to both others.
        case waiting
        /// None is up for longer than the grace period: blocks fail at once, for this reason.
        case unavailable(reason: String)
    }

    let loop: Loop
    /// What it was made with.
    package internal(set) var options: Options
    var slots: [ConnectionSlot] = []
    /// Connections beyond the wanted ones, while all of those run old blocks.
    var spares: [ConnectionSlot] = []
    var spareTimer: Timer?
    var availability: Availability
    /// What slots do not count: retries, moves, cancellations, and the work of former spare connections.
    var ownCounters = TrafficCounters()
    /// Blocks to be sent as soon as there is room.
    var waiting = Queue<Block>()
    /// Blocks that wait for a lock on a table that they read, by time.
    var locked: [Block] = []
    var lockedTables: LockedTables
    var lockTimer: Timer?
    /// Blocks whose connection broke, to be sent again in a moment.
    var broken = Queue<Block>()
    /// Blocks that have failed, whose completions are called in the next turn.
    private var failed = Queue<(block: Block, error: PostgresError)>()
    /// Callers that wait for a connection of their own.
    private var waiters = Queue<(id: Int, body: (Result<Lease, PostgresError>) -> Void)>()
    private var lastWaiter = 0
    var graceTimer: Timer?
    private var isFailingSoon = false
    var isSettled = false
    /// Searches for a sign of life of a silent server, by its address.
    var probes: [ServerAddress: Connector] = [:]
    var servers: Set<String> = []
    private(set) var isClosed = false

    /// Creates a lane, which begins to connect.
    package init(loop: Loop, options: Options) {
        self.loop = loop
        self.options = options
        availability = Availability(now: UInt64(loop.now), grace: options.limits.graceMilliseconds)
        lockedTables = LockedTables(
            memory: Int(Options.milliseconds(options.lockTimeout)) + options.limits.oldHeadMilliseconds
        )
        addSlot()
        // Where the login may have few connections, each lane gets its first one before another lane gets its second one.
        for number in 1..<max(options.connections, 1) {
            loop.schedule(after: .milliseconds(options.limits.connectionSpacingMilliseconds * number)) {
                [weak self] in
                if let self, !isClosed { addSlot() }
            }
        }
        startGrace()
    }

    deinit { close() }

    /// Closes all connections; blocks under way fail.
    package func close() {
        guard !isClosed else { return }
        isClosed = true
        for timer in [graceTimer, spareTimer, lockTimer] { timer?.cancel() }
        for probe in probes.values { probe.close() }
        let error = PostgresError.connectionLost("the gateway is closing its connections")
        deliverFailures()
        let sent = (slots + spares).flatMap { $0.close() }
        for block in sent + broken.removeAll() + waiting.removeAll() + locked {
            block.complete(.failure(error))
        }
        locked = []
        for waiter in waiters.removeAll() { waiter.body(.failure(error)) }
    }
}

// MARK: - Submitting

extension Lane {
    var now: UInt64 { UInt64(loop.now) }

    /// Every slot, also those of spare connections.
    var allSlots: [ConnectionSlot] { spares.isEmpty ? slots : slots + spares }

    /// Whether a block submitted now is sent, waits for a lock, or fails, at once.
    package var hasRoom: Bool {
        // A lease waits until a connection is free, which none would be if blocks went on.
        guard waiting.isEmpty, waiters.isEmpty else { return false }
        return allSlots.contains(where: \.hasRoom) || availability.isUnavailable(now: now)
    }

    /// Sends a block on the connection with the fewest under way.
    ///
    /// Without room it waits, so check ``hasRoom`` before. Its completion is never called from within this call.
    package func submit(_ block: Block) {
        if isClosed { return fail(block, .connectionLost("the gateway has closed its connections")) }
        if let error = block.refusal { return fail(block, error) }
        waiting.append(block)
        pump()
    }

    func pump() {
        leaveOldTimelines()
        while !waiting.isEmpty, let connection = leastLoaded() {
            guard let block = waiting.removeFirst() else { return }
            if block.isCancelled {
                fail(block, .cancelled)
            } else if isBehindLock(block) {
                wait(forLockOn: block)
            } else {
                block.attempts += 1
                connection.send(block)
            }
        }
        while !waiters.isEmpty, let slot = slots.first(where: \.isFree), let connection = slot.connection {
            connection.isHeld = true
            waiters.removeFirst()?.body(.success(Lease(connection: connection, lane: self)))
        }
        if !waiting.isEmpty { wantSpare() }
        if !waiting.isEmpty || !waiters.isEmpty { failSoonIfUnavailable() }
    }

    private func leastLoaded() -> Connection? {
        var best: Connection?
        for slot in allSlots {
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

    func failWaiting() {
        isFailingSoon = false
        guard availability.isUnavailable(now: now) else { return pump() }
        let error = PostgresError.unavailable("no connection to PostgreSQL: \(availability.lastReason)")
        for block in waiting.removeAll() + locked { block.complete(.failure(error)) }
        locked = []
        for waiter in waiters.removeAll() { waiter.body(.failure(error)) }
    }

    /// Completes a block in the next turn, since its owner may be in the middle of something now.
    func fail(_ block: Block, _ error: PostgresError) {
        failed.append((block, error))
        guard failed.count == 1 else { return }
        loop.schedule(after: .zero) { [weak self] in self?.deliverFailures() }
    }

    private func deliverFailures() {
        for (block, error) in failed.removeAll() { block.complete(.failure(error)) }
    }

    /// Calls back with a connection for the caller alone, for a transaction.
    ///
    /// - Parameter patience: milliseconds after which a caller that still waits gets an error; `nil` is never.
    package func lease(
        patience: UInt64? = nil,
        then completion: @escaping (Result<Lease, PostgresError>) -> Void
    ) {
        lastWaiter += 1
        let id = lastWaiter
        waiters.append((id, completion))
        pump()
        guard let patience, waiters.contains(where: { $0.id == id }) else { return }
        loop.schedule(after: .milliseconds(patience)) { [weak self] in
            self?.waiters.remove(where: { $0.id == id })?.body(
                .failure(.noConnectionFree(milliseconds: patience))
            )
        }
    }

    /// A lease has ended, or a cancellation.
    func released(_ connection: Connection) {
        connection.isHeld = false
        pump()
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
    package var blocksInFlight: Int { allSlots.reduce(0) { $0 + ($1.connection?.blocksInFlight ?? 0) } }

    /// How many wait for a connection of their own.
    package var waitingForLease: Int { waiters.count }

    /// What has been done since the start.
    package var counters: TrafficCounters {
        allSlots.reduce(into: ownCounters) { $0 += $1.counters }
    }
}
