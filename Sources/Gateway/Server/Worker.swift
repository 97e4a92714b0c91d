import CommandLine
import EventLoop
import HTTP
import JWT
import Planner
import Postgres

/// One event loop with everything that it needs; workers share nothing that changes.
final class Worker {
    /// What all workers share.
    struct Shared: Sendable {
        var schema: BoundSchema
        var settings: ServeOptions
        /// The most client connections of a loop.
        var clients: Int
        var documents: TrustedDocuments
        var database: Postgres.ConnectionString
        var keys: KeySet?
        var files: [StaticFiles]
        /// Signs the playground's tokens: the private development key, if it is used.
        var developmentSecret: [UInt8]?
        var metrics: [Metrics]
        var log: Log
    }

    private let shared: Shared
    private let loop: Loop
    private let lanes: [Postgres.Lane]
    private let router: Router
    private let sockets: WebSocketEndpoint
    private var server: HTTP.Server?
    /// On the first loop, if the schema has jobs.
    private var jobs: JobRunner?

    init(_ shared: Shared, number: Int, loop: Loop) throws(KeySetError) {
        self.shared = shared
        self.loop = loop
        let settings = shared.settings
        let events = Self.events(shared, metrics: shared.metrics[number])
        let point = Self.lane("point", settings.pointConnections, settings.pointTimeLimit, shared, loop)
        let analytic = Self.lane(
            "analytic",
            settings.analyticConnections,
            settings.analyticTimeLimit,
            shared,
            loop
        )
        let write = Self.lane("write", settings.writeConnections, settings.writeTimeLimit, shared, loop)
        lanes = [point, analytic, write]
        let scheduler = BatchScheduler(loop: loop)
        let dispatcher = BatchDispatcher(
            point: point,
            analytic: analytic,
            roles: shared.schema.roles,
            events: events,
            notesTimes: settings.serverTiming || settings.loggedRequests > 0
        )
        let claims = ClaimResolver(
            roles: shared.schema.roles,
            lane: point,
            events: events
        )
        let verifier = try shared.keys.map { keys throws(KeySetError) in
            try Verifier(
                keys: keys,
                issuer: settings.jwtIssuer,
                audience: settings.jwtAudience,
                clockSkew: settings.jwtClockSkew.components.seconds
            )
        }
        let pipeline = RequestPipeline(
            loop: loop,
            schema: shared.schema,
            options: RequestPipeline.Options(settings, documents: shared.documents),
            claims: claims,
            dispatcher: dispatcher,
            scheduler: scheduler,
            mutations: MutationContext(
                loop: loop,
                lane: write,
                dispatcher: dispatcher,
                claims: claims,
                store: IdempotencyStore(roles: shared.schema.roles),
                events: events
            ),
            metrics: events.metrics
        )
        let authenticator = Authenticator(verifier: verifier, roles: shared.schema.roles)
        sockets = WebSocketEndpoint(
            pipeline,
            options: WebSocketEndpoint.Options(cors: CORSPolicy(settings)),
            authenticator: authenticator,
            metrics: events.metrics,
            loop: loop
        )
        let endpoint = GraphQLEndpoint(
            pipeline,
            options: GraphQLEndpoint.Options(settings),
            authenticator: authenticator,
            observer: RequestObserver(
                log: shared.log,
                percentage: settings.loggedRequests,
                tellsTime: settings.serverTiming
            )
        )
        router = Router(
            endpoint: endpoint,
            sockets: sockets,
            playground: PlaygroundTokens(
                secret: shared.developmentSecret,
                roles: shared.schema.roles,
                files: shared.files
            ),
            files: shared.files,
            lanes: lanes,
            metrics: shared.metrics
        )
    }

    private static func events(_ shared: Shared, metrics: Metrics) -> Events {
        let errors = DatabaseErrors(
            schema: shared.schema,
            showsMessages: shared.settings.databaseMessages
        )
        return Events(metrics: metrics, log: shared.log, errors: errors)
    }

    private static func lane(
        _ name: String,
        _ connections: Int,
        _ timeLimit: Duration,
        _ shared: Shared,
        _ loop: Loop
    ) -> Postgres.Lane {
        var options = Postgres.Lane.Options(name: name)
        options.connections = connections
        options.statementTimeout = timeLimit
        return Postgres.Lane(loop: loop, database: shared.database, options: options)
    }

    /// Starts the jobs; one loop runs them.
    func startJobs() {
        guard shared.settings.jobs, !shared.schema.jobs.isEmpty else { return }
        jobs = JobRunner(
            shared.schema,
            lane: Self.lane("jobs", 1, shared.settings.writeTimeLimit, shared, loop),
            loop: loop,
            events: Self.events(shared, metrics: shared.metrics[0])
        )
    }

    /// Accepts connections on `sockets` from now on.
    func listen(on sockets: [ListeningSocket]) throws(LoopError) {
        var configuration = HTTP.Server.Configuration()
        configuration.limits = HTTPLimits(shared.settings.limits)
        configuration.limits.connections = shared.clients
        configuration.cors = CORSPolicy(shared.settings)
        let server = HTTP.Server(loop: loop, configuration: configuration, handler: router)
        try server.listen(on: sockets)
        self.server = server
    }

    /// Ends the loop after the requests under way.
    func drain() {
        guard let server else { return loop.stop() }
        sockets.drain()
        server.drain(deadline: shared.settings.drainTime) { [self] in
            jobs?.stop()
            for lane in lanes { lane.close() }
            loop.stop()
        }
    }
}
