import Testing

@testable import Postgres

@Suite("Availability")
struct AvailabilityTests {
    @Test func `statements wait for the grace period and fail after it`() {
        let availability = Availability(now: 100, grace: 1000)
        #expect(availability.isWaiting(now: 1099))
        #expect(!availability.isUnavailable(now: 1099))
        #expect(availability.isUnavailable(now: 1100))
    }

    @Test func `one connection is enough`() {
        var availability = Availability(now: 0, grace: 1000)
        availability.connected()
        availability.connected()
        availability.disconnected(reason: "gone", now: 5000)
        #expect(!availability.isWaiting(now: 9000) && !availability.isUnavailable(now: 9000))
        availability.disconnected(reason: "gone too", now: 9000)
        #expect(availability.isWaiting(now: 9999))
        #expect(availability.isUnavailable(now: 10_000))
        #expect(availability.lastReason == "gone too")
    }
}

@Suite("Back-off")
struct BackoffTests {
    @Test func `waits double up to the last, and success starts over`() {
        var backoff = Backoff(first: 50, last: 300)
        #expect([1, 1, 1, 1, 1].map { backoff.failed(chance: $0) } == [50, 100, 200, 300, 300])
        backoff.succeeded()
        #expect(backoff.failed(chance: 0) == 25)
    }
}
