import ChangeFeed
import EventLoop
import Postgres
import TestSupport
import Testing

@testable import Live

/// A feed client on a loop of its own, run until what is waited for has been reported.
private final class FeedHarness {
    let loop: Loop
    private(set) var transactions: [CommittedTransaction] = []
    private(set) var starts: [(isContinuous: Bool, isPermanent: Bool)] = []
    private(set) var interruptions: [String] = []
    private(set) var position: LogPosition?
    private(set) var client: FeedClient?

    init(database: String, instance: String, primaryKeys: [UInt32: Set<String>] = [:]) throws {
        loop = try Loop()
        let settings = try #require(
            FeedSettings(instance: instance, publication: "concierge", primaryKeys: primaryKeys)
        )
        client = FeedClient(loop: loop, source: try ConnectionString(database), settings: settings) {
            [unowned self] event in
            switch event {
            case .started(_, let start, let isContinuous, let isPermanent):
                starts.append((isContinuous, isPermanent))
                position = start
            case .committed(let transaction):
                transactions.append(transaction)
                position = transaction.end
            case .advanced(let end): position = end
            case .interrupted(let reason): interruptions.append(reason)
            case .turnEnded: break
            }
        }
    }

    deinit {
        client?.close()
        loop.close()
    }

    /// Runs the loop until `condition` holds.
    ///
    /// Returns false after a minute.
    func wait(until condition: @escaping (FeedHarness) -> Bool) -> Bool {
        let deadline = Loop.nanoseconds + 60_000_000_000
        func check() {
            if condition(self) || Loop.nanoseconds > deadline { return loop.stop() }
            loop.schedule(after: .milliseconds(5)) { check() }
        }
        check()
        loop.run()
        return condition(self)
    }
}

@Suite("The change feed of a real server")
struct FeedClientTests {
    private static func database(_ name: String, in cluster: TestCluster) throws -> String {
        let database = try cluster.database(named: name)
        try cluster.run(
            "create table items (id int primary key, status text, body text); create table silent (id int primary key); "
                + "create publication concierge for table items",
            database: name
        )
        return database
    }

    private func changes(_ transactions: [CommittedTransaction]) -> [RowChange.Kind] {
        transactions.flatMap { transaction -> [RowChange.Kind] in
            guard case .changes(let changes) = transaction.content else { return [] }
            return changes.map(\.kind)
        }
    }

    @Test func `Committed changes arrive once, in order, and rolled back ones do not`() throws {
        let cluster = try TestCluster.shared()
        let harness = try FeedHarness(database: Self.database("feed_order", in: cluster), instance: "order")
        #expect(harness.wait { !$0.starts.isEmpty })
        #expect(harness.starts.first?.isPermanent == true)
        for statement in [
            "insert into items values (1, 'a'), (2, 'b')",
            "update items set status = 'c' where id = 1",
            "begin; insert into items values (3, 'x'); rollback",
            "insert into silent values (1)",
            "begin; savepoint s; insert into items values (4, 'y'); rollback to s; delete from items where id = 2; commit",
        ] {
            try cluster.run(statement, database: "feed_order")
        }
        #expect(harness.wait { $0.transactions.count >= 3 })
        #expect(changes(harness.transactions) == [.inserted, .inserted, .updated, .deleted])
        #expect(harness.transactions.map(\.commit) == harness.transactions.map(\.commit).sorted())
        #expect(harness.interruptions.isEmpty)
    }

    @Test func `The feed goes on after the server was restarted, and tells nothing twice`() throws {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        let harness = try FeedHarness(
            database: Self.database("feed_restart", in: cluster),
            instance: "restart"
        )
        #expect(harness.wait { !$0.starts.isEmpty })
        try cluster.run("insert into items values (1, 'a')", database: "feed_restart")
        #expect(harness.wait { $0.transactions.count == 1 })
        try cluster.stop(mode: "immediate")
        #expect(harness.wait { !$0.interruptions.isEmpty })
        try cluster.start()
        try cluster.run("insert into items values (2, 'b')", database: "feed_restart")
        #expect(harness.wait { $0.transactions.count >= 2 })
        #expect(
            harness.starts.map(\.isContinuous) == [true, true]
                || harness.starts.map(\.isContinuous) == [false, true]
        )
        #expect(changes(harness.transactions) == [.inserted, .inserted])
    }

    @Test func `Without a publication the feed says so, and runs once it is made`() throws {
        let cluster = try TestCluster.shared()
        let database = try cluster.database(named: "feed_unpublished")
        let harness = try FeedHarness(database: database, instance: "unpublished")
        #expect(harness.wait { !$0.interruptions.isEmpty })
        #expect(harness.interruptions.first == "The publication \"concierge\" does not exist.")
        try cluster.run(
            "create table items (id int primary key); create publication concierge for table items",
            database: "feed_unpublished"
        )
        #expect(harness.wait { !$0.starts.isEmpty })
        try cluster.run("insert into items values (1)", database: "feed_unpublished")
        #expect(harness.wait { $0.transactions.count == 1 })
    }

    @Test func `A slot that has lost its log is made anew, and the feed says that it is not continuous`()
        throws
    {
        let cluster = try TestCluster(settings: [
            "max_slot_wal_keep_size=1MB", "min_wal_size=32MB", "max_wal_size=32MB",
        ])
        defer { cluster.discard() }
        let database = try Self.database("feed_lost", in: cluster)
        try cluster.run(
            "select pg_create_logical_replication_slot('concierge_lost', 'pgoutput')",
            database: "feed_lost"
        )
        for _ in 0..<4 {
            try cluster.run(
                "select pg_switch_wal() from (select pg_logical_emit_message(false, 'x', repeat('x', 100000))) s; checkpoint",
                database: "feed_lost"
            )
        }
        let status = try cluster.run(
            "select wal_status from pg_replication_slots where slot_name = 'concierge_lost'",
            database: "feed_lost"
        )
        #expect(status.hasPrefix("lost"))
        let harness = try FeedHarness(database: database, instance: "lost")
        #expect(harness.wait { !$0.starts.isEmpty })
        #expect(harness.starts.first?.isContinuous == false)
    }
}
