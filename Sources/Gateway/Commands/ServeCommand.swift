import CommandLine
import EventLoop
import Glibc
import HTTP
import JWT
import Planner
import Postgres

/// `concierge serve`: from nothing to a served graph, and back.
struct ServeCommand {
    let settings: Settings

    init(_ settings: Settings) {
        self.settings = settings
    }

    /// Serves until it is told to stop.
    func run() throws(CommandFailure) {
        // Ports first: who finds it taken should not wait for a database to be told.
        let sockets = try listen()
        let session = try DatabaseSession(settings)
        defer { session.end() }
        if session.isPrivate {
            let connection = try session.connectAsOwner()
            try DatabaseCommands(settings).migrate(connection)
            try seedOnce(connection)
        }
        let schema = try load(session)
        let shared = try shared(schema, session)
        // Threads that serve inherit what signals are theirs.
        try session.keepRunning()
        let workers = try Workers(shared, sockets: sockets)
        announce(
            port: sockets[0].first?.port ?? settings.listen.port,
            session,
            hasPlayground: !shared.files.isEmpty
        )
        workers.run()
        Terminal.note("Stopped.")
    }

    private func listen() throws(CommandFailure) -> [[ListeningSocket]] {
        do throws(LoopError) {
            return try ListeningSocket.open(
                host: settings.listen.host,
                port: settings.listen.port,
                loops: settings.loops
            )
        } catch {
            throw CommandFailure(error.description)
        }
    }

    private func seedOnce(_ connection: BlockingConnection) throws(CommandFailure) {
        guard Files.exists(settings.migrations + "/demo") else { return }
        let isFilled: Bool
        do throws(PostgresError) {
            let ledger = try connection.query("SELECT to_regclass('concierge.demo_data')").first?[0]
            isFilled =
                ledger == nil ? false : try !connection.query("SELECT FROM concierge.demo_data").isEmpty
        } catch {
            throw CommandFailure("The private database cannot be asked for its demo data: \(error.message)")
        }
        if !isFilled { try DatabaseCommands(settings).seed(connection, scale: 1) }
    }

    private func load(_ session: DatabaseSession) throws(CommandFailure) -> BoundSchema {
        let outcome = try SchemaLoader.load(folder: settings.schema, connection: session.connect())
        let report = FindingReport(findings: outcome.findings)
        guard outcome.isSound, let schema = outcome.schema else {
            Terminal.note(report.text)
            throw CommandFailure("The schema does not fit the database, so nothing is served.")
        }
        if !outcome.findings.isEmpty {
            Terminal.note("The schema fits the database: \(report.summary) `concierge check` shows them.")
        }
        return schema
    }

    private func shared(
        _ schema: BoundSchema,
        _ session: DatabaseSession
    ) throws(CommandFailure) -> Worker.Shared {
        let isDevelopment = session.isPrivate && settings.jwtSecret == nil && settings.jwks == nil
        let secret = isDevelopment ? try DevelopmentKey.secret(state: settings.state) : nil
        let keySet = try settings.jwks.map { path throws(CommandFailure) in try read(path) }
        let keys: KeySet?
        do throws(KeySetError) {
            if let given = settings.jwtSecret?.bytes ?? secret {
                keys = try KeySet(secret: given)
            } else {
                keys = try keySet.map { text throws(KeySetError) in try KeySet(jwks: text) }
            }
        } catch {
            throw CommandFailure(error.message)
        }
        for warning in keys?.warnings ?? [] { Terminal.note("warning: \(warning)") }
        return Worker.Shared(
            schema: schema,
            settings: settings,
            clients: try clients(),
            documents: try documents(schema),
            database: session.serving,
            keys: keys,
            files: try playground(),
            developmentSecret: secret,
            metrics: (0..<settings.loops).map { _ in Metrics() },
            log: Log(format: settings.logFormat)
        )
    }

    /// How many connections of clients a loop takes, at most as many as there are descriptors for: who comes in may not
    /// take those by which a lost connection to the database is made again.
    private func clients() throws(CommandFailure) -> Int {
        let lanes = settings.pointConnections + settings.analyticConnections + settings.writeConnections
        let ours = 24 + settings.loops * (2 * lanes + 10 + HTTPLimits().refusedConnections)
        let granted = Descriptors.raiseLimit()
        let clients = (granted - ours) / settings.loops
        guard clients > 0 else {
            throw CommandFailure(
                "This process may have \(granted) files open, and needs \(ours) beside its clients: see `ulimit -n`."
            )
        }
        let wanted = settings.limits.connections
        guard clients < wanted else { return wanted }
        Terminal.note(
            "warning: This process may have \(granted) files open, so a loop takes \(clients) connections of clients, "
                + "not \(wanted): see `ulimit -n`."
        )
        return clients
    }

    private func documents(_ schema: BoundSchema) throws(CommandFailure) -> TrustedDocuments {
        guard let path = settings.documents else {
            guard !settings.onlyTrustedDocuments else {
                throw CommandFailure("With --only-trusted-documents, name them with --documents.")
            }
            return TrustedDocuments()
        }
        let documents = try TrustedDocuments(path: path)
        let report = DocumentReport(
            documents,
            schema: schema,
            rules: DocumentRules(
                schema,
                limits: settings.requestLimits,
                allowsIntrospection: settings.introspection,
                suggests: true
            )
        )
        for line in report.lines { Terminal.note(line) }
        Terminal.note(report.summary)
        return documents
    }

    private func read(_ path: String) throws(CommandFailure) -> [UInt8] {
        do throws(FileError) {
            return try Files.read(path)
        } catch {
            throw CommandFailure("The key set \(path) cannot be read: \(error.reason).")
        }
    }

    /// The playground's files: where no folder was named, its absence is no fault.
    private func playground() throws(CommandFailure) -> [StaticFiles] {
        guard let folder = settings.playground else { return [] }
        do throws(StaticFilesError) {
            return [try StaticFiles(folder: folder, headers: Self.pageHeaders)]
        } catch {
            if !Files.exists(folder)
                && settings.entries.contains(where: { $0.option == "playground" && $0.source == .standard })
            {
                return []
            }
            throw CommandFailure(error.description)
        }
    }

    /// The playground runs no script but its own, and no other site frames it.
    private static let pageHeaders = [
        ResponseHeader(
            "Content-Security-Policy",
            "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
                + "frame-ancestors 'none'"
        ),
        ResponseHeader("Referrer-Policy", "no-referrer"),
    ]

    private func announce(port: UInt16, _ session: DatabaseSession, hasPlayground: Bool) {
        let host = settings.listen.host == "127.0.0.1" ? "localhost" : settings.listen.host
        let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let playground = hasPlayground ? ", the playground at \(address)/" : ""
        Terminal.note("The graph is at \(address)/graphql\(playground)")
        if session.isPrivate {
            Terminal.note("A token for trying it: concierge token --role agent")
        }
    }
}
