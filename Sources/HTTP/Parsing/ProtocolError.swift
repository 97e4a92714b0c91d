/// Why a request is refused before it reaches the handler; the connection closes after the answer.
package struct ProtocolError: Error, Hashable {
    /// The status of the answer.
    package let status: UInt16
    /// One sentence for a person.
    package let message: String

    static func bad(_ message: String) -> ProtocolError { ProtocolError(status: 400, message: message) }
    static let contentTooLarge = ProtocolError(status: 413, message: "The request's body is too large.")
    static let targetTooLong = ProtocolError(status: 414, message: "The request's target is too long.")
    static let headTooLarge = ProtocolError(status: 431, message: "The request's head is too large.")
    static let expectation = ProtocolError(
        status: 417,
        message: "The only supported expectation is 100-continue."
    )
    static let coding = ProtocolError(status: 501, message: "The only supported transfer coding is chunked.")
    static let connect = ProtocolError(status: 501, message: "This server is not a proxy.")
    static let version = ProtocolError(
        status: 505,
        message: "The supported versions are HTTP/1.1 and HTTP/1.0."
    )
    static let timeout = ProtocolError(status: 408, message: "The request took too long to arrive.")
    static let overloaded = ProtocolError(status: 503, message: "Too many connections.")
}
