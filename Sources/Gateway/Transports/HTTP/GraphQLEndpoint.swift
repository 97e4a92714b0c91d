import Bytes
import EventLoop
import Glibc
import GraphQL
import HTTP

/// GraphQL over HTTP: reads requests for the pipeline, and gives it an ``HTTPResponder`` for each response.
final class GraphQLEndpoint {
    struct Options: Sendable {
        var reading = RequestReading()
        /// Which other origins' pages may send requests.
        var cors: CORSPolicy?
    }

    private let pipeline: RequestPipeline
    private let options: Options
    private let authenticator: Authenticator
    private let observer: RequestObserver
    private let loop: Loop
    private let feed: FeedState
    private let cache = RequestCache()
    private var lastAccept: (header: ArraySlice<UInt8>, format: ResponseFormat?)?

    init(
        _ pipeline: RequestPipeline,
        options: Options,
        authenticator: Authenticator,
        observer: RequestObserver,
        loop: Loop,
        feed: FeedState
    ) {
        self.loop = loop
        self.feed = feed
        self.pipeline = pipeline
        self.options = options
        self.authenticator = authenticator
        self.observer = observer
    }

    func handle(_ request: Request, _ exchange: Exchange) {
        let id = observer.id(of: request)
        let trace = observer.trace(of: request, id: id)
        let format = format(of: request)
        let responder = HTTPResponder(
            exchange: exchange,
            format: format ?? .standard,
            id: id,
            trace: trace,
            observer: observer
        )
        do throws(RequestError) {
            let streams = Self.acceptsStream(request)
            guard format != nil || streams else { throw Self.notAcceptable }
            try admit(request)
            let proof = try authenticator.proof(of: request, now: Int64(Glibc.time(nil)))
            var caller = Caller(
                principal: proof.principal,
                expiresAt: proof.expiresAt,
                idempotencyKeys: request.headers("idempotency-key"),
                mayChange: request.method == .post,
                receivedAt: request.receivedAt,
                trace: trace
            )
            switch try RequestBody.read(request, limits: options.reading, cache: cache) {
            case .one(let one) where streams: stream(one, of: caller, request, exchange, id: id)
            case .one(let one): pipeline.run(one, of: caller, for: responder)
            case .batch(let batch):
                let responses = BatchResponses(count: batch.count, for: responder)
                for (index, one) in batch.enumerated() {
                    caller.trace = observer.trace(of: request, id: id)
                    let place = BatchResponder(
                        responses,
                        index: index,
                        trace: caller.trace,
                        observer: observer
                    )
                    switch one {
                    case .success(let one): pipeline.run(one, of: caller, for: place)
                    case .failure(let error): pipeline.refuse(error, caller.trace, to: place)
                    }
                }
            }
        } catch {
            pipeline.refuse(error, trace, to: responder)
        }
    }

    /// Answers `one` with an event stream.
    private func stream(
        _ one: GraphQLRequest,
        of caller: Caller,
        _ request: Request,
        _ exchange: Exchange,
        id: String
    ) {
        // A browser connects again to a subscription that has ended; 204 stops it (HTML, "Server-sent events").
        if request.headerText("last-event-id")?.hasSuffix("!") == true {
            return exchange.respond(Response(status: 204, contentType: "text/event-stream"))
        }
        let responder = EventStreamResponder(
            exchange: exchange,
            id: id,
            trace: caller.trace,
            observer: observer,
            loop: loop,
            feed: feed
        )
        pipeline.run(one, of: caller, for: responder)
    }

    /// Whether the client asks for an event stream by its name.
    private static func acceptsStream(_ request: borrowing Request) -> Bool {
        guard let accept = request.list("accept"), accept.count >= 17 else { return false }
        return MediaType.list(accept).contains { $0.name == "text/event-stream" && $0.quality > 0 }
    }

    /// The format that the client accepts; that of the last header is kept, because clients send few different ones.
    private func format(of request: borrowing Request) -> ResponseFormat? {
        guard let header = request.list("accept"), !header.isEmpty else { return .standard }
        if let last = lastAccept, last.header.isEqual(to: header) { return last.format }
        let format = ResponseFormat.negotiated(header)
        lastAccept = (header, format)
        return format
    }

    /// Refuses requests by their method and origin.
    private func admit(_ request: Request) throws(RequestError) {
        switch request.method {
        case .get, .head, .post: break
        case .put, .patch, .delete, .options, .other:
            throw RequestError(
                status: 405,
                GraphQLError("Send GET or POST.", code: .badRequest),
                headers: [ResponseHeader("Allow", "GET, HEAD, POST")]
            )
        }
        if CrossSite.isRefused(request, cors: options.cors) { throw .crossSite }
    }

    private static var notAcceptable: RequestError {
        let problem = GraphQLError(
            "Accept application/graphql-response+json or application/json.",
            code: .badRequest
        )
        return RequestError(status: 406, problem)
    }
}
