import Bytes
import EventLoop
import Synchronization
import TestSupport
import Testing

@testable import Postgres

/// A primary and its standby, as two clusters.
private struct Pair {
    let primary: TestCluster
    let standby: TestCluster

    init() throws {
        primary = try TestCluster()
        try primary.run("create table kept (id int)")
        standby = try TestCluster(standbyOf: primary)
    }

    /// Both, in the order of `clusters`.
    func connection(_ clusters: [TestCluster], _ more: String = "") -> String {
        "host=\(clusters.map(\.folder).joined(separator: ",")) dbname=postgres user=postgres \(more)"
    }

    func discard() throws {
        for cluster in [primary, standby] {
            try? cluster.resume()
            cluster.discard()
        }
    }
}

/// The events of lanes, in words.
private final class Heard: Sendable {
    private let lines = Mutex<[String]>([])
    func note(_ event: Lane.Event) { lines.withLock { $0.append("\(event)") } }
    func contains(_ word: String) -> Bool { lines.withLock { $0.contains { $0.contains(word) } } }
}

@Suite("Several servers", .serialized)
struct ServerTests {
    private func commit(_ harness: LaneHarness, _ sql: String) -> Result<RowSet, PostgresError> {
        var outcome: Result<RowSet, PostgresError>?
        harness.lane.lease { result in
            guard case .success(let lease) = result else {
                outcome = result.map { _ in RowSet(columnCount: 0, rows: []) }
                return
            }
            lease.begin(nil)
            lease.execute(PreparedStatement(sql: sql, role: nil)) { result in
                guard case .success = result else { return outcome = result }
                lease.commit { outcome = $0 }
            }
        }
        harness.run(seconds: 30) { outcome != nil }
        return outcome ?? .failure(PostgresError(sqlState: "XX000", message: "no outcome"))
    }

    private func server(of harness: LaneHarness) throws -> String? {
        try harness.texts("select current_setting('unix_socket_directories')").first?.first ?? nil
    }

    @Test
    func
        `a server that accepts connections and says nothing costs its time limit, and the next one is taken`()
        throws
    {
        let pair = try Pair()
        defer { try? pair.discard() }
        try pair.standby.promote()
        try pair.primary.suspend()
        let clusters = [pair.primary, pair.standby]
        let source = pair.connection(clusters, "connect_timeout=2 target_session_attrs=read-write")
        let harness = try LaneHarness(database: source)
        #expect(try server(of: harness) == pair.standby.folder)
    }

    @Test func `reads under way on a server that falls silent run on the other one`() throws {
        let pair = try Pair()
        defer { try? pair.discard() }
        let heard = Heard()
        let harness = try LaneHarness(
            database: pair.connection([pair.primary, pair.standby], "connect_timeout=2")
        ) {
            $0.onEvent = { heard.note($0) }
        }
        #expect(try server(of: harness) == pair.primary.folder)
        harness.run { harness.lane.state == .ready(connections: 2) }
        try pair.primary.suspend()
        // Without the probe a connection is given up after 25 seconds.
        #expect(try server(of: harness) == pair.standby.folder)
        #expect(heard.contains("silent"))
    }

    @Test func `a lane that writes takes the server that takes changes, and finds it again`() throws {
        let pair = try Pair()
        defer { try? pair.discard() }
        let source = pair.connection([pair.standby, pair.primary])
        let reads = try LaneHarness(database: source)
        #expect(try server(of: reads) == pair.standby.folder)
        let heard = Heard()
        let writes = try LaneHarness(database: source) {
            $0.isReadOnly = false
            $0.writes = true
            $0.onEvent = { heard.note($0) }
        }
        #expect(throws: Never.self) { try commit(writes, "insert into kept values (1)").get() }
        #expect(heard.contains(pair.primary.folder))
        try pair.primary.stop(mode: "fast")
        try pair.primary.start()
        writes.run(seconds: 30) { writes.lane.counters.reconnects >= 1 }
        #expect(throws: Never.self) { try commit(writes, "insert into kept values (2)").get() }
        #expect(try pair.primary.run("select count(*) from kept").hasPrefix("2"))
    }

    @Test func `a standby that refuses to write makes the lane look for another server`() throws {
        let pair = try Pair()
        defer { try? pair.discard() }
        let harness = try LaneHarness(database: pair.connection([pair.standby])) {
            $0.isReadOnly = false
            $0.writes = true
            $0.connections = 1
        }
        let outcome = commit(harness, "insert into kept values (1)")
        let error = try #require(throws: PostgresError.self) { try outcome.get() }
        #expect(error.isRefusalOfStandby)
        harness.run { harness.lane.counters.reconnects == 1 }
    }

    @Test func `after a promotion no connection to the old primary is used`() throws {
        let pair = try Pair()
        defer { try? pair.discard() }
        let history = ServerHistory()
        let heard = Heard()
        func lane(_ clusters: [TestCluster]) throws -> LaneHarness {
            try LaneHarness(database: pair.connection(clusters)) {
                $0.isReadOnly = false
                $0.writes = true
                $0.connections = 1
                $0.history = history
                $0.onEvent = { heard.note($0) }
            }
        }
        let old = try lane([pair.primary, pair.standby])
        #expect(throws: Never.self) { try commit(old, "insert into kept values (1)").get() }
        try pair.primary.run("checkpoint")
        try pair.standby.promote()
        let new = try lane([pair.standby, pair.primary])
        #expect(throws: Never.self) { try commit(new, "insert into kept values (2)").get() }
        #expect(heard.contains("promoted"))
        for number in 3...6 {
            #expect(throws: Never.self) { try commit(old, "insert into kept values (\(number))").get() }
        }
        let count = try pair.standby.run("select count(*) from kept where id > 1")
        #expect(count.hasPrefix("5"))
        #expect(try pair.primary.run("select count(*) from kept where id > 1").hasPrefix("0"))
        #expect(heard.contains("refused"))
    }

    @Test func `a history refuses lower timelines and other clusters`() {
        func facts(_ system: String, _ timeline: UInt32, isStandby: Bool = false) -> ServerFacts {
            var result = ServerFacts()
            (result.system, result.timeline, result.isStandby) = (system, timeline, isStandby)
            return result
        }
        let history = ServerHistory()
        #expect(history.admit(facts("a", 0, isStandby: true)) == .newCluster)
        history.connected()
        #expect(history.admit(facts("a", 3)) == .known)
        #expect(history.admit(facts("a", 5)) == .newTimeline)
        guard case .refused = history.admit(facts("a", 4)) else { Issue.record("4 after 5"); return }
        #expect(history.admit(facts("a", 0, isStandby: true)) == .known)
        guard case .refused = history.admit(facts("b", 9)) else { Issue.record("b beside a"); return }
        history.disconnected()
        #expect(history.admit(facts("b", 1)) == .newCluster)
        #expect(history.timeline == 1)
    }
}

@Suite("Sessions")
struct SessionTests {
    private func harness(_ change: (inout Lane.Options) -> Void = { _ in }) throws -> LaneHarness {
        try LaneHarness(database: TestCluster.shared().connectionString(database: "postgres"), change)
    }

    @Test func `a setting has its first value from the beginning, before any block has set it`() throws {
        let lane = try harness {
            $0.connections = 1
            $0.sessionSettings = [("claims.sub", ""), ("claims.orgs", "{}"), ("claims.odd", "it's")]
        }
        let seen = """
            select current_setting('claims.sub'), current_setting('claims.orgs'), current_setting('claims.odd')
            """
        #expect(try lane.texts(seen) == [["", "{}", "it's"]])
        let settings = SessionSettings(role: nil, claims: [("claims.orgs", "{1}")])
        #expect(try lane.texts(seen, settings: settings) == [["", "{1}", "it's"]])
        #expect(try lane.texts(seen) == [["", "{}", "it's"]])
        lane.lane.renew(sessionSettings: [("claims.sub", "none"), ("claims.orgs", "{}"), ("claims.odd", "")])
        #expect(try lane.texts(seen) == [["none", "{}", ""]])
    }

    @Test func `a read that others ended by chance runs once again`() throws {
        let cluster = try TestCluster.shared()
        try cluster.run(
            """
            create or replace function fails_once(key int, always bool) returns text language plpgsql as $$
            begin
                if always or not exists (
                    select from pg_locks where locktype = 'advisory' and objid = key and pid = pg_backend_pid())
                then
                    perform pg_advisory_lock(key);
                    raise exception 'canceling statement due to conflict with recovery' using errcode = '40001';
                end if;
                return 'read';
            end $$
            """
        )
        let harness = try harness { $0.connections = 1 }
        #expect(try harness.texts("select fails_once(4711, false)") == [["read"]])
        #expect(harness.lane.counters.retries == 1)
        #expect(try harness.error("select fails_once(4712, true)").sqlState == "40001")
        #expect(harness.lane.counters.retries == 2)
    }

    @Test func `a connection limit is reported, and each lane has a connection`() throws {
        let cluster = try TestCluster.shared()
        try cluster.run("drop role if exists limited; create role limited login connection limit 2")
        let heard = Heard()
        let lane = try LaneHarness(
            database: cluster.connectionString(database: "postgres", user: "limited")
        ) {
            $0.connections = 3
            $0.onEvent = { heard.note($0) }
        }
        lane.run { heard.contains("settled(wanted: 3, refused: 1") }
        #expect(heard.contains("too many connections for role"))
        #expect(lane.lane.state == .ready(connections: 2))
    }

    @Test func `where to connect to is read for each connection`() throws {
        let right = try ConnectionString(TestCluster.shared().connectionString(database: "postgres"))
        let wrong = try ConnectionString("host=/nowhere dbname=postgres")
        final class Flag: Sendable { let value = Mutex(false) }
        let flag = Flag()
        let harness = try harness { options in
            options.database = { flag.value.withLock { $0 } ? right : wrong }
        }
        harness.loop.schedule(after: .milliseconds(200)) { flag.value.withLock { $0 = true } }
        #expect(try harness.texts("select 'up'") == [["up"]])
    }

    @Test func `notices are reported`() throws {
        let heard = Heard()
        try TestCluster.shared().run(
            """
            create or replace function says() returns text language plpgsql as $$
            begin raise notice 'hear, hear'; return 'said'; end $$
            """
        )
        let harness = try harness { $0.onEvent = { heard.note($0) } }
        #expect(try harness.texts("select says()") == [["said"]])
        #expect(heard.contains("hear, hear"))
    }

    @Test func `a caller that waits for a connection of its own too long gets an error`() throws {
        let harness = try harness { $0.connections = 1 }
        var first: Lease?
        harness.lane.lease { first = try? $0.get() }
        harness.run { first != nil }
        var second: Result<Lease, PostgresError>?
        harness.lane.lease(patience: 20) { second = $0 }
        harness.run { second != nil }
        #expect(throws: PostgresError.self) { try second?.get() }
        #expect(harness.lane.waitingForLease == 0)
        first?.release()
    }
}
