import Synchronization

/// Bounds the log lines of each kind: when the database becomes unreachable, all statements under way fail at once.
final class LineBudget: Sendable {
    private struct Window {
        var start: Int64
        var written = 0
        var dropped = 0
    }

    /// Lines of one kind in a span of ``seconds``; they show what is going on.
    private static let lines = 10
    private static let seconds: Int64 = 10
    /// Kinds that are counted apart, more than PostgreSQL has SQLSTATEs; further kinds share one budget.
    private static let kinds = 400
    private let windows = Mutex<[String: Window]>([:])

    /// How many lines of `kind` were dropped before the line at `now`, in seconds; `nil` if this line is dropped too.
    func take(_ kind: String, now: Int64) -> Int? {
        windows.withLock { windows in
            let kind = windows[kind] == nil && windows.count >= Self.kinds ? "" : kind
            var window = windows[kind] ?? Window(start: now)
            defer { windows[kind] = window }
            var dropped = 0
            if now &- window.start >= Self.seconds || now < window.start {
                dropped = window.dropped
                window = Window(start: now)
            }
            guard window.written < Self.lines else {
                window.dropped += 1
                return nil
            }
            window.written += 1
            return dropped
        }
    }
}
