/// An error of PostgreSQL, or of the connection to it.
///
/// Conditions of our own carry the standard's SQLSTATEs: `08001` (no connection can be made), `08006` (connection
/// lost), `08007` (it is unknown whether a commit happened).
package struct PostgresError: Error, Hashable, Sendable {
    /// `ERROR`, `FATAL` or `PANIC`, not translated.
    package var severity = "ERROR"
    /// The five letters of *PostgreSQL Error Codes*, Appendix A.
    package var sqlState: String
    /// The primary sentence.
    package var message: String
    /// More about it; may hold values of rows, so it is not part of ``description``.
    package var detail: String?
    /// What may help.
    package var hint: String?
    /// Where in the statement, counted in characters from 1.
    package var position: Int?
    /// The stack of functions and statements that it came from.
    package var context: String?
    /// The schema concerned.
    package var schema: String?
    /// The table concerned.
    package var table: String?
    /// The column concerned.
    package var column: String?
    /// The data type concerned.
    package var dataType: String?
    /// The constraint concerned.
    package var constraint: String?
    /// The routine of the server's that raised it.
    package var routine: String?

    /// Creates an error of our own, or of a test.
    package init(sqlState: String, message: String) {
        self.sqlState = sqlState
        self.message = message
    }
}

extension PostgresError {
    /// Whether the connection failed, and not the statement.
    package var isConnectionLoss: Bool {
        switch sqlState {
        case "57P01", "57P02", "57P03", "57P05": true
        case "08P01": severity != "ERROR"
        default: sqlState.hasPrefix("08") || severity == "FATAL" || severity == "PANIC"
        }
    }

    /// Whether other transactions, or a standby's recovery, ended the statement, which may succeed when it runs again.
    package var isConflict: Bool { sqlState == "40001" || sqlState == "40P01" }

    /// Whether no value of a request can be the cause: time limits, locks, resources, the server, the connection.
    ///
    /// All requests that share the statement would meet it again (classes 08, 40, 53, 54, 55, 57, 58 and XX).
    package var isIndependentOfValues: Bool {
        isConnectionLoss || ["40", "53", "54", "55", "57", "58", "XX"].contains(sqlState.prefix(2))
    }

    /// Whether a time limit or a cancellation ended the statement (`query_canceled`).
    package var isCancellation: Bool { sqlState == "57014" }

    /// Whether a standby, or a server that is still recovering, refused to begin a transaction that writes.
    ///
    /// `0A000` says much else; the routine, which checks what BEGIN sets, tells it apart.
    package var isRefusalOfStandby: Bool { sqlState == "0A000" && routine == "call_bool_check_hook" }

    /// Whether the statement has to be prepared again on its connection.
    ///
    /// `26000` is a statement that the connection does not know. `0A000` says, among much else, that a cached plan's
    /// result type has changed; the routine tells it apart in every language of the server's.
    package var requiresNewPreparation: Bool {
        sqlState == "26000" || (sqlState == "0A000" && routine == "RevalidateCachedQuery")
    }

    /// No connection is up, and waiting longer would only pile up requests.
    static func unavailable(_ reason: String) -> PostgresError {
        PostgresError(sqlState: "08001", message: reason)
    }

    /// The connection broke while the statement was under way.
    static func connectionLost(_ reason: String) -> PostgresError {
        PostgresError(sqlState: "08006", message: reason)
    }

    /// A column is of another type than when the catalog was read (`datatype_mismatch`).
    static func otherType(column: Int) -> PostgresError {
        PostgresError(
            sqlState: "42804",
            message: "column \(column) has another type than when the schema was held against the database"
        )
    }

    /// The server accepted a connection, or the network did, and said nothing for the time limit.
    var isSilence: Bool { sqlState == "08001" && message.contains("has not let us in within") }

    /// A statement waited for a lock before it was sent as long as it may wait after.
    static var lockNotAvailable: PostgresError {
        PostgresError(
            sqlState: "55P03",
            message: "a lock was not given up in time; the statement was not sent"
        )
    }

    /// A transaction waited for a connection of its own for too long.
    static func noConnectionFree(milliseconds: UInt64) -> PostgresError {
        PostgresError(
            sqlState: "57014",
            message: "no connection was free for a transaction within \(milliseconds) ms"
        )
    }

    /// The waiters left before the statement was sent.
    static var cancelled: PostgresError {
        PostgresError(sqlState: "57014", message: "the statement was cancelled before it was sent")
    }

    /// The connection broke between COMMIT and its answer.
    static func unknownCommit(_ reason: String) -> PostgresError {
        PostgresError(sqlState: "08007", message: "the connection broke during COMMIT: \(reason)")
    }
}

extension PostgresError: CustomStringConvertible {
    /// One line without values of rows and without connection strings.
    package var description: String {
        var text = "\(severity) \(sqlState): \(message)"
        if let constraint { text += " [constraint \(constraint)]" }
        if let hint { text += " (hint: \(hint))" }
        return text
    }
}
