import ChangeFeed

/// What one loop knows of the change feed.
final class FeedState {
    /// Whether changes are told; else live queries are read again and again.
    private(set) var isRunning = false
    private var history: FeedCursor.History?
    private var frontier: LogPosition?

    /// The place up to which everything is visible, as clients get it; nil as long as there was no feed.
    var cursor: String? {
        guard let history, let frontier else { return nil }
        return FeedCursor(history: history, commit: frontier).text
    }

    /// The feed runs from `position` on.
    func started(_ history: FeedCursor.History, at position: LogPosition) {
        isRunning = true
        // After a lost connection the log is read again from an earlier position; what was visible still is.
        if history == self.history, let frontier, frontier > position { return }
        self.history = history
        frontier = position
    }

    /// Everything up to `position` is visible.
    func advanced(to position: LogPosition) { frontier = max(frontier ?? position, position) }

    func interrupted() { isRunning = false }
}
