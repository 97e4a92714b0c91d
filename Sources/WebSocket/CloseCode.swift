/// The number in a Close frame that says why a connection ends (RFC 6455, §7.4 "Status Codes").
package struct CloseCode: Hashable, Sendable {
    /// The number as it stands in the frame.
    package let rawValue: UInt16

    /// Creates a code without a check; ``isValidInFrame`` says whether a peer may send it.
    package init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// 1000: the purpose of the connection is fulfilled.
    package static let normal = CloseCode(1000)
    /// 1001: an endpoint goes away; also sent after a peer's silence.
    package static let goingAway = CloseCode(1001)
    /// 1002: the peer broke the protocol.
    package static let protocolError = CloseCode(1002)
    /// 1007: text is not UTF-8.
    package static let invalidPayload = CloseCode(1007)
    /// 1009: the message is larger than the limit.
    package static let messageTooBig = CloseCode(1009)
    /// 1012: the service restarts; the client may reconnect (IANA registry "WebSocket Close Code Number").
    package static let serviceRestart = CloseCode(1012)
    /// 1013: the client should try again later; also sent to a client that reads too slowly.
    package static let tryAgainLater = CloseCode(1013)

    /// Whether a Close frame may hold the code: 1004, 1005, 1006 and 1015 are reserved, others below 3000 are not registered.
    package var isValidInFrame: Bool {
        switch rawValue {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }
}
