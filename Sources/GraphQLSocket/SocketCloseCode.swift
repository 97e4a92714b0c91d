package import WebSocket

/// The close codes of *graphql-transport-ws*, "Message types".
extension CloseCode {
    /// 4400: a message is malformed, or of a type that a client does not send.
    package static let badRequest = CloseCode(4400)
    /// 4401: an operation before the connection was acknowledged.
    package static let unauthorized = CloseCode(4401)
    /// 4403: the token was refused, or has expired.
    package static let forbidden = CloseCode(4403)
    /// 4406: the client does not speak the subprotocol.
    package static let subprotocolNotAcceptable = CloseCode(4406)
    /// 4408: `connection_init` did not come in time.
    package static let initialisationTimeout = CloseCode(4408)
    /// 4409: the id of a new operation is in use.
    package static let subscriberAlreadyExists = CloseCode(4409)
    /// 4429: `connection_init` came twice, or too many operations were started within a second.
    package static let tooManyRequests = CloseCode(4429)
}
