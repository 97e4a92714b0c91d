import Glibc
import TestSupport
import Testing

/// Work that comes back, done by one of two gateways.
@Suite("Jobs", .serialized)
struct JobTests {
    private static let database = Result {
        let cluster = try TestCluster()
        let owner = try cluster.database(named: "library")
        try ChildProcess.require(
            [
                GatewayProcess.program, "migrate", "--database", owner, "--owner-database", owner,
                "--migrations",
                "Tests/Fixtures/library/migrations",
            ],
            folder: GatewayProcess.folder
        )
        try cluster.run(
            """
            create table stacks.ticks (at timestamptz default clock_timestamp(), role text default current_setting('role'),
                pid integer default pg_backend_pid());
            grant insert on stacks.ticks to library_reader;
            create function stacks.tick() returns void language sql begin atomic; insert into stacks.ticks default values; end;
            create function stacks.stumble() returns void language plpgsql as $$ begin raise exception 'again'; end $$;
            revoke execute on function stacks.tick, stacks.stumble from public;
            grant execute on function stacks.tick, stacks.stumble to library_reader;
            """,
            database: "library"
        )
        // The runs of daily jobs, as the support desk keeps them.
        let runs = try ChildProcess.require(
            ["sed", "/concierge_system/d", "migrations/0330_job_runs.sql"],
            folder: GatewayProcess.folder
        )
        try cluster.run(
            """
            \(runs)
            grant usage on schema concierge to library_reader;
            grant execute on function concierge.claim_job_run, concierge.end_job_run to library_reader;
            create table stacks.chimes (at timestamptz default clock_timestamp());
            grant insert on stacks.chimes to library_reader;
            create function stacks.chime() returns void language sql begin atomic; insert into stacks.chimes default values; end;
            revoke execute on function stacks.chime from public;
            grant execute on function stacks.chime to library_reader;
            insert into concierge.job_runs (job, due, started, ended) values ('stacks.chime()', now() - interval '3 days', now(), now());
            """,
            database: "library"
        )
        return cluster
    }

    let cluster: TestCluster

    init() throws { cluster = try Self.database.get() }

    private func schema(_ jobs: String) throws -> TestFolder {
        let library = try ChildProcess.require(
            ["cat", "Tests/Fixtures/library/schema/library.graphql"],
            folder: GatewayProcess.folder
        )
        return try TestFolder(["library.graphql": library, "jobs.graphql": "extend schema " + jobs])
    }

    private var connection: String {
        cluster.connectionString(database: "library", user: "library_gateway")
    }

    private func serve(_ folder: TestFolder) throws -> (port: UInt16, leash: Int32) {
        try GatewayProcess.serve([
            "--database", connection, "--jwt-secret", GatewayProcess.secret, "--listen", "127.0.0.1:0",
            "--schema",
            folder.path,
        ])
    }

    private func ticks(_ columns: String) throws -> String {
        let text = try cluster.run("select \(columns) from stacks.ticks", database: "library")
        return String(text.prefix { !$0.isNewline })
    }

    /// Waits until `condition` holds, ten seconds at most.
    private func eventually(_ condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<200 {
            if try condition() { return true }
            usleep(50_000)
        }
        return false
    }

    @Test func `one gateway at a time does the work, and the next one goes on with it`() throws {
        let folder = try schema(
            """
            @job(call: "stacks.stumble()", every: "PT0.1S", role: "reader")
            @job(call: "stacks.tick()", every: "PT0.1S", role: "reader")
            """
        )
        let first = try serve(folder)
        #expect(try eventually { try Int(ticks("count(*)")) ?? 0 >= 3 })
        let second = try serve(folder)
        usleep(500_000)
        #expect(try ticks("count(distinct pid)") == "1")
        #expect(try ticks("distinct role") == "library_reader")
        close(first.leash)
        #expect(try eventually { try ticks("count(distinct pid)") == "2" })
        close(second.leash)
    }

    @Test func `a daily job that was missed runs once, whoever asks`() throws {
        let folder = try schema(
            """
            @job(call: "stacks.chime()", at: "03:30", timeZone: "Europe/Warsaw", role: "reader")
            """
        )
        let gateways = [try serve(folder), try serve(folder)]
        defer { for gateway in gateways { close(gateway.leash) } }
        let runs = {
            try cluster.run(
                "select count(*) from concierge.job_runs where ended is not null",
                database: "library"
            )
        }
        #expect(try eventually { try runs().hasPrefix("2") })
        let third = try serve(folder)
        usleep(500_000)
        close(third.leash)
        #expect(try cluster.run("select count(*) from stacks.chimes", database: "library").hasPrefix("1"))
    }

    @Test(arguments: [
        ("call: \"stacks.tick()\"", "has neither of `every` and `at`"),
        ("call: \"stacks.tick()\", every: \"PT1S\", at: \"03:30\"", "has both of `every` and `at`"),
        ("call: \"stacks.tick()\", at: \"03:30\"", "runs at \"03:30\" without a time zone"),
        ("call: \"stacks.tick()\", at: \"3:30\", timeZone: \"UTC\"", "or at no time of a day"),
        ("call: \"stacks.tick()\", at: \"24:00\", timeZone: \"UTC\"", "or at no time of a day"),
        ("call: \"stacks.tick()\", every: \"10s\"", "comes back every \"10s\", which is no duration"),
        (
            "call: \"stacks.tick()\", every: \"PT0.01S\"",
            "which is no duration of a tenth of a second or more"
        ),
        ("call: \"stacks.tock()\", every: \"PT1S\"", "calls no function. Did you mean \"stacks.tick\""),
        (
            "call: \"stacks.jot('x', 0)\", every: \"PT1S\"",
            "runs as \"reader\", which may not execute the function."
        ),
    ])
    func `a job that cannot run is found at its place`(job: String, finding: String) throws {
        let folder = try schema("\n  @job(\(job), role: \"reader\")")
        let result = try ChildProcess.run(
            [GatewayProcess.program, "check", "--schema", folder.path, "--database", connection],
            folder: GatewayProcess.folder
        )
        #expect(result.output.contains("jobs.graphql:2:3: error: The job"), "\(result.output)")
        #expect(result.output.contains(finding), "\(result.output)")
        #expect(result.status == 1)
    }

    @Test func `a job of nobody is found`() throws {
        let folder = try schema("@job(call: \"stacks.tick()\", every: \"PT1S\", role: \"raeder\")")
        let result = try ChildProcess.run(
            [GatewayProcess.program, "check", "--schema", folder.path, "--database", connection],
            folder: GatewayProcess.folder
        )
        #expect(result.output.contains("which is no role. Did you mean \"reader\"?"), "\(result.output)")
    }
}
