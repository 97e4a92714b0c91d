import Synchronization

/// How many lines of one kind may be written: when the database goes, everything that was under way fails at once.
final class LineBudget: Sendable {
    private struct Window {
        var start: Int64
        var written = 0
        var dropped = 0
    }

    /// Enough to see what is going on, in any span of ``seconds``.
    private static let lines = 10
    private static let seconds: Int64 = 10
    /// More kinds than PostgreSQL has; what is beyond them shares one.
    private static let kinds = 400
    private let windows = Mutex<[String: Window]>([:])

    /// Whether a line of `kind` may be written at `now`, in seconds; `nil`: no, else how many were dropped before it.
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
