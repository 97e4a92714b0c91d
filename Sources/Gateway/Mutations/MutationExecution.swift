import Bytes
import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// Carries out what the ``MutationStateMachine`` says, on connections of the write lane.
///
/// What is selected of a field's answer is read on the connection of its transaction, after the commit, or for a dry run
/// before the rollback; as who the caller is then, which the field may have changed.
final class MutationExecution {
    private typealias Machine = MutationStateMachine

    private let context: MutationContext
    private let plan: ExecutionPlan
    private let variables: [InputValue?]
    private let key: String?
    private let finished: (OperationExecution) -> Void
    /// Statements of this mutation alone, which no other request shares.
    private let queue = BatchQueue(clock: { Loop.nanoseconds })
    private let pump: BatchPump
    /// `nil` before the start and after the end, so that the two do not keep each other.
    private var execution: OperationExecution?
    private var machine: MutationStateMachine
    /// Events that wait for the one before them to be carried out.
    private var pending: [MutationStateMachine.Event] = []
    /// The field that is being run.
    private var field: Field?

    /// What is known of a field while it is run.
    private struct Field {
        let call: MutationCall
        /// The call's statement with its arguments.
        let batch: Batch
        /// `nil` without a key, and for a dry run, which has no effect.
        let effect: IdempotencyStore.Effect?
        /// The connection of the transaction, while there is one.
        var connection: MutationConnection?
        /// What the function returned, or had returned before.
        var rows: RowSet?
        /// What was stored of that.
        var stored: [UInt8]?
        /// Why what is selected cannot be read.
        var unreadable: GraphQLError?
    }

    /// Creates the execution of `plan`, whose effects `key` names; `finished` is called once, when everything that is written is there.
    init(
        _ plan: ExecutionPlan,
        variables: [InputValue?],
        principal: Principal,
        onError: ErrorBehavior,
        key: String?,
        traces: Bool,
        context: MutationContext,
        finished: @escaping (OperationExecution) -> Void
    ) {
        self.context = context
        self.plan = plan
        self.variables = variables
        self.key = key
        self.finished = finished
        pump = BatchPump(queue: queue) { batch, error in
            batch.failed(context.events.failure(error, of: batch.key.statement))
        }
        // A mutation is not run if its result could not be returned: one failure of planning is enough for that.
        let cannotAnswer = plan.data.fields.contains {
            $0.value.isFailure && onError.endsObject(isNonNull: $0.isNonNull)
        }
        let fields = plan.calls.map { call in
            Machine.Field(
                isDryRun: call.isDryRun,
                endsMutation: onError.endsObject(isNonNull: call.isNonNull)
            )
        }
        machine = Machine(cannotAnswer ? [] : fields, limits: context.limits)
        execution = OperationExecution(plan, variables: variables, principal: principal, queue: queue) {
            [self] _ in handle(.settled)
        }
        if traces { execution?.traces = [] }
    }

    /// Begins with the first field.
    func start() { perform(machine.start()) }

    private func handle(_ event: MutationStateMachine.Event) {
        pending.append(event)
        // An event that comes while another one is carried out waits for its end, so that fields are no recursion.
        guard pending.count == 1 else { return }
        while let next = pending.first {
            if let action = machine.received(next) { perform(action) }
            pending.removeFirst()
        }
    }

    private func perform(_ action: MutationStateMachine.Action) {
        switch action {
        case .prepare(let index): prepare(plan.calls[index])
        case .lease(let isUrgent): lease(isUrgent)
        case .claim: claim()
        case .call(let inSavepoint): call(inSavepoint)
        case .keepAnswer: keep { $0.keep($1, answer: self.stored) }
        case .keepRefusal(let error): keep { $0.keep($1, refusal: error) }
        case .commit: field?.connection?.lease.commit { [self] in done($0) }
        case .replay: replay()
        case .read: read()
        case .wait(let wait):
            release()
            context.loop.schedule(after: .milliseconds(milliseconds(of: wait))) { [self] in handle(.waited) }
        case .fail(let failure): fail(failure)
        case .finish:
            release()
            guard let execution else { return }
            self.execution = nil
            finished(execution)
        }
    }

    // MARK: The transaction

    private func prepare(_ call: MutationCall) {
        release()
        field = nil
        execution?.start([call.step])
        // Without a batch the arguments were refused, and the execution has settled.
        guard let batch = queue.next(.write) else { return }
        field = Field(call: call, batch: batch, effect: effect(of: call))
        handle(.prepared(isKeyed: field?.effect != nil))
    }

    /// What the key names in this field; the fields of an operation differ in their response names.
    private func effect(of call: MutationCall) -> IdempotencyStore.Effect? {
        guard let key, !call.isDryRun, let principal = execution?.principal,
            // The arguments were evaluated without an error before.
            let input = try? call.input(variables)
        else { return nil }
        return IdempotencyStore.Effect(
            role: principal.role,
            subject: context.store.subject(of: principal),
            field: call.responseName == call.field ? call.field : "\(call.responseName): \(call.field)",
            key: key,
            input: input
        )
    }

    private func lease(_ isUrgent: Bool) {
        guard isUrgent || context.lane.waitingForLease < context.limits.waiting else {
            return handle(.refusedToWait)
        }
        context.lane.lease(patience: context.limits.patienceMilliseconds) { [self] result in
            switch result {
            case .success(let lease):
                guard let batch = field?.batch else { return }
                batch.leftAt = Loop.nanoseconds
                context.events.metrics.waitTime[.write].observe(nanoseconds: batch.leftAt &- batch.openedAt)
                lease.begin(context.dispatcher.writeSettings(batch.key.identity))
                field?.connection = MutationConnection(lease: lease, context: context)
                handle(.leased)
            case .failure(let error): handle(.failed(error))
            }
        }
    }

    private func claim() {
        guard let field, let effect = field.effect else { return }
        let (statement, parameters) = context.store.claim(effect)
        field.connection?.lease.execute(statement, parameters) { [self] result in
            switch result {
            case .success(let rows): handle(.claimed(claim(in: rows)))
            case .failure(let error): handle(.failed(error))
            }
        }
    }

    private func claim(in rows: RowSet) -> MutationStateMachine.Claim {
        switch context.store.claim(in: rows) {
        case .new: return .new
        case .other: return .other
        case .refused(let error): return .refused(error)
        case .answered(let stored):
            field?.stored = stored
            return .answered
        }
    }

    private func call(_ inSavepoint: Bool) {
        guard let field, let lease = field.connection?.lease else { return }
        let statement = context.dispatcher.prepared(field.batch.key.statement)
        let parameters = context.dispatcher.parameters(of: field.batch)
        let completion: Block.Completion = { [self] result in
            switch result {
            case .success(let rows):
                self.field?.rows = rows
                handle(.returned(limit: field.batch.limitExceeded(by: rows)))
            case .failure(let error): handle(lease.isInTransaction ? .refused(error) : .failed(error))
            }
        }
        if inSavepoint { return lease.attempt(statement, parameters, then: completion) }
        lease.execute(statement, parameters, then: completion)
    }

    /// What is to be stored of the answer.
    private var stored: [UInt8]? { field.flatMap { field in field.rows.flatMap(field.call.stored) } }

    private func keep(
        _ statement: (IdempotencyStore, IdempotencyStore.Effect) -> (PreparedStatement, ParameterList)
    ) {
        guard let field, let effect = field.effect else { return }
        let (statement, parameters) = statement(context.store, effect)
        field.connection?.lease.execute(statement, parameters) { [self] in done($0) }
    }

    private func replay() {
        guard let field, let connection = field.connection else { return }
        // The stored answer of a single row may be that there was none.
        if field.stored == nil, field.call.isItemColumn == nil {
            connection.lease.rollBack()
            return done(.success(RowSet(columnCount: 0, rows: [])), replayed: true)
        }
        connection.replay(field.call, stored: field.stored, as: field.batch.key.identity) { [self] in
            done($0, replayed: true)
        }
    }

    private func done(_ result: Result<RowSet, PostgresError>, replayed: Bool = false) {
        switch result {
        case .success(let rows):
            if replayed { field?.rows = rows }
            handle(.done)
        case .failure(let error): handle(.failed(error))
        }
    }

    // MARK: The answer

    private func read() {
        guard let field, let rows = field.rows, let execution else { return }
        noteEnd()
        queue.finished(field.batch)
        guard context.claims.areNeeded(toReadAnswersOf: plan, role: execution.principal.role),
            let connection = field.connection
        else {
            field.batch.received(rows)
            return readNext()
        }
        connection.renew(execution.principal) { [self] result in
            switch result {
            case .success(let principal): execution.principal = principal
            case .failure(let error): self.field?.unreadable = error
            }
            field.batch.received(rows)
            readNext()
        }
    }

    private func readNext() {
        if let unreadable = field?.unreadable { return pump.fail([.point, .analytic], unreadable) }
        pump.next(
            of: [.point, .analytic],
            run: { field?.connection?.run($0, then: $1) },
            then: { [self] in readNext() }
        )
    }

    // MARK: The end

    private func fail(_ failure: MutationStateMachine.Failure) {
        release()
        guard let field else { return }
        queue.finished(field.batch)
        field.batch.failed(failure.error(of: field.call, field.batch.key.statement, context.events))
    }

    /// Gives the connection back; a transaction that is open is rolled back.
    private func release() {
        guard let connection = field?.connection else { return }
        noteEnd()
        connection.lease.release()
        field?.connection = nil
    }

    private func noteEnd() {
        guard let batch = field?.batch, batch.endedAt < batch.leftAt else { return }
        batch.endedAt = Loop.nanoseconds
        context.events.metrics.runTime[.write].observe(nanoseconds: batch.endedAt &- batch.leftAt)
    }

    private func milliseconds(of wait: MutationStateMachine.Wait) -> Int {
        switch wait {
        // Drawn by lot, so that transactions that collided do not collide again.
        case .conflict(let number): Int.random(in: 0...context.limits.retryMilliseconds << number)
        case .inquiry(let number): context.limits.inquiryMilliseconds << (number - 1)
        }
    }
}
