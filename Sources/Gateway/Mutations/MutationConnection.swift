import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// The connection of a mutation's transaction, and what is read on it: as a read of its own after the commit, or inside of
/// the transaction of a dry run.
struct MutationConnection {
    let lease: Lease
    let context: MutationContext

    /// Runs the statement of `batch`.
    func run(_ batch: Batch, then completion: @escaping Block.Completion) {
        let dispatcher = context.dispatcher
        read(
            dispatcher.prepared(batch.key.statement),
            dispatcher.parameters(of: batch),
            dispatcher.settings(batch.key.identity),
            elsewhere: { dispatcher.run(batch, then: completion) },
            then: completion
        )
    }

    /// The rows that `call` returned before, of what was stored of them.
    func replay(
        _ call: MutationCall,
        stored: [UInt8]?,
        as identity: Identity,
        then completion: @escaping Block.Completion
    ) {
        var parameters = ParameterList()
        if let stored { parameters.append(bytes: stored) } else { parameters.appendNull() }
        let block = Block(
            statement: context.dispatcher.prepared(call.replay),
            parameters: parameters,
            settings: context.dispatcher.settings(identity),
            completion: completion
        )
        lease.rollBack()
        lease.submit(block)
    }

    /// Asks who `principal` is now: the mutation may have changed what the database derives claims from.
    func renew(_ principal: Principal, then body: @escaping ClaimResolver.Body) {
        guard let probe = context.claims.question(principal) else { return body(.success(principal)) }
        read(
            probe.statement,
            probe.parameters,
            probe.settings,
            elsewhere: { context.claims.resolve(principal, body) },
            then: { result in
                switch result {
                case .success(let rows): change(to: probe.principal(in: rows), from: principal, then: body)
                case .failure(let error):
                    context.events.statementFailed(error, probe.statement.sql)
                    body(.failure(context.events.errors.error(for: error)))
                }
            }
        )
    }

    /// The transaction of a dry run, which was begun as `former`, goes on as `principal`.
    private func change(
        to principal: Principal,
        from former: Principal,
        then body: @escaping ClaimResolver.Body
    ) {
        guard lease.isInTransaction, principal !== former else { return body(.success(principal)) }
        lease.set(context.dispatcher.changedSettings(principal.identity(seeing: .all))) { result in
            body(result.map { _ in principal }.mapError { context.events.errors.error(for: $0) })
        }
    }

    /// What is committed can be read `elsewhere`, where this connection breaks.
    private func read(
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
}
