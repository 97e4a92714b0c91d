import CommandLine
import EventLoop
import GraphQL
import JWT
import Planner

/// A bound schema with everything on one loop that depends on it.
///
/// After a change of the schema or the database another one takes its place; the requests under way end on the old one, which
/// they keep alive.
final class ServedGraph {
    let schema: BoundSchema
    let endpoint: GraphQLEndpoint
    let pipeline: RequestPipeline
    let authenticator: Authenticator
    let playground: PlaygroundTokens
    let live: LiveQueries

    /// What the graphs of a loop have in common, one after the other.
    struct Surroundings {
        let shared: Worker.Shared
        let loop: Loop
        let lanes: DatabaseLanes
        let scheduler: BatchScheduler
        let events: Events
        let recheck: SchemaRecheck
        let feed: FeedState
    }

    init(_ schema: BoundSchema, in surroundings: Surroundings) throws(KeySetError) {
        self.schema = schema
        let (shared, loop, lanes) = (surroundings.shared, surroundings.loop, surroundings.lanes)
        let settings = shared.settings
        var events = surroundings.events
        events.errors = DatabaseErrors(schema: schema, showsMessages: settings.databaseMessages)
        let dispatcher = BatchDispatcher(
            loop: loop,
            point: lanes.point,
            analytic: lanes.analytic,
            roles: schema.roles,
            events: events,
            notesTimes: settings.serverTiming || settings.loggedRequests > 0
        )
        let liveDispatcher = BatchDispatcher(
            loop: loop,
            point: lanes.live,
            analytic: lanes.live,
            roles: schema.roles,
            events: events,
            notesTimes: false
        )
        let claims = ClaimResolver(
            roles: schema.roles,
            lane: lanes.point,
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
        pipeline = RequestPipeline(
            loop: loop,
            schema: schema,
            options: RequestPipeline.Options(settings, documents: shared.documents),
            claims: claims,
            dispatcher: dispatcher,
            liveDispatcher: liveDispatcher,
            scheduler: surroundings.scheduler,
            mutations: MutationContext(
                loop: loop,
                lane: lanes.write,
                dispatcher: dispatcher,
                claims: claims,
                store: IdempotencyStore(roles: schema.roles),
                events: events
            ),
            metrics: events.metrics,
            recheck: surroundings.recheck
        )
        live = LiveQueries(
            schema,
            loop: loop,
            pipeline: pipeline,
            feed: surroundings.feed,
            metrics: events.metrics
        )
        pipeline.live = live
        authenticator = Authenticator(verifier: verifier, roles: schema.roles)
        endpoint = GraphQLEndpoint(
            pipeline,
            options: GraphQLEndpoint.Options(settings),
            authenticator: authenticator,
            observer: RequestObserver(
                log: shared.log,
                percentage: settings.loggedRequests,
                tellsTime: settings.serverTiming
            ),
            loop: loop,
            feed: surroundings.feed
        )
        playground = PlaygroundTokens(
            secret: shared.developmentSecret,
            roles: schema.roles,
            files: shared.files
        )
    }

    /// Runs a request that failed on the schema before this one.
    func run(again retry: SchemaRecheck.Retry) {
        guard let caller = retry.caller(among: schema.roles) else {
            let error = GraphQLError(
                "The schema has changed; send the request again.",
                code: .databaseUnavailable
            )
            return pipeline.refuse(
                RequestError(error, headers: [RequestError.retryAfter]),
                retry.caller.trace,
                to: retry.responder
            )
        }
        pipeline.run(retry.request, of: caller, for: retry.responder, isRepeated: true)
    }
}
