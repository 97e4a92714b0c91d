import Postgres

/// A mutation under way: its root fields one after the other (*Mutation*, §6.2.2), each a transaction of its own.
///
/// Events in, actions out; it knows no connection. With an idempotency key the effect is claimed first and its answer kept
/// last, in the same transaction, so that both are there or neither is. Where the connection breaks during the commit, the claim
/// of the next attempt says whether it happened.
struct MutationStateMachine {
    /// A root field, as far as its course depends on it.
    struct Field: Equatable {
        /// Everything is rolled back when what is selected has been read.
        var isDryRun = false
        /// Its failure leaves no data, so that the fields after it are not run.
        var endsMutation = false
    }

    /// Something that happened.
    enum Event {
        /// The statement of the field has its arguments.
        case prepared(isKeyed: Bool)
        /// Too many mutations wait for a connection.
        case refusedToWait
        case leased
        case claimed(Claim)
        /// The function has returned; `limit` is the number of rows that it exceeds, if it does.
        case returned(limit: Int?)
        /// The function failed in a way that leaves the transaction open.
        case refused(PostgresError)
        /// What the last action wanted is done: the answer kept, the commit made, the answer replayed.
        case done
        /// The last action failed; no transaction is open any more.
        case failed(PostgresError)
        case waited
        /// Nothing of the field is outstanding: all that is selected was read, or the field has failed.
        case settled
    }

    /// What is known of an effect.
    enum Claim {
        case new
        case other
        case answered
        case refused(PostgresError)
    }

    /// What is to be done next.
    ///
    /// All but the first six give the connection back.
    enum Action: Equatable {
        /// Begin a transaction and claim the key.
        case claim
        /// Call the function, in a transaction that is begun if none is open.
        case call(inSavepoint: Bool)
        case keepAnswer
        case keepRefusal(PostgresError)
        case commit
        /// Read what is selected of the answer.
        case read
        /// Roll the claim back, and make the rows of the stored answer.
        case replay
        /// Evaluate the arguments of the field with this index.
        case prepare(Int)
        /// Wait for a connection, where `isUrgent` even if many do.
        case lease(isUrgent: Bool)
        case wait(Wait)
        case fail(Failure)
        case finish
    }

    /// Why the next attempt is delayed, and how many of the kind there were.
    enum Wait: Equatable {
        case conflict(Int)
        case inquiry(Int)
    }

    /// Why a field fails.
    enum Failure: Equatable {
        case database(PostgresError)
        /// A rule or a constraint: the answer that is kept.
        case refusal(PostgresError)
        case busy
        case otherInput
        case missingStore
        case tooManyRows(Int)
        /// Nobody knows whether the commit happened.
        case inDoubt
    }

    private enum State {
        /// Leads to `preparing`.
        case idle
        /// Leads to `leasing`, and to the next field where the arguments are refused.
        case preparing
        /// Leads to `claiming`, `calling`, `failing`, `waiting`.
        case leasing
        /// Leads to `calling`, `replaying`, `failing`, `waiting`.
        case claiming
        /// Leads to `keeping`, `committing`, `reading`, `failing`, `waiting`.
        case calling
        /// Leads to `committing`, `failing`, `waiting`.
        case keeping(Outcome)
        /// Leads to `reading`, `failing`, `waiting`.
        case committing(Outcome)
        /// Leads to `reading`, `failing`, `waiting`.
        case replaying
        /// Leads to `leasing`.
        case waiting
        /// Lead to the next field, or to `over`.
        case reading, failing
        case over
    }

    /// What the transaction leaves.
    private enum Outcome {
        case answer
        case refusal(PostgresError)
    }

    private let fields: [Field]
    private let limits: MutationLimits
    private var state = State.idle
    private var index = -1
    private var isKeyed = false
    private var attempts = 0
    private var inquiries = 0
    /// Whether a commit was sent whose answer was lost, and it is not yet known whether it happened.
    private var isInDoubt = false

    init(_ fields: [Field], limits: MutationLimits) {
        self.fields = fields
        self.limits = limits
    }

    /// The mutation begins.
    mutating func start() -> Action { next() }

    /// The action that follows `event`; `nil` where the event comes too late to matter.
    mutating func received(_ event: Event) -> Action? {
        switch (state, event) {
        case (.preparing, .prepared(let isKeyed)):
            self.isKeyed = isKeyed
            return lease()
        case (.preparing, .settled), (.failing, .settled):
            return fields[index].endsMutation ? finish() : next()
        case (.reading, .settled): return next()
        case (.leasing, .refusedToWait): return fail(.busy)
        case (.leasing, .leased):
            guard isKeyed else { return call() }
            state = .claiming
            return .claim
        case (.claiming, .claimed(let claim)): return claimed(claim)
        case (.claiming, .failed(let error)) where error.isMissingStore && !isInDoubt:
            return fail(.missingStore)
        case (.calling, .returned(let limit?)): return fail(.tooManyRows(limit))
        case (.calling, .returned(nil)): return fields[index].isDryRun ? read() : keep(.answer)
        case (.calling, .refused(let error)) where isKeyed && error.isAnswer: return keep(.refusal(error))
        case (.calling, .refused(let error)): return retry(error)
        case (.keeping(let outcome), .done): return commit(outcome)
        case (.committing(.answer), .done), (.replaying, .done): return read()
        case (.committing(.refusal(let error)), .done): return fail(.refusal(error))
        case (.committing, .failed(let error)) where error.sqlState == "08007" && isKeyed:
            isInDoubt = true
            return inquire()
        case (.leasing, .failed(let error)), (.claiming, .failed(let error)), (.calling, .failed(let error)),
            (.keeping, .failed(let error)), (.committing, .failed(let error)),
            (.replaying, .failed(let error)):
            return retry(error)
        case (.waiting, .waited): return lease()
        case (_, _): return nil
        }
    }

    // MARK: From field to field

    private mutating func next() -> Action {
        index += 1
        guard index < fields.count else { return finish() }
        (attempts, inquiries, isInDoubt) = (0, 0, false)
        state = .preparing
        return .prepare(index)
    }

    private mutating func finish() -> Action {
        state = .over
        return .finish
    }

    private mutating func fail(_ failure: Failure) -> Action {
        state = .failing
        return .fail(failure)
    }

    // MARK: One transaction

    private mutating func lease() -> Action {
        state = .leasing
        return .lease(isUrgent: isInDoubt)
    }

    private mutating func claimed(_ claim: Claim) -> Action {
        switch claim {
        case .new:
            // The commit that was in doubt did not happen.
            isInDoubt = false
            return call()
        case .other: return fail(.otherInput)
        case .refused(let error): return fail(.refusal(error))
        case .answered:
            state = .replaying
            return .replay
        }
    }

    private mutating func call() -> Action {
        state = .calling
        // A savepoint takes back the function's work alone, and checks the deferred constraints.
        return .call(inSavepoint: isKeyed || fields[index].isDryRun)
    }

    private mutating func keep(_ outcome: Outcome) -> Action {
        guard isKeyed else { return commit(outcome) }
        state = .keeping(outcome)
        switch outcome {
        case .answer: return .keepAnswer
        case .refusal(let error): return .keepRefusal(error)
        }
    }

    private mutating func commit(_ outcome: Outcome) -> Action {
        state = .committing(outcome)
        return .commit
    }

    private mutating func read() -> Action {
        state = .reading
        return .read
    }

    // MARK: Another attempt

    private mutating func retry(_ error: PostgresError) -> Action {
        if isInDoubt { return inquire() }
        // A standby begins nothing: the lane looks for a server that takes changes.
        guard error.isConflict || error.requiresNewPreparation || error.isRefusalOfStandby,
            attempts + 1 < limits.attempts
        else { return fail(.database(error)) }
        attempts += 1
        state = .waiting
        return .wait(.conflict(attempts))
    }

    /// The claim on another connection says whether the commit happened.
    private mutating func inquire() -> Action {
        guard inquiries < limits.inquiries else { return fail(.inDoubt) }
        inquiries += 1
        state = .waiting
        return .wait(.inquiry(inquiries))
    }
}
