import Bytes
import GraphQL
import Testing

@testable import Execution
@testable import Planner

@Suite("Batches that wait")
struct BatchQueueTests {
    private let queue = BatchQueue()
    private let step = Plans.step(Plans.statement(1), keys: .parameters([]))

    private func key(
        _ statement: Statement? = nil,
        claims: [String?] = [],
        parameter: [UInt8]? = nil
    ) -> Batch.Key {
        Batch.Key(
            statement: statement ?? step.statement,
            identity: Identity(role: 0, claims: claims),
            parameters: [nil, parameter]
        )
    }

    private func execution() throws -> OperationExecution {
        OperationExecution(
            ExecutionPlan(of: try Plans.document(), steps: [], data: ObjectPlan(), calls: [], shapes: []),
            variables: [],
            principal: Plans.principal(),
            queue: queue,
            finished: { _ in }
        )
    }

    @Test func `equal keys share a batch, and anything that the database could see does not`() throws {
        let first = try queue.batch(for: key(), like: step)
        #expect(try queue.batch(for: key(), like: step) === first)
        #expect(try queue.batch(for: key(claims: ["x"]), like: step) !== first)
        #expect(try queue.batch(for: key(parameter: [1]), like: step) !== first)
        #expect(try queue.batch(for: key(parameter: []), like: step) !== first)
        #expect(try queue.batch(for: key(Plans.statement(2)), like: step) !== first)
        #expect(queue.count == 5)
    }

    @Test func `a batch that has left is never joined, and an equal one waits until it is back`() throws {
        let first = try queue.batch(for: key(), like: step)
        #expect(queue.next(.point) === first)
        let second = try queue.batch(for: key(), like: step)
        #expect(second !== first)
        #expect(queue.next(.point) == nil)
        #expect(!queue.isEmpty(.point))
        queue.finished(first)
        #expect(queue.next(.point) === second)
        #expect(queue.next(.point) == nil)
    }

    @Test func `the oldest that may leave goes first, each lane by itself`() throws {
        let slow = Plans.statement(9, lane: .analytic)
        let batches = try [key(), key(parameter: [1]), key(parameter: [2])].map {
            try queue.batch(for: $0, like: step)
        }
        let other = try queue.batch(for: key(slow), like: step)
        #expect(queue.next(.analytic) === other)
        #expect(queue.next(.point) === batches[0])
        let again = try queue.batch(for: key(), like: step)
        #expect(queue.next(.point) === batches[1])
        #expect(queue.next(.point) === batches[2])
        #expect(queue.next(.point) == nil)
        queue.finished(batches[0])
        #expect(queue.next(.point) === again)
        #expect(queue.isEmpty(.point) && queue.isEmpty(.write))
    }

    @Test func `a full batch is followed by another`() throws {
        var limits = BatchQueue.Limits()
        limits.keysPerBatch = 3
        let queue = BatchQueue(limits: limits)
        let execution = try execution()
        var batches: [Batch] = []
        for number in 0..<7 {
            let batch = try queue.batch(for: key(), like: step)
            if batches.last !== batch { batches.append(batch) }
            batch.add(execution, step: 0, components: [bigEndian(Int64(number))])
            // A key that is there already makes it no fuller.
            try queue.batch(for: key(), like: step).add(
                execution,
                step: 0,
                components: [bigEndian(Int64(number))]
            )
        }
        #expect(queue.count >= 3)
        #expect(batches.allSatisfy { $0.keyCount <= 3 })
    }

    @Test func `a batch is split into its waiters, each with its own keys`() throws {
        let batch = try queue.batch(for: key(), like: step)
        let execution = try execution()
        let asked: [[Int64?]] = [[1, 2], [2, nil, 3], [1]]
        for keys in asked {
            let rows = RowSet(columnCount: 1, rows: keys.map { [$0.map { bigEndian($0) }] })
            batch.add(execution, step: 0, count: keys.count) { row, _ in rows[row, 0] }
        }
        #expect(batch.waiterCount == 3)
        #expect(Plans.keys(of: batch) == [1, 2, 3].map { bigEndian(Int64($0)) })
        let parts = batch.split()
        #expect(parts.map(\.waiterCount) == [1, 1, 1])
        for (part, keys) in zip(parts, asked) {
            #expect(Plans.keys(of: part) == keys.compactMap { $0.map { bigEndian($0) } })
            #expect(part.waiters[0].groups.map { $0 < 0 } == keys.map { $0 == nil })
        }
    }

    @Test func `a principal is seen by its claims that a statement reads, and by no other`() {
        let principal = Plans.principal(["a", nil, "c"])
        #expect(principal.identity(seeing: []).claims == [nil, nil, nil])
        #expect(principal.identity(seeing: ClaimSet(claim: 0)).claims == ["a", nil, nil])
        #expect(principal.identity(seeing: .all).claims == ["a", nil, "c"])
        let other = Plans.principal(["b", nil, "c"])
        #expect(other.identity(seeing: ClaimSet(claim: 2)) == principal.identity(seeing: ClaimSet(claim: 2)))
        #expect(other.identity(seeing: .all) != principal.identity(seeing: .all))
    }
}

@Suite("Bounds of the queue")
struct BatchQueueLimitTests {
    private let step = Plans.step(Plans.statement(1), keys: .parameters([]))

    private func key(_ number: Int) -> Batch.Key {
        Batch.Key(
            statement: step.statement,
            identity: Identity(role: 0, claims: []),
            parameters: [nil, bigEndian(Int64(number))]
        )
    }

    private func execution(
        _ queue: BatchQueue,
        _ finished: @escaping () -> Void = {}
    ) throws -> OperationExecution {
        OperationExecution(
            ExecutionPlan(of: try Plans.document(), steps: [], data: ObjectPlan(), calls: [], shapes: []),
            variables: [],
            principal: Plans.principal(),
            queue: queue,
            finished: { _ in finished() }
        )
    }

    @Test func `first steps are refused where the queue is full, later ones at twice its length`() throws {
        var limits = BatchQueue.Limits()
        limits.waitingBatches = 3
        let queue = BatchQueue(limits: limits)
        for number in 0..<3 { _ = try queue.batch(for: key(number), like: step) }
        let error = try #require(throws: GraphQLError.self) { try queue.batch(for: key(3), like: step) }
        #expect(error.code == .rateLimited)
        // A batch that is there already is joined.
        #expect(throws: Never.self) { try queue.batch(for: key(2), like: step) }
        let later = Plans.step(step.statement, parent: 0)
        for number in 3..<6 { _ = try queue.batch(for: key(number), like: later) }
        #expect(throws: GraphQLError.self) { try queue.batch(for: key(6), like: later) }
    }

    @Test func `batches that have waited for too long are taken out, the oldest first`() throws {
        var now: UInt64 = 0
        var limits = BatchQueue.Limits()
        limits.waitingTime[.point] = 100
        let queue = BatchQueue(limits: limits, clock: { now })
        let batches = try (0..<3).map { number in
            now = UInt64(number * 50)
            return try queue.batch(for: key(number), like: step)
        }
        now = 160
        let expired = queue.expired(.point)
        #expect(expired.count == 2 && expired[0] === batches[0] && expired[1] === batches[1])
        #expect(queue.count == 1)
        #expect(try queue.batch(for: key(0), like: step) !== batches[0])
    }

    @Test func `a batch without a waiter is dropped, and ended where it was sent`() throws {
        let queue = BatchQueue()
        let (first, second) = (try execution(queue), try execution(queue))
        let batch = try queue.batch(for: key(1), like: step)
        batch.add(first, step: 0, components: [bigEndian(1)])
        batch.add(second, step: 0, components: [bigEndian(2)])
        let other = try queue.batch(for: key(2), like: step)
        other.add(first, step: 0, components: [bigEndian(1)])
        first.cancel()
        #expect(queue.count == 1 && batch.waiterCount == 1)
        #expect(queue.next(.point) === batch)
        var isEnded = false
        batch.onAbandoned = { isEnded = true }
        second.cancel()
        #expect(isEnded && batch.waiterCount == 0)
        queue.finished(batch)
        #expect(queue.isEmpty(.point))
    }
}
