import Bytes
import EventLoop
import Execution
import HTTP

/// Where one answer goes, and how it is wanted: out on its exchange, or to its place among a batch's.
///
/// An object, since it goes from hand to hand until the answer is there: a copy is one count (benchmark `typename`).
final class Responder {
    let exchange: Exchange
    let format: ResponseFormat
    /// The request's id, which its answer carries.
    let id: String
    /// What is noted about the request; `nil` where nobody wants to know.
    let trace: RequestTrace?
    let observer: RequestObserver
    /// What an execution error does to the fields around it.
    var onError = ErrorBehavior.propagate
    /// Whether the answer says what it may have cost.
    var wantsCost = false
    /// Whether the answer says how it was made.
    var wantsTrace = false
    private let batch: (answers: BatchAnswers, index: Int)?

    init(
        exchange: Exchange,
        format: ResponseFormat,
        id: String,
        trace: RequestTrace?,
        observer: RequestObserver,
        batch: (answers: BatchAnswers, index: Int)? = nil
    ) {
        self.exchange = exchange
        self.format = format
        self.id = id
        self.trace = trace
        self.observer = observer
        self.batch = batch
    }

    /// The same for one of a batch's requests.
    func place(_ answers: BatchAnswers, _ index: Int, trace: RequestTrace?) -> Responder {
        Responder(
            exchange: exchange,
            format: format,
            id: id,
            trace: trace,
            observer: observer,
            batch: (answers, index)
        )
    }

    /// Whether an answer is still wanted.
    var isOpen: Bool { exchange.isOpen }

    /// Gives the answer; of one within a batch, the status is the batch's and no header is sent.
    func respond(status: UInt16, headers: [ResponseHeader] = [], _ body: consuming ByteBuffer) {
        if let batch {
            batch.answers.add(body.bytes, at: batch.index)
        } else {
            send(
                Response(
                    status: status,
                    contentType: format.contentType,
                    headers: headers,
                    body: body
                )
            )
        }
        if let trace { observer.ended(trace, status: status) }
    }

    fileprivate func send(_ response: consuming Response) {
        response.headers.append(ResponseHeader("X-Request-Id", id))
        if let trace, trace.tellsTime {
            response.headers.append(
                ResponseHeader("Server-Timing", trace.serverTiming(now: Loop.nanoseconds))
            )
        }
        exchange.respond(response)
    }
}

/// The answers to a batch of requests, until all are there: sent as one array in the requests' order, with status 200.
final class BatchAnswers {
    private let responder: Responder
    private var answers: [[UInt8]?]
    private var outstanding: Int

    init(count: Int, for responder: Responder) {
        self.responder = responder
        answers = Array(repeating: nil, count: count)
        outstanding = count
    }

    func add(_ answer: [UInt8], at index: Int) {
        answers[index] = answer
        outstanding -= 1
        guard outstanding == 0 else { return }
        var body = ByteBuffer(capacity: answers.reduce(2) { $0 + ($1?.count ?? 0) + 1 })
        body.append(UInt8(ascii: "["))
        for (index, answer) in answers.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body.append(answer ?? [])
        }
        body.append(UInt8(ascii: "]"))
        responder.send(Response(status: 200, contentType: "application/json; charset=utf-8", body: body))
    }
}
