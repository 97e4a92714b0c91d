import EventLoop

/// The moment at which what a loop has gathered leaves for the database: at the end of a turn that brought nobody who asks.
///
/// Requests come in bursts, as those who were answered together ask again together. While a turn brings more, another
/// follows at once, without waiting for input, so that a burst shares its statements; a lonely request costs one look more
/// (benchmark `ticket-by-id`).
final class BatchScheduler {
    /// After so many turns what has been gathered leaves, whoever still comes.
    ///
    /// More make batches no larger, and let the first waiter wait.
    static let maximumTurns = 3

    private unowned let loop: Loop
    private var bodies: [() -> Void] = []
    private var hasAsker = false
    private var turns = 0

    init(loop: Loop) {
        self.loop = loop
        loop.onTurnEnd { [self] in turnEnded() }
    }

    /// Has `body` called at each departure.
    func onDeparture(_ body: @escaping () -> Void) { bodies.append(body) }

    /// Somebody asks, which shall leave soon.
    func requestFlush() { hasAsker = true }

    func turnEnded() {
        if hasAsker, turns < Self.maximumTurns {
            hasAsker = false
            turns += 1
            return loop.turnAgain()
        }
        hasAsker = false
        turns = 0
        for body in bodies { body() }
    }
}
