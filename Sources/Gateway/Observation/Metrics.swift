import Synchronization

/// What one loop has counted; every thread may read it.
final class Metrics: Sendable {
    /// Everything that is counted, in the order of `/metrics`.
    enum Counter: Int, CaseIterable, Sendable {
        case requests, errors, refusals, plans, statements, batches, batchedRequests, batchedKeys,
            splitBatches, rows
        case databaseErrors

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
            }
        }
    }

    private let values: InlineArray<11, Atomic<Int>> = InlineArray { _ in Atomic(0) }

    /// Adds `amount`; only the loop's own thread does, so that no order is needed.
    func add(_ counter: Counter, _ amount: Int = 1) {
        values[counter.rawValue].wrappingAdd(amount, ordering: .relaxed)
    }

    /// The count so far.
    subscript(counter: Counter) -> Int { values[counter.rawValue].load(ordering: .relaxed) }

    /// The text of `/metrics` for all loops: Prometheus' exposition format, version 0.0.4.
    static func exposition(of loops: [Metrics]) -> String {
        var text = ""
        for counter in Counter.allCases {
            let total = loops.reduce(0) { $0 + $1[counter] }
            text +=
                "# HELP \(counter.name) \(counter.help)\n# TYPE \(counter.name) counter\n\(counter.name) \(total)\n"
        }
        return text
    }
}
