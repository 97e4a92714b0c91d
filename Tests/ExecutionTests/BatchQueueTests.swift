import Bytes
import GraphQL
import Testing

@testable import Execution
@testable import Planner

@Suite("Batches that wait")
struct BatchQueueTests {
    private let queue = BatchQueue()
    private let step = Programs.step(Programs.statement(1), keys: .parameters([]))

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
            ExecutionPlan(of: try Programs.document(), steps: [], data: ObjectPlan(), calls: [], shapes: []),
            variables: [],
            principal: Programs.principal(),
            queue: queue,
            finished: { _ in }
        )
    }

    @Test func `equal keys share a batch, and anything that the database could see does not`() {
        let first = queue.batch(for: key(), like: step)
        #expect(queue.batch(for: key(), like: step) === first)
        #expect(queue.batch(for: key(claims: ["x"]), like: step) !== first)
        #expect(queue.batch(for: key(parameter: [1]), like: step) !== first)
        #expect(queue.batch(for: key(parameter: []), like: step) !== first)
        #expect(queue.batch(for: key(Programs.statement(2)), like: step) !== first)
        #expect(queue.count == 5)
    }

    @Test func `a batch that has left is never joined, and an equal one waits until it is back`() throws {
        let first = queue.batch(for: key(), like: step)
        #expect(queue.next(.point) === first)
        let second = queue.batch(for: key(), like: step)
        #expect(second !== first)
        #expect(queue.next(.point) == nil)
        #expect(!queue.isEmpty(.point))
        queue.finished(first)
        #expect(queue.next(.point) === second)
        #expect(queue.next(.point) == nil)
    }

    @Test func `the oldest that may leave goes first, each lane by itself`() {
        let slow = Programs.statement(9, lane: .analytic)
        let batches = [key(), key(parameter: [1]), key(parameter: [2])].map {
            queue.batch(for: $0, like: step)
        }
        let other = queue.batch(for: key(slow), like: step)
        #expect(queue.next(.analytic) === other)
        #expect(queue.next(.point) === batches[0])
        let again = queue.batch(for: key(), like: step)
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
            let batch = queue.batch(for: key(), like: step)
            if batches.last !== batch { batches.append(batch) }
            batch.add(execution, step: 0, components: [bigEndian(Int64(number))])
            // A key that is there already makes it no fuller.
            queue.batch(for: key(), like: step).add(
                execution,
                step: 0,
                components: [bigEndian(Int64(number))]
            )
        }
        #expect(queue.count >= 3)
        #expect(batches.allSatisfy { $0.keyCount <= 3 })
    }

    @Test func `a batch is split into its waiters, each with its own keys`() throws {
        let batch = queue.batch(for: key(), like: step)
        let execution = try execution()
        let asked: [[Int64?]] = [[1, 2], [2, nil, 3], [1]]
        for keys in asked {
            let rows = RowSet(columnCount: 1, rows: keys.map { [$0.map { bigEndian($0) }] })
            batch.add(execution, step: 0, count: keys.count) { row, _ in rows[row, 0] }
        }
        #expect(batch.askerCount == 3)
        #expect(Programs.keys(of: batch) == [1, 2, 3].map { bigEndian(Int64($0)) })
        let parts = batch.split()
        #expect(parts.map(\.askerCount) == [1, 1, 1])
        for (part, keys) in zip(parts, asked) {
            #expect(Programs.keys(of: part) == keys.compactMap { $0.map { bigEndian($0) } })
            #expect(part.waiters[0].groups.map { $0 < 0 } == keys.map { $0 == nil })
        }
    }

    @Test func `a principal is seen by its claims that a statement reads, and by no other`() {
        let principal = Programs.principal(["a", nil, "c"])
        #expect(principal.identity(seeing: []).claims == [nil, nil, nil])
        #expect(principal.identity(seeing: ClaimSet(claim: 0)).claims == ["a", nil, nil])
        #expect(principal.identity(seeing: .all).claims == ["a", nil, "c"])
        let other = Programs.principal(["b", nil, "c"])
        #expect(other.identity(seeing: ClaimSet(claim: 2)) == principal.identity(seeing: ClaimSet(claim: 2)))
        #expect(other.identity(seeing: .all) != principal.identity(seeing: .all))
    }
}
