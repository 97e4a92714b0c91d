import Bytes

/// Sends the response to one operation of a socket.
final class SocketResponder: StreamResponder {
    /// The operation's id, which the client chose.
    let id: String
    private weak var socket: WebSocketConnection?
    private var closing: (() -> Void)?
    private var room: (() -> Void)?

    init(id: String, socket: WebSocketConnection) {
        self.id = id
        self.socket = socket
    }

    var isOpen: Bool { socket?.isRunning(self) ?? false }

    func onClose(_ body: @escaping () -> Void) { closing = body }

    /// The client has completed the operation, or has left.
    func left() { closing.take()?() }

    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool) {
        socket?.finish(self, result: body)
    }

    var hasRoom: Bool { socket?.isEmpty ?? false }

    func onRoom(_ body: @escaping () -> Void) { room = body }

    /// The client has taken everything that was sent.
    func drained() { room?() }

    func next(_ body: [UInt8], cursor: String?) { socket?.next(self, body) }

    func complete() { socket?.complete(self) }

    func refuse(_ error: RequestError) { socket?.fail(self, errors: error.errors) }
}
