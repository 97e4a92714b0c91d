import Bytes
import GraphQL
import Testing

@testable import Execution
@testable import Planner

@Suite("Operations, from their steps to their bytes")
struct ResponseWriterTests {
    /// Answers all batches of `queue` as the database of `response` would, until none is left.
    private func answer(_ queue: BatchQueue, _ response: RandomResponse) {
        while let batch = queue.next(.point) {
            queue.finished(batch)
            let step = batch.key.statement.id
            if batch.isEmpty {
                batch.receivedNothing()
            } else if response.fails(step) {
                batch.failed(GraphQLError("It failed.", code: .internalError))
            } else if response.steps[step].parent == nil {
                let rows = response.rows(step, for: 0).map(\.cells)
                batch.received(RowSet(columnCount: RandomResponse.columns + 1, rows: rows))
            } else {
                var rows: [[[UInt8]?]] = []
                for (number, key) in Plans.keys(of: batch).enumerated() {
                    let parent = key.reduce(0) { $0 << 8 | Int64($1) }
                    rows += response.rows(step, for: parent).map { $0.cells + [bigEndian(Int64(number + 1))] }
                }
                batch.received(RowSet(columnCount: RandomResponse.columns + 2, rows: rows))
            }
        }
    }

    private func path(_ error: GraphQLError) -> String {
        let elements = (error.path ?? []).map { element in
            switch element {
            case .name(let name): name
            case .index(let index): "\(index)"
            }
        }
        return elements.joined(separator: ".")
    }

    @Test(arguments: [ErrorBehavior.propagate, .null, .halt])
    func `random responses, nulls and errors among them, are those of the specification`(
        onError: ErrorBehavior
    ) throws {
        var errorCount = 0
        for seed in 0..<1500 {
            let response = RandomResponse(seed: seed)
            let program = try response.program()
            let queue = BatchQueue()
            var finished: [OperationExecution] = []
            // Three who ask the same share every batch, and each gets the whole answer.
            let executions = (0..<3).map { _ in
                OperationExecution(
                    program,
                    variables: [],
                    principal: Plans.principal(),
                    queue: queue,
                    finished: { finished.append($0) }
                )
            }
            for execution in executions { execution.start() }
            answer(queue, response)
            #expect(finished.count == 3, "seed \(seed)")
            let expected = SpecifiedResponse(response, onError: onError)
            errorCount += expected.errors.count
            for execution in executions {
                var writer = ResponseWriter(execution, onError: onError)
                // In slices of any size, as a large response is written.
                let slice = seed % 4 == 0 ? Int.max : seed % 40 + 1
                while !writer.write(atMost: slice) {}
                let errors = writer.errors
                let text = String(decoding: writer.takeBuffer().bytes, as: UTF8.self)
                #expect(text == expected.data, "seed \(seed)")
                #expect(errors.map(path) == Array(expected.errors.prefix(100)), "seed \(seed)")
                #expect(errors.allSatisfy { $0.locations == [Location(line: 1, column: 1)] })
            }
        }
        #expect(errorCount > 300)
    }

    // MARK: Steps

    private func execution(
        _ steps: [FetchStep],
        _ queue: BatchQueue,
        _ finished: @escaping () -> Void
    ) throws
        -> OperationExecution
    {
        OperationExecution(
            ExecutionPlan(
                of: try Plans.document(),
                steps: steps,
                data: ObjectPlan(),
                calls: [],
                shapes: []
            ),
            variables: [.string("x")],
            principal: Plans.principal(),
            queue: queue,
            finished: { _ in finished() }
        )
    }

    @Test func `an operation without steps is finished at once, and once`() throws {
        var count = 0
        let queue = BatchQueue()
        try execution([], queue) { count += 1 }.start()
        #expect(count == 1)
    }

    @Test(arguments: 1...3)
    func `steps whose arguments cannot be sent finish the operation once`(stepCount: Int) throws {
        var count = 0
        let queue = BatchQueue()
        // A word for a number: encoding fails before anything is asked.
        let parameter = Parameter(.variable(ValuePath(variable: 0)), format: .int4)
        let steps = (0..<stepCount).map {
            Plans.step(Plans.statement($0), parameters: [(place: 0, parameter: parameter)])
        }
        try execution(steps, queue) { count += 1 }.start()
        #expect(count == 1)
        #expect(queue.isEmpty(.point))
    }

    @Test func `an operation that is held finishes when it is released`() throws {
        var count = 0
        let queue = BatchQueue()
        let execution = try execution([], queue) { count += 1 }
        execution.hold()
        execution.start()
        #expect(count == 0)
        execution.release()
        #expect(count == 1)
    }

    @Test func `child steps are fetched once for all parents, and not at all without parents`() throws {
        for parents in 0...3 {
            var count = 0
            let queue = BatchQueue()
            let steps = [
                Plans.step(Plans.statement(0), children: [1]),
                Plans.step(Plans.statement(1), parent: 0, ordinalColumn: 1),
            ]
            let execution = try execution(steps, queue) { count += 1 }
            execution.start()
            guard let first = queue.next(.point) else {
                Issue.record("nothing was asked")
                return
            }
            first.received(RowSet(columnCount: 1, rows: (0..<parents).map { [bigEndian(Int64($0 % 2))] }))
            guard let second = queue.next(.point) else {
                #expect(parents == 0 && count == 1)
                continue
            }
            #expect(second.keyCount == min(parents, 2) && count == 0)
            second.failed(GraphQLError("no", code: .timeout))
            #expect(count == 1)
            #expect(queue.next(.point) == nil)
        }
    }

    @Test func `times are added to the execution of every waiter`() throws {
        let queue = BatchQueue()
        let step = Plans.step(Plans.statement(0))
        let executions = try (0..<2).map { _ in try execution([step], queue) {} }
        for execution in executions { execution.start() }
        let batch = try #require(queue.next(.point))
        (batch.leftAt, batch.endedAt) = (batch.openedAt + 3, batch.openedAt + 8)
        batch.noteTimes()
        #expect(executions.allSatisfy { $0.waitTime == 3 && $0.runTime == 5 })
    }
}
