/// Why a request is not handed to anybody: the status it gets, after which the connection closes.
struct Refusal: Error, Hashable {
    let status: UInt16
    let message: String

    static func bad(_ message: String) -> Refusal { Refusal(status: 400, message: message) }
    static let contentTooLarge = Refusal(status: 413, message: "The request's body is too large.")
    static let targetTooLong = Refusal(status: 414, message: "The request's target is too long.")
    static let headTooLarge = Refusal(status: 431, message: "The request's head is too large.")
    static let expectation = Refusal(status: 417, message: "The only expectation known is 100-continue.")
    static let coding = Refusal(status: 501, message: "The only transfer coding known is chunked.")
    static let connect = Refusal(status: 501, message: "This is no proxy.")
    static let version = Refusal(status: 505, message: "The versions known are HTTP/1.1 and HTTP/1.0.")
    static let timeout = Refusal(status: 408, message: "The request took too long to arrive.")
    static let overloaded = Refusal(status: 503, message: "Too many connections.")
}
