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
