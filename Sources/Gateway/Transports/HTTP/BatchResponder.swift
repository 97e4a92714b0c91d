import Bytes
import HTTP

/// Collects the responses to the requests of one batch, and sends them as one array in the requests' order.
///
/// The status is 200, whatever the single responses are.
final class BatchResponses {
    private let responder: HTTPResponder
    private var responses: [[UInt8]?]
    private var outstanding: Int
    private var closings: [(() -> Void)?]

    init(count: Int, for responder: HTTPResponder) {
        self.responder = responder
        responses = Array(repeating: nil, count: count)
        outstanding = count
        closings = Array(repeating: nil, count: count)
    }

    /// Has `body` called if the client leaves, for the request at `index`.
    func onClose(at index: Int, _ body: @escaping () -> Void) {
        closings[index] = body
        responder.onClose { [weak self] in
            for body in self?.closings ?? [] { body?() }
        }
    }

    var isOpen: Bool { responder.isOpen }

    func add(_ response: [UInt8], at index: Int) {
        responses[index] = response
        outstanding -= 1
        guard outstanding == 0 else { return }
        var body = ByteBuffer(capacity: responses.reduce(2) { $0 + ($1?.count ?? 0) + 1 })
        body.append(UInt8(ascii: "["))
        for (index, response) in responses.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(response ?? [])
        }
        body.append(UInt8(ascii: "]"))
        responder.send(Response(status: 200, contentType: "application/json; charset=utf-8", body: body))
    }
}

/// Takes the response to one request of a batch.
final class BatchResponder: Responder {
    private let responses: BatchResponses
    private let index: Int
    private let trace: RequestTrace?
    private let observer: RequestObserver

    init(_ responses: BatchResponses, index: Int, trace: RequestTrace?, observer: RequestObserver) {
        self.responses = responses
        self.index = index
        self.trace = trace
        self.observer = observer
    }

    var isOpen: Bool { responses.isOpen }

    func onClose(_ body: @escaping () -> Void) { responses.onClose(at: index, body) }

    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool) {
        responses.add(body.bytes, at: index)
        if let trace { observer.ended(trace, status: 200) }
    }

    func refuse(_ error: RequestError) {
        responses.add(ErrorWriter.response(of: error.errors).bytes, at: index)
        if let trace { observer.ended(trace, status: error.status) }
    }
}
