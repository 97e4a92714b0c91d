import Bytes
import CommandLine
import EventLoop
import Glibc
import GraphQL
import HTTP
import JSON
import JWT
import Planner
import Postgres

/// One event loop with everything that it needs: a thread that shares nothing that changes with the others.
final class Worker: Handler {
    /// What all workers have in common.
    struct Shared: Sendable {
        var schema: BoundSchema
        var settings: Settings
        /// Connections of clients that a loop takes.
        var clients: Int
        var documents: TrustedDocuments
        var database: Postgres.ConnectionString
        var keys: KeySet?
        var files: [StaticFiles]
        /// Signs the playground's tokens, with the private development key only.
        var developmentSecret: [UInt8]?
        var metrics: [Metrics]
        var log: Log
    }

    private let shared: Shared
    private let loop: Loop
    private let lanes: [Postgres.Lane]
    private let endpoint: GraphQLEndpoint
    private var server: HTTP.Server?
    /// On the first loop, where there are jobs.
    private var jobs: JobRunner?

    init(_ shared: Shared, number: Int, loop: Loop) throws(KeySetError) {
        self.shared = shared
        self.loop = loop
        let settings = shared.settings
        let metrics = shared.metrics[number]
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
            scheduler: scheduler,
            metrics: metrics,
            log: shared.log,
            notesTimes: settings.serverTiming || settings.loggedRequests > 0
        )
        let claims = ClaimResolver(
            roles: shared.schema.roles,
            lane: point,
            scheduler: scheduler,
            log: shared.log
        )
        let verifier = try shared.keys.map { keys throws(KeySetError) in
            try Verifier(
                keys: keys,
                issuer: settings.jwtIssuer,
                audience: settings.jwtAudience,
                clockSkew: settings.jwtClockSkew.components.seconds
            )
        }
        endpoint = GraphQLEndpoint(
            schema: shared.schema,
            options: GraphQLEndpoint.Options(settings, documents: shared.documents),
            authenticator: Authenticator(verifier: verifier, roles: shared.schema.roles),
            claims: claims,
            dispatcher: dispatcher,
            scheduler: scheduler,
            mutations: MutationContext(
                loop: loop,
                lane: write,
                dispatcher: dispatcher,
                claims: claims,
                store: IdempotencyStore(roles: shared.schema.roles),
                metrics: metrics,
                log: shared.log
            ),
            metrics: metrics,
            observer: RequestObserver(
                log: shared.log,
                percentage: settings.loggedRequests,
                tellsTime: settings.serverTiming
            )
        )
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

    /// Begins with the work that comes back, which is that of one loop.
    func startJobs() {
        guard shared.settings.jobs, !shared.schema.jobs.isEmpty else { return }
        jobs = JobRunner(
            shared.schema,
            lane: Self.lane("jobs", 1, shared.settings.writeTimeLimit, shared, loop),
            loop: loop,
            metrics: shared.metrics[0],
            log: shared.log
        )
    }

    /// Begins to accept connections on `sockets`.
    func listen(on sockets: [ListeningSocket]) throws(LoopError) {
        var configuration = HTTP.Server.Configuration()
        configuration.limits = HTTPLimits(shared.settings.limits)
        configuration.limits.connections = shared.clients
        configuration.cors = CORSPolicy(shared.settings)
        let server = HTTP.Server(loop: loop, configuration: configuration, handler: self)
        try server.listen(on: sockets)
        self.server = server
    }

    /// Lets requests end, then the loop.
    func drain() {
        guard let server else { return loop.stop() }
        server.drain(deadline: shared.settings.drainTime) { [self] in
            jobs?.stop()
            for lane in lanes { lane.close() }
            loop.stop()
        }
    }

    // MARK: Requests

    /// Answers one request by its path.
    func handle(_ request: Request, exchange: Exchange) {
        if request.path == "/graphql" { return endpoint.handle(request, exchange) }
        guard request.method == .get || request.method == .head else {
            return exchange.respond(
                Response(
                    status: 405,
                    text: "Only GET and HEAD.",
                    headers: [ResponseHeader("Allow", "GET, HEAD")]
                )
            )
        }
        switch request.path {
        case "/health/live": exchange.respond(Response(status: 200, text: "live"))
        case "/health/ready": exchange.respond(readiness())
        case "/metrics":
            exchange.respond(Response(status: 200, text: Metrics.exposition(of: shared.metrics)))
        case "/playground/configuration.json": exchange.respond(json(200, playgroundConfiguration()))
        case "/playground/token": exchange.respond(playgroundToken(request))
        default: exchange.respond(file(request))
        }
    }

    /// Refuses what never became a request as GraphQL refuses: whom it was meant for is not always known.
    func refusal(status: UInt16, message: String) -> Response {
        let code: GraphQLError.Code =
            switch status {
            case 408: .timeout
            case 413, 414, 431: .limitExceeded
            case 503: .overloaded
            case _: .badRequest
            }
        return Response(
            status: status,
            contentType: ResponseMediaType.graphQLResponse.contentType(status: status),
            body: ErrorWriter.response(of: [GraphQLError(message, code: code)])
        )
    }

    private func readiness() -> Response {
        let isReady = lanes.allSatisfy { lane in
            if case .ready = lane.state { return true }
            return false
        }
        return Response(
            status: isReady ? 200 : 503,
            text: isReady ? "ready" : "the database cannot be reached"
        )
    }

    private func file(_ request: borrowing Request) -> Response {
        for files in shared.files {
            if let response = files.response(to: request) { return response }
        }
        return Response(status: 404, text: "There is nothing at this address; the graph is at /graphql.")
    }

    private func json(_ status: UInt16, _ text: String) -> Response {
        var body = ByteBuffer(capacity: text.utf8.count)
        body.append(text)
        return Response(status: status, contentType: "application/json; charset=utf-8", body: body)
    }

    // MARK: The playground

    /// Whether `host` names this machine: a name of others that leads here is another site's trick (DNS rebinding).
    private static func isLocal(_ host: String?) -> Bool {
        let name = host.map { $0.hasPrefix("[") ? $0.prefix { $0 != "]" } + "]" : $0.prefix { $0 != ":" } }
        return ["localhost", "127.0.0.1", "[::1]"].contains(name)
    }

    private func playgroundConfiguration() -> String {
        let roles =
            shared.developmentSecret == nil ? [] : shared.schema.roles.filter { !$0.isAnonymous }.map(\.name)
        let names = roles.map { "\"\($0)\"" }.joined(separator: ",")
        return "{\"endpoint\":\"/graphql\",\"roles\":[\(names)]}"
    }

    /// A token for trying the demo: only where the private development key signs, and only for pages of our own.
    private func playgroundToken(_ request: borrowing Request) -> Response {
        guard let secret = shared.developmentSecret else {
            return Response(status: 404, text: "Tokens are made by whoever holds the key.")
        }
        let site = request.header("sec-fetch-site")
        guard site == nil || site?.elementsEqual("same-origin".utf8) == true,
            Self.isLocal(request.headerText("host"))
        else {
            return Response(status: 403, text: "Other sites get no token.")
        }
        let name = request.queryParameters?.first { $0.name == "role" }?.value ?? ""
        guard let role = shared.schema.roles.first(where: { $0.name == name && !$0.isAnonymous }) else {
            return Response(status: 404, text: "There is no such role.")
        }
        do throws(KeySetError) {
            let token = try DevelopmentToken.text(role: role.name, secret: secret, lifetime: .seconds(3600))
            return json(200, "{\"token\":\"\(token)\"}")
        } catch {
            return Response(status: 500, text: "The token could not be signed.")
        }
    }
}

extension GraphQLEndpoint.Options {
    /// The limits as the settings have them.
    init(_ settings: Settings, documents: TrustedDocuments) {
        self.init()
        let limits = settings.limits
        self.limits = settings.requestLimits
        reading.json.bytes = limits.bodyBytes
        reading.batch = limits.batch
        cors = CORSPolicy(settings)
        allowsIntrospection = settings.introspection
        suggests = settings.suggestions
        self.documents = documents
        keepsDocuments = settings.persistedQueries
        answersOnlyTrusted = settings.onlyTrustedDocuments
    }
}

extension CORSPolicy {
    /// The policy as the settings have it; `nil` where no other origin may ask.
    convenience init?(_ settings: Settings) {
        if settings.corsOrigins.isEmpty { return nil }
        self.init(allowedOrigins: settings.corsOrigins)
    }
}

extension HTTPLimits {
    /// The limits as the settings have them.
    init(_ limits: ServerLimits) {
        self.init()
        bodyBytes = limits.bodyBytes
        headBytes = limits.headBytes
        pipelinedRequests = limits.pipelined
    }
}
