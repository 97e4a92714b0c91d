import EventLoop

/// Decides when the batches of a loop are sent: at the end of a turn that brought no request.
///
/// Requests come in bursts, because clients that were answered together send their next requests together. While a turn
/// brings requests, another turn follows at once, without waiting for input, so that a burst shares its statements. A single
/// request costs one more poll (benchmark `ticket-by-id`).
final class BatchScheduler {
    /// The batches are sent after so many turns, even if more requests come.
    ///
    /// More turns do not make batches larger, and delay the first request.
    static let maximumTurns = 3

    private unowned let loop: Loop
    private var bodies: [() -> Void] = []
    private var isRequested = false
    private var turns = 0

    init(loop: Loop) {
        self.loop = loop
        loop.onTurnEnd { [self] in turnEnded() }
    }

    /// Calls `body` whenever batches are to be sent.
    func onFlush(_ body: @escaping () -> Void) { bodies.append(body) }

    /// Notes that this turn brought a request, whose steps are to be sent soon.
    func requestFlush() { isRequested = true }

    func turnEnded() {
        if isRequested, turns < Self.maximumTurns {
            isRequested = false
            turns += 1
            return loop.turnAgain()
        }
        isRequested = false
        turns = 0
        for body in bodies { body() }
    }
}
