package import Bytes

/// One statement with what it sets before: what a connection runs as a unit, and answers as one.
///
/// It belongs to the thread of the lane that it is submitted to.
package final class Block {
    /// What comes of it.
    package typealias Completion = (Result<RowSet, PostgresError>) -> Void

    let command: String?
    let settings: SessionSettings?
    let statement: PreparedStatement?
    let parameters: ParameterList
    let isIdempotent: Bool
    private var completion: Completion?

    /// How often it was sent to connections that broke under it, or works now.
    var attempts = 0
    /// The names that the server did not know or would not run any more.
    var failedNames: (settings: String?, statement: String?)?
    /// Whether it serves the connection alone, and nobody waits for it.
    var isHousekeeping = false
    /// Whether the waiter has lost interest and asked the server to stop.
    var isCancelled = false

    /// Creates a read.
    ///
    /// - Parameters:
    ///   - statement: prepared for the same role that `settings` set.
    ///   - settings: role and claims; `nil` runs as the login role.
    ///   - isIdempotent: whether it may be sent again when the connection breaks under it.
    ///   - completion: called once, on the loop's thread, with rows or the reason why there are none.
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

    /// Delivers the outcome, once.
    func complete(_ outcome: Result<RowSet, PostgresError>) {
        completion.take()?(outcome)
    }
}
