/// Whether a lane has a connection, and since when it has none: a state machine with the time as a parameter.
struct Availability {
    private(set) var connectionsUp = 0
    /// When the last connection went, or when the start was; milliseconds.
    private(set) var downSince: UInt64
    private(set) var lastReason = "no connection has been made yet"
    private let grace: UInt64

    init(now: UInt64, grace: UInt64) {
        downSince = now
        self.grace = grace
    }

    mutating func connected() { connectionsUp += 1 }

    mutating func disconnected(reason: String, now: UInt64) {
        lastReason = reason
        connectionsUp -= 1
        if connectionsUp == 0 { downSince = now }
    }

    mutating func attemptFailed(reason: String) { lastReason = reason }

    /// Whether statements wait, because a connection may be there in a moment.
    func isWaiting(now: UInt64) -> Bool { connectionsUp == 0 && now < downSince + grace }

    /// Whether statements fail at once.
    func isUnavailable(now: UInt64) -> Bool { connectionsUp == 0 && now >= downSince + grace }
}
