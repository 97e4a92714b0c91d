import EventLoop
import Glibc
import GraphQL
import GraphQLSocket
import HTTP
import WebSocket

/// The protocol *graphql-transport-ws* at `/graphql`: answers handshakes, and keeps the sockets of one loop.
final class WebSocketEndpoint {
    struct Options: Sendable {
        var limits = WebSocketLimits()
        /// Which other origins' pages may open sockets.
        var cors: CORSPolicy?
    }

    /// How often the sockets' times are checked, in milliseconds: a token that has expired ends its socket within a second.
    private static let tickMilliseconds = 500

    private(set) var pipeline: RequestPipeline
    private(set) var authenticator: Authenticator
    let metrics: Metrics
    let limits: WebSocketLimits
    private let cors: CORSPolicy?
    private let loop: Loop
    private let feed: FeedState
    private var sockets: [ObjectIdentifier: WebSocketConnection] = [:]
    private var timer: Timer?
    private var isDraining = false

    init(
        _ pipeline: RequestPipeline,
        options: Options,
        authenticator: Authenticator,
        metrics: Metrics,
        loop: Loop,
        feed: FeedState
    ) {
        self.feed = feed
        self.pipeline = pipeline
        limits = options.limits
        cors = options.cors
        self.authenticator = authenticator
        self.metrics = metrics
        self.loop = loop
    }

    /// Whether `request` is for a WebSocket (RFC 6455, §4.2.1 "Reading the Client's Opening Handshake").
    static func isAsked(by request: borrowing Request) -> Bool {
        request.method == .get && names(request.headerText("upgrade")).contains("websocket")
            && names(request.headerText("connection")).contains("upgrade")
    }

    /// The tokens of a list between commas, in lower case.
    private static func names(_ list: String?) -> [String] {
        (list ?? "").split { $0 == "," || $0 == " " || $0 == "\t" }.map { $0.lowercased() }
    }

    /// Answers the handshake of `request`, and takes its connection over.
    func handle(_ request: Request, _ exchange: Exchange) {
        do throws(RequestError) {
            var headers = [ResponseHeader("Sec-WebSocket-Accept", try accept(request))]
            let credentials = request.headers("authorization").map { Array($0) }
            let speaks = Self.names(request.headerText("sec-websocket-protocol")).contains(
                SocketStateMachine.subprotocol
            )
            if speaks {
                headers.append(ResponseHeader("Sec-WebSocket-Protocol", SocketStateMachine.subprotocol))
            }
            _ = exchange.upgrade(to: "websocket", headers: headers) { stream in
                let socket = WebSocketConnection(stream, endpoint: self, credentials: credentials)
                sockets[ObjectIdentifier(socket)] = socket
                if timer == nil { tick() }
                // A client that speaks another protocol gets a code that says so, which a refused handshake cannot carry.
                if !speaks { socket.close(.subprotocolNotAcceptable, "Subprotocol not acceptable") }
                return socket
            }
        } catch {
            metrics.refusals.add()
            exchange.respond(
                Response(
                    status: error.status,
                    contentType: ResponseFormat.standard.contentType,
                    headers: error.headers,
                    body: ErrorWriter.response(of: error.errors)
                )
            )
        }
    }

    /// The value of `Sec-WebSocket-Accept`.
    private func accept(_ request: borrowing Request) throws(RequestError) -> String {
        if CrossSite.isRefused(request, cors: cors) { throw .crossSite }
        guard request.headerText("sec-websocket-version") == "13" else {
            let problem = GraphQLError("Only version 13 of WebSocket is supported.", code: .badRequest)
            throw RequestError(status: 426, problem, headers: [ResponseHeader("Sec-WebSocket-Version", "13")])
        }
        guard request.hasOne("sec-websocket-key"),
            let accept = request.headerText("sec-websocket-key").flatMap({ Handshake.accept(key: $0) })
        else {
            throw RequestError(
                status: 400,
                GraphQLError("Sec-WebSocket-Key is missing or malformed.", code: .badRequest)
            )
        }
        guard sockets.count < limits.sockets, !isDraining else {
            throw RequestError(
                status: 503,
                GraphQLError("There are too many sockets; try again later.", code: .overloaded)
            )
        }
        return accept
    }

    /// The place in the history of the database up to which every client has been told everything.
    var cursor: String? { feed.cursor }

    /// A socket is closed.
    func closed(_ socket: WebSocketConnection) {
        sockets[ObjectIdentifier(socket)] = nil
        guard sockets.isEmpty else { return }
        timer?.cancel()
        timer = nil
    }

    private func tick() {
        timer = loop.schedule(after: .milliseconds(Self.tickMilliseconds)) { [weak self] in
            guard let self else { return }
            let second = Int64(Glibc.time(nil))
            for socket in Array(sockets.values) { socket.timePassed(now: loop.now, second: second) }
            if !sockets.isEmpty { tick() }
        }
    }

    /// Serves another schema from now on.
    ///
    /// Sockets were opened by callers of the schema before, so they are closed: clients open new ones.
    func serve(_ pipeline: RequestPipeline, _ authenticator: Authenticator) {
        self.pipeline = pipeline
        self.authenticator = authenticator
        for socket in Array(sockets.values) { socket.close(.serviceRestart, "The schema has changed") }
    }

    /// Closes all sockets; clients may open new ones on another gateway.
    func drain() {
        isDraining = true
        for socket in Array(sockets.values) { socket.close(.serviceRestart, "The service restarts") }
    }
}
