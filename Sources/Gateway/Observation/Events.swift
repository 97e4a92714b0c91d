import Glibc
import GraphQL
import Planner
import Postgres

/// Events that both the log and the metrics report: each is reported here, by one call.
struct Events: Sendable {
    let metrics: Metrics
    let log: Log
    let errors: DatabaseErrors

    /// A statement of a request failed.
    ///
    /// What a caller can correct is counted, but no line of the log.
    ///
    /// - Returns: the error that the caller sees.
    func failure(_ error: PostgresError, of statement: Statement, call: MutationCall? = nil) -> GraphQLError {
        let result = errors.error(for: error, in: statement, call: call)
        if error.isRefusal { return result }
        let isCallers =
            result.code == .badUserInput || result.code == .limitExceeded || error.sqlState.hasPrefix("23")
        if isCallers { metrics.databaseErrors.add() } else { statementFailed(error, statement.text) }
        return result
    }

    /// A statement failed, and it is no caller's mistake.
    ///
    /// PostgreSQL's own words are for the operator: callers never see them. Of many equal errors some are logged, and all
    /// are counted.
    func statementFailed(_ error: PostgresError, _ statement: String) {
        metrics.databaseErrors.add()
        guard let dropped = log.failures.take(error.sqlState, now: Int64(Glibc.time(nil))) else { return }
        var details = [
            ("sqlstate", error.sqlState), ("detail", error.detail ?? ""), ("statement", statement),
        ]
        if dropped > 0 { details.append(("lines_left_out", "\(dropped)")) }
        log.write(.error, "A statement failed: \(error.message)", details)
    }

    /// A job ran: the call of `statement`, which failed if there is an `error`.
    func jobRan(_ statement: String, error: PostgresError? = nil) {
        metrics.jobs.add()
        guard let error else { return }
        metrics.failedJobs.add()
        statementFailed(error, statement)
    }
}
