import Cluster
import CommandLine
import Migrations
import Postgres

/// The database of a command.
///
/// The private PostgreSQL is started where it does not run, and migrated.
final class DatabaseSession {
    /// The login with which a command works.
    enum Login {
        /// The login that serves.
        case gateway
        /// The login that owns the tables.
        case owner
    }

    /// The database, for the command's login.
    let database: Postgres.ConnectionString
    /// The private database, if it is the command's, and its owner.
    let privateDatabase: (settings: PrivateDatabase, owner: Postgres.ConnectionString)?
    /// The private database, for the login that reads the change feed.
    let privateFeed: Postgres.ConnectionString?
    private let cluster: PrivateCluster?
    private var interruption: InterruptionWatch?
    private var keeper: ClusterKeeper?

    init(_ source: DatabaseSource, as login: Login = .gateway) throws(CommandFailure) {
        switch source {
        case .named(let connection):
            database = try Self.parse(connection.text)
            privateDatabase = nil
            privateFeed = nil
            cluster = nil
        case .privateCluster(let settings):
            // Without migrations nothing would be served: the working directory is not the one that was meant.
            guard Files.exists(settings.migrations) else {
                throw CommandFailure(
                    "There is no migrations folder \"\(settings.migrations)\" to make a private database of. "
                        + "Name the folder with --migrations, or a database with --database."
                )
            }
            let cluster = PrivateCluster(directory: settings.state + "/postgres")
            let connections: ConnectionInfo
            do throws(ClusterError) {
                connections = try cluster.start { Terminal.note($0) }
            } catch {
                throw CommandFailure(error.description)
            }
            let owner = try Self.parse(connections.owner)
            database = login == .owner ? owner : try Self.parse(connections.gateway)
            privateDatabase = (settings, owner)
            privateFeed = try Self.parse(connections.feed)
            self.cluster = cluster
            interruption = try InterruptionWatch(cluster)
            do throws(CommandFailure) {
                try migrate(settings, as: owner)
            } catch {
                end()
                throw error
            }
        }
    }

    static func parse(_ text: String) throws(CommandFailure) -> Postgres.ConnectionString {
        do throws(PostgresError) {
            return try Postgres.ConnectionString(text)
        } catch {
            throw CommandFailure("The database's connection string cannot be read: \(error.message)")
        }
    }

    private func migrate(
        _ settings: PrivateDatabase,
        as owner: Postgres.ConnectionString
    ) throws(CommandFailure) {
        let connection = try Self.connect(owner)
        defer { connection.close() }
        try MigrateCommand.migrate(connection, folder: settings.migrations) { progress in
            if case .upToDate = progress { return }
            Terminal.note(progress.description)
        }
    }

    /// Starts the private server again whenever it is lost.
    ///
    /// From now on the caller handles the signals that end the program.
    func keepRunning() throws(CommandFailure) {
        interruption?.end()
        keeper = try cluster.map { cluster throws(CommandFailure) in try ClusterKeeper(cluster) }
    }

    /// Stops the private server, if no other program uses it.
    func end() {
        interruption?.end()
        keeper?.end()
        do throws(ClusterError) {
            try cluster?.stop()
        } catch {
            Terminal.note("warning: \(error.description)")
        }
    }

    /// A connection of the command's login.
    ///
    /// - Parameter patience: how long to try again while the server does not accept connections yet.
    func connect(waiting patience: Duration = .zero) throws(CommandFailure) -> BlockingConnection {
        try Self.connect(database, waiting: patience)
    }

    static func connect(
        _ database: Postgres.ConnectionString,
        waiting patience: Duration = .zero
    ) throws(CommandFailure) -> BlockingConnection {
        let deadline = ContinuousClock.now + patience
        var isAnnounced = false
        while true {
            do throws(PostgresError) {
                return try BlockingConnection(database)
            } catch {
                guard error.mayPass, ContinuousClock.now < deadline else {
                    throw CommandFailure("The database cannot be reached: \(error.message)")
                }
                if !isAnnounced {
                    Terminal.note("Waiting for the database, at most \(patience): \(error.message)")
                }
                isAnnounced = true
                Terminal.pause(milliseconds: 200)
            }
        }
    }
}

extension PostgresError {
    /// Whether a failed attempt to connect may succeed later without a change of the connection string or the server.
    ///
    /// libpq gives no SQLSTATE here. The server itself answers with `FATAL`; of its answers, only those of a server that
    /// starts or stops pass by themselves.
    fileprivate var mayPass: Bool {
        guard sqlState == "08001" else { return false }
        guard message.contains("FATAL:") else { return true }
        let passing = ["starting up", "shutting down", "recovery mode", "not yet accepting connections"]
        return passing.contains { message.contains($0) }
    }
}
