import Glibc

/// A PostgreSQL that a test run makes, uses and throws away.
///
/// It trusts everybody, listens on a Unix socket alone, and does not care for crashes of the machine. A watchdog
/// stops it and removes its folder when the process that made it ends, however that happens.
package final class TestCluster: Sendable {
    /// The folder that the socket lies in.
    package let folder: String
    /// The login that may do everything.
    package let superuser = "postgres"
    private let programs: String
    private let prefix: [String]
    private let watch: Int32

    private static let common = Result { try TestCluster() }

    /// The cluster that all tests of this process share; made when first asked for.
    package static func shared() throws -> TestCluster { try common.get() }

    /// Makes and starts a cluster of one's own: for tests that stop it.
    ///
    /// - Parameters:
    ///   - settings: lines for `postgresql.conf`, beside the usual ones.
    ///   - primary: the cluster that it is a standby of; `nil` makes a cluster by itself.
    package init(settings: [String] = [], standbyOf primary: TestCluster? = nil) throws {
        programs = try Self.programFolder()
        folder = try Self.makeFolder()
        prefix = try Self.prefix(owning: folder)
        let (reader, writer) = try ChildProcess.pipe()
        watch = writer
        let data = folder + "/data"
        let stop = (prefix + ["\(programs)/pg_ctl", "-D", data, "-m", "immediate", "stop"])
            .joined(separator: " ")
        // `read` returns when the writing end closes: when this process has ended.
        try ChildProcess.detach(["sh", "-c", "read line; \(stop); rm -rf '\(folder)'"], input: reader)
        close(reader)
        if let primary {
            try ChildProcess.require(
                prefix + [
                    "\(programs)/pg_basebackup", "-D", data, "--no-sync", "-R", "-c", "fast", "-h",
                    primary.folder,
                    "-U", superuser,
                ]
            )
            try start(settings: settings)
            return
        }
        try ChildProcess.require(
            prefix + [
                "\(programs)/initdb", "-D", data, "--auth=trust", "--no-sync", "--encoding=UTF8",
                "--locale=C.UTF-8", "--username=\(superuser)",
            ]
        )
        try start(settings: Self.settings + settings)
    }

    private static let settings = [
        "listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off",
        "shared_buffers=64MB", "max_connections=200", "wal_level=logical", "timezone=UTC",
        "max_wal_senders=10", "max_replication_slots=10", "max_slot_wal_keep_size=64MB",
    ]

    /// Starts the server again after ``stop(mode:)``.
    package func start() throws { try start(settings: []) }

    private func start(settings: [String]) throws {
        let lines = settings.map { setting in
            let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return "\(parts[0]) = '\(parts.count > 1 ? String(parts[1]) : "")'"
        }
        if !lines.isEmpty {
            let append = "printf '%s\\n' \"$@\" >> '\(folder)/data/postgresql.conf'"
            try ChildProcess.require(prefix + ["sh", "-c", append, "sh"] + lines)
        }
        try ChildProcess.require(
            prefix + [
                "\(programs)/pg_ctl", "-D", folder + "/data", "-l", folder + "/log", "-w", "-s",
                "-o", "-k \(folder)", "start",
            ]
        )
    }

    /// Stops the server: `fast`, or `immediate`, which is what a crash looks like.
    package func stop(mode: String = "immediate") throws {
        try ChildProcess.require(
            prefix + ["\(programs)/pg_ctl", "-D", folder + "/data", "-m", mode, "-w", "-s", "stop"]
        )
    }

    /// Makes a standby take changes, on the next timeline.
    package func promote() throws {
        try ChildProcess.require(
            prefix + ["\(programs)/pg_ctl", "-D", folder + "/data", "-w", "-s", "promote"]
        )
    }

    /// Stops every process of the server where it is: it accepts connections, by the system, and says nothing.
    package func suspend() throws { try signal("STOP") }

    /// Lets a suspended server go on.
    package func resume() throws { try signal("CONT") }

    private func signal(_ name: String) throws {
        let script = """
            main=$(head -n 1 '\(folder)/data/postmaster.pid') && kill -\(name) $main $(ps -o pid= --ppid $main)
            """
        try ChildProcess.require(["sh", "-c", script])
    }

    /// Ends the server and removes its folder, sooner than the end of the process.
    package func discard() {
        close(watch)
    }

    /// Makes an empty database, dropping one of the same name first.
    ///
    /// - Returns: its connection string, for the superuser.
    package func database(named name: String) throws -> String {
        try run("drop database if exists \"\(name)\" with (force)")
        try run("create database \"\(name)\" template template0")
        return connectionString(database: name)
    }

    /// What libpq needs to connect.
    package func connectionString(database: String, user: String? = nil) -> String {
        "host=\(folder) dbname=\(database) user=\(user ?? superuser)"
    }

    /// The same as a URL.
    package func url(database: String, user: String? = nil) -> String {
        "postgresql:///\(database)?host=\(folder)&user=\(user ?? superuser)"
    }

    /// Runs SQL as the superuser, through psql, and returns its unaligned output.
    @discardableResult
    package func run(_ sql: String, database: String = "postgres") throws -> String {
        try ChildProcess.require([
            "\(programs)/psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-d",
            connectionString(database: database), "-c", sql,
        ])
    }

    /// Where `initdb`, `pg_ctl`, `psql` and `pgbench` are: the newest version's folder.
    package static func programFolder() throws -> String {
        let found = try ChildProcess.run([
            "sh", "-c", "ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -n 1",
        ])
        let path = found.output.split(separator: "\n").first.map(String.init) ?? ""
        if path.hasSuffix("/initdb") { return String(path.dropLast("/initdb".count)) }
        let folder = try ChildProcess.require(["pg_config", "--bindir"])
        return String(folder.split(separator: "\n").first ?? "")
    }

    /// A folder with a name short enough for a socket in it (107 bytes).
    private static func makeFolder() throws -> String {
        var template = Array("/tmp/c-XXXXXX".utf8CString)
        // SAFETY: the array is a terminated C string, which `mkdtemp` changes in place.
        guard unsafe mkdtemp(&template) != nil else {
            throw ChildProcessError(description: "no folder in /tmp: error \(errno)")
        }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// PostgreSQL refuses to run as root, so root becomes somebody else for it.
    private static func prefix(owning folder: String) throws -> [String] {
        guard getuid() == 0 else { return [] }
        for name in ["postgres", "nobody"] {
            let id = try ChildProcess.run(["id", "-u", name])
            let group = try ChildProcess.run(["id", "-g", name])
            guard id.status == 0, group.status == 0,
                let user = id.output.split(separator: "\n").first,
                let gid = group.output.split(separator: "\n").first
            else { continue }
            try ChildProcess.require(["chown", "\(user):\(gid)", folder])
            return ["setpriv", "--reuid=\(user)", "--regid=\(gid)", "--clear-groups", "--"]
        }
        throw ChildProcessError(description: "there is no unprivileged user to run PostgreSQL as")
    }
}
