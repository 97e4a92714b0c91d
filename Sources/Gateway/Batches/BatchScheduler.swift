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
    private struct Participant {
        weak var owner: AnyObject?
        let body: () -> Void
    }

    private var participants: [Participant] = []
    private var isRequested = false
    private var turns = 0

    init(loop: Loop) {
        self.loop = loop
        loop.onTurnEnd(while: self) { [unowned self] in turnEnded() }
    }

    /// Calls `body` whenever batches are to be sent, for as long as `owner` lives.
    func onFlush(while owner: AnyObject, _ body: @escaping () -> Void) {
        participants.removeAll { $0.owner == nil }
        participants.append(Participant(owner: owner, body: body))
    }

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
        for participant in participants where participant.owner != nil { participant.body() }
    }
}
