package import Bytes

/// One statement with the settings before it: what a connection runs as a unit, and answers as one.
///
/// It belongs to the thread of the lane that it is submitted to.
package final class Block {
    /// Receives the rows or the error.
    package typealias Completion = (Result<RowSet, PostgresError>) -> Void

    let command: String?
    let settings: SessionSettings?
    let statement: PreparedStatement?
    let parameters: ParameterList
    let isIdempotent: Bool
    private var completion: Completion?

    /// How often it was sent and may have run.
    var attempts = 0
    /// The names that the server did not know or would not run any more.
    var failedNames: (settings: String?, statement: String?)?
    /// Whether it serves the connection alone, and has no waiter.
    var isHousekeeping = false
    /// Whether it is what stays of a block that another connection runs.
    var isLeftBehind = false
    /// Whether its waiters have left.
    var isCancelled = false
    /// When the lane gives up waiting for the lock on a table that it reads; milliseconds of the loop's clock.
    var lockDeadline: Int?

    /// Creates a read.
    ///
    /// - Parameters:
    ///   - statement: prepared for the same role that `settings` set.
    ///   - settings: role and claims; `nil` runs as the login role.
    ///   - isIdempotent: whether it may run twice: when the connection breaks under it, or it fails by chance.
    ///   - completion: called once, on the loop's thread, with the rows or the error.
    package init(
        statement: PreparedStatement,
        parameters: ParameterList = ParameterList(),
        settings: SessionSettings?,
        isIdempotent: Bool = true,
        completion: @escaping Completion
    ) {
        command = nil
        self.settings = settings.flatMap { $0.isEmpty ? nil : $0 }
        self.statement = statement
        self.parameters = parameters
        self.isIdempotent = isIdempotent
        self.completion = completion
    }

    /// Creates a step of a transaction, or housekeeping.
    init(
        command: String?,
        settings: SessionSettings? = nil,
        statement: PreparedStatement? = nil,
        parameters: ParameterList = ParameterList(),
        completion: @escaping Completion
    ) {
        self.command = command
        self.settings = settings.flatMap { $0.isEmpty ? nil : $0 }
        self.statement = statement
        self.parameters = parameters
        isIdempotent = false
        self.completion = completion
    }

    /// Why it cannot be sent at all.
    var refusal: PostgresError? {
        if statement?.role != settings?.role {
            return PostgresError(sqlState: "XX000", message: "a statement ran under another role's settings")
        }
        if parameters.count > Int(UInt16.max) {
            return PostgresError(sqlState: "54000", message: "a statement takes at most 65535 parameters")
        }
        return nil
    }

    /// Whether another connection may run it instead of this one.
    var isMovable: Bool { isIdempotent && command == nil && attempts < .max && !isHousekeeping }

    /// What stays of it on its connection when it is moved to another one: a statement without a waiter.
    func leaveBehind() -> Block {
        let rest = Block(command: nil, settings: settings, statement: statement) { _ in }
        rest.isHousekeeping = true
        rest.isLeftBehind = true
        attempts -= 1
        return rest
    }

    /// Delivers the outcome, once.
    func complete(_ outcome: Result<RowSet, PostgresError>) {
        completion.take()?(outcome)
    }
}
