/// An answer that is sent piece by piece, in chunks (RFC 9112, §7.1 "Chunked Transfer Coding").
///
/// Bytes that the client does not read wait, up to `HTTPLimits.streamQueueBytes`; above that the connection is closed. A stream
/// that is freed without `finish()` closes the connection, so that the client does not take a part for the whole answer.
package final class ResponseStream {
    let id: Int
    let isChunked: Bool
    let hasBody: Bool
    let isLast: Bool
    private var connection: Connection?
    /// Called once if the client closes the connection before `finish()`.
    package var onClose: (() -> Void)?
    /// Called when all bytes have been handed to the system, after `send(_:)` returned `false`.
    package var onDrain: (() -> Void)?

    init(id: Int, isChunked: Bool, hasBody: Bool, isLast: Bool, connection: Connection) {
        self.id = id
        self.isChunked = isChunked
        self.hasBody = hasBody
        self.isLast = isLast
        self.connection = connection
    }

    deinit {
        connection?.abandoned()
    }

    /// Whether the client is connected and the answer is not finished.
    package var isOpen: Bool { connection != nil }

    /// Bytes sent that the system has not taken yet.
    package var queuedBytes: Int { connection?.queuedBytes ?? 0 }

    /// Sends a piece; returns whether more can be sent now, or only after `onDrain`.
    @discardableResult
    package func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let connection else { return false }
        guard hasBody, unsafe !bytes.isEmpty else { return true }
        return unsafe connection.send(bytes, of: self)
    }

    /// Sends a piece; returns whether more can be sent now, or only after `onDrain`.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { unsafe send($0) }
    }

    /// Ends the answer.
    package func finish() {
        let connection = connection
        self.connection = nil
        onClose = nil
        onDrain = nil
        connection?.finish(self)
    }

    /// The client is gone.
    func close() {
        connection = nil
        onDrain = nil
        let body = onClose
        onClose = nil
        body?()
    }
}
