import Bytes
package import GraphQL
package import Planner

/// One operation under way: which steps have their rows, which may be asked now, and when all is there.
///
/// A state machine without connections: rows and failures come in, questions go to the ``BatchQueue``.
package final class OperationExecution {
    package let program: Program
    /// What was asked, for the locations of errors.
    package let document: Document
    /// Who asks, as of the last that is known; what has been asked already is not asked again.
    package var principal: Principal
    private let variables: [InputValue?]
    private unowned let queue: BatchQueue
    private(set) var results: [StepResult]
    /// How long its steps waited for a connection, and ran, in nanoseconds: each counts, also those beside each other.
    package internal(set) var waitTime: UInt64 = 0
    package internal(set) var runTime: UInt64 = 0
    /// How each step was answered, in that order, where somebody wants to know; else `nil`, and nothing is noted.
    package var traces: [StepTrace]?
    private var outstanding = 0
    private let finished: (OperationExecution) -> Void

    /// Creates an execution of `program`; `finished` is called when everything that was started is there.
    package init(
        _ program: Program,
        of document: Document,
        variables: [InputValue?],
        principal: Principal,
        queue: BatchQueue,
        finished: @escaping (OperationExecution) -> Void
    ) {
        self.program = program
        self.document = document
        self.variables = variables
        self.principal = principal
        self.queue = queue
        self.finished = finished
        results = Array(repeating: .none, count: program.steps.count)
    }

    /// Asks for the rows of the first steps.
    package func start() { start(program.roots) }

    /// Asks for the rows of `roots`, some of the first steps: whoever starts them one after the other is told the end of each.
    package func start(_ roots: [Int]) {
        // The start itself counts, so that steps which fail at once do not end it before the last is asked, nor twice.
        outstanding += roots.count + 1
        for step in roots { ask(step, parents: 1) }
        settle(1)
    }

    /// Keeps the execution from finishing before ``release()``; what is never released never finishes, and is forgotten.
    package func hold() { outstanding += 1 }

    /// Lets the execution finish.
    package func release() { settle(1) }

    // MARK: Events

    func received(_ found: BatchRows, for asker: Batch.Asker, of batch: Batch) {
        let step = program.steps[asker.step]
        let rows = StepRows(found, groups: asker.groups, step: step)
        results[asker.step] = .rows(rows)
        traces?.append(StepTrace(asker.step, of: batch, rows: rows.rows.count))
        advance(from: asker.step)
    }

    func failed(_ error: GraphQLError, step: Int, of batch: Batch? = nil) {
        results[step] = .failure(error)
        if let batch { traces?.append(StepTrace(step, of: batch, rows: 0)) }
        settle(1)
    }

    private func advance(from index: Int) {
        guard case .rows(let rows) = results[index] else { return settle(1) }
        // Children are asked before this step counts as done, so that the count cannot reach zero in between.
        if !rows.rows.isEmpty {
            outstanding += program.steps[index].children.count
            for child in program.steps[index].children { ask(child, parents: rows.rows.count) }
        }
        settle(1)
    }

    private func settle(_ count: Int) {
        outstanding -= count
        if outstanding == 0 { finished(self) }
    }

    // MARK: Questions

    private func ask(_ index: Int, parents: Int) {
        let step = program.steps[index]
        do throws(GraphQLError) {
            var values = [[UInt8]?](repeating: nil, count: step.statement.parameterTypes.count)
            for (place, parameter) in step.parameters { values[place] = try parameter.encoded(variables) }
            let key = Batch.Key(
                statement: step.statement,
                identity: principal.identity(seeing: step.statement.claims),
                parameters: values
            )
            try ask(index, key, parents: parents)
        } catch {
            failed(error, step: index)
        }
    }

    private func ask(_ index: Int, _ key: Batch.Key, parents: Int) throws(GraphQLError) {
        let step = program.steps[index]
        switch step.keys {
        case .none:
            queue.batch(for: key, like: step).add(self, step: index, count: parents) { _, _ in .null }
        case .parent(let columns):
            guard let parent = step.parent, case .rows(let rows) = results[parent] else { return }
            let batch = queue.batch(for: key, like: step)
            batch.add(self, step: index, count: parents) { row, component in
                rows.found.rows[Int(rows.rows[row]), columns[component]]
            }
        case .parameters(let parameters):
            var components: [[UInt8]] = []
            for parameter in parameters { components.append(try parameter.encoded(variables) ?? []) }
            let batch = queue.batch(for: key, like: step)
            batch.add(self, step: index, components: components)
        case .ids(let list):
            let keys = try list.keys(in: variables)
            queue.batch(for: key, like: step).add(self, step: index, keys: keys)
        }
    }
}

/// What a step came to.
enum StepResult {
    /// Nothing was asked, because there was no row to ask for.
    case none
    case rows(StepRows)
    case failure(GraphQLError)
}

/// The rows of a step that belong to one operation, by the row of the parent that they were found for.
struct StepRows {
    let found: BatchRows
    /// The rows' numbers in `found`; those of one parent behind each other, in the order of the response.
    let rows: [Int32]
    /// Where each parent's rows begin, and where the last one's end.
    let starts: [Int32]
    /// For each parent, whether there are more rows than were wanted.
    let hasMore: [Bool]

    init(_ found: BatchRows, groups: [Int32], step: FetchStep) {
        self.found = found
        var rows: [Int32] = []
        var starts: [Int32] = [0]
        var hasMore: [Bool] = []
        rows.reserveCapacity(found.order.count)
        starts.reserveCapacity(groups.count + 1)
        hasMore.reserveCapacity(groups.count)
        for group in groups {
            var count = 0
            if group >= 0 {
                let begin = Int(found.starts[Int(group)])
                let all = Int(found.starts[Int(group) + 1]) - begin
                count = min(all, step.limit ?? all)
                if step.isReversed {
                    for index in (begin..<(begin + count)).reversed() { rows.append(found.order[index]) }
                } else {
                    rows.append(contentsOf: found.order[begin..<(begin + count)])
                }
                hasMore.append(all > count)
            } else {
                hasMore.append(false)
            }
            starts.append(Int32(rows.count))
        }
        self.rows = rows
        self.starts = starts
        self.hasMore = hasMore
    }

    /// The indices, in `rows`, of what was found for the parent's row `parent`.
    func range(_ parent: Int) -> Range<Int> { Int(starts[parent])..<Int(starts[parent + 1]) }
}
