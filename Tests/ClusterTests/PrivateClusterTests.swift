import Glibc
import Testing

@testable import Cluster

/// Asks a server one question through psql; the answer's columns are parted by `|`.
func answer(to query: String, over connection: String) throws -> String {
    let installation = try Installation.find(forDataOf: nil, in: "")
    let options = ["--no-psqlrc", "--tuples-only", "--no-align", "--no-password", "--set=ON_ERROR_STOP=1"]
    return try ChildProcess.run(installation.program("psql"), options + [connection, "--command=\(query)"])
}

/// A server of our own is a few hundred milliseconds, so these share what they can and run one after another.
@Suite("The private cluster", .serialized)
struct PrivateClusterTests {
    @Test func `its logins can do what they are for and no more`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        let connection = try cluster.start()
        let query =
            "SELECT rolsuper, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        #expect(try answer(to: query, over: connection.owner) == "f|t|f|f")
        #expect(try answer(to: query, over: connection.feed) == "f|f|t|f")
        let owner = "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        #expect(try answer(to: owner, over: connection.owner) == "concierge_owner")
        // The gateway's login is the migrations' to create.
        #expect(throws: ClusterError.self) { try answer(to: "SELECT 1", over: connection.gateway) }
        _ = try answer(to: "CREATE ROLE concierge_gateway LOGIN", over: connection.owner)
        #expect(try answer(to: "SELECT current_user", over: connection.gateway) == "concierge_gateway")
    }

    @Test(arguments: [
        ("wal_level", "logical"), ("max_slot_wal_keep_size", "1GB"), ("listen_addresses", ""),
        ("TimeZone", "UTC"),
        ("shared_preload_libraries", "pg_stat_statements"), ("password_encryption", "scram-sha-256"),
    ])
    func `it is set up for the change feed, statistics and nobody else`(name: String, value: String) throws {
        let text = ClusterSettings().configuration(sockets: "/s")
        #expect(text.lowercased().contains("\(name.lowercased()) = ") && text.contains(value))
        #expect(!text.contains("fsync"))
    }

    @Test func `the first start makes it and a second leaves its data alone`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        #expect(cluster.status() == .absent)
        let first = try cluster.start()
        _ = try answer(to: "CREATE TABLE kept AS SELECT 42 AS number", over: first.owner)
        try cluster.stop()
        #expect(cluster.status() == .stopped)
        let second = try cluster.start()
        #expect(try answer(to: "SELECT number FROM kept", over: second.owner) == "42")
        #expect(try answer(to: "SHOW wal_level", over: second.owner) == "logical")
    }

    @Test func `two programs share one server, and the last to leave stops it`() throws {
        let first = PrivateCluster.throwAway()
        defer { try? first.remove() }
        let connection = try first.start()
        let second = PrivateCluster(directory: first.directory, settings: .throwAway, isThrowAway: true)
        #expect(try second.start() == connection)
        try first.stop()
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
        try second.stop()
        #expect(first.status() == .stopped)
    }

    @Test func `what a killed program leaves running is taken over and stopped`() throws {
        // Not under a name that other tests' clearing away looks for.
        let directory = "/tmp/concierge-tests-\(UInt64.random(in: 0 ... .max))"
        // Letting go of it without a stop closes the locks, as a kill does.
        _ = try PrivateCluster(directory: directory, settings: .throwAway, isThrowAway: true).start()
        let next = PrivateCluster(directory: directory, settings: .throwAway, isThrowAway: true)
        let left = next.status()
        guard case .running = left else {
            Issue.record("the server is gone with the program")
            return
        }
        _ = try next.start()
        #expect(next.status() == left)
        try next.remove()
        #expect(FileSystem.status(of: directory) == nil)
    }

    @Test func `throw-away clusters that nobody holds are cleared away by the next`() throws {
        let directory = try {
            let killed = PrivateCluster.throwAway()
            _ = try killed.start()
            return killed.directory
        }()
        _ = PrivateCluster.throwAway()
        // Another test may have been quicker, and still be at it.
        for _ in 0..<500 where FileSystem.status(of: directory) != nil { usleep(10_000) }
        #expect(FileSystem.status(of: directory) == nil)
    }

    @Test func `a server that was killed is started again`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        let connection = try cluster.start()
        guard case .running(let identifier) = cluster.status() else {
            Issue.record("no server")
            return
        }
        kill(identifier, SIGKILL)
        while case .running = cluster.status() { usleep(1_000) }
        #expect(try cluster.start() == connection)
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
    }

    @Test func `one that was killed is started only when its last process has ended`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        let connection = try cluster.start()
        guard case .running(let identifier) = cluster.status() else {
            Issue.record("no server")
            return
        }
        // A statement that looks at nothing goes on for a while after its server is gone.
        let psql = try Installation.find(forDataOf: nil, in: "").program("psql")
        let busy = "SELECT count(*) FROM generate_series(1, 12000000)"
        let none = try OpenFile.unnamed(holding: "")
        let client = try ChildProcess.start(psql, [connection.owner, "-c", busy], input: none, output: none)
        defer { _ = client.wait() }
        usleep(300_000)
        kill(identifier, SIGKILL)
        while case .running = cluster.status() { usleep(1_000) }
        #expect(try cluster.start() == connection)
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
    }

    @Test func `data half made is made again`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        let unfinished = "\(cluster.directory)/data.unfinished/base"
        try FileSystem.makeDirectory(cluster.directory, mode: 0o755)
        try FileSystem.makeDirectory(unfinished, mode: 0o700)
        let connection = try cluster.start()
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
        #expect(FileSystem.status(of: "\(cluster.directory)/data.unfinished") == nil)
    }

    @Test func `a stale file that names another living process does not hinder`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        _ = try cluster.start()
        try cluster.stop()
        let placement = try Placement.ofThrowAway(cluster.directory)
        let none = try OpenFile.unnamed(holding: "")
        // Of the server's own user, since PostgreSQL looks at no other's.
        let other = try ChildProcess.start(
            "/bin/sleep",
            ["60"],
            as: placement.account,
            input: none,
            output: none
        )
        defer {
            kill(other.identifier, SIGKILL)
            _ = other.wait()
        }
        let text = "\(other.identifier)\n\(placement.data)\n1\n5432\n\(placement.sockets)\n\n0 0\nready\n"
        try FileSystem.replace("\(placement.data)/postmaster.pid", with: text, mode: 0o600)
        try FileSystem.makePrivateDirectory(placement.sockets, of: placement.account)
        let lock = "\(placement.sockets)/.s.PGSQL.5432.lock"
        try FileSystem.replace(lock, with: "\(other.identifier)\n", mode: 0o600)
        #expect(cluster.status() == .stopped)
        let connection = try cluster.start()
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
    }

    @Test func `databases come and go, whatever their names`() throws {
        let cluster = PrivateCluster.throwAway()
        defer { try? cluster.remove() }
        #expect(throws: ClusterError.notStarted) { try cluster.createDatabase(named: "early") }
        _ = try cluster.start()
        let name = #"od"d 'na\me"#
        let connection = try cluster.createDatabase(named: name)
        #expect(
            try answer(to: "SELECT current_database(), current_user", over: connection.owner)
                == "\(name)|concierge_owner"
        )
        #expect(try answer(to: "SELECT count(*) >= 0 FROM pg_stat_statements", over: connection.owner) == "t")
        try cluster.dropDatabase(named: name)
        try cluster.dropDatabase(named: name)
        #expect(throws: ClusterError.self) { try answer(to: "SELECT 1", over: connection.owner) }
    }

    @Test func `a clone's cluster lies in the clone, or for root behind a link`() throws {
        let clone = "/tmp/concierge-tests-\(UInt64.random(in: 0 ... .max))"
        let cluster = PrivateCluster(directory: "\(clone)/.concierge/postgres", settings: .throwAway)
        defer { try? FileSystem.removeTree(clone) }
        defer { try? cluster.remove() }
        let connection = try cluster.start()
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
        let status = try #require(FileSystem.status(of: cluster.directory))
        #expect(status.isLink == Account.isRoot)
        let home = try #require(FileSystem.resolved(cluster.directory))
        #expect(home.hasPrefix(Account.isRoot ? "/var/lib/concierge/concierge-tests-" : clone))
        let sockets = try #require(FileSystem.status(of: connection.socketDirectory))
        #expect(sockets.permissions == 0o700)
        try cluster.remove()
        #expect(FileSystem.status(of: home) == nil)
        #expect(FileSystem.status(of: cluster.directory) == nil)
    }

    @Test(.enabled(if: Account.isRoot))
    func `another user's cluster goes on as that user's when root starts it`() throws {
        let account = try Account.unprivileged()
        let clone = "/tmp/concierge-tests-\(UInt64.random(in: 0 ... .max))"
        let home = "\(clone)/.concierge/postgres"
        let cluster = PrivateCluster(directory: home, settings: .throwAway)
        defer { try? FileSystem.removeTree(clone) }
        try FileSystem.makeDirectory(home, mode: 0o700)
        #expect(throws: ClusterError.self) { try cluster.start() }
        try ChildProcess.run("/bin/chown", ["-R", "\(account.user):\(account.group)", clone])
        defer { try? cluster.stop() }
        let connection = try cluster.start()
        #expect(try answer(to: "SELECT 1", over: connection.owner) == "1")
        #expect(FileSystem.status(of: "\(home)/data/PG_VERSION")?.owner == account.user)
    }

    @Test(.enabled(if: !Account.isRoot)) func `root's cluster is refused to another user with a word why`()
        throws
    {
        let cluster = PrivateCluster(directory: "/usr/share/dict/postgres", settings: .throwAway)
        #expect(throws: ClusterError.self) { try cluster.start() }
        let root = PrivateCluster(directory: "/usr/share", settings: .throwAway)
        #expect { try root.start() } throws: { "\($0)".contains("belongs to user 0") }
    }
}
