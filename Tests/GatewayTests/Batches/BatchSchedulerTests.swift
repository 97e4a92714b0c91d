import EventLoop
import Testing

@testable import Gateway

@Suite("When batches are sent")
struct BatchSchedulerTests {
    /// The turns that end with a flush, given which of them bring a request.
    private func flushes(_ turns: [Bool]) throws -> [Int] {
        let loop = try Loop()
        let scheduler = BatchScheduler(loop: loop)
        var flushes: [Int] = []
        var turn = 0
        scheduler.onFlush(while: scheduler) { flushes.append(turn) }
        for bringsRequest in turns {
            if bringsRequest { scheduler.requestFlush() }
            scheduler.turnEnded()
            turn += 1
        }
        loop.close()
        return flushes
    }

    @Test func `batches are sent after a turn without a request`() throws {
        #expect(try flushes([false, true, false, true, true, false]) == [0, 2, 5])
    }

    @Test func `batches are sent after a few turns, even if each brings a request`() throws {
        #expect(try flushes(Array(repeating: true, count: 8)) == [BatchScheduler.maximumTurns, 7])
        #expect(BatchScheduler.maximumTurns == 3)
    }
}
