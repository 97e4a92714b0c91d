package import Bytes
package import GraphQL
package import Planner

/// One execution of a statement for several requests of one identity, whose arguments are equal except the keys.
package final class Batch {
    /// What requests must have in common to share a batch.
    package struct Key: Hashable {
        package let statement: Statement
        package let identity: Identity
        /// The parameters that are no keys, in their places.
        package let parameters: [[UInt8]?]
        /// Computed once: a key is looked up for every waiter.
        private let hash: Int

        init(statement: Statement, identity: Identity, parameters: [[UInt8]?]) {
            self.statement = statement
            self.identity = identity
            self.parameters = parameters
            var hasher = Hasher()
            hasher.combine(statement)
            hasher.combine(identity)
            hasher.combine(parameters)
            hash = hasher.finalize()
        }

        /// Hashes by what was computed at the beginning.
        package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

        /// Compares statement, identity and parameters.
        package static func == (left: Key, right: Key) -> Bool {
            left.hash == right.hash && left.statement == right.statement && left.identity == right.identity
                && left.parameters == right.parameters
        }
    }

    /// A step of an operation that waits for rows.
    package struct Waiter {
        let execution: OperationExecution
        let step: Int
        /// For each parent's row, the number of its key in the batch; -1 where the key is NULL.
        let groups: [Int32]
    }

    package let key: Key
    /// Since when it waits, by the queue's clock.
    package internal(set) var openedAt: UInt64 = 0
    /// When it was sent to a connection, and when its rows had come; its sender sets them.
    package var leftAt: UInt64 = 0, endedAt: UInt64 = 0
    /// Called when the last waiter leaves after the batch was sent.
    package var onAbandoned: (() -> Void)?
    private let template: FetchStep
    private var keys: KeyTable
    private(set) var waiters: [Waiter] = []

    init(_ key: Key, like step: FetchStep) {
        self.key = key
        template = step
        keys = KeyTable(componentCount: step.keyPlaces.count, takesNull: step.takesNullKeys)
    }

    /// How many keys it looks up; one where it has none.
    package var keyCount: Int { max(keys.count, 1) }

    /// The steps that wait for its rows, by their indices in their execution plans.
    package var steps: [Int] { waiters.map(\.step) }

    /// Whether it calls a set function, whose results of one request are of one snapshot.
    package var callsSetFunction: Bool { template.maximumKeys != nil }

    /// How many requests share it.
    package var waiterCount: Int { waiters.count }

    /// The tables that the statement reads, by oid; none if they are not all known.
    package var tables: Set<UInt32> {
        template.dependencies.isComplete ? template.dependencies.relations : []
    }

    /// Whether its outcome may depend on which keys it looks up, so that one of several waiters may be the cause of an error.
    package var hasKeys: Bool { !template.keyPlaces.isEmpty }

    private func append(_ waiter: Waiter) {
        waiters.append(waiter)
        waiter.execution.joined(self)
    }

    /// Takes `execution` out, which needs no rows any more.
    func leave(_ execution: OperationExecution) {
        waiters.removeAll { $0.execution === execution }
    }

    /// Adds a step with one key for each of `count` parents.
    func add(
        _ execution: OperationExecution,
        step: Int,
        count: Int,
        component: (_ parent: Int, _ component: Int) -> Cell
    ) {
        var groups = [Int32](repeating: -1, count: count)
        if template.keyPlaces.isEmpty {
            for parent in groups.indices { groups[parent] = 0 }
        } else {
            for parent in groups.indices {
                if let number = keys.insert({ component(parent, $0) }) { groups[parent] = Int32(number) }
            }
        }
        append(Waiter(execution: execution, step: step, groups: groups))
    }

    /// Adds a step with one key, whose components are values of the request.
    func add(_ execution: OperationExecution, step: Int, components: [[UInt8]]) {
        var number: Int?
        withCells(of: components) { number = keys.insert($0) }
        append(Waiter(execution: execution, step: step, groups: [Int32(number ?? -1)]))
    }

    /// Adds a step with many keys, whose components are values of the request; `nil` is a key that finds nothing.
    func add(_ execution: OperationExecution, step: Int, keys given: [[[UInt8]]?]) {
        let groups = given.map { key in
            var number: Int?
            if let key { withCells(of: key) { number = keys.insert($0) } }
            return Int32(number ?? -1)
        }
        append(Waiter(execution: execution, step: step, groups: groups))
    }

    /// Adds a step with one key for each of `count` parents: `width` components of the parent, then values of the request.
    func add(
        _ execution: OperationExecution,
        step: Int,
        count: Int,
        width: Int,
        values: [[UInt8]?],
        component: (_ parent: Int, _ component: Int) -> Cell
    ) {
        withCells(of: values.map { $0 ?? [] }) { value in
            add(execution, step: step, count: count) { parent, index in
                if index < width { return component(parent, index) }
                return values[index - width] == nil ? .null : value(index - width)
            }
        }
    }

    private func withCells(of components: [[UInt8]], _ body: ((Int) -> Cell) -> Void) {
        if components.count == 1, !components[0].isEmpty {
            return unsafe components[0].withUnsafeBufferPointer { bytes in
                // SAFETY: the bytes live until `body` returns.
                body { _ in unsafe Cell(start: bytes.baseAddress, count: bytes.count) }
            }
        }
        let flat = components.flatMap { $0 }
        // One byte more, so that an empty value, which is no NULL, has an address too.
        unsafe (flat + [0]).withUnsafeBufferPointer { bytes in
            body { component in
                let start = components[..<component].reduce(0) { $0 + $1.count }
                // SAFETY: the components lie one after the other in these bytes, which live until `body` returns.
                return unsafe Cell(
                    start: bytes.baseAddress.map { unsafe $0 + start },
                    count: components[component].count
                )
            }
        }
    }

    /// Gives every waiter no rows: there is no key.
    package func receivedNothing() {
        received(RowSet(columnCount: 0, rows: []))
    }

    /// Whether there is nothing to look up: every key is NULL.
    package var isEmpty: Bool { !template.keyPlaces.isEmpty && keys.count == 0 }

    /// The limit that `rows`, the answer to a single waiter without keys, exceed: of a list that takes no more; else `nil`.
    package func limitExceeded(by rows: RowSet) -> Int? {
        if let limit = template.limit, template.refusesMore, rows.rowCount > limit { return limit }
        if let limit = template.maximumItems, rows.rowCount > 0, ArrayItems.count(in: rows[0, 0]) > limit {
            return limit
        }
        return nil
    }

    /// The statement's parameters, in PostgreSQL's binary format.
    package func parameters() -> [[UInt8]?] {
        var values = key.parameters
        for (component, place) in template.keyPlaces {
            values[place] = keys.array(ofComponent: component, element: template.keyTypes[component])
        }
        return values
    }

    /// How long it waited for a connection, in nanoseconds.
    var waitTime: UInt64 { leftAt > openedAt ? leftAt - openedAt : 0 }
    /// How long it ran, in nanoseconds.
    var runTime: UInt64 { endedAt > leftAt ? endedAt - leftAt : 0 }

    /// Adds to every waiter's execution how long the batch waited for a connection, and ran.
    package func noteTimes() {
        for waiter in waiters {
            waiter.execution.waitTime += waitTime
            waiter.execution.runTime += runTime
        }
    }

    /// Gives the rows to every waiter.
    package func received(_ rows: RowSet) {
        let found = BatchRows(rows, match: template.match, keys: keys)
        for waiter in takeWaiters() { waiter.execution.received(found, for: waiter, of: self) }
    }

    /// Hands the error to every waiter.
    ///
    /// - Parameter isMisfit: whether the statement may no longer fit the database.
    package func failed(_ error: GraphQLError, isMisfit: Bool = false) {
        for waiter in takeWaiters() {
            if isMisfit { waiter.execution.isMisfit = true }
            waiter.execution.failed(error, step: waiter.step, of: self)
        }
    }

    /// The waiters, which wait for this batch no longer; they stay in it for its traces.
    private func takeWaiters() -> [Waiter] {
        for waiter in waiters { waiter.execution.left(self) }
        return waiters
    }

    /// The same for each waiter alone: when a shared batch fails, only the request that caused the error should see it.
    package func split() -> [Batch] {
        takeWaiters().map { waiter in
            let alone = Batch(key, like: template)
            alone.keys = keys
            alone.waiters = [waiter]
            return alone.narrowed()
        }
    }

    /// The same with the keys of its waiters only.
    private func narrowed() -> Batch {
        let own = Batch(key, like: template)
        if !hasKeys {
            for waiter in waiters { own.append(waiter) }
            return own
        }
        for waiter in waiters {
            keys.withCells { cell in
                own.add(waiter.execution, step: waiter.step, count: waiter.groups.count) {
                    parent,
                    component in
                    cell(Int(waiter.groups[parent]), component)
                }
            }
        }
        return own
    }
}

/// The rows of a batch, grouped by the keys that they were found for.
final class BatchRows {
    let rows: RowSet
    /// The rows' numbers, grouped by key, each group in the order of the result.
    let order: [Int32]
    /// Where each key's rows begin in `order`, and where the last one's end.
    let starts: [Int32]

    init(_ rows: RowSet, match: KeyMatch, keys: KeyTable) {
        self.rows = rows
        let count: Int
        var groupOfRow: [Int32] = []
        switch match {
        case .everything:
            order = (0..<Int32(rows.rowCount)).map { $0 }
            starts = [0, Int32(rows.rowCount)]
            return
        case .key(let columns):
            count = keys.count
            groupOfRow = (0..<rows.rowCount).map { row in
                keys.index(of: { rows[row, columns[$0]] }).map(Int32.init) ?? -1
            }
        case .ordinal(let column):
            count = keys.count
            groupOfRow = (0..<rows.rowCount).map { row in
                let number = rows[row, column].bigEndianInteger
                return number >= 1 && number <= count ? Int32(number - 1) : -1
            }
        }
        var starts = [Int32](repeating: 0, count: count + 1)
        for group in groupOfRow where group >= 0 { starts[Int(group) + 1] += 1 }
        for group in 0..<count { starts[group + 1] += starts[group] }
        var next = starts
        var order = [Int32](repeating: 0, count: Int(starts[count]))
        for (row, group) in groupOfRow.enumerated() where group >= 0 {
            order[Int(next[Int(group)])] = Int32(row)
            next[Int(group)] += 1
        }
        self.order = order
        self.starts = starts
    }
}

extension Cell {
    /// The value of a whole number in PostgreSQL's binary format, of 2, 4 or 8 bytes; 0 for anything else.
    var bigEndianInteger: Int {
        guard count <= 8 else { return 0 }
        var value: UInt64 = 0
        for index in 0..<(isNull ? 0 : count) { value = value << 8 | UInt64(unsafe bytes[index]) }
        let shift = UInt64(64 - count * 8)
        return count == 0 ? 0 : Int(Int64(bitPattern: value << shift) >> Int64(shift))
    }
}
