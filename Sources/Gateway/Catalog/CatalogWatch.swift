import EventLoop
import Glibc
import Planner
import Postgres
import Synchronization

/// Watches the database's catalog on a thread of its own, and binds the schema again when it has changed: one in each process.
///
/// The new schema is bound while the old one serves. If it has no error, it takes the old one's place; else the old one
/// stays, and the log, the metrics and `/health/ready` say what no longer fits.
final class CatalogWatch: Sendable {
    /// What a check found.
    enum Verdict: Sendable {
        /// The catalog is as it was, and the schema fits it.
        case unchanged
        /// The schema was bound again, and is served by every loop before this is reported.
        case replaced
        /// The schema does not fit the catalog any more.
        case misfit
        /// The database could not be reached.
        case unknown
    }

    private struct State {
        var waiting: [@Sendable (Verdict) -> Void] = []
        var isReloading = false
        /// What does not fit; `nil` while everything does.
        var misfit: String?
        var deliver: @Sendable (BoundSchema) -> Void = { _ in }
    }

    private let state = Mutex(State())
    /// A byte in it ends the thread's wait.
    private let signal: Pipe
    private let database: @Sendable () -> Postgres.ConnectionString
    private let folder: String
    private let firstDigest: String
    private let events: Events
    /// Milliseconds between checks, at least.
    private static let interval: Int32 = 5000
    /// A check may take one part in so many of the time.
    private static let share: Int64 = 100
    /// Milliseconds between the end of a check and the next one that a failed statement causes, at most.
    private static let pause: Int64 = 500

    /// Creates the watch over a schema that was bound when the catalog had `digest`.
    init(
        database: @escaping @Sendable () -> Postgres.ConnectionString,
        folder: String,
        digest: String,
        events: Events
    ) throws(CommandFailure) {
        self.database = database
        self.folder = folder
        firstDigest = digest
        self.events = events
        signal = try Pipe()
    }

    /// Begins; `deliver` hands a new schema to every loop.
    func start(deliver: @escaping @Sendable (BoundSchema) -> Void) throws(LoopError) {
        state.withLock { $0.deliver = deliver }
        _ = try Thread { [self] in run() }
    }

    /// What does not fit; `nil` while everything does.
    var misfit: String? { state.withLock { $0.misfit } }

    /// Checks at once instead of at the next turn; `body` is called on the watch's thread with a check that began after this call.
    func check(then body: (@Sendable (Verdict) -> Void)? = nil) {
        state.withLock { state in
            if let body { state.waiting.append(body) }
        }
        signal.ring()
    }

    /// Reads the schema's folder again, whether or not the catalog has changed.
    func reload() {
        state.withLock { $0.isReloading = true }
        signal.ring()
    }

    // MARK: The thread

    private func run() {
        var connection: BlockingConnection?
        var digest = firstDigest
        var wait = Self.interval
        var pause: Int64 = 0
        while true {
            signal.wait(milliseconds: wait)
            // Statements that fail whenever a client likes must not keep the database busy with checks.
            usleep(UInt32(pause * 1000))
            let (waiting, reloads) = state.withLock { state in
                defer {
                    state.waiting = []
                    state.isReloading = false
                }
                return (state.waiting, state.isReloading)
            }
            let start = Loop.nanoseconds
            var verdict = Verdict.unknown
            do throws(CommandFailure) {
                if connection == nil { connection = try connect() }
                if let connection {
                    verdict = try check(connection, &digest, reloads: reloads, &wait, since: start)
                }
            } catch {
                connection = nil
                if reloads { events.reloadFailed(error.description) }
            }
            for body in waiting { body(verdict) }
            pause = min(Int64(clamping: (Loop.nanoseconds &- start) / 100_000), Self.pause)
        }
    }

    private func connect() throws(CommandFailure) -> BlockingConnection {
        do throws(PostgresError) {
            return try BlockingConnection(database(), applicationName: "concierge/catalog")
        } catch {
            throw CommandFailure("The database cannot be reached: \(error.message)")
        }
    }

    private func check(
        _ connection: BlockingConnection,
        _ digest: inout String,
        reloads: Bool,
        _ wait: inout Int32,
        since start: UInt64
    ) throws(CommandFailure) -> Verdict {
        let found = try CatalogDigest.read(connection)
        let took = Int64(clamping: (Loop.nanoseconds &- start) / 1_000_000)
        wait = max(Self.interval, Int32(clamping: took * Self.share))
        events.metrics.catalogChecks.add()
        if found == digest && !reloads { return misfit == nil ? .unchanged : .misfit }
        let outcome = try SchemaLoader.load(folder: folder, connection: connection)
        digest = found
        return take(outcome, reloads: reloads)
    }

    private func take(_ outcome: SchemaLoader.Outcome, reloads: Bool) -> Verdict {
        let cause = reloads ? "The schema was read again" : "The database's catalog has changed"
        guard outcome.isSound, let schema = outcome.schema else {
            let errors = outcome.findings.filter { $0.severity == .error }
            state.withLock { $0.misfit = errors.first?.message ?? "the schema cannot be read" }
            events.schemaRefused(cause, errors)
            return .misfit
        }
        let deliver = state.withLock { state in
            state.misfit = nil
            return state.deliver
        }
        deliver(schema)
        events.schemaReplaced(cause)
        return .replaced
    }
}

/// Two descriptors by which other threads end a thread's wait.
private struct Pipe: Sendable {
    private let reader: Int32
    private let writer: Int32

    init() throws(CommandFailure) {
        var ends: [Int32] = [0, 0]
        // SAFETY: the array has room for both descriptors.
        guard unsafe pipe(&ends) == 0 else {
            throw CommandFailure("This process has no descriptors left: see `ulimit -n`.")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reader, writer) = (ends[0], ends[1])
    }

    /// Ends the wait under way, or the next one.
    func ring() {
        var byte: UInt8 = 1
        // SAFETY: one byte is read. A full pipe has bytes that end the wait.
        _ = unsafe write(writer, &byte, 1)
    }

    /// Waits for ``ring()``, at most for a time.
    func wait(milliseconds: Int32) {
        var descriptor = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
        unsafe poll(&descriptor, 1, milliseconds)
        var bytes = [UInt8](repeating: 0, count: 64)
        // SAFETY: the array has as many bytes as is said.
        while unsafe read(reader, &bytes, bytes.count) == bytes.count {}
    }
}
