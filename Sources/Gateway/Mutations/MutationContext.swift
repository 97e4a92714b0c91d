import EventLoop
import Postgres

/// What all mutations of one loop share.
struct MutationContext {
    let loop: Loop
    /// The connections of mutations.
    let lane: Lane
    let dispatcher: BatchDispatcher
    let claims: ClaimResolver
    let store: IdempotencyStore
    let events: Events
    var limits = MutationLimits()
}

/// Bounds on mutations.
struct MutationLimits {
    /// How often a transaction is tried that conflicts with others (serialization failures, deadlocks): what conflicts
    /// three times is reported instead.
    var attempts = 3
    /// Milliseconds before the second attempt, at most; doubled for each one after, and drawn by lot, so that those who
    /// collided do not collide again.
    var retryMilliseconds = 20
    /// How many wait for a connection: more would wait longer than clients do.
    var waiting = 1000
    /// Milliseconds that one waits for a connection.
    var patienceMilliseconds: UInt64 = 30_000
    /// How often the database is asked whether a commit happened whose answer was lost: with the waits between, for about
    /// as long as a server needs to come back, and not longer than clients wait.
    var inquiries = 7
    /// Milliseconds before it is asked first; doubled each time.
    var inquiryMilliseconds = 50
}
