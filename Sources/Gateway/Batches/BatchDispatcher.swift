import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// Sends the batches of one loop to its connections.
final class BatchDispatcher {
    let queue = BatchQueue(clock: { Loop.nanoseconds })
    private let lanes: [(name: Planner.Lane, connections: Postgres.Lane)]
    private let databaseRoles: [Role]
    private let prepared = PreparedStatements()
    private let events: Events
    private var metrics: Metrics { events.metrics }
    /// Whether each request is told how long its batches took.
    private let notesTimes: Bool
    private var settings: [Identity: SessionSettings] = [:]
    /// Settings are cheap to make again; this bounds what a crowd of clients leaves behind.
    private static let maximumSettings = 20_000

    init(
        point: Postgres.Lane,
        analytic: Postgres.Lane,
        roles: [Role],
        events: Events,
        notesTimes: Bool
    ) {
        self.notesTimes = notesTimes
        lanes = [(.point, point), (.analytic, analytic)]
        databaseRoles = roles
        self.events = events
    }

    /// Sends every batch that a connection can take.
    func dispatch() {
        for (name, connections) in lanes where !queue.isEmpty(name) {
            while connections.hasRoom, let batch = queue.next(name) {
                send(batch, name, on: connections)
            }
        }
    }

    private func send(_ batch: Batch, _ name: Planner.Lane, on lane: Postgres.Lane) {
        guard !batch.isEmpty else {
            queue.finished(batch)
            batch.receivedNothing()
            return
        }
        metrics.batches.add()
        metrics.batchedSteps.add(batch.askerCount)
        metrics.batchedKeys.add(batch.keyCount)
        batch.leftAt = Loop.nanoseconds
        metrics.waitTime[name].observe(nanoseconds: batch.leftAt &- batch.openedAt)
        lane.submit(
            Block(
                statement: prepared(batch.key.statement),
                parameters: parameters(of: batch),
                settings: settings(batch.key.identity)
            ) { [self] result in
                batch.endedAt = Loop.nanoseconds
                metrics.runTime[name].observe(nanoseconds: batch.endedAt &- batch.leftAt)
                if notesTimes { batch.noteTimes() }
                finished(batch, result)
            }
        )
    }

    /// Runs `batch` of another queue on the lane of its statement, where it may wait for room.
    func run(_ batch: Batch, then completion: @escaping Block.Completion) {
        let lane = lanes.first { $0.name == batch.key.statement.lane } ?? lanes[0]
        lane.connections.submit(
            Block(
                statement: prepared(batch.key.statement),
                parameters: parameters(of: batch),
                settings: settings(batch.key.identity),
                completion: completion
            )
        )
    }

    private func finished(_ batch: Batch, _ result: Result<RowSet, PostgresError>) {
        queue.finished(batch)
        switch result {
        case .success(let rows):
            metrics.rows.add(rows.rowCount)
            batch.received(rows)
        case .failure(let error) where batch.askerCount > 1 && !error.isConnectionLoss:
            // One of them is guilty; each runs again by itself, once, so that only that one sees the error.
            metrics.splitBatches.add()
            for part in batch.split() { queue.retry(part) }
        case .failure(let error):
            batch.failed(events.failure(error, of: batch.key.statement))
        }
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
    func prepared(_ statement: Statement) -> PreparedStatement {
        prepared.prepared(statement, role: databaseRoles[statement.role].database)
    }

    /// What is set for a transaction of `identity` that writes.
    func writeSettings(_ identity: Identity) -> SessionSettings { makeSettings(identity, isReadOnly: false) }

    /// What is set where a transaction that writes goes on as `identity`, and was begun as another: what that one had is emptied.
    func changedSettings(_ identity: Identity) -> SessionSettings {
        makeSettings(identity, isReadOnly: false, absent: "")
    }

    private func makeSettings(
        _ identity: Identity,
        isReadOnly: Bool,
        absent: String? = nil
    ) -> SessionSettings {
        let role = databaseRoles[identity.role]
        var claims: [(name: String, value: String)] = []
        for (declaration, value) in zip(role.claims, identity.claims) {
            if let value = value ?? absent { claims.append((declaration.setting, value)) }
        }
        return SessionSettings(role: role.database, claims: claims, isReadOnly: isReadOnly)
    }

    /// What is set for a read of `identity`.
    func settings(_ identity: Identity) -> SessionSettings {
        if let known = settings[identity] { return known }
        let made = makeSettings(identity, isReadOnly: true)
        if settings.count >= Self.maximumSettings { settings.removeAll(keepingCapacity: true) }
        settings[identity] = made
        return made
    }
}
