/// Why a request is not handed to anybody: the status it gets, after which the connection closes.
struct ProtocolError: Error, Hashable {
    let status: UInt16
    let message: String

    static func bad(_ message: String) -> ProtocolError { ProtocolError(status: 400, message: message) }
    static let contentTooLarge = ProtocolError(status: 413, message: "The request's body is too large.")
    static let targetTooLong = ProtocolError(status: 414, message: "The request's target is too long.")
    static let headTooLarge = ProtocolError(status: 431, message: "The request's head is too large.")
    static let expectation = ProtocolError(
        status: 417,
        message: "The only expectation known is 100-continue."
    )
    static let coding = ProtocolError(status: 501, message: "The only transfer coding known is chunked.")
    static let connect = ProtocolError(status: 501, message: "This is no proxy.")
    static let version = ProtocolError(status: 505, message: "The versions known are HTTP/1.1 and HTTP/1.0.")
    static let timeout = ProtocolError(status: 408, message: "The request took too long to arrive.")
    static let overloaded = ProtocolError(status: 503, message: "Too many connections.")
}
