import Bytes
import GraphQL
import HTTP
import Postgres

/// Answers the requests of one loop by their paths.
final class Router: Handler {
    private let endpoint: GraphQLEndpoint
    private let sockets: WebSocketEndpoint
    private let playground: PlaygroundTokens
    private let files: [StaticFiles]
    private let lanes: [Postgres.Lane]
    /// Those of all loops.
    private let metrics: [Metrics]

    init(
        endpoint: GraphQLEndpoint,
        sockets: WebSocketEndpoint,
        playground: PlaygroundTokens,
        files: [StaticFiles],
        lanes: [Postgres.Lane],
        metrics: [Metrics]
    ) {
        self.endpoint = endpoint
        self.sockets = sockets
        self.playground = playground
        self.files = files
        self.lanes = lanes
        self.metrics = metrics
    }

    func handle(_ request: Request, exchange: Exchange) {
        switch request.path {
        case "/graphql", "/graphql/":
            if WebSocketEndpoint.isAsked(by: request) { return sockets.handle(request, exchange) }
            endpoint.handle(request, exchange)
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
        case "/playground/configuration.json": return playground.configuration()
        case "/playground/token": return playground.token(request)
        default: break
        }
        for files in files {
            if let response = files.response(to: request) { return response }
        }
        return nil
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
