import Bytes
import CommandLine
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

extension ExplainCommand {
    /// The execution of a question as somebody, step by step, with PostgreSQL's account of each statement.
    ///
    /// Each statement has a transaction of its own, in which it is explained with its values and then read, so that the
    /// next steps have their keys; and which is taken back.
    final class Analysis {
        private let loop: Loop
        private let lane: Postgres.Lane
        private let dispatcher: BatchDispatcher
        private let claims: ClaimResolver
        private let question: PreparedQuery
        private var principal: Principal
        private let queue = BatchQueue()
        private var execution: OperationExecution?
        private var accounts: [Int: String] = [:]
        private var failure: CommandFailure?

        init(
            _ question: PreparedQuery,
            as principal: Principal,
            _ schema: BoundSchema,
            _ session: DatabaseSession
        ) throws(LoopError) {
            self.question = question
            self.principal = principal
            loop = try Loop()
            var options = Postgres.Lane.Options(name: "explain")
            options.connections = 1
            // Whoever explains waits for what is slow, or interrupts it.
            options.statementTimeout = .zero
            lane = Postgres.Lane(loop: loop, database: session.serving, options: options)
            let events = Events(metrics: Metrics(), log: Log(format: .text))
            let scheduler = BatchScheduler(loop: loop)
            dispatcher = BatchDispatcher(
                point: lane,
                analytic: lane,
                roles: schema.roles,
                events: events,
                notesTimes: false
            )
            claims = ClaimResolver(roles: schema.roles, lane: lane, events: events)
            scheduler.onFlush { [claims] in claims.dispatch() }
        }

        /// By step, what PostgreSQL says; nothing of those that were not reached.
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
                question.program,
                variables: question.variables,
                principal: principal,
                queue: queue
            ) { [self] _ in end(nil as CommandFailure?) }
            self.execution = execution
            execution.start()
            next(lease)
        }

        private func next(_ lease: Lease) {
            while let batch = queue.next(.point) ?? queue.next(.analytic) {
                queue.finished(batch)
                guard batch.isEmpty else { return explain(batch, lease) }
                batch.receivedNothing()
            }
        }

        private func explain(_ batch: Batch, _ lease: Lease) {
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
                    case .success(let rows):
                        lease.rollBack()
                        batch.received(rows)
                        next(lease)
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
    /// The same, executed to say what it took.
    fileprivate var explained: PreparedStatement {
        PreparedStatement(
            sql: "EXPLAIN (ANALYZE, BUFFERS) " + sql,
            parameterTypes: parameterTypes,
            role: role
        )
    }
}
