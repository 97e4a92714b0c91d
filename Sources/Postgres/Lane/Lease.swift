import Bytes

/// A connection of a lane for one caller alone, until it is dropped: for transactions of several statements.
///
/// Dropping it inside a transaction rolls back. After an error the transaction is rolled back by itself, before the
/// error is delivered to anyone else than its statement; a new one may begin.
/// When the connection breaks, what is under way fails, a COMMIT with `08007`: it is not known whether it happened.
package final class Lease {
    /// What comes of a step.
    package typealias Completion = Block.Completion

    private enum State {
        /// Leads to `begun` or `over`.
        case idle
        /// The server hears of it with the first statement. Leads to `open`, `idle`, `over`.
        case begun(SessionSettings?, Characteristics)
        /// Leads to `idle`, when it commits, rolls back or fails, and to `over`.
        case open(role: String?)
        case over
    }

    private let connection: Connection
    private let lane: Lane
    private var state = State.idle

    init(connection: Connection, lane: Lane) {
        self.connection = connection
        self.lane = lane
    }

    deinit { release() }

    /// Whether a transaction is open.
    package var isInTransaction: Bool {
        switch state {
        case .begun, .open: true
        case .idle, .over: false
        }
    }

    /// What a transaction is begun as.
    package enum Characteristics: String {
        /// The lane's connections may be read only by default, which this transaction is not.
        case readWrite = "BEGIN READ WRITE"
        /// All statements read the same snapshot: *Repeatable Read Isolation Level*, §13.2.2 of PostgreSQL's manual.
        case snapshot = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    }

    /// Begins a transaction as `settings` say, which hold until it ends.
    ///
    /// It is begun in one segment with its first statement, which is not tried where the beginning fails: as a statement of
    /// its own it would run as the login, and last.
    package func begin(_ settings: SessionSettings?, as characteristics: Characteristics = .readWrite) {
        guard case .idle = state else { preconditionFailure("a lease has one transaction at a time") }
        state = .begun(settings, characteristics)
    }

    /// What the first statement has before it; nothing for the others.
    private func opening() -> (command: String?, settings: SessionSettings?) {
        guard case .begun(let settings, let characteristics) = state else { return (nil, nil) }
        state = .open(role: settings?.role)
        return (characteristics.rawValue, settings)
    }

    /// Why a statement of `role` cannot run now.
    private func refusal(of role: String?) -> String? {
        switch state {
        case .idle, .over: "no transaction is open"
        case .begun(let settings, _): settings?.role == role ? nil : "the statement belongs to another role"
        case .open(let ours): ours == role ? nil : "the statement belongs to another role"
        }
    }

    /// Runs a statement inside the transaction.
    package func execute(
        _ statement: PreparedStatement,
        _ parameters: ParameterList = ParameterList(),
        then completion: @escaping Completion
    ) {
        if let reason = refusal(of: statement.role) { return refuse(reason, completion) }
        let (command, settings) = opening()
        send(
            Block(
                command: command,
                settings: settings,
                statement: statement,
                parameters: parameters,
                completion: rollingBack(completion)
            )
        )
    }

    /// Sets anew what the transaction was begun with, for the rest of it; what `settings` leave out stays.
    package func set(_ settings: SessionSettings, then completion: @escaping Completion) {
        guard case .open(let role) = state else { return refuse("no transaction is open", completion) }
        guard role == settings.role else { return refuse("the settings belong to another role", completion) }
        send(Block(command: nil, settings: settings, completion: rollingBack(completion)))
    }

    /// Runs a statement inside the transaction, and all constraints that were put off; a failure takes back nothing but
    /// what the statement did, and leaves the transaction open.
    package func attempt(
        _ statement: PreparedStatement,
        _ parameters: ParameterList = ParameterList(),
        then completion: @escaping Completion
    ) {
        if let reason = refusal(of: statement.role) { return refuse(reason, completion) }
        if case .begun = state {
            let (command, settings) = opening()
            let begun = rollingBack { [weak self] result in
                guard case .success = result, let self else { return completion(result) }
                attempt(statement, parameters, then: completion)
            }
            return send(Block(command: command, settings: settings, completion: begun))
        }
        var outcome: Result<RowSet, PostgresError> = .success(RowSet(columnCount: 0, rows: []))
        send(Block(command: "SAVEPOINT attempt") { _ in })
        send(
            Block(command: nil, statement: statement, parameters: parameters) { outcome = $0 }
        )
        // After a failure of the statement this fails too, for that reason.
        send(
            Block(command: "SET CONSTRAINTS ALL IMMEDIATE") { [weak self] result in
                if case .success = outcome, case .failure = result { outcome = result }
                guard case .failure = outcome, let self, case .open = state else {
                    return completion(outcome)
                }
                send(Block(command: "ROLLBACK TO SAVEPOINT attempt") { _ in completion(outcome) })
            }
        )
    }

    /// Commits; success means that the changes are durable.
    package func commit(then completion: @escaping Completion) {
        end(by: "COMMIT", completion)
    }

    /// Takes back what the transaction has done.
    package func rollBack(then completion: @escaping Completion = { _ in }) {
        end(by: "ROLLBACK", completion)
    }

    private func end(by command: String, _ completion: @escaping Completion) {
        switch state {
        case .idle, .over: return refuse("no transaction is open", completion)
        case .begun:
            state = .idle
            completion(.success(RowSet(columnCount: 0, rows: [])))
        case .open:
            state = .idle
            send(Block(command: command, completion: completion))
        }
    }

    /// Runs a block of its own on this connection, outside of a transaction: what follows a commit.
    package func submit(_ block: Block) {
        guard case .idle = state else { return refuse("a transaction is open") { block.complete($0) } }
        if let error = block.refusal { return block.complete(.failure(error)) }
        send(block)
    }

    /// Gives the connection back, sooner than by dropping the lease; an open transaction is rolled back.
    package func release() {
        switch state {
        case .over: return
        case .open: send(Block(command: "ROLLBACK") { _ in })
        case .idle, .begun: break
        }
        state = .over
        lane.released(connection)
    }

    private func rollingBack(_ completion: @escaping Completion) -> Completion {
        { [weak self] outcome in
            if case .failure = outcome, let self, case .open = state { rollBack() }
            completion(outcome)
        }
    }

    private func send(_ block: Block) {
        block.attempts = .max
        connection.send(block)
    }

    private func refuse(_ reason: String, _ completion: Completion) {
        completion(.failure(PostgresError(sqlState: "25000", message: reason)))
    }
}
