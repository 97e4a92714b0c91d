import Planner
import Synchronization

/// What one loop has counted; every thread may read it.
final class Metrics: Sendable {
    /// Everything that is counted, in the order of `/metrics`.
    enum Counter: Int, CaseIterable, Sendable {
        case requests, errors, refusals, plans, statements, batches, batchedRequests, batchedKeys,
            splitBatches, rows
        case databaseErrors
        case jobs, failedJobs

        var name: String {
            switch self {
            case .requests: "concierge_requests_total"
            case .errors: "concierge_request_errors_total"
            case .refusals: "concierge_refused_requests_total"
            case .plans: "concierge_plans_total"
            case .statements: "concierge_statements_planned_total"
            case .batches: "concierge_batches_total"
            case .batchedRequests: "concierge_batched_steps_total"
            case .batchedKeys: "concierge_batched_keys_total"
            case .splitBatches: "concierge_split_batches_total"
            case .rows: "concierge_rows_total"
            case .databaseErrors: "concierge_database_errors_total"
            case .jobs: "concierge_job_runs_total"
            case .failedJobs: "concierge_failed_job_runs_total"
            }
        }

        var help: String {
            switch self {
            case .requests: "GraphQL requests executed."
            case .errors: "Executed requests whose answer has errors."
            case .refusals: "GraphQL requests that were not executed."
            case .plans: "Programs planned: the first request of a text, role and look of the variables."
            case .statements: "Fetch steps in the programs planned."
            case .batches: "Statements sent for batches, those without set_config counted once."
            case .batchedRequests: "Steps of requests that those batches answered."
            case .batchedKeys: "Keys that those batches looked up."
            case .splitBatches: "Batches that failed and ran again one by one."
            case .rows: "Rows received."
            case .databaseErrors: "Statements that failed."
            case .jobs: "Runs of jobs, by this gateway."
            case .failedJobs: "Runs of jobs that failed."
            }
        }
    }

    private let values: InlineArray<13, Atomic<Int>> = InlineArray { _ in Atomic(0) }

    /// Adds `amount`; only the loop's own thread does, so that no order is needed.
    func add(_ counter: Counter, _ amount: Int = 1) {
        values[counter.rawValue].wrappingAdd(amount, ordering: .relaxed)
    }

    /// From a request's last byte to its answer.
    let requestTime = Histogram()
    /// From the first waiter of a batch, or a mutation's turn, to having a connection, by lane.
    let waitTime = Lanes()
    /// From then to its rows, for a mutation to the end of its transaction, by lane.
    let runTime = Lanes()

    /// Errors of fields, by coordinate and code.
    let fieldErrors = CoordinateCounts()
    /// Requests that use what is deprecated, by coordinate.
    let deprecatedUses = CoordinateCounts()

    /// One histogram for each lane.
    struct Lanes: Sendable {
        private let point = Histogram()
        private let analytic = Histogram()
        private let write = Histogram()

        subscript(lane: Lane) -> Histogram {
            switch lane {
            case .point: point
            case .analytic: analytic
            case .write: write
            }
        }
    }

    /// The count so far.
    subscript(counter: Counter) -> Int { values[counter.rawValue].load(ordering: .relaxed) }

    /// The text of `/metrics` for all loops: Prometheus' exposition format, version 0.0.4.
    static func exposition(of loops: [Metrics]) -> String {
        var text = ""
        for counter in Counter.allCases {
            let total = loops.reduce(0) { $0 + $1[counter] }
            text += head(counter.name, counter.help, "counter") + "\(counter.name) \(total)\n"
        }
        text += counts(
            "concierge_field_errors_total",
            "Errors that answers told, by schema coordinate and code.",
            loops.map(\.fieldErrors)
        )
        text += counts(
            "concierge_deprecated_uses_total",
            "Requests that used a deprecated field or argument, by schema coordinate.",
            loops.map(\.deprecatedUses)
        )
        text += histogram(
            "concierge_request_duration_seconds",
            "From a request's last byte to its answer, refused requests left out.",
            [("", loops.map(\.requestTime))]
        )
        let lanes: [(name: String, lane: Lane)] = [
            ("point", .point), ("analytic", .analytic), ("write", .write),
        ]
        text += histogram(
            "concierge_batch_wait_seconds",
            "From a batch's first asker, or a mutation's turn, to having a connection.",
            lanes.map { name, lane in ("lane=\"\(name)\"", loops.map { $0.waitTime[lane] }) }
        )
        text += histogram(
            "concierge_batch_run_seconds",
            "From then to its rows, or its failure; for a mutation to the end of its transaction.",
            lanes.map { name, lane in ("lane=\"\(name)\"", loops.map { $0.runTime[lane] }) }
        )
        return text
    }

    private static func head(_ name: String, _ help: String, _ type: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    }

    private static func counts(_ name: String, _ help: String, _ loops: [CoordinateCounts]) -> String {
        head(name, help, "counter") + CoordinateCounts.exposition(name, of: loops)
    }

    private static func histogram(
        _ name: String,
        _ help: String,
        _ parts: [(labels: String, loops: [Histogram])]
    ) -> String {
        parts.reduce(into: head(name, help, "histogram")) { text, part in
            text += Histogram.exposition(name, part.labels, of: part.loops)
        }
    }
}
