package import JSON
package import WebSocket

/// A server's side of one *graphql-transport-ws* socket: messages and time in, actions out.
///
/// The protocol is the document PROTOCOL.md of the npm package `graphql-ws`. The machine does no input or output: whoever
/// holds it carries the actions out, and tells it when an operation has ended. Moments are milliseconds of one clock.
package struct SocketStateMachine {
    /// The protocol's name in `Sec-WebSocket-Protocol`.
    package static let subprotocol = "graphql-transport-ws"

    /// What has to be done, in this order.
    package enum Action: Equatable {
        /// Check the token of `connection_init`; then ``authenticated(now:)``, or close with 4401 or 4403.
        case authenticate(payload: JSONValue.Object?)
        case sendAcknowledgement
        case sendPing
        case sendPong(payload: JSONValue?)
        /// Run the operation, and tell the machine by ``ended(id:)`` when it is over.
        case start(id: String, payload: JSONValue.Object)
        /// Refuse to start: send `error`, which also ends the operation.
        case refuseOperation(id: String, limit: Int)
        /// Give the operation up; nothing more is sent of it.
        case stop(id: String)
        /// Send a Close frame, and give all operations up.
        case close(CloseCode, reason: String)
    }

    private enum State {
        /// Leads to `authenticating`, `closed`.
        case waitingForInit
        /// Leads to `ready`, `closed`.
        case authenticating
        /// Leads to `closed`.
        case ready
        case closed
    }

    private let limits: SocketLimits
    private var state = State.waitingForInit
    private let openedAt: Int
    private var lastMessageAt: Int
    private var lastPingAt: Int
    private var operations: Set<String> = []
    /// The second in which `subscribe` messages are counted, by its beginning, and their number.
    private var subscribes = (since: 0, count: 0)

    /// Creates the machine of a socket that was opened at `now`.
    package init(limits: SocketLimits, now: Int) {
        self.limits = limits
        (openedAt, lastMessageAt, lastPingAt) = (now, now, now)
    }

    /// The number of operations that run.
    var operationCount: Int { operations.count }

    /// Whether the operation `id` runs: whether its results may still be sent.
    package func isRunning(id: String) -> Bool { operations.contains(id) }

    /// A text message has arrived.
    package mutating func received(_ text: [UInt8], now: Int) -> Action? {
        lastMessageAt = now
        do throws(MalformedMessage) {
            return try handle(ClientMessage(text, limits: limits), now: now)
        } catch {
            return close(.badRequest, error.reason)
        }
    }

    /// A binary message has arrived, which the protocol does not have.
    package mutating func receivedBinary() -> Action? { close(.badRequest, "Messages are text.") }

    private mutating func handle(_ message: ClientMessage, now: Int) -> Action? {
        guard state != .closed else { return nil }
        switch message {
        case .connectionInit(let payload):
            guard state == .waitingForInit else {
                return close(.tooManyRequests, "Too many initialisation requests")
            }
            state = .authenticating
            return .authenticate(payload: payload)
        case .ping(let payload):
            return .sendPong(payload: payload)
        case .pong:
            return nil
        case .subscribe(let id, let payload):
            return subscribe(id: id, payload: payload, now: now)
        case .complete(let id):
            return operations.remove(id) == nil ? nil : .stop(id: id)
        }
    }

    private mutating func subscribe(id: String, payload: JSONValue.Object, now: Int) -> Action {
        guard state == .ready else { return close(.unauthorized, "Unauthorized") }
        guard !operations.contains(id) else {
            return close(.subscriberAlreadyExists, "Subscriber for \(id) already exists")
        }
        if now - subscribes.since >= 1000 { subscribes = (now, 0) }
        subscribes.count += 1
        guard subscribes.count <= limits.subscribesPerSecond else {
            return close(.tooManyRequests, "Too many operations started within a second")
        }
        guard operations.count < limits.operations else {
            return .refuseOperation(id: id, limit: limits.operations)
        }
        operations.insert(id)
        return .start(id: id, payload: payload)
    }

    /// The token of `connection_init` was accepted.
    package mutating func authenticated() -> Action? {
        guard state == .authenticating else { return nil }
        state = .ready
        return .sendAcknowledgement
    }

    /// The operation `id` has ended.
    ///
    /// Returns whether the client gets a message: not if it ended the operation itself.
    package mutating func ended(id: String) -> Bool { operations.remove(id) != nil }

    /// Time has passed; called at least once a second.
    package mutating func timePassed(now: Int) -> Action? {
        guard state != .closed else { return nil }
        if state == .waitingForInit, now - openedAt >= limits.initMilliseconds {
            return close(.initialisationTimeout, "Connection initialisation timeout")
        }
        if now - lastMessageAt >= limits.silenceMilliseconds { return close(.goingAway, "Silence") }
        guard state == .ready, now - lastPingAt >= limits.pingMilliseconds else { return nil }
        lastPingAt = now
        return .sendPing
    }

    /// The server ends the socket: a refused or expired token, a drain, a client that reads too slowly.
    package mutating func close(_ code: CloseCode, _ reason: String) -> Action {
        state = .closed
        operations = []
        return .close(code, reason: reason)
    }
}
