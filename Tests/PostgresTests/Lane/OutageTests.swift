import Bytes
import EventLoop
import TestSupport
import Testing

@testable import Postgres

@Suite("Outages")
struct OutageTests {
    private let one = PreparedStatement(sql: "select 1", role: nil)

    @Test func `a server that hangs is given up, and found again`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres")) {
            $0.connections = 1
            $0.statementTimeout = .milliseconds(300)
            $0.limits.silenceMilliseconds = 200
        }
        let process = try #require(try harness.texts("select pg_backend_pid()::text").first?.first ?? nil)
        try ChildProcess.require(["sh", "-c", "kill -STOP \(process)"])
        defer { _ = try? ChildProcess.run(["sh", "-c", "kill -CONT \(process)"]) }
        let hanging = PreparedStatement(sql: "select 1", role: nil)
        let outcome = harness.outcome(of: hanging, isIdempotent: false)
        let error = try #require(throws: PostgresError.self) { try outcome.get() }
        #expect(error.sqlState == "08006" && error.message.contains("has said nothing"))
        #expect(try harness.texts("select 'up again'") == [["up again"]])
    }

    @Test func `a killed PostgreSQL under load gives clear errors and recovers by itself`() throws {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        let harness = try LaneHarness(database: cluster.connectionString(database: "postgres")) {
            $0.limits.graceMilliseconds = 200
        }
        let lane = harness.lane
        var succeeded = 0
        var errors: [PostgresError] = []
        func fill() {
            while lane.hasRoom, errors.count < 1000 {
                lane.submit(
                    Block(statement: one, settings: SessionSettings(role: nil)) { outcome in
                        switch outcome {
                        case .success: succeeded += 1
                        case .failure(let error): errors.append(error)
                        }
                    }
                )
            }
        }
        harness.run { lane.state == .ready(connections: 2) }
        harness.onTurnEnd = fill
        harness.run { succeeded > 500 }
        try cluster.stop(mode: "immediate")
        harness.run { errors.contains { $0.sqlState == "08001" } }
        #expect(errors.allSatisfy { $0.isConnectionLoss })
        guard case .unavailable = lane.state else { Issue.record("\(lane.state)"); return }
        harness.onTurnEnd = {}
        try cluster.start()
        let before = succeeded
        harness.run { lane.state == .ready(connections: 2) }
        harness.onTurnEnd = fill
        errors = []
        fill()
        harness.run { succeeded > before + 500 }
        harness.onTurnEnd = {}
        #expect(errors.isEmpty)
        #expect(lane.counters.reconnects == 2)
    }

    @Test func `blocks wait while a connection may be there in a moment`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres"))
        #expect(harness.lane.state == .waiting)
        #expect(!harness.lane.hasRoom)
        #expect(try harness.outcome(of: one).get().rowCount == 1)
    }

    @Test func `with nobody there blocks fail at once after the grace period`() throws {
        let harness = try LaneHarness(database: "host=/nowhere dbname=a") { $0.limits.graceMilliseconds = 50 }
        harness.run(seconds: 2) { harness.lane.hasRoom }
        let error = try #require(throws: PostgresError.self) { try harness.outcome(of: one).get() }
        #expect(error.sqlState == "08001" && error.message.contains("/nowhere"))
    }

    @Test func `a read whose connection breaks is sent again, once`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres"))
        // Kills its own backend at every attempt.
        let suicide = PreparedStatement(sql: "select pg_terminate_backend(pg_backend_pid())", role: nil)
        let error = try #require(throws: PostgresError.self) { try harness.outcome(of: suicide).get() }
        #expect(error.sqlState == "08006")
        #expect(harness.lane.counters.retries == 1)
        #expect(try harness.outcome(of: one).get().rowCount == 1)
    }

    @Test func `what is not idempotent is not sent again`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres"))
        let suicide = PreparedStatement(sql: "select pg_terminate_backend(pg_backend_pid())", role: nil)
        let outcome = harness.outcome(of: suicide, isIdempotent: false)
        #expect(throws: PostgresError.self) { try outcome.get() }
        #expect(harness.lane.counters.retries == 0)
    }

    @Test func `a lane that is closed answers what was under way`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres"))
        harness.run { harness.lane.hasRoom }
        var outcome: Result<RowSet, PostgresError>?
        let sleep = PreparedStatement(sql: "select pg_sleep(20)", role: nil)
        harness.lane.submit(Block(statement: sleep, settings: nil) { outcome = $0 })
        harness.lane.close()
        #expect(throws: PostgresError.self) { try outcome?.get() }
        #expect(outcome != nil)
    }
}

extension OutageTests {
    @Test func `an idle connection that is cut comes back without anybody asking`() throws {
        let harness = try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres")) {
            $0.instance = "cut"
            $0.connections = 1
        }
        harness.run { harness.lane.state == .ready(connections: 1) }
        try TestCluster.shared().run(
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like '%/cut/%'"
        )
        harness.run { harness.lane.counters.reconnects == 1 }
        #expect(harness.lane.state == .ready(connections: 1))
        #expect(harness.lane.counters.statementsSent == 0)
    }

    @Test func `a lane that is dropped without closing lets go of everything`() throws {
        let loop = try Loop()
        var isAlive: () -> Bool = { true }
        do {
            let source = try ConnectionString(TestCluster.shared().connectionString(database: "postgres"))
            let lane = Lane(loop: loop, options: Lane.Options(name: "dropped") { source })
            isAlive = { [weak lane] in lane != nil }
            loop.onTurnEnd(while: loop) { [weak lane] in if lane?.hasRoom != false { loop.stop() } }
            loop.run()
        }
        #expect(!isAlive())
        loop.close()
    }
}
