import Bytes
import EventLoop

/// Carries out the actions of a `ConnectionStateMachine`: the connection between a stream and the handler.
final class Connection: StreamDelegate {
    let stream: EventLoop.Stream
    /// The server outlives its connections: it holds them until they have closed.
    unowned let server: Server
    var machine: ConnectionStateMachine
    /// Bytes that were received and not yet given to the machine.
    var pending: [UInt8] = []
    var isProcessing = false
    /// The exchanges without an answer; one is removed when it is answered, or when nothing refers to it any more.
    var exchanges: [OpenExchange] = []
    /// Answers to later requests than the oldest one without an answer.
    var held: [Int: HeldAnswer] = [:]
    var responseStream: OpenStream?
    /// Who takes the stream over, until it has got the bytes that came with the request.
    var successor: (any StreamDelegate)?
    var isReleased = false
    private var lastQueuedBytes = 0
    /// When the client last took bytes, or got its first ones.
    private(set) var lastProgress = 0
    /// Bytes of answers that wait for their turn, or for compression.
    var waitingBytes = 0
    /// Whether it closes as soon as nothing waits for the client.
    private var isEnding = false
    /// Whether requests wait until the client has read more.
    private var isStarved = false
    /// The unread bytes that the server knows of.
    private var reportedUnread = 0

    @safe
    struct OpenExchange {
        let id: Int
        // SAFETY: an exchange is removed (`left(_:)`, `forgotten(id:request:)`, `streamClosed()`) before it is freed.
        unowned(unsafe) let exchange: Exchange

        init(_ exchange: Exchange) {
            id = exchange.id
            unsafe self.exchange = exchange
        }
    }

    struct OpenStream {
        unowned let stream: ResponseStream
    }

    struct HeldAnswer {
        var bytes: [UInt8]
        var isComplete: Bool
        var isLast: Bool
    }

    init(stream: EventLoop.Stream, server: Server) {
        self.stream = stream
        self.server = server
        machine = ConnectionStateMachine(limits: server.limits, now: stream.loop.now)
    }

    func start() { stream.start(self) }

    /// Answers that there are too many connections, whatever the client sends.
    func refuseAll() {
        stream.start(self)
        refuse(id: machine.refuseAll(), .overloaded, head: nil)
    }

    var queuedBytes: Int { stream.queuedBytes }
}

// Input.
extension Connection {
    func streamReceived(_ bytes: UnsafeRawBufferPointer) {
        if pending.isEmpty {
            unsafe process(bytes)
        } else {
            unsafe pending.append(contentsOf: bytes)
            processPending()
        }
    }

    private func processPending() {
        let bytes = pending
        pending = []
        // SAFETY: the array is held until the call returns, which keeps nothing of its bytes.
        unsafe bytes.withUnsafeBytes { unsafe process($0) }
    }

    /// Gives `bytes` to the machine until it takes no more of them; keeps the rest.
    private func process(_ bytes: UnsafeRawBufferPointer) {
        precondition(!isProcessing, "answers given meanwhile wait for the loop below")
        isProcessing = true
        var taken = 0
        var isOpen = true
        // A client that does not read its answers gets no more of them.
        while isOpen, !isReleased, hasRoom {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[taken...])
            let (count, action) = unsafe machine.next(rest, now: stream.loop.now)
            taken += count
            guard let action else { break }
            perform(action)
            isOpen = !stream.isClosed
        }
        isProcessing = false
        guard isOpen else { return }
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[taken...])
        if isReleased { return unsafe handOver(rest) }
        if machine.isFinished { return finish() }
        pending = unsafe [UInt8](rest)
        isStarved = !hasRoom
        if machine.wantsInput && !isStarved { stream.resumeReading() } else { stream.pauseReading() }
    }

    private func perform(_ action: ConnectionStateMachine.Action) {
        switch action {
        case .deliver(let id, let head, let body):
            deliver(id: id, head: head, body: body)
        case .sendContinue:
            server.headBuffer.truncate(to: 0)
            server.headBuffer.append(literal: "HTTP/1.1 100 Continue\r\n\r\n")
            unsafe server.headBuffer.withBytes { unsafe stream.write($0) }
        case .refuse(let id, let error, let head):
            refuse(id: id, error, head: head)
        }
    }

    private func request(_ head: RequestHead, body: [UInt8] = []) -> Request {
        Request(head: head, body: body, remoteAddress: stream.remoteAddress, receivedAt: Loop.nanoseconds)
    }

    private func deliver(id: Int, head: RequestHead, body: [UInt8]) {
        let request = request(head, body: body)
        if let cors = server.configuration.cors, let preflight = cors.preflight(request) {
            return answer(id: id, request: request, with: preflight)
        }
        let exchange = Exchange(id: id, request: request, connection: self)
        exchanges.append(OpenExchange(exchange))
        server.handler.handle(request, exchange: exchange)
    }

    private func refuse(id: Int, _ error: ProtocolError, head: RequestHead?) {
        let request = head.map { self.request($0) }
        answer(id: id, request: request, with: server.handler.refusal(error, of: request))
    }

    func streamEnded() {
        // The client of a stream sends nothing; the end of its output means that it is gone.
        guard responseStream == nil else { return stream.close() }
        machine.inputEnded(now: stream.loop.now)
        if !isProcessing { processPending() }
    }

    func streamDrained() {
        reportUnread()
        responseStream?.stream.onDrain?()
        if isEnding { return stream.close() }
        if isStarved, !isProcessing, !machine.isClosing, !stream.isClosed { processPending() }
    }

    func streamClosed() {
        reportUnread()
        server.closed(self)
        // Kept during the calls: one exchange may hold the last reference to another.
        let open = exchanges.map { unsafe $0.exchange }
        exchanges = []
        held = [:]
        for exchange in open { exchange.close() }
        let stream = responseStream
        responseStream = nil
        stream?.stream.close()
    }
}

// Answers.
extension Connection {
    func left(_ exchange: Exchange) {
        exchanges.removeAll { $0.id == exchange.id }
    }

    /// An exchange was freed without an answer.
    func forgotten(id: Int, request: Request) {
        exchanges.removeAll { $0.id == id }
        answer(id: id, request: request, with: Response(status: 500, text: "The request was not answered."))
    }

    /// Gives the answer `id`, now or when its turn comes.
    func answer(id: Int, request: Request?, with response: consuming Response) {
        guard !stream.isClosed else { return }
        guard server.prepare(&response, for: request) else { return give(response, id: id, request: request) }
        if response.body.count <= CompressionQueue.blockBytes {
            server.compress(&response)
            return give(response, id: id, request: request)
        }
        let count = response.body.count
        waitingBytes += count
        reportUnread()
        server.compress(response, isWanted: { [self] in !stream.isClosed }) { [self] response in
            waitingBytes -= count
            give(response, id: id, request: request)
        }
    }

    private func give(_ response: consuming Response, id: Int, request: Request?) {
        guard !stream.isClosed else { return }
        let (isNow, isLast) = machine.turn(of: id)
        server.writeHead(response, for: request, isLast: isLast)
        let hasBody = request?.method != .head && response.status != 304 && response.status != 204
        if isNow {
            unsafe server.headBuffer.withBytes { head in
                guard hasBody else { return unsafe stream.write(head) }
                unsafe response.body.withBytes { unsafe stream.write(head, $0) }
            }
            answered(isLast: isLast)
        } else {
            let bytes = server.headBuffer.bytes + (hasBody ? response.body.bytes : [])
            held[id] = HeldAnswer(bytes: bytes, isComplete: true, isLast: isLast)
            waitingBytes += bytes.count
            reportUnread()
        }
    }

    /// The oldest answer is written; the following ones that are ready are written too.
    func answered(isLast: Bool) {
        var isLast = isLast
        while true {
            machine.answered(isLast: isLast, now: stream.loop.now)
            if isLast { break }
            guard !held.isEmpty, let next = held.removeValue(forKey: machine.oldestAnswer) else { break }
            waitingBytes -= next.bytes.count
            unsafe next.bytes.withUnsafeBytes { unsafe stream.write($0) }
            guard next.isComplete else { break }
            isLast = next.isLast || machine.turn(of: machine.oldestAnswer).isLast
        }
        noteProgress()
        reportUnread()
        guard !stream.isClosed else { return }
        if machine.isClosing { return linger() }
        if !isProcessing, isStarved || !(pending.isEmpty && machine.waitsForRequest) { processPending() }
    }

    /// Closes when everything that was answered is with the system: to close at once would drop what waits.
    private func finish() {
        guard stream.queuedBytes > 0 else { return stream.close() }
        isEnding = true
        stream.shutdown()
    }

    /// Ends the output, and waits for the client's end before closing.
    ///
    /// If the client is still sending, closing at once would discard what it has not read (RFC 9112, §9.6 "Tear-down").
    private func linger() {
        pending = []
        stream.shutdown()
        stream.resumeReading()
    }

    func abort() {
        stream.close()
        reportUnread()
    }

    /// Bytes of answers that the client has not read.
    private var unreadBytes: Int { stream.isClosed ? 0 : stream.queuedBytes + waitingBytes }
    var hasUnread: Bool { unreadBytes > 0 }
    private var hasRoom: Bool { unreadBytes <= server.limits.connectionUnreadBytes }

    /// Tells the server how many bytes of answers the client has not read.
    func reportUnread() {
        let change = unreadBytes - reportedUnread
        reportedUnread += change
        if change != 0 { server.unreadChanged(by: change) }
    }
}

// Time.
extension Connection {
    func noteProgress() {
        lastQueuedBytes = stream.queuedBytes
        lastProgress = stream.loop.now
    }

    /// Called about once a second.
    func checkTime() {
        guard !stream.isClosed else { return }
        let now = stream.loop.now
        let queued = stream.queuedBytes
        if queued == 0 || queued < lastQueuedBytes || lastQueuedBytes == 0 {
            noteProgress()
            reportUnread()
        } else if now - lastProgress >= server.limits.writeStallMilliseconds {
            return stream.close()
        }
        switch machine.timeout(now: now) {
        case nil: break
        case .close where queued > 0: break
        case .close: stream.close()
        case .refuse(let id, let error, let head): refuse(id: id, error, head: head)
        }
    }

    /// Closes after the answers to the requests that were received.
    func drain() {
        guard !stream.isClosed else { return }
        if machine.drain() { finish() }
    }
}
