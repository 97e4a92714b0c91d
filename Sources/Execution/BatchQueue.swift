package import Planner

/// The batches of one loop that wait for a connection: a state machine without connections.
///
/// A fetch step joins the waiting batch with its key, or begins one. Batches are sent, the oldest first, when a connection can
/// take them. While an equal batch is under way, the waiting one stays and grows. So many requests with the same statement cost
/// few statements, and a single request does not wait for others. A batch that was sent is never joined: its snapshot may be
/// older than a commit of the new request.
package final class BatchQueue {
    /// Bounds on batches.
    package struct Limits: Sendable {
        /// More keys than this bring nothing (about 50 suffice), and make the first waiter wait for the last row.
        package var keysPerBatch = 200
        /// How many equal batches may be under way on a lane: one, so that batches grow while a statement runs.
        package var equalBatchesUnderWay = 1

        /// Creates the default limits.
        package init() {}
    }

    private let limits: Limits
    private let clock: () -> UInt64
    private var waiting: [Lane: [Batch]] = [.point: [], .analytic: []]
    private var open: [Batch.Key: Batch] = [:]
    private var underWay: [Batch.Key: Int] = [:]

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
    func batch(for key: Batch.Key, like step: @autoclosure () -> FetchStep) -> Batch {
        if let found = open[key], found.keyCount < limits.keysPerBatch { return found }
        let batch = Batch(key, like: step())
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

    /// Takes the oldest batch of `lane` that can be sent; call ``finished(_:)`` when its result is there.
    package func next(_ lane: Lane) -> Batch? {
        guard let batches = waiting[lane],
            let index = batches.firstIndex(where: {
                underWay[$0.key, default: 0] < limits.equalBatchesUnderWay
            })
        else { return nil }
        let batch = batches[index]
        waiting[lane]?.remove(at: index)
        if open[batch.key] === batch { open[batch.key] = nil }
        underWay[batch.key, default: 0] += 1
        return batch
    }

    /// Notes that `batch` is under way no longer.
    package func finished(_ batch: Batch) {
        let left = underWay[batch.key, default: 1] - 1
        underWay[batch.key] = left == 0 ? nil : left
    }
}
