package import EventLoop

/// One request and its one answer, which is given at once or later, on the loop's thread.
///
/// An exchange that is freed without an answer is answered with 500.
package final class Exchange {
    /// The request to answer.
    package let request: Request
    let id: Int
    /// `nil` after the answer, or if the client has closed the connection.
    private var connection: Connection?
    /// Called once if the client closes the connection before the answer; work for the answer can be cancelled.
    package var onClose: (() -> Void)?

    init(id: Int, request: Request, connection: Connection) {
        self.id = id
        self.request = request
        self.connection = connection
    }

    deinit {
        connection?.forgotten(id: id, request: request)
    }

    /// Whether the client still waits for the answer.
    package var isOpen: Bool { connection != nil }

    /// Gives the answer; does nothing if the client has closed the connection.
    package func respond(_ response: consuming Response) {
        take()?.answer(id: id, request: request, with: response)
    }

    /// Gives an answer whose body is sent piece by piece; `nil` if the client has closed the connection.
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
