import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// Sends the batches of one loop to its connections.
final class BatchDispatcher {
    let queue: BatchQueue
    private let loop: Loop
    private let lanes: [(name: Planner.Lane, connections: Postgres.Lane)]
    private let databaseRoles: [Role]
    private let prepared = PreparedStatements()
    private let events: Events
    private var metrics: Metrics { events.metrics }
    /// Whether requests note how long their batches took.
    private let notesTimes: Bool
    /// Runs while batches wait, so that they expire even when nothing else happens on the loop.
    private var timer: EventLoop.Timer?
    /// Settings are cheap to make again; the bound is for some 20,000 identities.
    private let settings = ByteCache<SessionSettings>(bytes: 8 << 20)

    init(
        loop: Loop,
        point: Postgres.Lane,
        analytic: Postgres.Lane,
        roles: [Role],
        events: Events,
        notesTimes: Bool
    ) {
        self.loop = loop
        self.notesTimes = notesTimes
        lanes = [(.point, point), (.analytic, analytic)]
        databaseRoles = roles
        self.events = events
        var limits = BatchQueue.Limits()
        // What has waited for as long as it may run is late enough to be refused.
        for (name, lane) in lanes where lane.options.statementTimeout > .zero {
            limits.waitingTime[name] = lane.options.statementTimeout.nanoseconds
        }
        queue = BatchQueue(limits: limits, clock: { Loop.nanoseconds })
    }

    var pump: BatchPump {
        BatchPump(queue: queue) { [self] batch, error in failed(batch, error) }
    }

    /// Sends the batches for which there is room, and ends those that have waited for too long.
    func dispatch() {
        for (name, connections) in lanes where !queue.isEmpty(name) {
            while connections.hasRoom, let batch = queue.next(name) {
                let others = queue.companions(of: batch, name)
                if others.isEmpty {
                    send(batch, name, on: connections)
                } else {
                    sendTogether([batch] + others, name, on: connections)
                }
            }
            for batch in queue.expired(name) {
                metrics.expiredBatches.add()
                batch.failed(.waitedTooLong)
            }
        }
        guard timer == nil, lanes.contains(where: { !queue.isEmpty($0.name) }) else { return }
        timer = loop.schedule(after: .milliseconds(250)) { [weak self] in
            self?.timer = nil
            self?.dispatch()
        }
    }

    private func send(_ batch: Batch, _ name: Planner.Lane, on lane: Postgres.Lane) {
        _ = pump.send(batch) { batch, completion in submit(batch, name, on: lane, then: completion) }
    }

    private func submit(
        _ batch: Batch,
        _ name: Planner.Lane,
        on lane: Postgres.Lane,
        then completion: @escaping Block.Completion
    ) {
        let block = Block(
            statement: prepared(batch.key.statement, reading: batch.tables),
            parameters: parameters(of: batch),
            settings: settings(batch.key.identity),
            completion: observed(batch, name, completion)
        )
        batch.onAbandoned = { [weak lane, weak block] in if let block { lane?.cancel(block) } }
        lane.submit(block)
    }

    /// Counts `batch`, which leaves now, and what comes of it.
    func observed(
        _ batch: Batch,
        _ name: Planner.Lane,
        _ completion: @escaping Block.Completion
    ) -> Block.Completion {
        metrics.batches.add()
        metrics.batchedSteps.add(batch.waiterCount)
        metrics.batchedKeys.add(batch.keyCount)
        metrics.waitTime[name].observe(nanoseconds: batch.leftAt &- batch.openedAt)
        return { [self] result in
            batch.onAbandoned = nil
            batch.endedAt = Loop.nanoseconds
            metrics.runTime[name].observe(nanoseconds: batch.endedAt &- batch.leftAt)
            if notesTimes { batch.noteTimes() }
            if case .success(let rows) = result { metrics.rows.add(rows.rowCount) }
            completion(result)
        }
    }

    /// Runs `batch` of another queue on the lane of its statement, where it may wait for room.
    func run(_ batch: Batch, then completion: @escaping Block.Completion) {
        let lane = lanes.first { $0.name == batch.key.statement.lane } ?? lanes[0]
        lane.connections.submit(
            Block(
                statement: prepared(batch.key.statement, reading: batch.tables),
                parameters: parameters(of: batch),
                settings: settings(batch.key.identity),
                completion: completion
            )
        )
    }

    private func failed(_ batch: Batch, _ error: PostgresError) {
        if batch.waiterCount == 0 { return }
        if batch.waiterCount > 1 && batch.hasKeys && !error.isIndependentOfKeys {
            // The keys of one request are the cause; each runs again alone, once, so that only that one gets the error.
            metrics.splitBatches.add()
            for part in batch.split() { queue.retry(part) }
            return
        }
        let failure =
            error.isConflict
            ? events.errors.error(forRead: error) : events.failure(error, of: batch.key.statement)
        batch.failed(failure, isMisfit: error.mayMeanChangedCatalog)
    }

    /// What is sent with the statement of `batch`.
    func parameters(of batch: Batch) -> ParameterList {
        var parameters = ParameterList()
        for value in batch.parameters() {
            if let value { parameters.append(bytes: value) } else { parameters.appendNull() }
        }
        return parameters
    }

    /// `statement` as connections know it.
    func prepared(_ statement: Statement, reading tables: Set<UInt32> = []) -> PreparedStatement {
        prepared.prepared(statement, role: databaseRoles[statement.role].database, tables: tables)
    }

    /// The settings of a transaction of `identity` that writes.
    func writeSettings(_ identity: Identity) -> SessionSettings { makeSettings(identity, isReadOnly: false) }

    /// The settings where a transaction that writes goes on as `identity`, and was begun as another: absent claims are reset.
    func changedSettings(_ identity: Identity) -> SessionSettings {
        makeSettings(identity, isReadOnly: false, resetsAbsent: true)
    }

    private func makeSettings(
        _ identity: Identity,
        isReadOnly: Bool,
        resetsAbsent: Bool = false
    ) -> SessionSettings {
        let role = databaseRoles[identity.role]
        var claims: [(name: String, value: String)] = []
        for (declaration, value) in zip(role.claims, identity.claims) {
            let absent = resetsAbsent ? declaration.absentValue : nil
            if let value = value ?? absent { claims.append((declaration.setting, value)) }
        }
        return SessionSettings(role: role.database, claims: claims, isReadOnly: isReadOnly)
    }

    /// The settings of a read of `identity`.
    func settings(_ identity: Identity) -> SessionSettings {
        if let known = settings.value(for: identity.key) { return known }
        let made = makeSettings(identity, isReadOnly: true)
        // The key has the bytes of the claims, which the settings hold once more, with their names.
        settings.set(made, for: identity.key, bytes: identity.key.count * 2 + 256)
        return made
    }
}

extension PostgresError {
    /// Whether no key that a batch looks up can be the cause: the statement itself, or something outside of it, is.
    fileprivate var isIndependentOfKeys: Bool {
        isIndependentOfValues || mayMeanChangedCatalog && sqlState != "42501"
    }

    /// Whether it is what statements meet after a table, column, type, function or grant has changed under them.
    var mayMeanChangedCatalog: Bool {
        ["42703", "42P01", "42883", "42804", "42501"].contains(sqlState) || requiresNewPreparation
    }
}

extension GraphQLError {
    fileprivate static var waitedTooLong: GraphQLError {
        GraphQLError(
            "The database had no time for this within the time limit; try again in a moment.",
            code: .timeout
        )
    }
}

extension Duration {
    fileprivate var nanoseconds: UInt64 {
        let (seconds, attoseconds) = components
        return UInt64(max(seconds, 0)) &* 1_000_000_000 &+ UInt64(max(attoseconds, 0) / 1_000_000_000)
    }
}
