import Bytes
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
    private let cache = RequestCache()
    private var lastAccept: (header: ArraySlice<UInt8>, format: ResponseFormat?)?

    init(
        _ pipeline: RequestPipeline,
        options: Options,
        authenticator: Authenticator,
        observer: RequestObserver
    ) {
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
            guard format != nil else { throw Self.notAcceptable }
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
