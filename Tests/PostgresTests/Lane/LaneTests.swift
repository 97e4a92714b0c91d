import Bytes
import EventLoop
import TestSupport
import Testing

@testable import Postgres

@Suite("Lane")
struct LaneTests {
    private func harness(_ change: (inout Lane.Options) -> Void = { _ in }) throws -> LaneHarness {
        try LaneHarness(
            database: TestCluster.shared().connectionString(database: "postgres"),
            change
        )
    }

    @Test func `rows come in the binary format, NULL apart from empty`() throws {
        let statement = PreparedStatement(sql: "select $1::int4 + 1, null::text, ''::text", role: nil)
        var parameters = ParameterList()
        parameters.append(integer: 41 as Int32)
        let rows = try harness().outcome(of: statement, parameters).get()
        #expect(rows.rowCount == 1 && rows.columnCount == 3)
        #expect(rows[0, 0].copy == [0, 0, 0, 42])
        #expect(rows[0, 1].isNull)
        #expect(rows[0, 2].copy == [])
    }

    @Test func `rows outlive the connection they came by`() throws {
        var kept: RowSet?
        do {
            kept = try harness().outcome(of: PreparedStatement(sql: "select 'still here'", role: nil)).get()
        }
        #expect(kept?.texts == [["still here"]])
    }

    @Test func `an array of keys is an any()`() throws {
        let statement = PreparedStatement(
            sql: "select n::text from generate_series(1, 9) n where n = any($1) order by n",
            parameterTypes: [1007],
            role: nil
        )
        var parameters = ParameterList()
        parameters.appendArray(of: 23) { array in
            for key in [2, 3, 12] as [Int32] { array.append(integer: key) }
        }
        #expect(try harness().outcome(of: statement, parameters).get().texts == [["2"], ["3"]])
    }

    @Test func `a literal is read by the server`() throws {
        let statement = PreparedStatement(
            sql: "select ($1 + 1)::text",
            parameterTypes: [1700],
            role: nil
        )
        var parameters = ParameterList()
        parameters.append(literal: "12345678901234567890.5")
        #expect(try harness().outcome(of: statement, parameters).get().texts == [["12345678901234567891.5"]])
    }

    @Test func `settings hold for their block alone`() throws {
        let cluster = try TestCluster.shared()
        try cluster.run("do $$ begin create role lane_reader; exception when duplicate_object then end $$")
        let harness = try harness { $0.connections = 1 }
        let seen =
            "select current_user::text, current_setting('claims.sub', true), "
            + "current_setting('transaction_read_only')"
        let settings = SessionSettings(role: "lane_reader", claims: [("claims.sub", "7")])
        #expect(try harness.texts(seen, settings: settings) == [["lane_reader", "7", "on"]])
        #expect(try harness.texts(seen) == [["postgres", "", "on"]])
        _ = try harness.error("select 1/0", settings: settings)
        #expect(try harness.texts(seen) == [["postgres", "", "on"]])
    }

    @Test func `a read cannot write`() throws {
        let harness = try harness { $0.isReadOnly = false }
        let settings = SessionSettings(role: nil)
        #expect(try harness.error("create table nobody (id int)", settings: settings).sqlState == "25006")
        let lane = try self.harness()
        #expect(try lane.error("create table nobody (id int)").sqlState == "25006")
    }

    @Test func `a statement never runs under another role's settings`() throws {
        let statement = PreparedStatement(sql: "select 1", role: "agent")
        let error = try #require(throws: PostgresError.self) {
            try harness().outcome(of: statement, settings: SessionSettings(role: "client")).get()
        }
        #expect(error.sqlState == "XX000")
    }

    @Test func `one failing block does not touch its neighbours in the pipeline`() throws {
        let harness = try harness { $0.connections = 1 }
        let good = PreparedStatement(sql: "select 'good'", role: nil)
        let bad = PreparedStatement(sql: "select (1 / (random() * 0)::int)::text", role: nil)
        var outcomes: [Int: Bool] = [:]
        for number in 0..<12 {
            harness.lane.submit(
                Block(statement: number % 3 == 1 ? bad : good, settings: SessionSettings(role: nil)) {
                    outcome in
                    if case .success = outcome { outcomes[number] = true } else { outcomes[number] = false }
                }
            )
        }
        harness.run { outcomes.count == 12 }
        #expect((0..<12).allSatisfy { outcomes[$0] == ($0 % 3 != 1) })
    }

    @Test func `an error keeps its state and never a second outcome`() throws {
        let harness = try harness()
        #expect(try harness.error("select nothing").sqlState == "42703")
        #expect(try harness.error("select nothing").position == 8)
        #expect(try harness.texts("select 'after'") == [["after"]])
    }

    @Test func `a statement is prepared once on a connection, and a changed result type prepares it again`()
        throws
    {
        let cluster = try TestCluster.shared()
        let database = try cluster.database(named: "changing")
        try cluster.run("create table kept (id int); insert into kept values (1)", database: "changing")
        let harness = try LaneHarness(database: database) { $0.connections = 1 }
        let statement = PreparedStatement(sql: "select * from kept", role: nil)
        let count = PreparedStatement(
            sql: "select count(*)::text from pg_prepared_statements where statement like '%from kept'",
            role: nil
        )
        _ = try harness.outcome(of: statement).get()
        _ = try harness.outcome(of: statement).get()
        #expect(try harness.outcome(of: count).get().texts == [["1"]])
        try cluster.run("alter table kept add column name text default 'new'", database: "changing")
        var columns: [Int] = []
        for _ in 0..<8 {
            harness.lane.submit(
                Block(statement: statement, settings: nil) {
                    columns.append((try? $0.get().columnCount) ?? -1)
                }
            )
        }
        harness.run { columns.count == 8 }
        #expect(columns == Array(repeating: 2, count: 8))
        // Those that prepared it at the same time have left one.
        _ = try harness.outcome(of: PreparedStatement(sql: "select 1", role: nil)).get()
        #expect(try harness.outcome(of: count).get().texts == [["1"]])
    }

    @Test func `a statement that the connection has lost is prepared again`() throws {
        let harness = try harness { $0.connections = 1 }
        let statement = PreparedStatement(sql: "select 'kept'", role: nil)
        let settings = SessionSettings(role: nil)
        _ = try harness.outcome(of: statement, settings: settings).get()
        _ = try harness.outcome(of: PreparedStatement(sql: "deallocate all", role: nil)).get()
        #expect(try harness.outcome(of: statement, settings: settings).get().texts == [["kept"]])
    }

    @Test func `prepared statements are bounded`() throws {
        let harness = try harness {
            $0.connections = 1
            $0.limits.preparedStatements = 5
        }
        for number in 0..<20 { _ = try harness.texts("select '\(number)'") }
        let count = PreparedStatement(sql: "select count(*)::text from pg_prepared_statements", role: nil)
        _ = harness.outcome(of: count)
        #expect(try harness.outcome(of: count).get().texts == [["5"]])
    }

    @Test func `a statement that takes too long is ended by the server`() throws {
        let harness = try harness { $0.statementTimeout = .milliseconds(50) }
        let error = try harness.error("select pg_sleep(5)")
        #expect(error.isCancellation && !error.isConnectionLoss)
    }

    @Test func `connections say who they are`() throws {
        let harness = try harness { $0.instance = "here" }
        #expect(try harness.texts("select current_setting('application_name')") == [["concierge/here/test"]])
    }

    @Test func `a name is resolved off the loop, and options of the connection string stay`() throws {
        let cluster = try TestCluster(settings: ["listen_addresses=localhost", "port=54879"])
        defer { cluster.discard() }
        let harness = try LaneHarness(
            database: "postgresql://postgres@localhost:54879/postgres?options=-c%20work_mem%3D5MB"
        )
        #expect(try harness.texts("select current_setting('work_mem')") == [["5MB"]])
    }

    @Test func `big parameters and big results pass`() throws {
        let statement = PreparedStatement(sql: "select repeat($1, 3)", parameterTypes: [25], role: nil)
        let harness = try harness { $0.connections = 1 }
        var lengths: [Int] = []
        var errors: [PostgresError] = []
        for _ in 0..<8 {
            var parameters = ParameterList()
            parameters.append(text: String(repeating: "x", count: 3_000_000))
            harness.lane.submit(
                Block(statement: statement, parameters: parameters, settings: nil) { outcome in
                    switch outcome {
                    case .success(let rows): lengths.append(rows[0, 0].count)
                    case .failure(let error): errors.append(error)
                    }
                }
            )
        }
        harness.run { lengths.count + errors.count == 8 }
        #expect(errors == [])
        #expect(lengths == Array(repeating: 9_000_000, count: 8))
    }

    @Test func `there is room again when blocks are over`() throws {
        let harness = try harness {
            $0.connections = 1
            $0.limits.blocksInFlight = 2
        }
        let lane = harness.lane
        let statement = PreparedStatement(sql: "select 1", role: nil)
        var left = 50
        var done = 0
        func fill() {
            while left > 0, lane.hasRoom {
                left -= 1
                #expect(lane.blocksInFlight < 2)
                lane.submit(Block(statement: statement, settings: nil) { _ in done += 1 })
            }
        }
        harness.onTurnEnd = fill
        fill()
        harness.run { done == 50 }
        harness.onTurnEnd = {}
        #expect(lane.counters.statementsSent == 50 && lane.counters.rowsReceived == 50)
        #expect(lane.blocksInFlight == 0)
    }

    @Test func `cancelling ends the statement, and no other`() throws {
        let harness = try harness {
            $0.connections = 1
            $0.limits.blocksInFlight = 1
            $0.cancelsStatements = true
        }
        harness.run { harness.lane.hasRoom }
        for _ in 0..<20 {
            var outcome: Result<RowSet, PostgresError>?
            let sleep = PreparedStatement(sql: "select pg_sleep(20)", role: nil)
            let block = Block(statement: sleep, settings: nil) { outcome = $0 }
            harness.lane.submit(block)
            harness.loop.schedule(after: .milliseconds(3)) { harness.lane.cancel(block) }
            var next: Result<RowSet, PostgresError>?
            harness.lane.submit(
                Block(statement: PreparedStatement(sql: "select 1", role: nil), settings: nil) { next = $0 }
            )
            harness.run(seconds: 5) { outcome != nil && next != nil }
            #expect(throws: PostgresError.self) { try outcome?.get() }
            #expect(throws: Never.self) { try next?.get() }
        }
    }
}
