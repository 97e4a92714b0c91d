import Bytes
package import GraphQL
package import Planner

/// One operation under way: which steps have their rows, which can be fetched now, and when all are there.
///
/// A state machine without connections: rows and failures come in, steps go to the ``BatchQueue``.
package final class OperationExecution {
    package let plan: ExecutionPlan
    /// The caller with the claims that are known last; steps that were fetched are not fetched again.
    package var principal: Principal
    private let variables: [InputValue?]
    private unowned let queue: BatchQueue
    private(set) var results: [StepResult] = []
    /// How long its steps waited for a connection, and ran, in nanoseconds: each counts, also those beside each other.
    package internal(set) var waitTime: UInt64 = 0
    package internal(set) var runTime: UInt64 = 0
    /// How each step was fetched, in that order; `nil` if it is not to be noted.
    package var traces: [StepTrace]?
    /// Whether a statement failed as if it no longer fitted the database.
    package internal(set) var isMisfit = false
    private var outstanding = 0
    /// The batches that its steps wait for.
    private var pending: [Batch] = []
    private let finished: (OperationExecution) -> Void

    /// Creates an execution of `plan`; `finished` is called when everything that was started is there.
    package init(
        _ plan: ExecutionPlan,
        variables: [InputValue?],
        principal: Principal,
        queue: BatchQueue,
        finished: @escaping (OperationExecution) -> Void
    ) {
        self.plan = plan
        self.variables = variables
        self.principal = principal
        self.queue = queue
        self.finished = finished
        results.reserveCapacity(plan.steps.count)
        for _ in plan.steps { results.append(.none) }
    }

    /// Fetches the rows of the first steps.
    package func start() { start(plan.roots) }

    /// Fetches the rows of `roots`, some of the first steps; `finished` is called for each such start.
    package func start(_ roots: [Int]) {
        // The start itself counts, so that steps that fail at once do not finish it early, or twice.
        outstanding += roots.count + 1
        for step in roots { fetch(step, parents: 1) }
        settle(1)
    }

    /// A new execution of the same plan for another principal; it uses nothing that this one has read.
    package func again(as principal: Principal) -> OperationExecution {
        let execution = OperationExecution(
            plan,
            variables: variables,
            principal: principal,
            queue: queue,
            finished: finished
        )
        if traces != nil { execution.traces = [] }
        return execution
    }

    /// Keeps the execution from finishing before ``release()``; what is never released never finishes, and is forgotten.
    package func hold() { outstanding += 1 }

    /// Lets the execution finish.
    package func release() { settle(1) }

    /// Ends it: its steps wait for nothing any more, and `finished` is never called.
    package func cancel() {
        hold()
        let batches = pending
        pending = []
        for batch in batches {
            batch.leave(self)
            if batch.waiterCount == 0 { queue.abandoned(batch) }
        }
    }

    // MARK: Events

    func joined(_ batch: Batch) { pending.append(batch) }

    func left(_ batch: Batch) {
        if let index = pending.firstIndex(where: { $0 === batch }) { pending.remove(at: index) }
    }

    func received(_ found: BatchRows, for waiter: Batch.Waiter, of batch: Batch) {
        let rows = StepRows(
            found,
            keys: waiter.groups,
            limit: plan.steps[waiter.step].limit,
            isReversed: plan.steps[waiter.step].isReversed
        )
        results[waiter.step] = .rows(rows)
        traces?.append(StepTrace(waiter.step, of: batch, rows: rows.rows.count))
        advance(from: waiter.step)
    }

    func failed(_ error: GraphQLError, step: Int, of batch: Batch? = nil) {
        results[step] = .failure(error)
        if let batch { traces?.append(StepTrace(step, of: batch, rows: 0)) }
        settle(1)
    }

    private func advance(from index: Int) {
        guard case .rows(let rows) = results[index] else { return settle(1) }
        // Children are fetched before this step counts as done, so that the count cannot reach zero in between.
        if !rows.rows.isEmpty {
            outstanding += plan.steps[index].children.count
            for child in plan.steps[index].children { fetch(child, parents: rows.rows.count) }
        }
        settle(1)
    }

    private func settle(_ count: Int) {
        outstanding -= count
        if outstanding == 0 { finished(self) }
    }

    // MARK: Questions

    private func fetch(_ index: Int, parents: Int) {
        let statement = plan.steps[index].statement
        do throws(GraphQLError) {
            var values: [[UInt8]?] = []
            values.reserveCapacity(statement.parameterTypes.count)
            for _ in statement.parameterTypes { values.append(nil) }
            for (place, parameter) in plan.steps[index].parameters {
                values[place] = try parameter.encoded(variables)
            }
            let key = Batch.Key(
                statement: statement,
                identity: principal.identity(seeing: statement.claims),
                parameters: values
            )
            try fetch(index, key, parents: parents)
        } catch {
            failed(error, step: index)
        }
    }

    private func fetch(_ index: Int, _ key: Batch.Key, parents: Int) throws(GraphQLError) {
        switch plan.steps[index].keys {
        case .none:
            let batch = try queue.batch(for: key, like: plan.steps[index])
            batch.add(self, step: index, count: parents) { _, _ in .null }
        case .parent(let columns):
            guard let parent = plan.steps[index].parent, case .rows(let rows) = results[parent] else {
                return
            }
            let batch = try queue.batch(for: key, like: plan.steps[index])
            batch.add(self, step: index, count: parents) { row, component in
                rows.found.rows[Int(rows.rows[row]), columns[component]]
            }
        case .parameters(let parameters):
            var components: [[UInt8]] = []
            for parameter in parameters { components.append(try parameter.encoded(variables) ?? []) }
            let batch = try queue.batch(for: key, like: plan.steps[index])
            batch.add(self, step: index, components: components)
        case .calls(let columns, let parameters):
            var values: [[UInt8]?] = []
            for parameter in parameters { values.append(try parameter.encoded(variables)) }
            var rows: StepRows?
            if let parent = plan.steps[index].parent, case .rows(let found) = results[parent] { rows = found }
            let batch = try queue.batch(for: key, like: plan.steps[index], adding: parents)
            batch.add(self, step: index, count: parents, width: columns.count, values: values) {
                row,
                component in
                guard let rows else { return .null }
                return rows.found.rows[Int(rows.rows[row]), columns[component]]
            }
        case .ids(let list):
            let keys = try list.keys(in: variables)
            try queue.batch(for: key, like: plan.steps[index]).add(self, step: index, keys: keys)
        }
    }
}

/// What a step came to.
enum StepResult {
    /// Nothing was fetched, because the parents have no rows.
    case none
    case rows(StepRows)
    indirect case failure(GraphQLError)
}

/// The rows of a step that belong to one operation, by the row of the parent that they were found for.
///
/// An object, as it is handed on for each field of each row.
final class StepRows {
    let found: BatchRows
    /// The rows' numbers in `found`, grouped by parent, in the order of the response.
    let rows: [Int32]
    private let groups: [Group]

    /// The rows of one parent.
    private struct Group {
        /// Where they end.
        var end: Int32
        /// Whether there are more than were wanted.
        var hasMore: Bool
    }

    /// - Parameter keys: for each parent, the number of its key in the batch; -1 where the key is NULL.
    init(_ found: BatchRows, keys: [Int32], limit: Int?, isReversed: Bool) {
        self.found = found
        var rows: [Int32] = []
        var groups: [Group] = []
        groups.reserveCapacity(keys.count)
        for key in keys {
            var hasMore = false
            if key >= 0 {
                let begin = Int(found.starts[Int(key)])
                let all = Int(found.starts[Int(key) + 1]) - begin
                let count = min(all, limit ?? all)
                hasMore = all > count
                if isReversed {
                    for index in (begin..<(begin + count)).reversed() { rows.append(found.order[index]) }
                } else {
                    rows.append(contentsOf: found.order[begin..<(begin + count)])
                }
            }
            groups.append(Group(end: Int32(rows.count), hasMore: hasMore))
        }
        self.rows = rows
        self.groups = groups
    }

    /// How many parents there are.
    var parentCount: Int { groups.count }

    /// The indices, in `rows`, of what was found for the parent's row `parent`.
    func range(_ parent: Int) -> Range<Int> {
        (parent == 0 ? 0 : Int(groups[parent - 1].end))..<Int(groups[parent].end)
    }

    /// Whether there are more rows for the parent's row `parent` than were wanted.
    func hasMore(_ parent: Int) -> Bool { groups[parent].hasMore }
}
