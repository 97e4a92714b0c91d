import Cluster
import CommandLine
import Postgres

/// The database of a command: the one that is named, or the private one, which is started where it does not run.
final class DatabaseSession {
    /// For the login that serves.
    let serving: Postgres.ConnectionString
    /// For the login that migrates and seeds; `nil` where none is named.
    let owner: Postgres.ConnectionString?
    /// Whether it is the private one, which is kept migrated and filled without being asked.
    let isPrivate: Bool
    private let cluster: PrivateCluster?
    private var interruption: InterruptionWatch?
    private var keeper: ClusterKeeper?

    init(_ settings: Settings) throws(CommandFailure) {
        if let database = settings.database {
            isPrivate = false
            cluster = nil
            serving = try Self.parse(database.text)
            owner = try settings.ownerDatabase.map { text throws(CommandFailure) in try Self.parse(text.text)
            }
            return
        }
        // Where nothing would be migrated nobody wants a PostgreSQL: this is another folder than was meant.
        guard Files.exists(settings.migrations) else {
            throw CommandFailure(
                "There is no folder \(settings.migrations) to make a private database of: name it with --migrations, or "
                    + "the database with --database."
            )
        }
        let cluster = PrivateCluster(directory: settings.state + "/postgres")
        let connections: ConnectionInfo
        do throws(ClusterError) {
            connections = try cluster.start { Terminal.note($0) }
        } catch {
            throw CommandFailure(error.description)
        }
        isPrivate = true
        self.cluster = cluster
        serving = try Self.parse(connections.gateway)
        owner = try Self.parse(connections.owner)
        interruption = try InterruptionWatch(cluster)
    }

    private static func parse(_ text: String) throws(CommandFailure) -> Postgres.ConnectionString {
        do throws(PostgresError) {
            return try Postgres.ConnectionString(text)
        } catch {
            throw CommandFailure("The database's connection string cannot be read: \(error.message)")
        }
    }

    /// Has the private server started again whenever it is lost; from now on the caller takes the signals to end.
    func keepRunning() throws(CommandFailure) {
        interruption?.end()
        keeper = try cluster.map { cluster throws(CommandFailure) in try ClusterKeeper(cluster) }
    }

    /// Ends the private server, where this session started it.
    func end() {
        interruption?.end()
        keeper?.end()
        do throws(ClusterError) {
            try cluster?.stop()
        } catch {
            Terminal.note("warning: \(error.description)")
        }
    }

    /// A connection of the login that serves.
    func connect() throws(CommandFailure) -> BlockingConnection { try Self.connect(serving) }

    /// A connection of the login that owns.
    func connectAsOwner() throws(CommandFailure) -> BlockingConnection {
        guard let owner else {
            throw CommandFailure("Name the login that owns the database with --owner-database.")
        }
        return try Self.connect(owner)
    }

    private static func connect(
        _ place: Postgres.ConnectionString
    ) throws(CommandFailure) -> BlockingConnection {
        do throws(PostgresError) {
            return try BlockingConnection(place)
        } catch {
            throw CommandFailure("The database cannot be reached: \(error.message)")
        }
    }
}
