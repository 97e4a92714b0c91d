import Bytes

/// Sends the response to one operation of a socket.
final class SocketResponder: Responder {
    /// The operation's id, which the client chose.
    let id: String
    private weak var socket: WebSocketConnection?
    private var closing: (() -> Void)?

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

    func refuse(_ error: RequestError) { socket?.fail(self, errors: error.errors) }
}
