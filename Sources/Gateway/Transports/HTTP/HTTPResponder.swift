import Bytes
import EventLoop
import HTTP

/// Sends the response to a request over HTTP.
final class HTTPResponder: Responder {
    private let exchange: Exchange
    private let format: ResponseFormat
    /// The request's id, which the response carries.
    private let id: String
    private let trace: RequestTrace?
    private let observer: RequestObserver

    init(
        exchange: Exchange,
        format: ResponseFormat,
        id: String,
        trace: RequestTrace?,
        observer: RequestObserver
    ) {
        self.exchange = exchange
        self.format = format
        self.id = id
        self.trace = trace
        self.observer = observer
    }

    var isOpen: Bool { exchange.isOpen }

    func onClose(_ body: @escaping () -> Void) { exchange.onClose = body }

    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool) {
        let status = format.status(hasErrors: hasErrors)
        send(
            Response(
                status: status,
                contentType: format.contentType,
                headers: mayRetry ? [RequestError.retryAfter] : [],
                body: body
            )
        )
        if let trace { observer.ended(trace, status: status) }
    }

    func refuse(_ error: RequestError) {
        send(
            Response(
                status: error.status,
                contentType: format.contentType,
                headers: error.headers,
                body: ErrorWriter.response(of: error.errors)
            )
        )
        if let trace { observer.ended(trace, status: error.status) }
    }

    /// Sends `response` with the fields that every response to a GraphQL request has.
    func send(_ response: consuming Response) {
        response.headers.append(ResponseHeader("X-Request-Id", id))
        if let trace, trace.tellsTime {
            response.headers.append(
                ResponseHeader("Server-Timing", trace.serverTiming(now: Loop.nanoseconds))
            )
        }
        exchange.respond(response)
    }
}
