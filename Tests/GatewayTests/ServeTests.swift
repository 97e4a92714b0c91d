import Glibc
import TestSupport
import Testing

@Suite("The program serving")
struct ServeTests {
    let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private var arguments: [String] {
        [
            "--database",
            gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway"),
            "--jwt-secret", GatewayProcess.secret, "--listen", "127.0.0.1:0",
        ]
    }

    @Test func `a crowd of clients leaves the descriptors by which a lost database is found again`() throws {
        let cluster = gateway.cluster
        let database = "gateway_crowd"
        try cluster.run("create database \(database) template gateway_demo")
        let login = cluster.connectionString(database: database, user: "concierge_gateway")
        let (port, leash) = try GatewayProcess.serve(
            ["--database", login] + arguments.dropFirst(2),
            openFiles: 96
        )
        defer { close(leash) }
        let request = GatewayProcess.request(
            "{ tickets(first: 1) { nodes { number } } }",
            token: try GatewayProcess.token("agent")
        )
        let first = Client(port: port)
        first.send(request)
        #expect(first.receiveAnswer().status == 200)
        var crowd = (0..<120).map { _ in Client(port: port) }
        try cluster.run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '\(database)'"
        )
        var status = 0
        for _ in 0..<100 where status != 200 {
            usleep(50_000)
            first.send(request)
            status = first.receiveAnswer().status
        }
        #expect(status == 200)
        crowd.removeAll()
        status = 0
        for _ in 0..<100 where status != 200 {
            usleep(50_000)
            let late = Client(port: port)
            late.send(request)
            status = late.receiveAnswer().status
        }
        #expect(status == 200)
    }

    @Test func `what is meant for a person goes into no socket where the place for it is closed`() throws {
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let program = "\(GatewayProcess.folder)/\(GatewayProcess.program)"
        let script = """
            cd \(GatewayProcess.folder); \(program) serve \(quoted) --no-jobs <&- >&- 2>&- & pid=$!
            for n in $(seq 600); do [ "$(readlink /proc/$pid/fd/6)" ] && break; sleep 0.05; done
            readlink /proc/$pid/fd/0 /proc/$pid/fd/1 /proc/$pid/fd/2; kill $pid; wait $pid
            """
        let outcome = try ChildProcess.run(["timeout", "60", "sh", "-c", script])
        #expect(outcome.output == "/dev/null\n/dev/null\n/dev/null\n")
    }

    @Test func `what is only read is refused to be changed`() {
        let client = Client(port: gateway.port)
        client.send(Array("DELETE /health/live HTTP/1.1\r\nhost: test\r\n\r\n".utf8))
        let answer = client.receiveAnswer()
        #expect(answer.status == 405)
        #expect(answer.header("allow") == "GET, HEAD")
    }

    @Test func `a private PostgreSQL that was killed is started again`() throws {
        let folder = try TestFolder([
            "0001_words.sql": """
            do $$ begin
                if not exists (select from pg_roles where rolname = 'concierge_gateway') then create role concierge_gateway login; end if;
            end $$;
            create table words (id integer primary key);
            insert into words values (7);
            grant select on words to concierge_gateway;
            """,
            "words.graphql": """
            type Word @table(name: "words") { number: Int! @column(name: "id") }
            type Query { words: [Word!]! }
            """,
        ])
        let state = folder.path + "/state"
        let (port, leash) = try GatewayProcess.serve([
            "--state", state, "--schema", folder.path, "--migrations", folder.path, "--listen",
            "127.0.0.1:0",
        ])
        defer {
            close(leash)
            let script =
                "home=$(readlink -f \(state)/postgres); while [ -e $home/data/postmaster.pid ]; do sleep 0.1; done; rm -rf $home"
            _ = try? ChildProcess.run(["timeout", "60", "sh", "-c", script])
        }
        let request = GatewayProcess.request("{ words { number } }", token: nil)
        func answer() -> Answer {
            let client = Client(port: port)
            client.send(request)
            return client.receiveAnswer()
        }
        #expect(answer().body == "{\"data\":{\"words\":[{\"number\":7}]}}")
        try ChildProcess.require(["sh", "-c", "kill -9 $(head -n 1 \(state)/postgres/data/postmaster.pid)"])
        var status = 0
        for _ in 0..<300 where status != 200 {
            usleep(100_000)
            status = answer().status
        }
        #expect(status == 200)
    }

    @Test(arguments: [("INT", 130), ("TERM", 143)])
    func `the private PostgreSQL ends with a program that is stopped while it migrates`(
        signal: String,
        status: Int
    ) throws {
        let folder = try TestFolder(["0001_wait.sql": "select pg_sleep(600);"])
        let state = folder.path + "/state"
        // Who runs the tests in the background may have them ignore SIGINT, which is inherited.
        let command =
            "env --default-signal=INT \(GatewayProcess.program) migrate --state \(state) --migrations \(folder.path)"
        let script = """
            set -m; \(command) & program=$!
            until psql -h "$(sed -n 5p \(state)/postgres/data/postmaster.pid)" -U concierge_owner concierge \
                -tAc "select 1 from pg_stat_activity where wait_event = 'PgSleep'" | grep -q 1; do sleep 0.2; done
            home=$(readlink -f \(state)/postgres)
            kill -\(signal) $program; wait $program; echo "status $?"
            test -e "$home/data/postmaster.pid" || echo "ended"
            rm -rf "$home"
            """
        let result = try ChildProcess.run(
            ["timeout", "60", "bash", "-c", script],
            folder: GatewayProcess.folder
        )
        #expect(result.output.hasSuffix("status \(status)\nended\n"), "\(result.output)")
    }

    @Test func `two loops answer alike, and a port in use is an error`() throws {
        let (port, leash) = try GatewayProcess.serve(arguments + ["--loops", "2"])
        defer { close(leash) }
        for _ in 0..<10 {
            let client = Client(port: port)
            client.send(
                GatewayProcess.request(
                    "{ tickets(first: 1) { nodes { id } } }",
                    token: try GatewayProcess.token("agent")
                )
            )
            #expect(client.receiveAnswer()["data", "tickets", "nodes"]?.items.count == 1)
        }
        let second = try ChildProcess.run(
            [GatewayProcess.program, "serve"] + arguments.dropLast(2) + ["--listen", "127.0.0.1:\(port)"],
            folder: GatewayProcess.folder
        )
        #expect(second.status == 1)
        #expect(second.output.contains("another program"))
    }

    @Test func `a database that still starts is waited for`() throws {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        let login = cluster.connectionString(database: "postgres")
        let schema = try TestFolder([
            "now.graphql": """
            extend schema @role(name: "reader", anonymous: true)
            type Query { clock: String @function(name: "clock") }
            """
        ])
        try cluster.run("create role waiter login; create function clock() returns text stable return 'now'")
        try cluster.stop(mode: "fast")
        var isStarted = false
        let (port, leash) = try GatewayProcess.serve(
            ["--database", login.replacing("user=postgres", with: "user=waiter"), "--listen", "127.0.0.1:0"]
                + ["--schema", schema.path],
            starting: { log in
                guard !isStarted, log.contains("Waiting for the database") else { return }
                isStarted = true
                try cluster.start()
            }
        )
        defer { close(leash) }
        #expect(isStarted)
        let client = Client(port: port)
        client.send(GatewayProcess.request("{ clock }", token: nil))
        #expect(client.receiveAnswer().body == #"{"data":{"clock":"now"}}"#)
    }

    /// What a gateway writes until it serves and has been sent `signals`, and its exit code after SIGTERM.
    private func log(serving arguments: [String], signals: String = ":") throws -> String {
        let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
        let program = "\(GatewayProcess.folder)/\(GatewayProcess.program)"
        let script = """
            cd \(GatewayProcess.folder); log=$(mktemp); \(program) serve \(quoted) --no-jobs 2>$log & pid=$!
            for n in $(seq 600); do grep -q 'The graph is at' $log && break; sleep 0.05; done
            \(signals); kill $pid; wait $pid; echo "status $?" >>$log; cat $log; rm $log
            """
        return try ChildProcess.run(["timeout", "100", "sh", "-c", script]).output
    }

    @Test func `SIGHUP ends nothing, and the gateway says so`() throws {
        let signals = "kill -HUP $pid; for n in $(seq 600); do grep -q SIGHUP $log && break; sleep 0.05; done"
        let log = try log(serving: arguments, signals: signals)
        #expect(log.contains("\nSIGHUP: the schema's folder is read again.\n"), "\(log)")
        #expect(log.hasSuffix("status 0\n"))
    }

    @Test func `a login that answers everybody is warned of, and refused to other machines`() throws {
        let own = try OwnDatabase("own_anonymous", "create table words (id integer primary key)")
        let schema = try TestFolder([
            "words.graphql": """
            extend schema @role(name: "everybody", anonymous: true)
            type Word @table(name: "words") { id: Int! }
            type Query { words: [Word!]! }
            """
        ])
        let flags = ["--database", own.reader, "--schema", schema.path]
        let refusal = try own.run(["serve", "--listen", "0.0.0.0:0"] + flags, in: schema)
        #expect(refusal.status == 1)
        #expect(refusal.output.contains("--allow-anonymous-login"), "\(refusal.output)")
        for listen in [["127.0.0.1:0"], ["0.0.0.0:0", "--allow-anonymous-login"]] {
            let log = try log(serving: ["--listen"] + listen + flags)
            #expect(log.contains("warning: Callers without a token read with all rights of the login"))
            #expect(log.contains("The graph is at"), "\(log)")
        }
    }
}
