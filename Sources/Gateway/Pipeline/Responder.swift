import Bytes

/// Takes the response to one request: each transport has its own.
protocol Responder: AnyObject {
    /// Whether the client still waits for the response.
    var isOpen: Bool { get }

    /// Sends the response to a request that was executed; `body` is the whole JSON text.
    func respond(_ body: consuming ByteBuffer, hasErrors: Bool)

    /// Sends why a request was not executed.
    func refuse(_ error: RequestError)
}
