import Glibc
import Synchronization

/// A PostgreSQL of our own: found, made where it is missing, started, shared and stopped.
///
/// Several programs may use it at once; who comes finds it running, and the last who leaves stops it. One that was
/// killed leaves it running for the next to take over. All calls wait for what they do: call them before the event
/// loop turns, or from another thread.
package final class PrivateCluster: Sendable {
    /// What a cluster's directory holds at the moment.
    package enum Status: Sendable, Equatable {
        /// No cluster has been made.
        case absent
        /// A cluster, and no server.
        case stopped
        /// A server with this process number.
        case running(processIdentifier: Int32)
    }

    /// The database that is made with the cluster.
    package static let databaseName = "concierge"

    let directory: String
    let settings: ClusterSettings
    private let isThrowAway: Bool
    private let use = Mutex<Use?>(nil)

    /// What a started cluster is used through.
    private struct Use: ~Copyable {
        let placement: Placement
        let installation: Installation
        /// Shared until `stop`; the system lets go of it if we are killed.
        let lock: OpenFile
        /// The server, where it is a child of ours and we owe it a `wait`.
        var child: ChildProcess?
        var connection: ConnectionInfo
    }

    /// Names the cluster of a directory; nothing is read or made before `start`.
    ///
    /// - Parameter directory: usually `.concierge/postgres` of the working directory. As root, a link to the cluster
    ///   will stand there.
    package convenience init(directory: String, settings: ClusterSettings = ClusterSettings()) {
        self.init(directory: directory, settings: settings, isThrowAway: false)
    }

    init(directory: String, settings: ClusterSettings, isThrowAway: Bool) {
        self.directory = directory
        self.settings = settings
        self.isThrowAway = isThrowAway
    }

    /// Makes the cluster where it is missing, starts its server where none runs, and waits until it answers.
    ///
    /// Call it again after the server was lost, and it is started again.
    ///
    /// - Parameter progress: called with a few words before each step that takes time.
    package func start(progress: (String) -> Void = { _ in }) throws(ClusterError) -> ConnectionInfo {
        try use.withLock { use throws(ClusterError) in
            let placement =
                try isThrowAway ? Placement.ofThrowAway(directory) : Placement.prepared(for: directory)
            let change = try OpenFile.open(placement.changeLock, O_RDWR | O_CREAT)
            if !change.lock(exclusively: true, waiting: false) {
                progress("waiting for another program that is starting or stopping the private PostgreSQL")
                guard change.lock(exclusively: true) else {
                    throw SystemError.last("lock", placement.changeLock)
                }
            }
            let lock = try OpenFile.open(placement.useLock, O_RDWR | O_CREAT)
            guard lock.lock(exclusively: false) else { throw SystemError.last("lock", placement.useLock) }
            let version = FileSystem.text(of: "\(placement.data)/PG_VERSION").flatMap(
                Installation.majorVersion
            )
            let installation = try Installation.find(forDataOf: version, in: placement.home)
            if version == nil { try create(at: placement, with: installation, progress: progress) }
            let (child, postmaster) = try findOrLaunch(
                placement,
                installation,
                child: use?.child,
                progress: progress
            )
            let connection = ConnectionInfo(
                socketDirectory: postmaster.sockets,
                port: postmaster.port,
                database: Self.databaseName
            )
            use = Use(
                placement: placement,
                installation: installation,
                lock: lock,
                child: child,
                connection: connection
            )
            return connection
        }
    }

    /// Lets go of the cluster, and stops its server unless another program uses it.
    ///
    /// Open connections are ended. Returns at once where the cluster is not started.
    package func stop() throws(ClusterError) {
        try use.withLock { use throws(ClusterError) in
            guard let current = use.take() else { return }
            let change = try OpenFile.open(current.placement.changeLock, O_RDWR | O_CREAT)
            guard change.lock(exclusively: true) else {
                throw SystemError.last("lock", current.placement.changeLock)
            }
            guard current.lock.lock(exclusively: true, waiting: false) else { return }
            try end(current.placement, child: current.child)
        }
    }

    /// Tells what is in the directory, without changing it.
    package func status() -> Status {
        guard let home = FileSystem.resolved(directory), FileSystem.text(of: "\(home)/data/PG_VERSION") != nil
        else {
            return .absent
        }
        guard let postmaster = Postmaster.running(on: "\(home)/data") else { return .stopped }
        return .running(processIdentifier: postmaster.identifier)
    }

    /// Makes a database of the owner's in the started cluster and returns where to reach it.
    func createDatabase(named name: String) throws(ClusterError) -> ConnectionInfo {
        try query("CREATE DATABASE \(Self.quoted(name)) OWNER concierge_owner")
        return try use.withLock { use throws(ClusterError) in
            guard let connection = use?.connection else { throw .notStarted }
            return ConnectionInfo(
                socketDirectory: connection.socketDirectory,
                port: connection.port,
                database: name
            )
        }
    }

    /// Removes a database and ends its connections; one that is not there is no error.
    func dropDatabase(named name: String) throws(ClusterError) {
        try query("DROP DATABASE IF EXISTS \(Self.quoted(name)) WITH (FORCE)")
    }

    /// Stops the cluster and removes it with its data, unless another program uses it.
    package func remove() throws(ClusterError) {
        try stop()
        guard let home = FileSystem.resolved(directory) else { return }
        let lock = try OpenFile.open("\(home)/use.lock", O_RDWR | O_CREAT)
        guard lock.lock(exclusively: true, waiting: false) else { return }
        guard Postmaster.running(on: "\(home)/data") == nil else { return }
        try FileSystem.removeTree(home)
        try FileSystem.removeTree(directory)
    }

    /// Runs one statement as the superuser.
    private func query(_ statement: String) throws(ClusterError) {
        try use.withLock { use throws(ClusterError) in
            guard use != nil, let program = use?.installation.program("psql"),
                let connection = use?.connection
            else {
                throw .notStarted
            }
            let options = ["--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1"]
            try ChildProcess.run(
                program,
                options + ["--dbname=\(connection.superuser)", "--command=\(statement)"]
            )
        }
    }

    /// Quotes an identifier (*Identifiers and Key Words*, §4.1.1).
    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
