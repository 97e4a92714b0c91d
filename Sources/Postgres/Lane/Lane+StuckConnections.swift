import Bytes
import EventLoop

/// What is done about a block that runs for long: the others must not wait for it.
extension Lane {
    /// A connection's head is old: the blocks after it go elsewhere, and PostgreSQL says whether it waits for a lock.
    func stuck(_ slot: ConnectionSlot) {
        guard let connection = slot.connection else { return }
        if !connection.isHeld {
            let moved = connection.withdraw()
            ownCounters.moved += moved.count
            let rest = waiting.removeAll()
            for block in moved + rest { waiting.append(block) }
            findLocks(of: connection)
            pump()
        }
        loop.schedule(after: .milliseconds(options.limits.probeMilliseconds)) {
            [weak self, weak connection] in
            guard let self, let connection, slot.connection === connection else { return }
            probe(slot)
        }
    }

    // MARK: Locks

    private static let locks = PreparedStatement(
        sql: """
            SELECT l.relation FROM pg_catalog.pg_locks l
            WHERE l.pid = $1 AND NOT l.granted AND l.relation IS NOT NULL
            """,
        parameterTypes: [23],
        role: nil,
        // It reads no table that could be locked.
        tables: [0]
    )

    private func findLocks(of connection: Connection) {
        guard options.spareConnections > 0, let head = connection.currentBlock else { return }
        let tables = head.statement?.tables ?? []
        lockedTables.suspect(tables, now: loop.now, for: options.limits.oldHeadMilliseconds)
        var parameters = ParameterList()
        parameters.append(integer: connection.serverProcess)
        let block = Block(statement: Self.locks, parameters: parameters, settings: nil) {
            [weak self, weak connection, weak head] result in
            guard let self else { return }
            lockedTables.endSuspicion(of: tables)
            defer { sendLocked() }
            guard let connection, let head, connection.currentBlock === head, case .success(let rows) = result
            else { return }
            for row in 0..<rows.rowCount {
                let bytes = rows[row, 0].copy ?? []
                let table = bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                lockedTables.found(table, now: loop.now)
            }
        }
        waiting.prepend(block)
    }

    /// Whether `block` reads a locked table, and another block is finding out already when the lock is gone.
    ///
    /// A statement whose tables are unknown may read any.
    func isBehindLock(_ block: Block) -> Bool {
        guard let tables = block.statement?.tables, !lockedTables.isEmpty,
            lockedTables.contains(tables, now: loop.now)
        else { return false }
        return allSlots.contains { slot in
            slot.connection?.blocks.contains { other in
                guard let others = other.statement?.tables, !other.isLeftBehind else { return false }
                return others.isEmpty ? tables.isEmpty : !others.isDisjoint(with: tables)
            } ?? false
        }
    }

    /// A block waits for a lock as long here as it would in PostgreSQL.
    func wait(forLockOn block: Block) {
        let time = Int(Options.milliseconds(options.lockTimeout))
        if block.lockDeadline == nil { block.lockDeadline = loop.now + time }
        locked.append(block)
        guard lockTimer == nil else { return }
        let pause = Duration.milliseconds(options.limits.oldHeadMilliseconds)
        lockTimer = loop.schedule(after: pause, repeating: pause) { [weak self] in self?.sendLocked() }
    }

    /// Ends those that have waited for their time, and lets the others try again.
    func sendLocked() {
        let blocks = locked
        locked = []
        for block in blocks {
            if block.isCancelled {
                fail(block, .cancelled)
            } else if let deadline = block.lockDeadline, deadline <= loop.now {
                fail(block, .lockNotAvailable)
            } else {
                waiting.append(block)
            }
        }
        pump()
        if locked.isEmpty {
            lockTimer?.cancel()
            lockTimer = nil
        }
    }

    // MARK: Silent servers

    /// Connects to the server of a connection that owes an answer: one that does not let us in is given up.
    ///
    /// The system's network accepts connections for a process that is stopped, so that nothing else shows it.
    private func probe(_ slot: ConnectionSlot) {
        guard let connection = slot.connection, connection.isStuck, let address = slot.address,
            probes[address] == nil
        else { return }
        let start = loop.now
        let source = options.database()
        let probe = Connector(
            loop: loop,
            request: Connector.Request(
                source: source,
                overrides: options.keywords(for: source),
                question: ServerOptions.question(isReadOnly: true),
                only: address
            ),
            limits: options.limits
        ) { [weak self] _, _, error in
            guard let self else { return }
            probes[address] = nil
            guard let error, error.isSilence else { return }
            options.onEvent(.silent(address.description))
            for slot in allSlots where slot.address == address {
                if slot.connection?.isSilent(since: start) == true { slot.end(error) }
            }
        }
        probes[address] = probe
        probe.start()
    }
}

// MARK: - Cancelling

extension Lane {
    /// Drops `block`, which has no waiter any more, or asks PostgreSQL to end it.
    ///
    /// Only the block that the server works on is interrupted, by a request sent off the loop, while its connection
    /// takes no other block: a request that comes late would end the next one. Others are dropped before they are
    /// sent, or run to their end. The completion is called in every case.
    package func cancel(_ block: Block) {
        guard !block.isCancelled else { return }
        block.isCancelled = true
        guard options.cancelsStatements else { return }
        let slot = allSlots.first { $0.connection?.currentBlock === block }
        guard let connection = slot?.connection, !connection.isHeld, connection.blocksInFlight == 1 else {
            return
        }
        connection.isHeld = true
        ownCounters.cancelled += 1
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
