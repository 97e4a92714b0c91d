import EventLoop
import GraphQL
import HTTP

/// Decides which requests of a loop are traced, and logs them.
final class RequestObserver {
    private let log: Log
    /// The percentage of requests that are logged.
    private let percentage: Int
    private let tellsTime: Bool
    private var ids = RequestIDs()
    private var due = 0

    /// - Parameters:
    ///   - percentage: how many percent of the requests are logged; above 0, every request with a status from 500 on is logged too.
    ///   - tellsTime: whether responses have the field `Server-Timing`.
    init(log: Log, percentage: Int, tellsTime: Bool) {
        self.log = log
        self.percentage = percentage
        self.tellsTime = tellsTime
    }

    /// The id of `request`: its own, or a new one.
    func id(of request: borrowing Request) -> String {
        guard let given = request.header("x-request-id"), request.hasOne("x-request-id") else {
            return ids.id(given: nil)
        }
        return ids.id(given: given)
    }

    /// The trace of `request`; `nil` if nothing needs it.
    func trace(of request: borrowing Request, id: String) -> RequestTrace? {
        guard percentage > 0 || tellsTime else { return nil }
        due += percentage
        let isSampled = due >= 100
        if isSampled { due -= 100 }
        let context = request.hasOne("traceparent") ? request.header("traceparent") : nil
        return RequestTrace(
            id: id,
            context: context.flatMap { TraceContext($0) },
            startedAt: request.receivedAt,
            tellsTime: tellsTime,
            isSampled: isSampled
        )
    }

    /// Logs a request that was answered.
    func ended(_ trace: RequestTrace, status: UInt16) {
        guard trace.isSampled || percentage > 0 && status >= 500 else { return }
        var details = [("request_id", trace.id), ("status", "\(status)")]
        if let context = trace.context {
            details += [("trace_id", context.traceID), ("parent_id", context.parentID)]
        }
        if let role = trace.role { details.append(("role", role)) }
        if let operation = trace.operation { details.append(("operation", operation)) }
        if let error = trace.error { details.append(("error", error.code.rawValue)) }
        if let coordinate = trace.error?.coordinate { details.append(("coordinate", coordinate)) }
        let times = trace.times(now: Loop.nanoseconds)
        details += times.map { ($0.name + "_ms", Self.milliseconds($0.nanoseconds)) }
        log.write(status >= 500 ? .error : .info, "request", details)
    }

    /// Milliseconds with three decimals.
    static func milliseconds(_ nanoseconds: UInt64) -> String {
        let thousandths = nanoseconds / 1000 % 1000
        let digits = String(1000 + thousandths).dropFirst()
        return "\(nanoseconds / 1_000_000).\(digits)"
    }
}
