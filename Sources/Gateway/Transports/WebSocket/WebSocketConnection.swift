import Bytes
import EventLoop
import Glibc
import GraphQL
import GraphQLSocket
import HTTP
import JSON
import WebSocket

/// One socket: carries out what a ``SocketStateMachine`` decides, over frames.
final class WebSocketConnection: StreamDelegate {
    private let stream: EventLoop.Stream
    /// The endpoint outlives its sockets.
    private unowned let endpoint: WebSocketEndpoint
    /// The fields `Authorization` of the handshake.
    private let credentials: [[UInt8]]
    private var reader: FrameReader
    private var machine: SocketStateMachine
    private var proof: Authenticator.Proof?
    private var operations: [String: SocketResponder] = [:]
    /// When the Close frame was sent; nothing is sent after it.
    private var closedAt: Int?

    init(_ stream: EventLoop.Stream, endpoint: WebSocketEndpoint, credentials: [[UInt8]]) {
        self.stream = stream
        self.endpoint = endpoint
        self.credentials = credentials
        reader = FrameReader(maximumMessageBytes: endpoint.limits.messageBytes)
        machine = SocketStateMachine(limits: endpoint.limits.socket, now: stream.loop.now)
    }

    // MARK: Reading

    func streamReceived(_ bytes: UnsafeRawBufferPointer) {
        var offset = 0
        while closedAt == nil, !stream.isClosed, let event = unsafe reader.next(bytes, &offset) {
            received(event)
        }
        // A client's Close frame is waited for after ours; anything else that it sends is ignored.
        while closedAt != nil, !stream.isClosed, let event = unsafe reader.next(bytes, &offset) {
            if case .close = event { stream.close() }
        }
    }

    private func received(_ event: FrameReader.Event) {
        switch event {
        case .text(let text): perform(machine.received(text, now: stream.loop.now))
        case .binary: perform(machine.receivedBinary())
        case .ping(let payload):
            var frame = ByteBuffer(capacity: 128)
            FrameWriter.writePong(payload, into: &frame)
            write(frame)
        case .pong: break
        case .close(let code):
            // The code is sent back (RFC 6455, §5.5.1 "Close"); the server closes the connection.
            close(code ?? .normal, "")
            stream.shutdown()
        case .failed(let error): close(error.code, error.reason)
        }
    }

    func streamEnded() { stream.close() }
    func streamDrained() { for responder in Array(operations.values) { responder.drained() } }

    func streamClosed() {
        closedAt = closedAt ?? stream.loop.now
        leaveAll()
        endpoint.closed(self)
    }

    /// Time has passed; `second` is the time in seconds since 1970 UTC.
    func timePassed(now: Int, second: Int64) {
        if let closedAt {
            if now - closedAt >= endpoint.limits.closeMilliseconds { stream.close() }
            return
        }
        if let proof, proof.expiresAt < second { return close(.forbidden, "The token has expired") }
        perform(machine.timePassed(now: now))
    }

    // MARK: Acting

    private func perform(_ action: SocketStateMachine.Action?) {
        switch action {
        case nil: break
        case .authenticate(let payload): authenticate(payload)
        case .sendAcknowledgement: send { ServerMessage.writeAcknowledgement(into: &$0) }
        case .sendPing: send { ServerMessage.writePing(cursor: endpoint.cursor, into: &$0) }
        case .sendPong(let payload): send { ServerMessage.writePong(payload: payload, into: &$0) }
        case .start(let id, let payload): start(id, payload)
        case .refuseOperation(let id, let limit):
            let problem = GraphQLError(
                "A socket may run \(limit) operations at a time; complete one first.",
                code: .limitExceeded
            )
            sendError([problem], id: id)
        case .stop(let id): operations.removeValue(forKey: id)?.left()
        case .close(let code, let reason): sendClose(code, reason)
        }
    }

    private func authenticate(_ payload: JSONValue.Object?) {
        var values = credentials
        for value in SocketCredentials.values(in: payload) where !values.contains(value) {
            values.append(value)
        }
        do throws(RequestError) {
            guard values.count <= 1 else { return close(.forbidden, "Two different tokens") }
            proof = try endpoint.authenticator.proof(
                authorization: values.first?[...],
                now: Int64(Glibc.time(nil))
            )
            perform(machine.authenticated())
        } catch {
            close(values.isEmpty ? .unauthorized : .forbidden, error.errors.first?.message ?? "Forbidden")
        }
    }

    private func start(_ id: String, _ payload: JSONValue.Object) {
        guard let proof else { return }
        let responder = SocketResponder(id: id, socket: self)
        operations[id] = responder
        do throws(RequestError) {
            let caller = Caller(
                principal: proof.principal,
                expiresAt: proof.expiresAt,
                mayChange: true,
                receivedAt: Loop.nanoseconds
            )
            endpoint.pipeline.run(try GraphQLRequest(payload), of: caller, for: responder)
        } catch {
            endpoint.pipeline.refuse(error, nil, to: responder)
        }
    }

    /// Ends the socket by the server's will.
    func close(_ code: CloseCode, _ reason: String) {
        guard closedAt == nil else { return }
        perform(machine.close(code, reason))
    }

    private func leaveAll() {
        let responders = operations.values
        operations = [:]
        for responder in responders { responder.left() }
    }

    private func sendClose(_ code: CloseCode, _ reason: String) {
        guard closedAt == nil else { return }
        closedAt = stream.loop.now
        leaveAll()
        var frame = ByteBuffer(capacity: 256)
        FrameWriter.writeClose(code, reason: reason, into: &frame)
        // SAFETY: the stream copies what the system does not take before the call returns.
        unsafe frame.withBytes { unsafe stream.write($0) }
    }
}

// Operations.
extension WebSocketConnection {
    /// Whether `responder` still stands for a running operation.
    func isRunning(_ responder: SocketResponder) -> Bool { operations[responder.id] === responder }

    /// Sends the only result of an operation, and ends it.
    func finish(_ responder: SocketResponder, result: consuming ByteBuffer) {
        guard isRunning(responder) else { return }
        send(result) { ServerMessage.writeNextBeginning(id: responder.id, into: &$0) }
        guard end(responder) else { return }
        send { ServerMessage.writeComplete(id: responder.id, into: &$0) }
    }

    /// Whether nothing waits to be taken by the client.
    var isEmpty: Bool { closedAt == nil && stream.queuedBytes == 0 }

    /// Sends one of the results of an operation.
    func next(_ responder: SocketResponder, _ result: [UInt8]) {
        guard isRunning(responder) else { return }
        // SAFETY: the array is held until the call returns.
        unsafe result.withUnsafeBytes { result in
            unsafe send(result) { ServerMessage.writeNextBeginning(id: responder.id, into: &$0) }
        }
    }

    /// Ends an operation that has no further results.
    func complete(_ responder: SocketResponder) {
        guard isRunning(responder), end(responder) else { return }
        send { ServerMessage.writeComplete(id: responder.id, into: &$0) }
    }

    /// Sends why an operation is not executed, which ends it.
    func fail(_ responder: SocketResponder, errors: [GraphQLError]) {
        guard isRunning(responder) else { return }
        sendError(errors, id: responder.id)
        _ = end(responder)
    }

    private func end(_ responder: SocketResponder) -> Bool {
        operations[responder.id] = nil
        return machine.ended(id: responder.id)
    }

    private func sendError(_ errors: [GraphQLError], id: String) {
        var list = ByteBuffer(capacity: 512)
        ErrorWriter.write(errors, into: &list)
        send(list) { ServerMessage.writeErrorBeginning(id: id, into: &$0) }
    }

    // MARK: Writing

    /// Sends a message without a payload of its own.
    private func send(_ message: (inout ByteBuffer) -> Void) {
        var text = ByteBuffer(capacity: 128)
        message(&text)
        var head = ByteBuffer(capacity: FrameWriter.maximumHeadBytes)
        FrameWriter.writeTextHead(count: text.count, into: &head)
        head.append(text.bytes)
        write(head)
    }

    /// Sends a message with `payload`, which is not copied unless the system does not take it.
    private func send(_ payload: consuming ByteBuffer, _ beginning: (inout ByteBuffer) -> Void) {
        // SAFETY: the buffer is held until the call returns.
        unsafe payload.withBytes { unsafe send($0, beginning) }
    }

    private func send(_ payload: UnsafeRawBufferPointer, _ beginning: (inout ByteBuffer) -> Void) {
        var text = ByteBuffer(capacity: 256)
        beginning(&text)
        var ending = ByteBuffer(capacity: 1)
        ServerMessage.writeEnd(into: &ending)
        var head = ByteBuffer(capacity: FrameWriter.maximumHeadBytes + text.count)
        FrameWriter.writeTextHead(count: text.count + payload.count + ending.count, into: &head)
        head.append(text.bytes)
        guard hasRoom else { return }
        // SAFETY: the stream copies what the system does not take before the call returns.
        unsafe head.withBytes { head in
            unsafe ending.withBytes { unsafe stream.write(head, payload, $0) }
        }
    }

    private func write(_ frame: borrowing ByteBuffer) {
        guard hasRoom else { return }
        // SAFETY: as above.
        unsafe frame.withBytes { unsafe stream.write($0) }
    }

    /// Whether another frame may be written.
    ///
    /// A client that leaves too much unread is closed.
    private var hasRoom: Bool {
        guard closedAt == nil else { return false }
        guard stream.queuedBytes > endpoint.limits.queueBytes else { return true }
        close(.tryAgainLater, "The client reads too slowly")
        return false
    }
}
