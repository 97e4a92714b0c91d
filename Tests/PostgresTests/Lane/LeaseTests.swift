import Bytes
import TestSupport
import Testing

@testable import Postgres

@Suite("Lease")
struct LeaseTests {
    private let insert = PreparedStatement(sql: "insert into kept values (1)", role: nil)
    private let bad = PreparedStatement(sql: "insert into kept values (1 / (random() * 0)::int)", role: nil)

    private func harness(_ name: String) throws -> LaneHarness {
        let cluster = try TestCluster.shared()
        let database = try cluster.database(named: name)
        try cluster.run("create table kept (id int)", database: name)
        return try LaneHarness(database: database) { $0.connections = 1 }
    }

    private func lease(_ harness: LaneHarness) throws -> Lease {
        var outcome: Result<Lease, PostgresError>?
        harness.lane.lease { outcome = $0 }
        harness.run { outcome != nil }
        return try #require(try outcome?.get())
    }

    private func wait(_ harness: LaneHarness, _ start: (@escaping Lease.Completion) -> Void) throws {
        var outcome: Result<RowSet, PostgresError>?
        start { outcome = $0 }
        harness.run { outcome != nil }
        _ = try outcome?.get()
    }

    private func count(_ name: String) throws -> String {
        try TestCluster.shared().run("select count(*) from kept", database: name)
    }

    @Test func `a commit keeps everything`() throws {
        let harness = try harness("lease_commit")
        let lease = try lease(harness)
        lease.begin(SessionSettings(role: nil, isReadOnly: false))
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.execute(insert, then: $0) }
        #expect(try count("lease_commit") == "0\n")
        try wait(harness) { lease.commit(then: $0) }
        #expect(try count("lease_commit") == "2\n")
    }

    @Test func `settings change inside a transaction, for the rest of it`() throws {
        let harness = try harness("lease_settings")
        let keep = PreparedStatement(
            sql: "insert into kept values (current_setting('claims.number')::int)",
            role: nil
        )
        let lease = try lease(harness)
        for number in ["1", "2"] {
            let settings = SessionSettings(role: nil, claims: [("claims.number", number)], isReadOnly: false)
            if lease.isInTransaction {
                try wait(harness) { lease.set(settings, then: $0) }
            } else {
                lease.begin(settings)
            }
            try wait(harness) { lease.execute(keep, then: $0) }
        }
        try wait(harness) { lease.commit(then: $0) }
        let kept = try TestCluster.shared().run("select id from kept order by id", database: "lease_settings")
        #expect(kept == "1\n2\n")
        #expect(throws: PostgresError.self) {
            try wait(harness) { lease.set(SessionSettings(role: nil), then: $0) }
        }
    }

    @Test func `an attempt that fails takes back itself alone`() throws {
        let harness = try harness("lease_attempt")
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.attempt(insert, then: $0) }
        #expect(throws: PostgresError.self) { try wait(harness) { lease.attempt(bad, then: $0) } }
        #expect(lease.isInTransaction)
        try wait(harness) { lease.commit(then: $0) }
        #expect(try count("lease_attempt") == "2\n")
    }

    @Test func `an attempt proves the constraints that were put off`() throws {
        let harness = try harness("lease_constraints")
        try TestCluster.shared().run(
            "alter table kept add constraint once unique (id) deferrable initially deferred",
            database: "lease_constraints"
        )
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.attempt(insert, then: $0) }
        #expect(throws: PostgresError.self) { try wait(harness) { lease.attempt(insert, then: $0) } }
        try wait(harness) { lease.commit(then: $0) }
        #expect(try count("lease_constraints") == "1\n")
    }

    @Test func `an error rolls back, and the connection serves on`() throws {
        let harness = try harness("lease_error")
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        #expect(throws: PostgresError.self) { try wait(harness) { lease.execute(bad, then: $0) } }
        #expect(!lease.isInTransaction)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.commit(then: $0) }
        #expect(try count("lease_error") == "1\n")
    }

    @Test func `a statement that the server has forgotten is prepared again in the next transaction`() throws
    {
        let harness = try harness("lease_forgotten")
        let lease = try lease(harness)
        let settings = SessionSettings(role: nil, isReadOnly: false)
        lease.begin(settings)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.commit(then: $0) }
        try wait(harness) { completion in
            lease.submit(
                Block(
                    statement: PreparedStatement(sql: "deallocate all", role: nil),
                    settings: nil,
                    completion: completion
                )
            )
        }
        lease.begin(settings)
        let error = try #require(throws: PostgresError.self) {
            try wait(harness) { lease.execute(insert, then: $0) }
        }
        #expect(error.requiresNewPreparation)
        lease.begin(settings)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.commit(then: $0) }
        #expect(try count("lease_forgotten") == "2\n")
    }

    @Test func `where a transaction cannot begin its statement is not tried`() throws {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        try cluster.stop(mode: "fast")
        try ChildProcess.require(["touch", cluster.folder + "/data/standby.signal"])
        try cluster.start()
        let harness = try LaneHarness(database: cluster.connectionString(database: "postgres")) {
            $0.connections = 1
        }
        let lease = try lease(harness)
        // A lock of the session outlasts a statement that runs outside of a transaction.
        let lock = PreparedStatement(sql: "select pg_advisory_lock(7)", role: nil)
        for isAttempt in [false, true] {
            lease.begin(SessionSettings(role: nil, isReadOnly: false))
            let error = try #require(throws: PostgresError.self) {
                try wait(harness) {
                    if isAttempt { lease.attempt(lock, then: $0) } else { lease.execute(lock, then: $0) }
                }
            }
            #expect(error.isRefusalOfStandby)
            #expect(!lease.isInTransaction)
        }
        #expect(try cluster.run("select count(*) from pg_locks where locktype = 'advisory'") == "0\n")
    }

    @Test func `a lease that is dropped rolls back and gives its connection back`() throws {
        let harness = try harness("lease_dropped")
        do {
            let lease = try lease(harness)
            lease.begin(nil)
            try wait(harness) { lease.execute(insert, then: $0) }
            #expect(!harness.lane.hasRoom)
        }
        #expect(try harness.texts("select count(*)::text from kept") == [["0"]])
    }

    @Test func `a deferred constraint that fails at the commit is an error of the commit`() throws {
        let harness = try harness("lease_deferred")
        try TestCluster.shared().run(
            "alter table kept add constraint kept_key unique (id) deferrable initially deferred",
            database: "lease_deferred"
        )
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.execute(insert, then: $0) }
        let error = try #require(throws: PostgresError.self) { try wait(harness) { lease.commit(then: $0) } }
        #expect(error.sqlState == "23505")
        #expect(try count("lease_deferred") == "0\n")
        lease.begin(nil)
        try wait(harness) { lease.rollBack(then: $0) }
    }

    @Test func `a connection that breaks during the commit leaves it unknown`() throws {
        let harness = try harness("lease_unknown")
        try TestCluster.shared().run(
            """
            create function die() returns trigger language plpgsql as
              $$ begin perform pg_terminate_backend(pg_backend_pid()); return null; end $$;
            create constraint trigger die after insert on kept deferrable initially deferred
              for each row execute function die()
            """,
            database: "lease_unknown"
        )
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        let error = try #require(throws: PostgresError.self) { try wait(harness) { lease.commit(then: $0) } }
        #expect(error.sqlState == "08007")
        lease.begin(nil)
        #expect(throws: PostgresError.self) { try wait(harness) { lease.execute(insert, then: $0) } }
        lease.release()
        #expect(try harness.texts("select 'up again'") == [["up again"]])
    }

    @Test func `a read may follow the commit on the same connection`() throws {
        let harness = try harness("lease_read")
        let lease = try lease(harness)
        lease.begin(nil)
        try wait(harness) { lease.execute(insert, then: $0) }
        try wait(harness) { lease.commit(then: $0) }
        var rows: RowSet?
        let read = PreparedStatement(sql: "select count(*)::text from kept", role: nil)
        lease.submit(Block(statement: read, settings: SessionSettings(role: nil)) { rows = try? $0.get() })
        harness.run { rows != nil }
        #expect(rows?.texts == [["1"]])
    }

    @Test func `blocks of others wait until the lease is over`() throws {
        let harness = try harness("lease_waiting")
        let lease = try lease(harness)
        var order: [String] = []
        harness.lane.submit(
            Block(statement: PreparedStatement(sql: "select 1", role: nil), settings: nil) { _ in
                order.append("other")
            }
        )
        lease.begin(nil)
        order.append("mine")
        lease.release()
        harness.run { order.count == 2 }
        #expect(order == ["mine", "other"])
    }
}
