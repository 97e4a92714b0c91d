import ChangeFeed
import CommandLine
import EventLoop
import HTTP
import JWT
import Live
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
        /// Read for each connection, as a password may change.
        var database: @Sendable () -> Postgres.ConnectionString
        /// Where the change feed is read; nil if it is not.
        var feed: Postgres.ConnectionString?
        var keys: KeySet?
        var files: [StaticFiles]
        /// Signs the playground's tokens: the private development key, if it is used.
        var developmentSecret: [UInt8]?
        var metrics: [Metrics]
        var log: Log
        /// Which server the connections of all loops agree on.
        var history = ServerHistory()
        /// Watches the database's catalog for all loops.
        var catalog: CatalogWatch
    }

    private let shared: Shared
    private let loop: Loop
    private let events: Events
    private let lanes: DatabaseLanes
    private let surroundings: ServedGraph.Surroundings
    private let router: Router
    private let sockets: WebSocketEndpoint
    private let feed = FeedState()
    /// On the first loop.
    private var gatedFeed: GatedFeed?
    private var tell: ((GatedFeed.Event) -> Void)?
    /// As the change feed knows them.
    private var primaryKeys: [UInt32: Set<String>] = [:]
    private var server: HTTP.Server?
    /// On the first loop, if the schema has jobs.
    private var jobs: JobRunner?
    private let runsJobs: Bool
    private var isDraining = false

    init(_ shared: Shared, number: Int, loop: Loop) throws(KeySetError) {
        self.shared = shared
        self.loop = loop
        runsJobs = number == 0 && shared.settings.jobs
        events = Events(
            metrics: shared.metrics[number],
            log: shared.log,
            errors: DatabaseErrors(schema: shared.schema, showsMessages: shared.settings.databaseMessages),
            onMisfit: { [catalog = shared.catalog] in catalog.check() }
        )
        lanes = DatabaseLanes(shared, roles: shared.schema.roles, loop: loop, events: events)
        let recheck = SchemaRecheck(shared.catalog, loop: loop)
        surroundings = ServedGraph.Surroundings(
            shared: shared,
            loop: loop,
            lanes: lanes,
            scheduler: BatchScheduler(loop: loop),
            events: events,
            recheck: recheck,
            feed: feed
        )
        let graph = try ServedGraph(shared.schema, in: surroundings)
        sockets = WebSocketEndpoint(
            graph.pipeline,
            options: WebSocketEndpoint.Options(cors: CORSPolicy(shared.settings)),
            authenticator: graph.authenticator,
            metrics: events.metrics,
            loop: loop,
            feed: feed
        )
        router = Router(
            graph: graph,
            sockets: sockets,
            files: shared.files,
            lanes: lanes.needed,
            feed: shared.feed == nil ? nil : feed,
            catalog: shared.catalog,
            metrics: shared.metrics
        )
        recheck.onRetry = { [unowned router] in router.graph.run(again: $0) }
        startJobs(of: shared.schema)
        loop.schedule(after: .zero, repeating: .seconds(1)) { [weak self, lanes, metrics = events.metrics] in
            if let gatedFeed = self?.gatedFeed { metrics.feedWaiting.set(gatedFeed.waitingCount) }
            for lane in lanes.all { metrics.publish(lane) }
        }
    }

    /// Reads the change feed, and has `tell` pass on what it tells of.
    func followChanges(_ tell: @escaping (GatedFeed.Event) -> Void) {
        self.tell = tell
        follow(shared.schema)
    }

    private func follow(_ schema: BoundSchema) {
        guard let source = shared.feed, let tell else { return }
        primaryKeys = Self.primaryKeys(of: schema)
        guard
            let settings = FeedSettings(
                instance: shared.settings.instance,
                publication: CatalogReader.publication,
                primaryKeys: primaryKeys
            )
        else { return }
        let log = shared.log
        var isAway = false
        gatedFeed?.close()
        gatedFeed = GatedFeed(loop: loop, source: source, settings: settings, lane: lanes.point) { event in
            switch event {
            case .interrupted(let reason) where !isAway:
                isAway = true
                log.write(.warning, "Live queries poll, because the change feed is away: \(reason)")
            case .started:
                if isAway { log.write(.info, "The change feed is read again.") }
                isAway = false
            case .interrupted, .visible: break
            }
            tell(event)
        }
    }

    private static func primaryKeys(of schema: BoundSchema) -> [UInt32: Set<String>] {
        var keys: [UInt32: Set<String>] = [:]
        for case .table(let table) in schema.objects {
            keys[table.relation.oid] = Set(table.relation.primaryKey)
        }
        return keys
    }

    /// The change feed tells something.
    func heard(_ event: GatedFeed.Event) {
        switch event {
        case .started(let history, let position, _): feed.started(history, at: position)
        case .visible(_, let frontier): feed.advanced(to: frontier)
        case .interrupted: feed.interrupted()
        }
        events.metrics.feedIsUp.set(feed.isRunning ? 1 : 0)
        router.graph.live.heard(event)
    }

    /// Serves `schema` from now on; what has begun ends on the old one.
    func replace(_ schema: BoundSchema) {
        guard !isDraining else { return }
        surroundings.recheck.generation += 1
        let old = router.graph.live
        do throws(KeySetError) {
            router.graph = try ServedGraph(schema, in: surroundings)
        } catch {
            return shared.log.write(.error, "The new schema is not served: \(error.message)")
        }
        sockets.serve(router.graph.pipeline, router.graph.authenticator)
        old.end()
        // Tables that are logged whole are told apart by their primary keys.
        if gatedFeed != nil, Self.primaryKeys(of: schema) != primaryKeys { follow(schema) }
        lanes.setClaims(of: schema.roles)
        jobs?.stop()
        jobs = nil
        startJobs(of: schema)
    }

    /// Starts the jobs; one loop runs them.
    private func startJobs(of schema: BoundSchema) {
        guard runsJobs, !schema.jobs.isEmpty else { return }
        jobs = JobRunner(
            schema,
            lane: lanes.jobs(timeLimit: shared.settings.writeTimeLimit),
            loop: loop,
            events: events
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
        isDraining = true
        guard let server else { return loop.stop() }
        sockets.drain()
        router.graph.live.end()
        gatedFeed?.close()
        server.drain(deadline: shared.settings.drainTime) { [self] in
            jobs?.stop()
            for lane in lanes.all { lane.close() }
            loop.stop()
        }
    }
}
