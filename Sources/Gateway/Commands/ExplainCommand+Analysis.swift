import Bytes
import CommandLine
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

extension ExplainCommand {
    /// The execution of a query as one caller, step by step, with PostgreSQL's account of each statement.
    ///
    /// Each statement has a transaction of its own that is rolled back. In it, the statement is explained with its values
    /// and then executed, because the next steps need its rows.
    final class Analysis {
        private let loop: Loop
        private let lane: Postgres.Lane
        private let dispatcher: BatchDispatcher
        private let claims: ClaimResolver
        private let errors: DatabaseErrors
        private let query: PlannedOperation
        private var principal: Principal
        private let queue = BatchQueue()
        private var execution: OperationExecution?
        private var accounts: [Int: String] = [:]
        private var failure: CommandFailure?

        init(
            _ query: PlannedOperation,
            as principal: Principal,
            _ schema: BoundSchema,
            _ session: DatabaseSession
        ) throws(LoopError) {
            self.query = query
            self.principal = principal
            loop = try Loop()
            var options = Postgres.Lane.Options(name: "explain") { [database = session.database] in database }
            options.connections = 1
            // Slow statements are what people explain; Ctrl-C ends them.
            options.statementTimeout = .zero
            lane = Postgres.Lane(loop: loop, options: options)
            errors = DatabaseErrors(schema: schema, showsMessages: true)
            let events = Events(metrics: Metrics(), log: Log(format: .text), errors: errors)
            dispatcher = BatchDispatcher(
                loop: loop,
                point: lane,
                analytic: lane,
                roles: schema.roles,
                events: events,
                notesTimes: false
            )
            claims = ClaimResolver(roles: schema.roles, lane: lane, events: events)
            loop.onTurnEnd(while: self) { [claims] in claims.dispatch() }
        }

        /// By step, what PostgreSQL says; steps that were not reached are missing.
        func run() throws(CommandFailure) -> [Int: String] {
            claims.resolve(principal) { [self] result in
                switch result {
                case .success(let principal):
                    self.principal = principal
                    lease()
                case .failure(let error): end(CommandFailure(error.message))
                }
            }
            loop.run()
            lane.close()
            if let failure { throw failure }
            return accounts
        }

        private func lease() {
            lane.lease { [self] result in
                switch result {
                case .success(let lease): start(lease)
                case .failure(let error): end(error)
                }
            }
        }

        private func start(_ lease: Lease) {
            let execution = OperationExecution(
                query.plan,
                variables: query.variables,
                principal: principal,
                queue: queue
            ) { [self] _ in end(nil as CommandFailure?) }
            self.execution = execution
            execution.start()
            next(lease)
        }

        private func next(_ lease: Lease) {
            // An error ends the analysis before this, so that no waiting step gets it.
            let pump = BatchPump(queue: queue) { [errors] batch, error in
                batch.failed(errors.error(for: error, in: batch.key.statement))
            }
            pump.next(
                of: [.point, .analytic],
                run: { explain($0, lease, then: $1) },
                then: { [self] in next(lease) }
            )
        }

        private func explain(_ batch: Batch, _ lease: Lease, then completion: @escaping Block.Completion) {
            let statement = dispatcher.prepared(batch.key.statement)
            let parameters = dispatcher.parameters(of: batch)
            lease.begin(dispatcher.settings(batch.key.identity))
            lease.execute(statement.explained, parameters) { [self] result in
                switch result {
                case .success(let rows): note(rows, batch)
                case .failure(let error): return end(error)
                }
                lease.execute(statement, parameters) { [self] result in
                    switch result {
                    case .success:
                        lease.rollBack()
                        completion(result)
                    case .failure(let error): end(error)
                    }
                }
            }
        }

        private func note(_ rows: RowSet, _ batch: Batch) {
            let lines = (0..<rows.rowCount).map { String(decoding: rows[$0, 0].copy ?? [], as: UTF8.self) }
            for step in batch.steps { accounts[step, default: ""] += lines.joined(separator: "\n") + "\n" }
        }

        private func end(_ error: PostgresError) {
            end(CommandFailure("The statements could not be analyzed: \(error.message)"))
        }

        private func end(_ failure: CommandFailure?) {
            self.failure = failure
            loop.stop()
        }
    }
}

extension PreparedStatement {
    /// The same statement, executed to measure it.
    fileprivate var explained: PreparedStatement {
        PreparedStatement(
            sql: "EXPLAIN (ANALYZE, BUFFERS) " + sql,
            parameterTypes: parameterTypes,
            role: role
        )
    }
}
