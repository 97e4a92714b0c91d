/// How long to wait before the next attempt to connect: doubled each time, spread by chance, reset by success.
struct Backoff {
    private let first: UInt64
    private let last: UInt64
    private var next: UInt64

    init(first: UInt64, last: UInt64) {
        self.first = max(first, 1)
        self.last = max(last, first, 1)
        next = self.first
    }

    /// The wait in milliseconds, between half of the current step and all of it.
    ///
    /// - Parameter chance: from 0 up to 1; many gateways must not come back in the same millisecond.
    mutating func failed(chance: Double) -> UInt64 {
        let wait = next / 2 + UInt64(Double(next - next / 2) * min(max(chance, 0), 1))
        next = min(next * 2, last)
        return max(wait, 1)
    }

    mutating func succeeded() { next = first }
}
