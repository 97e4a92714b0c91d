import Bytes
import GraphQL
import HTTP
import Postgres

/// Answers the requests of one loop by their paths.
final class Router: Handler {
    /// What is served now.
    var graph: ServedGraph
    private let sockets: WebSocketEndpoint
    private let files: [StaticFiles]
    private let lanes: [Postgres.Lane]
    /// The change feed; nil if none is read.
    private let feed: FeedState?
    private let catalog: CatalogWatch
    /// Those of all loops.
    private let metrics: [Metrics]

    init(
        graph: ServedGraph,
        sockets: WebSocketEndpoint,
        files: [StaticFiles],
        lanes: [Postgres.Lane],
        feed: FeedState?,
        catalog: CatalogWatch,
        metrics: [Metrics]
    ) {
        self.graph = graph
        self.sockets = sockets
        self.files = files
        self.lanes = lanes
        self.feed = feed
        self.catalog = catalog
        self.metrics = metrics
    }

    func handle(_ request: Request, exchange: Exchange) {
        switch request.path {
        case "/graphql", "/graphql/":
            if WebSocketEndpoint.isAsked(by: request) { return sockets.handle(request, exchange) }
            graph.endpoint.handle(request, exchange)
        default:
            var response = page(request)
            response.headers += PageHeaders.all
            exchange.respond(response)
        }
    }

    private func page(_ request: Request) -> Response {
        guard let page = pageToRead(request) else {
            return Response(status: 404, text: "There is nothing at this address; the graph is at /graphql.")
        }
        guard request.method == .get || request.method == .head else {
            return Response(
                status: 405,
                text: "Only GET and HEAD.",
                headers: [ResponseHeader("Allow", "GET, HEAD")]
            )
        }
        return page
    }

    /// The page at the request's path, as GET returns it; `nil` if there is none.
    private func pageToRead(_ request: Request) -> Response? {
        switch request.path {
        case "/health/live": return Response(status: 200, text: "live")
        case "/health/ready": return readiness()
        case "/metrics": return Response(status: 200, text: Metrics.exposition(of: metrics))
        case "/playground/configuration.json": return graph.playground.configuration()
        case "/playground/token": return graph.playground.token(request)
        default: break
        }
        for files in files {
            if let response = files.response(to: request) { return response }
        }
        return nil
    }

    private func readiness() -> Response {
        let missing = lanes.filter { lane in
            if case .ready = lane.state { return false }
            return true
        }
        guard missing.isEmpty else {
            // Why it has none may name hosts, and stands in the log.
            let names = missing.map(\.options.name).joined(separator: ", ")
            return Response(
                status: 503,
                text: "the database cannot be reached: no connection for \(names)"
            )
        }
        let misfit = catalog.misfit.map { "; the schema no longer fits the database: \($0)" } ?? ""
        let away = feed?.isRunning == false ? "; the change feed is away, live queries poll" : ""
        return Response(status: 200, text: "ready\(misfit)\(away)")
    }

    /// Refuses a request that never reached the endpoint in the same form as the endpoint does, because its path may be
    /// unknown.
    func refusal(_ error: ProtocolError, of request: Request?) -> Response {
        let code: GraphQLError.Code =
            switch error.status {
            case 408: .timeout
            case 413, 414, 431: .limitExceeded
            case 503: .overloaded
            case _: .badRequest
            }
        let accept = request?.list("accept")
        let format = accept.flatMap { ResponseFormat.negotiated($0) } ?? .standard
        return Response(
            status: error.status,
            contentType: format.contentType,
            body: ErrorWriter.response(of: [GraphQLError(error.message, code: code)])
        )
    }
}
