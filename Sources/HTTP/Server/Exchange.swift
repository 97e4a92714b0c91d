package import EventLoop

/// One request's right to one answer: at once or later, on the loop's thread.
///
/// An exchange that goes without an answer is answered with 500.
package final class Exchange {
    /// The request to answer.
    package let request: Request
    let id: Int
    /// `nil` once the answer is given, or the client is gone.
    private var connection: Connection?
    /// Called once if the client goes before the answer is complete; work for it may be given up.
    package var onClose: (() -> Void)?

    init(id: Int, request: Request, connection: Connection) {
        self.id = id
        self.request = request
        self.connection = connection
    }

    deinit {
        connection?.forgotten(id: id, request: request)
    }

    /// Whether an answer is still wanted: neither given nor impossible.
    package var isOpen: Bool { connection != nil }

    /// Gives the answer; does nothing when the client is gone.
    package func respond(_ response: consuming Response) {
        take()?.answer(id: id, request: request, with: response)
    }

    /// Gives an answer whose body comes piece by piece, of any length and for any time; `nil` when the client is gone.
    package func startStream(
        status: UInt16 = 200,
        contentType: StaticString,
        headers: [ResponseHeader] = []
    ) -> ResponseStream? {
        let onClose = onClose
        guard let connection = take() else { return nil }
        let stream = connection.startStream(
            id: id,
            request: request,
            head: Response(status: status, contentType: contentType, headers: headers)
        )
        stream?.onClose = onClose
        return stream
    }

    /// Answers 101 and hands the stream over to `delegate` (RFC 9110, §7.8 "Upgrade").
    ///
    /// `delegate` gets all bytes after the request. The server forgets the connection: it neither counts nor drains it.
    ///
    /// - Parameter delegate: makes the new owner of the stream.
    /// - Returns: whether it was handed over: not if the client is gone, or if an earlier request has no answer yet.
    package func upgrade(
        to name: StaticString,
        headers: [ResponseHeader] = [],
        delegate: (EventLoop.Stream) -> any StreamDelegate
    ) -> Bool {
        guard let connection, connection.canUpgrade(id: id) else { return false }
        take()?.upgrade(to: name, headers: headers, delegate: delegate)
        return true
    }

    private func take() -> Connection? {
        defer {
            connection?.left(self)
            connection = nil
            onClose = nil
        }
        return connection
    }

    /// The client is gone.
    func close() {
        connection = nil
        let body = onClose
        onClose = nil
        body?()
    }
}
