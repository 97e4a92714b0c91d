import Bytes

/// Takes the response to one request: each transport has its own.
protocol Responder: AnyObject {
    /// Whether the client still waits for the response.
    var isOpen: Bool { get }

    /// Sends the response to a request that was executed; `body` is the whole JSON text.
    ///
    /// - Parameter mayRetry: whether an error is one that the same request may not meet a moment later.
    func respond(_ body: consuming ByteBuffer, hasErrors: Bool, mayRetry: Bool)

    /// Has `body` called if the client leaves before it has the response; a later call replaces it.
    func onClose(_ body: @escaping () -> Void)

    /// Sends why a request was not executed.
    func refuse(_ error: RequestError)
}

/// Serves subscriptions.
protocol SubscriptionService: AnyObject {
    /// Sends the answer to `request`, planned as `planned`, to `responder`, and a new one whenever it differs.
    ///
    /// - Throws: why it cannot be subscribed to.
    func subscribe(
        _ planned: PlannedOperation,
        _ request: GraphQLRequest,
        of caller: Caller,
        for responder: any StreamResponder
    ) throws(RequestError)
}

/// Takes the answers to a subscription, one after the other; only some transports can.
protocol StreamResponder: Responder {
    /// Whether the client has taken what was sent before; else ``onRoom(_:)`` tells when it has.
    var hasRoom: Bool { get }

    /// Has `body` called whenever the client has taken what was sent; a later call replaces it.
    func onRoom(_ body: @escaping () -> Void)

    /// Sends an answer, the whole JSON text, with the cursor up to which it has everything.
    func next(_ body: [UInt8], cursor: String?)

    /// Ends the subscription by the server's will.
    func complete()
}
