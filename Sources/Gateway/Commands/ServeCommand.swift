import CommandLine
import EventLoop
import Glibc
import HTTP
import JWT
import Planner
import Postgres

/// `concierge serve`: serves the graph until a signal ends it.
struct ServeCommand {
    let settings: ServeSettings
    private var options: ServeOptions { settings.options }

    init(settings: ServeSettings) { self.settings = settings }

    /// Serves until a signal ends it.
    func run() throws(CommandFailure) {
        // A terminal that closes, or a service manager that requests a reload, does not end the gateway.
        signal(SIGHUP, SIG_IGN)
        // Ports first: whether a port is free is known before the database is ready.
        let sockets = try listen()
        let session = try DatabaseSession(settings.database)
        defer { session.end() }
        if let database = session.privateDatabase {
            try seedOnce(DatabaseSession.connect(database.owner), migrations: database.settings.migrations)
        }
        let (schema, digest) = try load(session)
        try refuseAnonymousLogin(schema)
        let shared = try shared(schema, session, digest: digest)
        // Threads inherit which signals they receive.
        try session.keepRunning()
        let workers = try Workers(shared, sockets: sockets)
        announce(
            port: sockets[0].first?.port ?? options.listen.port,
            session,
            hasPlayground: !shared.files.isEmpty
        )
        workers.run()
        Terminal.note("Stopped.")
    }

    private func listen() throws(CommandFailure) -> [[ListeningSocket]] {
        do throws(LoopError) {
            return try ListeningSocket.open(
                host: options.listen.host,
                port: options.listen.port,
                loops: options.loops
            )
        } catch {
            throw CommandFailure(error.description)
        }
    }

    /// Without a database role, an anonymous role reads what the login may read: everything that is served, in most databases.
    private func refuseAnonymousLogin(_ schema: BoundSchema) throws(CommandFailure) {
        guard let role = schema.roles.first(where: { $0.isAnonymous && $0.database == nil }) else { return }
        Terminal.note(
            "warning: Callers without a token read with all rights of the login: the role \"\(role.name)\" is anonymous and "
                + "has no database role of its own."
        )
        guard !options.listen.isLoopback, !options.allowsAnonymousLogin else { return }
        throw CommandFailure(
            "\(options.listen) can be reached from other machines, so everybody could read with the rights of the login. Give "
                + "the role \"\(role.name)\" a database role (@role(database:)), listen on 127.0.0.1, or allow it with "
                + "--allow-anonymous-login."
        )
    }

    private func seedOnce(
        _ connection: BlockingConnection,
        migrations: String
    ) throws(CommandFailure) {
        defer { connection.close() }
        guard Files.exists(migrations + "/demo") else { return }
        let isFilled: Bool
        do throws(PostgresError) {
            let ledger = try connection.query("SELECT to_regclass('concierge.demo_data')").first?[0]
            isFilled =
                ledger == nil ? false : try !connection.query("SELECT FROM concierge.demo_data").isEmpty
        } catch {
            throw CommandFailure(
                "The demo data of the private database cannot be looked up: \(error.message)"
            )
        }
        guard !isFilled else { return }
        try SeedCommand.seed(connection, migrations: migrations, scale: 1, until: nil)
    }

    /// The bound schema, and the digest of the catalog that it was bound to.
    private func load(_ session: DatabaseSession) throws(CommandFailure) -> (BoundSchema, digest: String) {
        let connection = try session.connect(waiting: settings.databaseWait)
        defer { connection.close() }
        let digest = try CatalogDigest.read(connection)
        let outcome = try SchemaLoader.load(folder: settings.schema, connection: connection)
        let report = FindingReport(findings: outcome.findings)
        guard outcome.isSound, let schema = outcome.schema else {
            Terminal.note(FindingReport(findings: outcome.findings, errorsOnly: true).text)
            throw CommandFailure("The schema does not fit the database, so it is not served.")
        }
        if !outcome.findings.isEmpty {
            Terminal.note("The schema fits the database: \(report.summary) `concierge check` lists them.")
        }
        return (schema, digest)
    }

    private func shared(
        _ schema: BoundSchema,
        _ session: DatabaseSession,
        digest: String
    ) throws(CommandFailure) -> Worker.Shared {
        let database = ServedDatabase(session.database, path: settings.databaseFile)
        let metrics = (0..<options.loops).map { _ in Metrics() }
        let log = Log(format: options.logFormat)
        let (keys, secret) = try keys(session)
        for warning in keys?.warnings ?? [] { Terminal.note("warning: \(warning)") }
        return Worker.Shared(
            schema: schema,
            settings: options,
            clients: try clients(),
            documents: try documents(schema),
            database: { database.current() },
            feed: try feed(session),
            keys: keys,
            files: try PlaygroundFiles.read(options.playground).map { [$0] } ?? [],
            developmentSecret: secret,
            metrics: metrics,
            log: log,
            catalog: try CatalogWatch(
                database: { database.current() },
                folder: settings.schema,
                digest: digest,
                events: Events(
                    metrics: metrics[0],
                    log: log,
                    errors: DatabaseErrors(schema: schema, showsMessages: options.databaseMessages)
                )
            )
        )
    }

    /// Where the change feed is read; nil if it is not.
    private func feed(_ session: DatabaseSession) throws(CommandFailure) -> Postgres.ConnectionString? {
        guard options.feed else { return nil }
        if let feed = settings.feedDatabase { return try DatabaseSession.parse(feed.text) }
        if let feed = session.privateFeed { return feed }
        Terminal.note(
            "Live queries poll the database: give --feed-database to have them told of changes."
        )
        return nil
    }

    /// How many connections of clients a loop accepts.
    ///
    /// Some descriptors are kept for the gateway's own connections, so that a lost connection to the database can be
    /// made again however many clients there are.
    private func clients() throws(CommandFailure) -> Int {
        let lanes =
            options.pointConnections + options.analyticConnections + options.writeConnections
            + options.liveConnections
        let ours = 24 + options.loops * (2 * lanes + 10 + HTTPLimits().refusedConnections)
        let granted = Descriptors.raiseLimit()
        let clients = (granted - ours) / options.loops
        guard clients > 0 else {
            throw CommandFailure(
                "This process may have \(granted) files open and needs \(ours) beside its clients: see `ulimit -n`."
            )
        }
        let wanted = options.limits.connections
        guard clients < wanted else { return wanted }
        Terminal.note(
            "warning: This process may have \(granted) files open, so a loop accepts \(clients) connections of clients, "
                + "not \(wanted): see `ulimit -n`."
        )
        return clients
    }

    /// What verifies tokens; and the development key, if that is it.
    private func keys(
        _ session: DatabaseSession
    ) throws(CommandFailure) -> (keys: KeySet?, development: [UInt8]?) {
        let development: [UInt8]?
        let keySet: [UInt8]?
        switch settings.keys {
        case .none: (development, keySet) = (try developmentSecret(session), nil)
        case .keySet(let path): (development, keySet) = (nil, try read(path))
        case .secret: (development, keySet) = (nil, nil)
        }
        do throws(KeySetError) {
            if case .secret(let secret) = settings.keys { return (try KeySet(secret: secret.bytes), nil) }
            if let keySet { return (try KeySet(jwks: keySet), nil) }
            guard let development else { return (nil, nil) }
            return (try KeySet(secret: development), development)
        } catch {
            throw CommandFailure(error.message)
        }
    }

    /// The development key, which exists for the private database alone; `nil` for others, which then have anonymous callers only.
    private func developmentSecret(_ session: DatabaseSession) throws(CommandFailure) -> [UInt8]? {
        try session.privateDatabase.map { database throws(CommandFailure) in
            try DevelopmentKey.secret(state: database.settings.state)
        }
    }

    private func documents(_ schema: BoundSchema) throws(CommandFailure) -> TrustedDocuments {
        guard let path = settings.documents else { return TrustedDocuments() }
        let documents = try TrustedDocuments(path: path)
        let report = DocumentReport(
            documents,
            schema: schema,
            rules: DocumentRules(
                schema,
                limits: options.requestLimits,
                allowsIntrospection: options.introspection,
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

    private func announce(port: UInt16, _ session: DatabaseSession, hasPlayground: Bool) {
        let host = options.listen.host == "127.0.0.1" ? "localhost" : options.listen.host
        let address = "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        let playground = hasPlayground ? ", the playground at \(address)/" : ""
        Terminal.note("The graph is at \(address)/graphql\(playground)")
        if session.privateDatabase != nil {
            Terminal.note("A token for it: concierge token --role agent")
        }
    }
}
