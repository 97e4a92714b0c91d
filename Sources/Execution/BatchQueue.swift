import GraphQL
package import Planner

/// The batches of one loop that wait for a connection: a state machine without connections.
///
/// A step joins the waiting batch with its key, or begins one. Batches are sent when no more steps come and a connection can
/// take them, the oldest first. While an equal batch is under way, the waiting one stays and grows: so many equal requests
/// cost few statements, and a single request does not wait for others. A batch that was sent is never joined: its snapshot
/// may be older than the newcomer's own commit.
///
/// The queue is bounded: under more load than the database can take, what waits longest would be read for clients that have
/// given up. First steps are refused where it is full; later ones, whose requests have cost something already, at twice that
/// length. Batches that no request waits for any more are dropped.
package final class BatchQueue {
    /// Bounds on batches.
    package struct Limits: Sendable {
        /// More keys than this bring nothing (about 50 suffice), and make the first waiter wait for the last row.
        package var keysPerBatch = 200
        /// How many equal batches may be under way on a lane: one, so that batches grow while a statement runs.
        package var equalBatchesUnderWay = 1
        /// How many batches of a lane may wait before first steps are refused.
        package var waitingBatches = 1000
        /// Nanoseconds that a batch may wait, by lane; a lane without a number has no limit.
        package var waitingTime: [Lane: UInt64] = [:]

        /// Creates the default limits.
        package init() {}
    }

    private let limits: Limits
    private let clock: () -> UInt64
    private var waiting: [Lane: [Batch]] = [.point: [], .analytic: []]
    private var open: [Batch.Key: Batch] = [:]
    private var underWay: [Batch.Key: Int] = [:]
    /// Of which identities calls of set functions are under way.
    private var callsUnderWay: [Identity: Int] = [:]

    /// Creates an empty queue; `clock` returns the time in nanoseconds, with which batches note since when they wait.
    package init(limits: Limits = Limits(), clock: @escaping () -> UInt64 = { 0 }) {
        self.limits = limits
        self.clock = clock
    }

    /// Whether nothing waits on `lane`.
    package func isEmpty(_ lane: Lane) -> Bool { waiting[lane, default: []].isEmpty }

    /// How many batches wait.
    package var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

    /// The batch that a step with `key` joins.
    ///
    /// - Throws: that too many wait.
    func batch(for key: Batch.Key, like step: FetchStep, adding count: Int = 1) throws(GraphQLError) -> Batch
    {
        if let most = step.maximumKeys {
            guard count <= most else { throw .tooManyCalls(most) }
            if let found = open[key], found.keyCount + count <= most { return found }
        } else if let found = open[key], found.keyCount < limits.keysPerBatch {
            return found
        }
        let limit = step.parent == nil ? limits.waitingBatches : limits.waitingBatches * 2
        guard waiting[key.statement.lane, default: []].count < limit else { throw .queueIsFull }
        let batch = Batch(key, like: step)
        batch.openedAt = clock()
        open[key] = batch
        waiting[key.statement.lane, default: []].append(batch)
        return batch
    }

    /// Puts `batch` back, to run by itself.
    package func retry(_ batch: Batch) {
        batch.openedAt = clock()
        waiting[batch.key.statement.lane, default: []].append(batch)
    }

    /// Takes out the batches of `lane` that have waited for too long.
    package func expired(_ lane: Lane) -> [Batch] {
        guard let limit = limits.waitingTime[lane], let batches = waiting[lane], !batches.isEmpty else {
            return []
        }
        let now = clock()
        let expired = batches.prefix { now &- $0.openedAt > limit }
        for batch in expired { remove(batch) }
        return Array(expired)
    }

    /// The last waiter of `batch` has left: it is dropped, or ended where it runs.
    func abandoned(_ batch: Batch) {
        if !remove(batch) { batch.onAbandoned?() }
    }

    /// Takes a waiting batch out; returns whether it was waiting.
    @discardableResult
    private func remove(_ batch: Batch) -> Bool {
        let lane = batch.key.statement.lane
        guard let index = waiting[lane]?.firstIndex(where: { $0 === batch }) else { return false }
        waiting[lane]?.remove(at: index)
        if open[batch.key] === batch { open[batch.key] = nil }
        return true
    }

    /// Takes the oldest batch of `lane` that may be sent; its sender reports when it has ``finished(_:)``.
    package func next(_ lane: Lane) -> Batch? {
        guard let batches = waiting[lane],
            let index = batches.firstIndex(where: { mayLeave($0) })
        else { return nil }
        return take(index, of: lane)
    }

    /// Takes the batches out that call set functions for the same identity as `batch`, which does so too: a request adds all of its calls at
    /// once, so none of them is left behind.
    package func companions(of batch: Batch, _ lane: Lane) -> [Batch] {
        guard batch.callsSetFunction else { return [] }
        var found: [Batch] = []
        while let index = waiting[lane]?.firstIndex(where: {
            $0.callsSetFunction && $0.key.identity == batch.key.identity
        }) {
            found.append(take(index, of: lane))
        }
        return found
    }

    /// While an equal batch is under way, or calls of set functions for the same identity, the batch waits and grows.
    private func mayLeave(_ batch: Batch) -> Bool {
        if batch.callsSetFunction { return callsUnderWay[batch.key.identity] == nil }
        return underWay[batch.key, default: 0] < limits.equalBatchesUnderWay
    }

    private func take(_ index: Int, of lane: Lane) -> Batch {
        let batch = waiting[lane, default: []].remove(at: index)
        if open[batch.key] === batch { open[batch.key] = nil }
        underWay[batch.key, default: 0] += 1
        if batch.callsSetFunction { callsUnderWay[batch.key.identity, default: 0] += 1 }
        return batch
    }

    /// Notes that `batch` is under way no longer.
    package func finished(_ batch: Batch) {
        let left = underWay[batch.key, default: 1] - 1
        underWay[batch.key] = left == 0 ? nil : left
        guard batch.callsSetFunction else { return }
        let calls = callsUnderWay[batch.key.identity, default: 1] - 1
        callsUnderWay[batch.key.identity] = calls == 0 ? nil : calls
    }
}

extension GraphQLError {
    fileprivate static func tooManyCalls(_ most: Int) -> GraphQLError {
        GraphQLError(
            "This needs more than \(most) calls of a function; ask for fewer rows.",
            code: .limitExceeded
        )
    }

    fileprivate static var queueIsFull: GraphQLError {
        GraphQLError("Too many requests wait for the database; try again in a moment.", code: .rateLimited)
    }
}
