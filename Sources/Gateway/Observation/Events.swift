import Glibc
import GraphQL
import Planner
import Postgres

/// Events that both the log and the metrics report: each is reported here, by one call.
struct Events: Sendable {
    let metrics: Metrics
    let log: Log
    /// Of the schema that is served.
    var errors: DatabaseErrors
    /// Called when a statement failed as it does after a change of tables, columns, types, functions or grants.
    var onMisfit: @Sendable () -> Void = {}

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
        if error.mayMeanChangedCatalog { onMisfit() }
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

    // MARK: The database's servers

    /// Something happened to the connections of the lane called `name`.
    func happened(_ event: Postgres.Lane.Event, onLane name: String) {
        let lane = ("lane", name)
        switch event {
        case .serving(let address, let server):
            let kind = server.isStandby ? "a standby" : "timeline \(server.timeline)"
            log.write(.info, "PostgreSQL at \(address) serves the lane \(name) (\(kind)).")
        case .promoted(let address, let timeline):
            log.write(
                .warning,
                "PostgreSQL at \(address) was promoted to timeline \(timeline): connections to servers of lower ones end.",
                [lane]
            )
        case .refused(let address, let reason):
            guard log.failures.take("refused", now: Int64(Glibc.time(nil))) != nil else { return }
            log.write(.warning, "PostgreSQL at \(address) is not used: \(reason).", [lane])
        case .silent(let address):
            log.write(
                .warning,
                "PostgreSQL at \(address) accepts connections and says nothing: it is given up.",
                [lane]
            )
        case .settled(let wanted, let refused, let reason):
            guard refused > 0 else { return }
            log.write(
                .warning,
                "The lane \(name) wants \(wanted) connections; \(refused) of them cannot be made: \(reason).",
                [lane]
            )
        case .notice(let notice):
            guard log.failures.take("notice", now: Int64(Glibc.time(nil))) != nil else { return }
            log.write(.info, "PostgreSQL: \(notice.message)", [lane, ("severity", notice.severity)])
        }
    }

    // MARK: The schema

    /// Another binding of the schema is served.
    func schemaReplaced(_ cause: String) {
        metrics.schemaReplacements.add()
        metrics.misfits.set(0)
        log.write(.info, "\(cause), and it fits the database: it is served from now on.")
    }

    /// The schema has errors, and is not served.
    func schemaRefused(_ cause: String, _ errors: [Finding]) {
        metrics.misfits.set(errors.count)
        for error in errors.prefix(20) {
            log.write(.error, error.message, error.coordinate.map { [("coordinate", $0)] } ?? [])
        }
        log.write(
            .error,
            "\(cause), but it does not fit the database (\(errors.count) errors): what was served before is still served."
        )
    }

    /// The schema could not be read again.
    func reloadFailed(_ reason: String) {
        log.write(
            .error,
            "The schema cannot be read again: \(reason) What was served before is still served."
        )
    }
}
