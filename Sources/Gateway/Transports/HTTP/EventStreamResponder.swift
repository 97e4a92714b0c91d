import Bytes
import EventLoop
import GraphQL
import HTTP

/// Sends the results of one operation as an event stream: GraphQL over Server-Sent Events, "Distinct connections mode".
///
/// Each `next` has the cursor as its `id`, which a browser gives back as `Last-Event-ID`. The id of `complete` ends with an
/// exclamation mark, so that a browser that connects again is told to stop.
final class EventStreamResponder: StreamResponder {
    /// How often a comment is sent to whoever is idle, in milliseconds: proxies cut a connection that is silent for 60 s.
    private static let keepAliveMilliseconds = 15_000

    private let exchange: Exchange
    private let id: String
    private let trace: RequestTrace?
    private let observer: RequestObserver
    private let loop: Loop
    private let feed: FeedState
    private var stream: ResponseStream?
    private var timer: Timer?
    private var closing: (() -> Void)?
    private var cursor: String?

    init(
        exchange: Exchange,
        id: String,
        trace: RequestTrace?,
        observer: RequestObserver,
        loop: Loop,
        feed: FeedState
    ) {
        self.exchange = exchange
        self.id = id
        self.trace = trace
        self.observer = observer
        self.loop = loop
        self.feed = feed
        // The head is sent at once: a client knows that it is connected before there is anything to tell.
        stream = exchange.startStream(
            contentType: "text/event-stream; charset=utf-8",
            headers: [
                ResponseHeader("Cache-Control", "no-store"), ResponseHeader("X-Accel-Buffering", "no"),
                ResponseHeader("X-Request-Id", id),
            ]
        )
        stream?.onClose = { [unowned self] in closed() }
        send(":\n\n")
        keepAlive()
    }

    deinit { timer?.cancel() }

    private func keepAlive() {
        timer = loop.schedule(after: .milliseconds(Self.keepAliveMilliseconds)) { [weak self] in
            guard let self, isOpen else { return }
            // What is told now lets whoever comes back go on from here.
            if cursor != nil, let now = feed.cursor { send("id: \(now)\n:\n\n") } else { send(":\n\n") }
            keepAlive()
        }
    }

    private func closed() {
        stream = nil
        timer?.cancel()
        timer = nil
        closing.take()?()
    }

    // MARK: StreamResponder

    var isOpen: Bool { stream?.isOpen ?? false }

    var hasRoom: Bool { isOpen && stream?.queuedBytes == 0 }

    func onClose(_ body: @escaping () -> Void) { closing = body }

    func onRoom(_ body: @escaping () -> Void) { stream?.onDrain = body }

    func next(_ body: [UInt8], cursor: String?) {
        self.cursor = cursor
        var event = Array("event: next\n".utf8)
        if let cursor { event += "id: \(cursor)\n".utf8 }
        event += "data: ".utf8
        // A line break stands between the tokens of JSON alone, where a space means the same.
        event += body.lazy.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
        event += "\n\n".utf8
        stream?.send(event)
    }

    func complete() {
        guard isOpen else { return }
        send("event: complete\nid: \(cursor ?? "")!\ndata:\n\n")
        timer?.cancel()
        timer = nil
        closing = nil
        let stream = stream.take()
        stream?.finish()
        if let trace { observer.ended(trace, status: 200) }
    }

    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool) {
        next(body.bytes, cursor: nil)
        complete()
    }

    func refuse(_ error: RequestError) {
        next(ErrorWriter.response(of: error.errors).bytes, cursor: nil)
        complete()
    }

    private func send(_ text: String) { stream?.send(Array(text.utf8)) }
}
