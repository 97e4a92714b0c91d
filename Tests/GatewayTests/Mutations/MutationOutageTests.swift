import Glibc
import JSON
import Postgres
import TestSupport
import Testing

/// Gateways and servers that die in the midst of mutations.
///
/// `KEYED_MUTATIONS` is how many there are.
@Suite("Mutations and outages", .serialized)
struct MutationOutageTests {
    private static let count = ChildProcess.environment("KEYED_MUTATIONS").flatMap { Int($0) } ?? 200

    /// A database of its own with a gateway that may be killed.
    private final class Library {
        let cluster: TestCluster
        private(set) var gateway: (port: UInt16, leash: Int32)

        init() throws {
            // What was acknowledged must outlive a crash of the server, as everywhere but in other tests.
            cluster = try TestCluster(settings: ["synchronous_commit=on"])
            let owner = try cluster.database(named: "library")
            try ChildProcess.require(
                [
                    GatewayProcess.program, "migrate", "--database", owner, "--owner-database", owner,
                    "--migrations",
                    "Tests/Fixtures/library/migrations",
                ],
                folder: GatewayProcess.folder
            )
            gateway = try Self.serve(cluster)
            // Whatever is done twice shall be seen twice.
            try sql("alter table stacks.jots drop constraint secret_name_of_a_key")
        }

        deinit { close(gateway.leash) }

        private static func serve(_ cluster: TestCluster) throws -> (port: UInt16, leash: Int32) {
            try GatewayProcess.serve([
                "--database", cluster.connectionString(database: "library", user: "library_gateway"),
                "--jwt-secret", GatewayProcess.secret, "--listen", "127.0.0.1:0", "--schema",
                "Tests/Fixtures/library/schema",
            ])
        }

        @discardableResult
        func sql(_ text: String) throws -> [String] {
            try cluster.run(text, database: "library").split(separator: "\n").map(String.init)
        }

        /// Kills the gateway as nothing can be helped against, and starts another one.
        func killGateway() throws {
            // A bare Debian has no pgrep; what the kernel tells has a zero byte behind each argument.
            let words = #"serve\x00--database\x00host=\#(cluster.folder) "#
            let found = try ChildProcess.run(["sh", "-c", "grep -lsaP '\(words)' /proc/[0-9]*/cmdline"])
            let gateways = found.output.split(separator: "/").compactMap { pid_t($0) }
            #expect(!gateways.isEmpty, "\(found.output)")
            for gateway in gateways { kill(gateway, SIGKILL) }
            close(gateway.leash)
            gateway = try Self.serve(cluster)
        }

        /// A connection that sees what the gateway's sessions do.
        func watch() throws -> BlockingConnection {
            try BlockingConnection(cluster.connectionString(database: "library"))
        }

        /// Waits until `count` sessions wait for `event`; returns whether they did, within a minute.
        @discardableResult
        func waitFor(_ event: String, count: Int = 1, on watch: BlockingConnection? = nil) throws -> Bool {
            let watch = try watch ?? self.watch()
            for _ in 0..<12_000 {
                let rows = try watch.query(
                    "select count(*) from pg_stat_activity where wait_event = $1",
                    parameters: [event]
                )
                if Int(rows.first?[0] ?? "") ?? 0 >= count { return true }
                usleep(5000)
            }
            Issue.record("\(count) sessions never waited for \(event)")
            return false
        }

        func restartServer() throws {
            try cluster.stop(mode: "immediate")
            try cluster.start()
        }
    }

    /// Sends `count` jots with keys, 20 at a time and `disturb` in the midst of some, again and again until each is answered.
    private func jot(_ count: Int, _ library: Library, disturb: (Int) throws -> Void) throws -> [Int: String]
    {
        var answers: [Int: String] = [:]
        var open = Array(0..<count)
        var round = 0
        var interrupted = 0
        while !open.isEmpty, round < count {
            round += 1
            let batch = open.prefix(20)
            let watch = round % 3 == 1 ? try library.watch() : nil
            let clients = batch.map { _ in Client(port: library.gateway.port) }
            for (client, number) in zip(clients, batch) {
                let query = "mutation { jot(text: \"jot \(number)\", delay: 0.02) { jot { id } } }"
                client.send(try GatewayProcess.keyed(query, key: "key \(number)", as: 3))
            }
            if let watch {
                // Each sleeps for a moment: some are under way now, and others wait.
                try library.waitFor("PgSleep", on: watch)
                watch.close()
                usleep(UInt32.random(in: 0...20_000))
                try disturb(round)
            }
            for (client, number) in zip(clients, batch) {
                let answer = client.receiveAnswer()
                if answer.status == 0 || answer.code != nil { interrupted += 1 }
                if let id = answer["data", "jot", "jot", "id"]?.text { answers[number] = id }
                let codes: [String?] = [nil, "DATABASE_UNAVAILABLE", "COMMIT_UNKNOWN"]
                #expect(codes.contains(answer.code), "\(answer.body)")
            }
            open.removeAll { answers[$0] != nil }
        }
        // Otherwise nothing has been tried.
        #expect(interrupted > 0)
        return answers
    }

    private func expectOnce(_ count: Int, _ answers: [Int: String], _ library: Library) throws {
        #expect(answers.count == count)
        #expect(Set(answers.values).count == count)
        let rows = try library.sql("select count(*), count(distinct text) from stacks.jots")
        #expect(rows == ["\(count)|\(count)"] || rows == ["\(count) \(count)"], "\(rows)")
    }

    @Test func `gateways that are killed leave each effect once`() throws {
        let library = try Library()
        let answers = try jot(Self.count, library) { _ in try library.killGateway() }
        try expectOnce(Self.count, answers, library)
    }

    @Test func `servers that crash leave each effect once`() throws {
        let library = try Library()
        let answers = try jot(Self.count, library) { _ in try library.restartServer() }
        try expectOnce(Self.count, answers, library)
    }

    @Test func `without a key, nobody is told what nobody knows`() throws {
        let library = try Library()
        let client = Client(port: library.gateway.port)
        client.send(
            GatewayProcess.request(
                "mutation { jot(text: \"lost\", delay: 5) { text } }",
                token: try GatewayProcess.member(3)
            )
        )
        try library.waitFor("PgSleep")
        try library.restartServer()
        #expect(client.receiveAnswer().code == "DATABASE_UNAVAILABLE")
        #expect(try library.sql("select id from stacks.jots").isEmpty)
        // A trigger that is put off to the commit holds it open.
        try library.sql(
            """
            create function stacks.dawdle() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$;
            create constraint trigger dawdle after insert on stacks.jots deferrable initially deferred
                for each row execute function stacks.dawdle();
            """
        )
        let other = Client(port: library.gateway.port)
        other.send(
            GatewayProcess.request(
                "mutation { jot(text: \"unknown\") { text } }",
                token: try GatewayProcess.member(3)
            )
        )
        try library.waitFor("PgSleep")
        try library.restartServer()
        let answer = other.receiveAnswer()
        #expect(answer.code == "COMMIT_UNKNOWN")
        #expect(answer["errors", "0", "message"]?.text?.contains("may or may not have happened") == true)
    }

    @Test func `a commit whose answer is lost is found by its key, and unknown without one`() throws {
        let library = try Library()
        // Commits wait for a standby that never comes: they have happened, and are not told.
        try library.sql("alter system set synchronous_standby_names = 'nobody'")
        try library.sql("select pg_reload_conf()")
        for _ in 0..<1000 where try library.sql("show synchronous_standby_names") != ["nobody"] {
            usleep(5000)
        }
        let token = try GatewayProcess.member(3)
        let client = Client(port: library.gateway.port)
        client.send(
            try GatewayProcess.keyed(
                "mutation { jot(text: \"told\") { text jot { id } } }",
                key: "told",
                as: 3
            )
        )
        let other = Client(port: library.gateway.port)
        other.send(GatewayProcess.request("mutation { jot(text: \"untold\") { text } }", token: token))
        try library.waitFor("SyncRep", count: 2)
        try library.sql("select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'SyncRep'")
        let told = client.receiveAnswer()
        #expect(told.status == 200 && told["data", "jot", "jot", "id"]?.text != nil, "\(told.body)")
        #expect(other.receiveAnswer().code == "COMMIT_UNKNOWN")
        #expect(try library.sql("select text from stacks.jots order by text") == ["told", "untold"])
        // As long as the server stays away, nobody can find out.
        let third = Client(port: library.gateway.port)
        third.send(
            try GatewayProcess.keyed("mutation { jot(text: \"third\") { text } }", key: "third", as: 3)
        )
        try library.waitFor("SyncRep")
        try library.cluster.stop(mode: "immediate")
        let unknown = third.receiveAnswer()
        #expect(unknown.code == "COMMIT_UNKNOWN" && unknown.body.contains("same idempotency key"))
        try library.cluster.start()
        try library.sql("alter system reset synchronous_standby_names")
        try library.sql("select pg_reload_conf()")
        let again = try GatewayProcess.keyed(
            "mutation { jot(text: \"third\") { text } }",
            key: "third",
            as: 3
        )
        var answer = unknown
        for _ in 0..<50 where answer.status == 0 || answer.code != nil {
            usleep(100_000)
            let client = Client(port: library.gateway.port)
            client.send(again)
            answer = client.receiveAnswer()
        }
        #expect(answer["data", "jot", "text"]?.text == "third", "\(answer.body)")
        #expect(try library.sql("select count(*) from stacks.jots where text = 'third'") == ["1"])
    }

    @Test func `what is committed is answered, also when the connection breaks while the answer is read`()
        throws
    {
        let library = try Library()
        try library.sql(
            "alter policy own on stacks.jots using (member = 3 and (select pg_sleep(1)) is not null)"
        )
        let client = Client(port: library.gateway.port)
        client.send(
            GatewayProcess.request(
                "mutation { jot(text: \"kept\") { text jot { text member } } }",
                token: try GatewayProcess.member(3)
            )
        )
        try library.waitFor("PgSleep")
        try library.restartServer()
        let answer = client.receiveAnswer()
        #expect(answer.status == 200 && answer["data", "jot", "jot", "member"]?.text == "3", "\(answer.body)")
    }

    @Test func `where nothing keeps them, keys are refused, and all else is done`() throws {
        let library = try Library()
        try library.sql("drop schema concierge cascade")
        let client = Client(port: library.gateway.port)
        client.send(try GatewayProcess.keyed("mutation { jot(text: \"x\") { text } }", key: "k", as: 3))
        let answer = client.receiveAnswer()
        #expect(
            answer.code == "BAD_REQUEST" && answer.body.contains("0008_idempotency.sql"),
            "\(answer.body)"
        )
        client.send(
            GatewayProcess.request(
                "mutation { jot(text: \"y\") { text } }",
                token: try GatewayProcess.member(3)
            )
        )
        #expect(client.receiveAnswer()["data", "jot", "text"]?.text == "y")
        #expect(try library.sql("select text from stacks.jots") == ["y"])
    }
}
