import Planner

/// What one loop counts and measures; every thread may read it.
///
/// A metric is one stored property: `/metrics` shows the stored properties in this order.
final class Metrics: Sendable {
    let requests = Counter("requests_total", "GraphQL requests executed.")
    let errors = Counter("request_errors_total", "Executed requests whose response has errors.")
    let refusals = Counter("refused_requests_total", "GraphQL requests refused before execution.")
    let plans = Counter("plans_total", "Execution plans compiled (misses of the plan cache).")
    let statements = Counter("statements_planned_total", "Fetch steps of the execution plans compiled.")
    let batches = Counter("batches_total", "Batches sent, each one statement.")
    let batchedSteps = Counter("batched_steps_total", "Fetch steps of requests that those batches answered.")
    let batchedKeys = Counter("batched_keys_total", "Keys that those batches looked up.")
    let splitBatches = Counter(
        "split_batches_total",
        "Batches that failed and ran again, each request alone."
    )
    let expiredBatches = Counter(
        "expired_batches_total",
        "Batches that waited for too long and were not sent."
    )
    let rows = Counter("rows_total", "Rows received for batches.")
    let databaseErrors = Counter("database_errors_total", "Statements that failed.")
    let jobs = Counter("job_runs_total", "Runs of jobs by this gateway.")
    let failedJobs = Counter("failed_job_runs_total", "Runs of jobs that failed.")
    let catalogChecks = Counter(
        "catalog_checks_total",
        "Comparisons of the database's catalog with what was bound."
    )
    let schemaReplacements = Counter(
        "schema_replacements_total",
        "Schemas bound again and served, without a restart."
    )
    let misfits = Gauge(
        "schema_errors",
        "Errors for which the schema, bound again, is not served; 0 if it is."
    )
    let databaseConnections = LaneGauges(
        "database_connections",
        "Connections to PostgreSQL that are up, by lane."
    )
    let wantedConnections = LaneGauges(
        "database_connections_wanted",
        "Connections to PostgreSQL that the lanes keep up, by lane."
    )
    let starvedLanes = LaneGauges("database_lanes_starved", "Loops whose lane has no connection, by lane.")
    let reconnects = LaneGauges("database_reconnects", "Connections made again since the start, by lane.")
    let retries = LaneGauges("database_retries", "Reads sent again since the start, by lane.")
    let movedReads = LaneGauges(
        "database_moved_reads",
        "Reads moved away from a busy connection since the start, by lane."
    )
    let cancelledStatements = LaneGauges(
        "database_cancelled_statements",
        "Statements ended since the start because their clients had left, by lane."
    )
    let feedIsUp = Gauge("feed_up", "Loops to which the change feed tells changes.")
    let feedTransactions = Counter("feed_transactions_total", "Transactions that the change feed told of.")
    let feedWaiting = Gauge("feed_waiting_transactions", "Committed transactions that are not visible yet.")
    let liveSubscriptions = Gauge("live_subscriptions", "Subscriptions to live queries.")
    let liveGroups = Gauge("live_groups", "Groups of subscriptions that get the same answer.")
    let touchedGroups = Counter("live_touched_groups_total", "Groups that changes concerned.")
    let liveReadings = Counter("live_readings_total", "Readings of live queries.")
    let equalAnswers = Counter(
        "live_equal_answers_total",
        "Readings whose answer nobody needed, as it was equal to the last one."
    )
    let liveAnswers = Counter("live_answers_total", "Answers to live queries that were sent.")
    let fieldErrors = CoordinateCounts(
        "field_errors_total",
        "Field errors in responses, by schema coordinate and code."
    )
    let deprecatedUses = CoordinateCounts(
        "deprecated_uses_total",
        "Requests that used a deprecated field or argument, by schema coordinate."
    )
    let requestTime = Histogram(
        "request_duration_seconds",
        "Time from a request's last byte to its response, without refused requests."
    )
    let waitTime = LaneHistograms(
        "batch_wait_seconds",
        "Time from a batch's first request, or a mutation's turn, to a free connection, by lane."
    )
    let runTime = LaneHistograms(
        "batch_run_seconds",
        "Time on the connection: for a batch to its rows or failure, for a mutation to the end of its transaction."
    )

    /// All metrics, in the order of the properties above.
    private var all: [any Metric] { Mirror(reflecting: self).children.compactMap { $0.value as? any Metric } }

    /// The text of `/metrics` for all loops.
    static func exposition(of loops: [Metrics]) -> String {
        let metrics = loops.map(\.all)
        guard let first = metrics.first else { return "" }
        return first.indices.map { index in first[index].exposition(of: metrics.map { $0[index] }) }.joined()
    }
}
