import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// What all mutations of one loop share.
struct MutationContext {
    let loop: Loop
    /// The connections of mutations.
    let lane: Postgres.Lane
    let dispatcher: Dispatcher
    let metrics: Metrics
    let log: Log
    var limits = MutationLimits()
}

/// Bounds on mutations.
struct MutationLimits {
    /// How often a transaction is tried that conflicts with others (serialization failures, deadlocks): what conflicts
    /// three times is better told.
    var attempts = 3
    /// Milliseconds before the second attempt, at most; doubled for each one after, and drawn by lot, so that those who
    /// collided do not collide again.
    var retryMilliseconds = 20
}

/// One field of a mutation as one transaction: called, committed, and tried again where it conflicts with others.
final class MutationTransaction {
    /// What the function returned, and the connection to read on.
    struct Answer {
        var rows: RowSet
        fileprivate let lease: Lease

        /// Reads more on the transaction's connection: as a read of its own after the commit, or inside of a dry run.
        func read(_ batch: Batch, _ dispatcher: Dispatcher, then completion: @escaping Block.Completion) {
            let statement = dispatcher.prepared(batch.key.statement)
            let parameters = dispatcher.parameters(of: batch)
            if lease.isInTransaction { return lease.execute(statement, parameters, then: completion) }
            let settings = dispatcher.settings(batch.key.identity)
            lease.submit(
                Block(
                    statement: statement,
                    parameters: parameters,
                    settings: settings,
                    completion: completion
                )
            )
        }

        /// Ends the transaction of a dry run, and gives the connection back.
        func end() { lease.release() }
    }

    private let call: MutationCall
    private let batch: Batch
    private let principal: Principal
    private let context: MutationContext
    private let ended: (Result<Answer, GraphQLError>) -> Void
    private var attempts = 0
    /// The transaction's connection, while there is one.
    private var lease: Lease?

    init(
        _ call: MutationCall,
        _ batch: Batch,
        _ principal: Principal,
        _ context: MutationContext,
        ended: @escaping (Result<Answer, GraphQLError>) -> Void
    ) {
        self.call = call
        self.batch = batch
        self.principal = principal
        self.context = context
        self.ended = ended
    }

    func start() {
        attempts += 1
        context.lane.lease { [self] result in
            switch result {
            case .success(let lease):
                self.lease = lease
                begin(lease)
            case .failure(let error): fail(error)
            }
        }
    }

    private func begin(_ lease: Lease) {
        lease.begin(context.dispatcher.writeSettings(batch.key.identity)) { [self] result in
            if case .failure(let error) = result { fail(error) }
        }
        let dispatcher = context.dispatcher
        lease.execute(dispatcher.prepared(batch.key.statement), dispatcher.parameters(of: batch)) {
            [self] result in
            // Where the beginning failed, that has been told.
            guard self.lease != nil else { return }
            switch result {
            case .success(let rows): called(rows, lease)
            case .failure(let error): fail(error)
            }
        }
    }

    private func called(_ rows: RowSet, _ lease: Lease) {
        if call.isDryRun { return answer(rows, lease) }
        lease.commit { [self] result in
            switch result {
            case .success: answer(rows, lease)
            case .failure(let error): fail(error)
            }
        }
    }

    private func answer(_ rows: RowSet, _ lease: Lease) {
        self.lease = nil
        ended(.success(Answer(rows: rows, lease: lease)))
    }

    private func fail(_ error: PostgresError) {
        lease?.release()
        lease = nil
        if error.isConflictInTime, attempts < context.limits.attempts {
            let longest = context.limits.retryMilliseconds << (attempts - 1)
            context.loop.schedule(after: .milliseconds(Int.random(in: 0...longest))) { [self] in start() }
            return
        }
        if !error.isRule { context.log.databaseError(error, statement: batch.key.statement.text) }
        ended(.failure(DatabaseErrors.error(for: error)))
    }
}

extension PostgresError {
    /// Whether the transaction lost against another one, and may succeed when it runs again.
    var isConflictInTime: Bool { sqlState == "40001" || sqlState == "40P01" }
}
