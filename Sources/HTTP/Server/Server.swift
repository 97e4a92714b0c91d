import Bytes
package import EventLoop

/// Answers a server's requests; all of it on the loop's thread.
package protocol Handler: AnyObject {
    /// Answers `request` by `exchange`, now or later.
    func handle(_ request: Request, exchange: Exchange)

    /// The answer to a request that is malformed, too large, too slow, or one too many.
    ///
    /// - Parameter request: what is known of the request: some fields of its head, and no body; `nil` if nothing is.
    func refusal(_ error: ProtocolError, of request: Request?) -> Response
}

extension Handler {
    /// One line of text.
    package func refusal(_ error: ProtocolError, of request: Request?) -> Response {
        Response(status: error.status, text: error.message)
    }
}

/// An HTTP/1.1 server on one loop (RFC 9110, RFC 9112).
///
/// A request's way: `Connection` gets bytes from its stream, `ConnectionStateMachine` finds requests in them
/// (`HeadScanner`, `RequestHeadParser`, `BodyDecoder`), the ``Handler`` gets each with an ``Exchange``, whose
/// ``Response`` is written with one system call. No byte of a request is copied more than once, and a field becomes a `String`
/// only when it is read as one (benchmark `typename`).
package final class Server {
    /// How a server is set up.
    package struct Configuration: Sendable {
        /// The limits.
        package var limits = HTTPLimits()
        /// Which other sites' pages may read answers; `nil` is none.
        package var cors: CORSPolicy?

        /// Creates the defaults.
        package init() {}
    }

    let configuration: Configuration
    let limits: HTTPLimits
    let handler: any Handler
    private let loop: Loop
    private var listeners: [Listener] = []
    private var connections: [ObjectIdentifier: Connection] = [:]
    private var sweep: EventLoop.Timer?
    private var date = HTTPDate()
    private let compressor = GzipCompressor()
    private let compressions: CompressionQueue
    /// Bytes of answers that the clients have not read, as far as the connections have reported.
    private(set) var unreadBytes = 0
    private var drained: (() -> Void)?
    private var drainDeadline: EventLoop.Timer?
    /// Heads are written here; each one is sent before the next one is written.
    var headBuffer = ByteBuffer(capacity: 4096)

    /// Creates a server that listens nowhere yet.
    package init(loop: Loop, configuration: Configuration = Configuration(), handler: any Handler) {
        self.loop = loop
        self.configuration = configuration
        limits = configuration.limits
        self.handler = handler
        compressions = CompressionQueue(loop: loop)
        sweep = loop.schedule(after: .seconds(1), repeating: .seconds(1)) { [unowned self] in
            for connection in connections.values { connection.checkTime() }
        }
    }

    deinit { sweep?.cancel() }

    /// Accepts connections from `sockets` as well.
    ///
    /// - Throws: `LoopError` when a socket cannot be watched.
    package func listen(on sockets: [ListeningSocket]) throws(LoopError) {
        for socket in sockets {
            listeners.append(
                try Listener(loop: loop, socket: socket) { [unowned self] stream in accepted(stream) }
            )
        }
    }

    private func accepted(_ stream: EventLoop.Stream) {
        guard connections.count < limits.connections + limits.refusedConnections else {
            return stream.close()
        }
        let connection = Connection(stream: stream, server: self)
        connections[ObjectIdentifier(connection)] = connection
        guard connections.count <= limits.connections else { return connection.refuseAll() }
        connection.start()
    }

    func closed(_ connection: Connection) {
        connections[ObjectIdentifier(connection)] = nil
        finishDraining()
    }

    /// Stops gracefully: no connection is accepted, requests that were received are answered, then `completion` is called.
    ///
    /// Connections that are open at the deadline are closed.
    package func drain(deadline: Duration, then completion: @escaping () -> Void) {
        for listener in listeners { listener.close() }
        listeners = []
        drained = completion
        drainDeadline = loop.schedule(after: deadline) { [unowned self] in
            for connection in connections.values { connection.abort() }
        }
        for connection in connections.values { connection.drain() }
        finishDraining()
    }

    private func finishDraining() {
        guard connections.isEmpty, let completion = drained else { return }
        drained = nil
        drainDeadline?.cancel()
        sweep?.cancel()
        completion()
    }
}

// Output that clients have not read.
extension Server {
    /// Notes that a connection has `change` more unread bytes than it last reported.
    func unreadChanged(by change: Int) {
        unreadBytes += change
        guard change > 0, unreadBytes > limits.loopUnreadBytes else { return }
        for connection in connections.values { connection.reportUnread() }
        guard unreadBytes > limits.loopUnreadBytes else { return }
        // Some room is made, so that the next answer does not lead here again.
        let wanted = limits.loopUnreadBytes / 4 * 3
        for connection in connections.values.sorted(by: { $0.lastProgress < $1.lastProgress })
        where unreadBytes > wanted && connection.hasUnread {
            connection.abort()
        }
        compressions.dropUnwanted()
    }
}

// Writing heads.
extension Server {
    /// Adds the fields of CORS and of compression.
    ///
    /// - Returns: whether the body is to be compressed.
    func prepare(_ response: inout Response, for request: Request?) -> Bool {
        configuration.cors?.allow(&response, request)
        guard let request, response.isCompressible, response.body.count >= limits.compressedFromBytes else {
            return false
        }
        response.headers.append(ResponseHeader("Vary", "Accept-Encoding"))
        return ContentCoding.acceptsGzip(request)
    }

    /// Compresses a body of one block; a body that does not get shorter stays as it is.
    func compress(_ response: inout Response) {
        guard let compressed = compressor.compress(response.body) else { return }
        response.body = compressed
        response.headers.append(ResponseHeader("Content-Encoding", "gzip"))
    }

    /// Compresses a larger body, and then gives the response to `completion` if it `isWanted`.
    func compress(
        _ response: consuming Response,
        isWanted: @escaping () -> Bool,
        completion: @escaping (consuming Response) -> Void
    ) {
        compressions.add(response, isWanted: isWanted, completion: completion)
    }

    /// Writes a response's head to `headBuffer`; `streamed` says whether a stream's body comes in chunks.
    func writeHead(_ response: borrowing Response, for request: Request?, isLast: Bool, streamed: Bool? = nil)
    {
        date.update(now: loop.now)
        ResponseHeadWriter.write(
            response,
            date: date.line,
            connection: isLast ? "close" : request?.head.isVersion10 == true ? "keep-alive" : nil,
            streamed: streamed,
            into: &headBuffer
        )
    }

    func writeUpgradeHead(to name: StaticString, headers: [ResponseHeader]) {
        headBuffer.truncate(to: 0)
        ResponseHeadWriter.statusLine(101, into: &headBuffer)
        ResponseHeadWriter.field("Upgrade", name, into: &headBuffer)
        ResponseHeadWriter.field("Connection", "Upgrade" as StaticString, into: &headBuffer)
        for header in headers { ResponseHeadWriter.field(header.name, header.value, into: &headBuffer) }
        headBuffer.append(literal: "\r\n")
    }
}
