import Execution

/// Who sent a request, and what the transport says about it.
struct Caller {
    var principal: Principal
    /// The last second, since 1970 UTC, at which the principal's token is accepted; `Int64.max` without a token.
    let expiresAt: Int64
    /// The fields `Idempotency-Key`, as they were sent.
    var idempotencyKeys: [ArraySlice<UInt8>] = []
    /// Whether the request may change data, which a GET must not (RFC 9110, §9.2.1 "Safe Methods").
    let mayChange: Bool
    /// When the request's last byte came, on the clock of `Loop.nanoseconds`.
    let receivedAt: UInt64
    /// What is noted about the request; `nil` if nothing needs it.
    var trace: RequestTrace?
}
