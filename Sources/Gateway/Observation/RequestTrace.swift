import Execution
import GraphQL
import Planner

/// The times and results of one request, from its last byte to its response.
final class RequestTrace {
    let id: String
    let context: TraceContext?
    let tellsTime: Bool
    let isSampled: Bool
    private let startedAt: UInt64
    var role: String?
    /// The operation's name, or its kind where it has none.
    var operation: String?
    /// The first error.
    var error: GraphQLError?
    private var plannedAt: UInt64?
    private var settledAt: UInt64?
    private var execution: OperationExecution?

    /// - Parameter startedAt: when the request was there, on the clock of `Loop.nanoseconds`, as all moments here.
    init(id: String, context: TraceContext?, startedAt: UInt64, tellsTime: Bool, isSampled: Bool) {
        self.id = id
        self.context = context
        self.startedAt = startedAt
        self.tellsTime = tellsTime
        self.isSampled = isSampled
    }

    /// There is a plan, and execution begins.
    func planned(_ plan: PreparedOperation, now: UInt64) {
        plannedAt = now
        let operation = plan.document.operations[plan.operation]
        self.operation = operation.name.map { plan.document.text($0) } ?? "\(operation.kind)"
    }

    /// All rows are there, and writing begins.
    func settled(_ execution: OperationExecution, now: UInt64) {
        settledAt = now
        self.execution = execution
    }

    /// Where the time went until `now`.
    ///
    /// Steps that run at the same time each count, so `wait` and `db` may be longer than the request.
    func times(now: UInt64) -> [(name: String, nanoseconds: UInt64)] {
        var times: [(name: String, nanoseconds: UInt64)] = [("total", now &- startedAt)]
        guard let plannedAt else { return times }
        times.append(("plan", plannedAt &- startedAt))
        guard let settledAt, let execution else { return times }
        if execution.plan.calls.isEmpty {
            times += [("wait", execution.waitTime), ("db", execution.runTime)]
        } else {
            times.append(("db", settledAt &- plannedAt))
        }
        times.append(("write", now &- settledAt))
        return times
    }

    /// The field `Server-Timing` (W3C *Server Timing*, §3).
    func serverTiming(now: UInt64) -> String {
        times(now: now)
            .map { "\($0.name);dur=\(RequestObserver.milliseconds($0.nanoseconds))" }
            .joined(separator: ", ")
    }
}
