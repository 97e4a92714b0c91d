import EventLoop
import Testing

@testable import Gateway

@Suite("When statements leave")
struct DepartureTests {
    /// The turns that end with a departure, where somebody asks in some of them.
    private func departures(_ turns: [Bool]) throws -> [Int] {
        let loop = try Loop()
        let scheduler = BatchScheduler(loop: loop)
        var departures: [Int] = []
        var turn = 0
        scheduler.onDeparture { departures.append(turn) }
        for hasAsker in turns {
            if hasAsker { scheduler.requestFlush() }
            scheduler.turnEnded()
            turn += 1
        }
        loop.close()
        return departures
    }

    @Test func `statements leave when a turn has brought nobody who asks`() throws {
        #expect(try departures([false, true, false, true, true, false]) == [0, 2, 5])
    }

    @Test func `nobody waits for more than a few turns`() throws {
        #expect(try departures(Array(repeating: true, count: 8)) == [BatchScheduler.maximumTurns, 7])
        #expect(BatchScheduler.maximumTurns == 3)
    }
}
