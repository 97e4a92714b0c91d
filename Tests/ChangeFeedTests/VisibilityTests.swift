@testable import ChangeFeed
import Testing

private func transaction(_ position: UInt64, _ number: UInt32) -> CommittedTransaction {
    CommittedTransaction(
        commit: LogPosition(position),
        end: LogPosition(position + 1),
        transactionID: number,
        content: .changes([]),
        relations: [],
        truncated: [],
        messages: []
    )
}

@Suite("When a committed transaction is visible")
struct VisibilityTests {
    @Test func `A snapshot sees what is over`() throws {
        let snapshot = try #require(Snapshot("10:20:12,15"))
        #expect([9, 10, 11, 13, 19].allSatisfy { snapshot.sees($0) })
        #expect([12, 15, 20, 21].allSatisfy { !snapshot.sees($0) })
        #expect(Snapshot("10:10:")?.sees(9) == true)
        for text in ["", "10", "10:20", "20:10:", "a:b:", "10:20:x", "10:20:12,,x", "1:2:"] {
            #expect(Snapshot(text) == nil, "\(text)")
        }
    }

    @Test func `The upper half of a transaction's number is that nearest to the snapshot`() throws {
        let early = try #require(Snapshot("10:20:"))
        #expect(early.widened(15) == 15)
        #expect(early.widened(4_294_967_290) == 4_294_967_290)
        let late = try #require(Snapshot("4294967290:4294967300:"))
        #expect(late.widened(4_294_967_295) == 4_294_967_295)
        #expect(late.widened(3) == 4_294_967_299)
        let far = try #require(Snapshot("42949672970:42949672980:"))
        #expect(far.widened(9) == 42_949_672_969)
    }

    @Test func `A transaction passes when a snapshot sees it, and in order when all before it have passed`()
        throws
    {
        var gate = VisibilityGate(frontier: LogPosition(1))
        gate.committed(transaction(10, 100))
        gate.committed(transaction(20, 101))
        let first = gate.seen(try #require(Snapshot("100:102:100")))
        #expect(first.visible.map(\.transactionID) == [101])
        #expect(first.inOrder.isEmpty)
        #expect(gate.frontier == LogPosition(1))
        let second = gate.seen(try #require(Snapshot("102:102:")))
        #expect(second.visible.map(\.transactionID) == [100])
        #expect(second.inOrder.map(\.transactionID) == [100, 101])
        #expect(gate.frontier == LogPosition(21))
        #expect(!gate.isWaiting)
    }

    @Test func `The frontier moves without transactions only when none is held back`() throws {
        var gate = VisibilityGate(frontier: LogPosition(1))
        gate.advanced(to: LogPosition(5))
        #expect(gate.frontier == LogPosition(5))
        gate.committed(transaction(10, 100))
        gate.advanced(to: LogPosition(50))
        #expect(gate.frontier == LogPosition(5))
    }
}
