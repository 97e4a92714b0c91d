import Bytes
import EventLoop
import TestSupport
import Testing

@testable import Postgres

/// A lane, and a session that locks a table which it reads.
private struct LockedDatabase {
    let holder: BlockingConnection
    let harness: LaneHarness
    private let lockedTable: UInt32

    /// - Parameter lockTimeout: of reads.
    init(_ name: String, lockTimeout: Duration, change: (inout Lane.Options) -> Void = { _ in }) throws {
        let database = try TestCluster.shared().database(named: name)
        holder = try BlockingConnection(database)
        try holder.execute(
            "create table held (id int); create table free (id int); insert into free values (7)"
        )
        lockedTable = UInt32(try holder.query("select 'held'::regclass::oid").first?[0] ?? "") ?? 0
        harness = try LaneHarness(database: database) {
            $0.lockTimeout = lockTimeout
            $0.spareConnections = 2
            change(&$0)
        }
        let lane = harness.lane
        harness.run { lane.state == .ready(connections: 2) }
    }

    /// Sends twelve different reads of the locked table, whose outcomes come into `outcomes`.
    func readHeld(knowingTables: Bool = true, _ completion: @escaping (Result<RowSet, PostgresError>) -> Void)
    {
        for number in 0..<12 {
            let statement = PreparedStatement(
                sql: "select id + \(number) from held",
                role: nil,
                tables: knowingTables ? [lockedTable] : []
            )
            harness.lane.submit(Block(statement: statement, settings: nil, completion: completion))
        }
    }
}

@Suite("Locks")
struct LockTests {
    @Test(arguments: [true, false])
    func `reads of other tables are answered while a lock is held`(knowingTables: Bool) throws {
        let test = try LockedDatabase("locks_\(knowingTables)", lockTimeout: .seconds(15))
        try test.holder.execute("begin; lock table held in access exclusive mode")
        var read = 0
        test.readHeld(knowingTables: knowingTables) { if case .success = $0 { read += 1 } }
        var other: Result<RowSet, PostgresError>?
        let free = PreparedStatement(sql: "select id::text from free", role: nil, tables: [1])
        test.harness.lane.submit(Block(statement: free, settings: nil) { other = $0 })
        test.harness.run(seconds: 10) { other != nil }
        #expect(try other?.get().texts == [["7"]])
        #expect(read == 0)
        #expect(test.harness.lane.counters.moved > 0)
        guard knowingTables else { return }
        // Those that were moved do not follow the question what the first ones wait for, to be moved again.
        #expect(test.harness.lane.counters.moved < 20)
        // Further reads of the locked table take no connection from the others.
        test.readHeld { if case .success = $0 { read += 1 } }
        for _ in 0..<5 {
            #expect(try test.harness.outcome(of: free).get().texts == [["7"]])
        }
        #expect(read == 0)
        try test.holder.execute("commit")
        test.harness.run { read == 24 }
    }

    @Test
    func `a read that waits for a lock ends when its time is over, on the server or before it was sent`()
        throws
    {
        let test = try LockedDatabase("lock_limits", lockTimeout: .milliseconds(300))
        try test.holder.execute("begin; lock table held in access exclusive mode")
        var states: [String] = []
        test.readHeld { if case .failure(let error) = $0 { states.append(error.sqlState) } }
        test.harness.run { states.count == 12 }
        #expect(Set(states) == ["55P03"])
        try test.holder.execute("rollback")
        var read = 0
        test.readHeld { if case .success = $0 { read += 1 } }
        test.harness.run { read == 12 }
    }

    @Test func `a spare connection is closed when the others are free again`() throws {
        let test = try LockedDatabase("lock_spares", lockTimeout: .seconds(15)) {
            $0.limits.spareMilliseconds = 50
        }
        let lane = test.harness.lane
        try test.holder.execute("begin; lock table held in access exclusive mode")
        var read = 0
        test.readHeld { if case .success = $0 { read += 1 } }
        test.harness.run { lane.state == .ready(connections: 3) }
        try test.holder.execute("rollback")
        test.harness.run { read == 12 && lane.state == .ready(connections: 2) }
    }

    @Test func `what a lock is known to hold up is forgotten with a read, and with time`() {
        var tables = LockedTables(memory: 100)
        tables.found(5, now: 0)
        #expect(tables.contains([4, 5], now: 50) && !tables.contains([4], now: 50))
        tables.succeeded([4])
        #expect(tables.contains([5], now: 50))
        tables.succeeded([5])
        #expect(!tables.contains([5], now: 50))
        tables.found(5, now: 60)
        #expect(tables.contains([5], now: 159) && !tables.contains([5], now: 160))
        tables.suspect([6, 7], now: 200, for: 100)
        #expect(tables.contains([7], now: 299) && !tables.contains([7], now: 300))
        tables.endSuspicion(of: [6])
        #expect(!tables.contains([6], now: 250) && tables.contains([7], now: 250))
    }
}
