import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// One field of a mutation as one transaction: called, committed, and tried again where it conflicts with others.
///
/// With an idempotency key the effect is claimed first and its answer kept last, in the same transaction, so that both are
/// there or neither is; and where the connection breaks while that is committed, the claim of the next attempt says which.
final class MutationTransaction {
    /// What the function returned, and the connection to read on.
    struct Answer {
        var rows: RowSet
        fileprivate let lease: Lease

        /// Reads more on the transaction's connection: as a read of its own after the commit, or inside of a dry run.
        func read(_ batch: Batch, _ dispatcher: BatchDispatcher, then completion: @escaping Block.Completion)
        {
            ask(
                dispatcher.prepared(batch.key.statement),
                dispatcher.parameters(of: batch),
                dispatcher.settings(batch.key.identity),
                elsewhere: { dispatcher.run(batch, then: completion) },
                then: completion
            )
        }

        /// Asks who `principal` is now: what was changed may have changed the claims that the database derives.
        func renew(
            _ principal: Principal,
            _ context: MutationContext,
            then body: @escaping ClaimResolver.Body
        ) {
            guard let question = context.claims.question(principal) else { return body(.success(principal)) }
            ask(
                question.statement,
                question.parameters,
                question.settings,
                elsewhere: { context.claims.resolve(principal, body) },
                then: { result in
                    switch result {
                    case .success(let rows):
                        goOn(as: question.principal(in: rows), after: principal, context, then: body)
                    case .failure(let error):
                        context.events.statementFailed(error, question.statement.sql)
                        body(.failure(DatabaseErrors.error(for: error)))
                    }
                }
            )
        }

        /// A dry run reads on in its transaction, which was begun as `former`.
        private func goOn(
            as principal: Principal,
            after former: Principal,
            _ context: MutationContext,
            then body: @escaping ClaimResolver.Body
        ) {
            guard lease.isInTransaction, principal !== former else { return body(.success(principal)) }
            lease.set(context.dispatcher.changedSettings(principal.identity(seeing: .all))) { result in
                body(result.map { _ in principal }.mapError(DatabaseErrors.error))
            }
        }

        /// What is committed can be read `elsewhere`, where that connection breaks.
        private func ask(
            _ statement: PreparedStatement,
            _ parameters: ParameterList,
            _ settings: SessionSettings,
            elsewhere: @escaping () -> Void,
            then completion: @escaping Block.Completion
        ) {
            if lease.isInTransaction { return lease.execute(statement, parameters, then: completion) }
            lease.submit(
                Block(statement: statement, parameters: parameters, settings: settings) { result in
                    if case .failure(let error) = result, error.isConnectionLoss { return elsewhere() }
                    completion(result)
                }
            )
        }

        /// Ends the transaction of a dry run, and gives the connection back.
        func end() { lease.release() }
    }

    private let call: MutationCall
    private let batch: Batch
    /// `nil` without a key, and for a dry run, which has no effect.
    private let effect: IdempotencyStore.Effect?
    private let context: MutationContext
    private let ended: (Result<Answer, GraphQLError>) -> Void
    private var attempts = 0
    /// Whether a commit was sent whose answer was lost, and nobody has found out yet.
    private var isInDoubt = false
    /// How often the database was asked.
    private var inquiries = 0
    /// The transaction's connection, while there is one.
    private var lease: Lease?

    /// Creates the transaction of `call`, whose statement and arguments are in `batch`.
    init(
        _ call: MutationCall,
        _ batch: Batch,
        _ effect: IdempotencyStore.Effect?,
        _ context: MutationContext,
        ended: @escaping (Result<Answer, GraphQLError>) -> Void
    ) {
        self.call = call
        self.batch = batch
        self.effect = effect
        self.context = context
        self.ended = ended
    }

    /// Waits for a connection and begins.
    func start() {
        guard isInDoubt || context.lane.waitingForLease < context.limits.waiting else {
            return end(.failure(.busy))
        }
        context.lane.lease { [self] result in
            switch result {
            case .success(let lease):
                self.lease = lease
                batch.leftAt = Loop.nanoseconds
                context.events.metrics.waitTime[.write].observe(nanoseconds: batch.leftAt &- batch.openedAt)
                begin(lease)
            case .failure(let error): fail(error)
            }
        }
    }

    private func begin(_ lease: Lease) {
        lease.begin(context.dispatcher.writeSettings(batch.key.identity))
        guard let effect else { return call(on: lease) }
        let (statement, parameters) = context.store.claim(effect)
        lease.execute(statement, parameters) { [self] result in
            switch result {
            case .success(let rows): claimed(context.store.claim(in: rows), lease)
            case .failure(let error) where error.isMissingStore && !isInDoubt: end(.failure(.missingStore))
            case .failure(let error): fail(error)
            }
        }
    }

    private func claimed(_ claim: IdempotencyStore.Claim, _ lease: Lease) {
        switch claim {
        case .new:
            // What was in doubt did not happen.
            isInDoubt = false
            call(on: lease)
        case .other: end(.failure(.otherInput))
        case .refused(let error): end(.failure(DatabaseErrors.error(for: error)))
        case .answered(nil) where call.isItemColumn == nil:
            lease.rollBack()
            answer(RowSet(columnCount: 0, rows: []), lease)
        case .answered(let stored):
            lease.rollBack()
            var parameters = ParameterList()
            if let stored { parameters.append(bytes: stored) } else { parameters.appendNull() }
            lease.submit(
                Block(
                    statement: context.dispatcher.prepared(call.replay),
                    parameters: parameters,
                    settings: context.dispatcher.settings(batch.key.identity)
                ) { [self] result in
                    switch result {
                    case .success(let rows): answer(rows, lease)
                    case .failure(let error): fail(error)
                    }
                }
            )
        }
    }

    // MARK: The call

    private func call(on lease: Lease) {
        let statement = context.dispatcher.prepared(batch.key.statement)
        let parameters = context.dispatcher.parameters(of: batch)
        let completion: Block.Completion = { [self] result in
            switch result {
            case .success(let rows): called(rows, lease)
            case .failure(let error): refused(error, lease)
            }
        }
        if effect == nil && !call.isDryRun { return lease.execute(statement, parameters, then: completion) }
        lease.attempt(statement, parameters, then: completion)
    }

    private func called(_ rows: RowSet, _ lease: Lease) {
        if let limit = batch.limitExceeded(by: rows) { return end(.failure(.tooManyRows(limit))) }
        if call.isDryRun { return answer(rows, lease) }
        keep({ [call] in $0.keep($1, answer: call.stored(rows)) }, lease) {
            [self] in
            answer(rows, lease)
        }
    }

    private func refused(_ error: PostgresError, _ lease: Lease) {
        guard effect != nil, error.isAnswer, lease.isInTransaction else { return fail(error) }
        keep({ $0.keep($1, refusal: error) }, lease) { [self] in
            end(.failure(DatabaseErrors.error(for: error)))
        }
    }

    /// Keeps the answer where there is a key, and commits.
    private func keep(
        _ statement: (IdempotencyStore, IdempotencyStore.Effect) -> (PreparedStatement, ParameterList),
        _ lease: Lease,
        then body: @escaping () -> Void
    ) {
        if let effect {
            let (statement, parameters) = statement(context.store, effect)
            lease.execute(statement, parameters) { [self] result in
                switch result {
                case .success: commit(lease, then: body)
                case .failure(let error): fail(error)
                }
            }
        } else {
            commit(lease, then: body)
        }
    }

    private func commit(_ lease: Lease, then body: @escaping () -> Void) {
        lease.commit { [self] result in
            switch result {
            case .success: body()
            case .failure(let error):
                isInDoubt = error.sqlState == "08007" && effect != nil
                fail(error)
            }
        }
    }

    // MARK: The end

    private func answer(_ rows: RowSet, _ lease: Lease) {
        self.lease = nil
        noteEnd()
        ended(.success(Answer(rows: rows, lease: lease)))
    }

    private func noteEnd() {
        batch.endedAt = Loop.nanoseconds
        context.events.metrics.runTime[.write].observe(nanoseconds: batch.endedAt &- batch.leftAt)
    }

    private func end(_ outcome: Result<Answer, GraphQLError>) {
        release()
        ended(outcome)
    }

    private func fail(_ error: PostgresError) {
        release()
        if isInDoubt { return inquire() }
        if error.isConflictInTime || error.asksToPrepareAgain, attempts + 1 < context.limits.attempts {
            attempts += 1
            let longest = context.limits.retryMilliseconds << attempts
            return again(after: Int.random(in: 0...longest))
        }
        if !error.isRule { context.events.statementFailed(error, batch.key.statement.text) }
        end(.failure(DatabaseErrors.error(for: error)))
    }

    /// Asks for what the key names, on another connection.
    private func inquire() {
        guard inquiries < context.limits.inquiries else {
            return end(.failure(.inDoubt))
        }
        inquiries += 1
        again(after: context.limits.inquiryMilliseconds << (inquiries - 1))
    }

    private func release() {
        guard let lease else { return }
        noteEnd()
        lease.release()
        self.lease = nil
    }

    private func again(after milliseconds: Int) {
        context.loop.schedule(after: .milliseconds(milliseconds)) { [self] in start() }
    }
}

extension PostgresError {
    /// Whether the transaction lost against another one, and may succeed when it runs again.
    var isConflictInTime: Bool { sqlState == "40001" || sqlState == "40P01" }
}

extension GraphQLError {
    fileprivate static var inDoubt: GraphQLError {
        GraphQLError(
            "The connection broke while this was being committed, and the database cannot be asked whether it happened: "
                + "send it again with the same idempotency key.",
            code: .commitUnknown
        )
    }

    fileprivate static var busy: GraphQLError {
        GraphQLError("Too many changes wait for their turn; try again in a moment.", code: .rateLimited)
    }

    fileprivate static func tooManyRows(_ limit: Int) -> GraphQLError {
        GraphQLError(
            "The function returned more than \(limit) rows; what it changed was rolled back.",
            code: .limitExceeded
        )
    }

    fileprivate static var otherInput: GraphQLError {
        GraphQLError(
            "This idempotency key was used with another input; take a new key for what is new.",
            code: .conflict
        )
    }

    fileprivate static var missingStore: GraphQLError {
        GraphQLError(
            "This database keeps no idempotency keys: ask without one, or let its owner apply 0008_idempotency.sql.",
            code: .badRequest
        )
    }
}
