/// An answer that is sent piece by piece, in chunks (RFC 9112, §7.1 "Chunked Transfer Coding").
///
/// What the client does not take waits, within `HTTPLimits.streamQueueBytes`; beyond that the connection is given up.
/// A stream that goes without `finish()` cuts the connection, so that nobody takes a part for the whole.
package final class ResponseStream {
    let id: Int
    let isChunked: Bool
    let hasBody: Bool
    let isLast: Bool
    private var connection: Connection?
    /// Called once if the client goes before `finish()`.
    package var onClose: (() -> Void)?
    /// Called when all that was sent has left, after `send(_:)` had returned `false`.
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

    /// Whether the client is there and the answer not finished.
    package var isOpen: Bool { connection != nil }

    /// Bytes sent that have not left yet.
    package var queuedBytes: Int { connection?.queuedBytes ?? 0 }

    /// Sends a piece; returns whether more is welcome now, or else after `onDrain`.
    @discardableResult
    package func send(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let connection else { return false }
        guard hasBody, unsafe !bytes.isEmpty else { return true }
        return unsafe connection.send(bytes, of: self)
    }

    /// Sends a piece; returns whether more is welcome now, or else after `onDrain`.
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
