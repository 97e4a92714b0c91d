import EventLoop
import Execution
import GraphQL
import Planner
import Postgres

/// A mutation under way: its root fields one after the other (*Mutation*, §6.2.2), each a transaction of its own.
///
/// What is selected of a field's answer is read on the connection of its transaction, after the commit, or for a dry run
/// before everything is taken back; as who the caller is then, which the field may have changed.
final class MutationExecution {
    private let context: MutationContext
    private let program: ExecutionPlan
    private let variables: [InputValue?]
    private let principal: Principal
    private let onError: ErrorBehavior
    private let key: String?
    private let finished: (OperationExecution) -> Void
    /// Statements of this mutation alone, which nobody else shares.
    private let queue = BatchQueue(clock: { Loop.nanoseconds })
    /// `nil` before the start and after the end, so that the two do not keep each other.
    private var execution: OperationExecution?
    private var calls: ArraySlice<MutationCall>
    /// The connection on which the field's answer is read.
    private var reading: MutationTransaction.Answer?
    /// Why nothing more can be read of a change that is made: told where it was selected.
    private var unreadable: GraphQLError?
    private var isCalling = false

    /// Creates the execution of `program`, whose effects `key` names; `finished` is called once, when everything that is written is there.
    init(
        _ program: ExecutionPlan,
        variables: [InputValue?],
        principal: Principal,
        onError: ErrorBehavior,
        key: String?,
        traces: Bool,
        context: MutationContext,
        finished: @escaping (OperationExecution) -> Void
    ) {
        self.context = context
        self.program = program
        self.variables = variables
        self.principal = principal
        self.onError = onError
        self.key = key
        self.finished = finished
        // An effect that no answer could tell of is not caused: one failure of planning is enough for that.
        let cannotAnswer = program.data.fields.contains {
            $0.value.isFailure && onError.endsObject(isNonNull: $0.isNonNull)
        }
        calls = cannotAnswer ? [] : program.calls[...]
        execution = OperationExecution(
            program,
            variables: variables,
            principal: principal,
            queue: queue
        ) { [self] _ in settled() }
        if traces { execution?.traces = [] }
    }

    /// Begins with the first field.
    func start() {
        while let call = calls.popFirst() {
            isCalling = true
            execution?.start([call.step])
            // Without a batch, its arguments were refused.
            guard let batch = queue.next(.write) else { continue }
            return MutationTransaction(call, batch, effect(of: call), context) { [self] outcome in
                ended(call, batch, outcome)
            }
            .start()
        }
        guard let execution else { return }
        self.execution = nil
        finished(execution)
    }

    /// What the key names in this field; an operation's fields are told apart by their response names.
    private func effect(of call: MutationCall) -> IdempotencyStore.Effect? {
        guard let key, !call.isDryRun, let input = try? call.input(variables) else { return nil }
        return IdempotencyStore.Effect(
            role: principal.role,
            subject: context.store.subject(of: principal),
            field: call.responseName == call.field ? call.field : "\(call.responseName): \(call.field)",
            key: key,
            input: input
        )
    }

    private func ended(
        _ call: MutationCall,
        _ batch: Batch,
        _ outcome: Result<MutationTransaction.Answer, GraphQLError>
    ) {
        queue.finished(batch)
        isCalling = false
        switch outcome {
        case .success(let answer):
            reading = answer
            guard context.claims.areNeeded(toReadAnswersOf: program, role: principal.role), let execution
            else {
                return read(answer, of: batch)
            }
            answer.renew(execution.principal, context) { [self] result in
                switch result {
                case .success(let principal): execution.principal = principal
                case .failure(let error): unreadable = error
                }
                read(answer, of: batch)
            }
        case .failure(let error):
            if onError.endsObject(isNonNull: call.isNonNull) { calls = [] }
            batch.failed(error)
        }
    }

    /// Everything that was asked of the current field is there.
    private func settled() {
        guard !isCalling else { return }
        isCalling = true
        reading?.end()
        reading = nil
        unreadable = nil
        start()
    }

    private func read(_ answer: MutationTransaction.Answer, of batch: Batch) {
        batch.received(answer.rows)
        read()
    }

    private func read() {
        while let batch = queue.next(.point) ?? queue.next(.analytic) {
            guard !batch.isEmpty else {
                queue.finished(batch)
                batch.receivedNothing()
                continue
            }
            if let unreadable {
                queue.finished(batch)
                batch.failed(unreadable)
                continue
            }
            batch.leftAt = Loop.nanoseconds
            reading?.read(batch, context.dispatcher) { [self] result in
                batch.endedAt = Loop.nanoseconds
                queue.finished(batch)
                switch result {
                case .success(let rows): batch.received(rows)
                case .failure(let error):
                    context.events.statementFailed(error, batch.key.statement.text)
                    batch.failed(DatabaseErrors.error(for: error))
                }
                read()
            }
        }
    }
}
