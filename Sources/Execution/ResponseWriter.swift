package import Bytes
package import GraphQL
import Planner

/// Writes a response in one walk over plan and rows, straight from the bytes that the database sent.
///
/// A null that may not be there takes the bytes back to the nearest nullable ancestor (*Handling Execution Errors*, §6.4.4).
/// Nesting is that of the document, which its parser bounds. Serves benchmark `tickets-page`.
///
/// Writing can pause before any field or item, so that a large response does not stop the loop: ``write(atMost:)`` keeps the way
/// to the place where it paused, and goes that way again when it is called again.
package struct ResponseWriter: ~Copyable {
    package var buffer: ByteBuffer
    /// The errors so far, in the order of the response.
    package internal(set) var errors: [GraphQLError] = []
    let execution: OperationExecution
    let onError: ErrorBehavior
    var path: [GraphQLError.PathElement] = []
    /// The most bytes of the buffer.
    private let limit: Int
    /// Where `data` begins in the buffer; `nil` before the start.
    private var start: Int?
    /// Writing stops when the buffer has so many bytes.
    private var stopAt = Int.max
    /// The way to the place where writing paused, the innermost level first.
    private var paused: [Place] = []

    /// Creates a writer of the response to `execution`, which has finished.
    ///
    /// - Parameter limit: the most bytes of the response; a larger one is written as an error.
    package init(
        _ execution: OperationExecution,
        onError: ErrorBehavior = .propagate,
        limit: Int = .max,
        capacity: Int = 1024
    ) {
        self.execution = execution
        self.onError = onError
        self.limit = limit
        buffer = ByteBuffer(capacity: capacity)
    }

    /// The row that is written: of which step, and where among its rows.
    ///
    /// The root stands for one row of no step.
    struct RowCursor {
        var rows: StepRows?
        var index: Int
    }

    /// How a value was written.
    enum Outcome {
        case written
        /// It is null by an error, or because it must not be null; the parent decides what follows.
        case null
        /// Writing stopped inside it.
        case stopped

        init(_ isWritten: Bool) { self = isWritten ? .written : .null }
    }

    /// A field of an object, or an item of a list.
    private struct Place {
        var index = 0
        /// Where its value begins in the buffer.
        var start = 0
        var isBegun = false
    }

    /// Writes `data`, or more of it, up to about `bytes` bytes; the last value may be longer.
    ///
    /// - Returns: whether it is complete: then ``buffer`` holds its JSON.
    package mutating func write(atMost bytes: Int = .max) -> Bool {
        let start = start ?? buffer.count
        self.start = start
        let (end, isFar) = buffer.count.addingReportingOverflow(bytes)
        stopAt = min(isFar ? .max : end, limit == .max ? .max : limit + 1)
        let outcome = write(execution.plan.data, RowCursor(rows: nil, index: 0))
        if buffer.count > limit {
            errors = [Self.tooLarge(limit)]
            paused = []
        } else if case .stopped = outcome {
            return false
        } else if case .written = outcome {
            return true
        }
        buffer.truncate(to: start)
        buffer.append(literal: "null")
        return true
    }

    private static func tooLarge(_ limit: Int) -> GraphQLError {
        GraphQLError(
            "The response is larger than \(limit) bytes. Request smaller pages (\"first\") or fewer fields.",
            code: .limitExceeded
        )
    }

    /// The bytes written, which the writer gives away.
    package consuming func takeBuffer() -> ByteBuffer { buffer }

    // MARK: Objects

    private mutating func write(_ plan: ObjectPlan, _ row: RowCursor) -> Outcome {
        if let failure = plan.failure {
            report(failure.error, at: path, failure.error.coordinate, offset: nil)
            return .null
        }
        if let alternatives = plan.alternatives { return write(alternatives, row) }
        var place = begin(UInt8(ascii: "{"))
        while place.index < plan.fields.count {
            let field = plan.fields[place.index]
            guard begin(&place, key: field.key) else { return .stopped }
            let outcome = write(field, row)
            guard end(&place, outcome, isNonNull: field.isNonNull) else { return outcome }
        }
        buffer.append(UInt8(ascii: "}"))
        return .written
    }

    /// The first place of an object or a list, which begins with `bracket`; or the one where it was paused.
    private mutating func begin(_ bracket: UInt8) -> Place {
        if !paused.isEmpty { return paused.removeLast() }
        buffer.append(bracket)
        return Place()
    }

    /// Writes what stands before the value at `place`, unless it is there; `false` if writing stops before it.
    private mutating func begin(_ place: inout Place, key: [UInt8]? = nil) -> Bool {
        if place.isBegun { return true }
        if buffer.count >= stopAt {
            paused.append(place)
            return false
        }
        if place.index > 0 { buffer.append(UInt8(ascii: ",")) }
        if let key { buffer.append(key) }
        place.start = buffer.count
        place.isBegun = true
        return true
    }

    /// Goes on to the next place; `false` if the object or list itself ends with `outcome`.
    private mutating func end(_ place: inout Place, _ outcome: Outcome, isNonNull: Bool) -> Bool {
        switch outcome {
        case .written: break
        case .null:
            if propagates(isNonNull) { return false }
            buffer.truncate(to: place.start)
            buffer.append(literal: "null")
        case .stopped:
            paused.append(place)
            return false
        }
        place.index += 1
        place.isBegun = false
        return true
    }

    /// Writes the object that one of several steps found for this row.
    private mutating func write(_ alternatives: Alternatives, _ row: RowCursor) -> Outcome {
        for (step, plan) in alternatives.steps {
            switch execution.results[step] {
            case .rows(let found):
                guard let index = found.range(row.index).first else { continue }
                return write(plan, RowCursor(rows: found, index: index))
            case .none: continue
            case .failure(let error):
                report(error, at: path, alternatives.coordinate, offset: alternatives.offset)
                return .null
            }
        }
        if alternatives.isNonNull {
            let message = "Cannot return null for a non-null object."
            report(
                GraphQLError(message, code: .internalError),
                at: path,
                alternatives.coordinate,
                offset: alternatives.offset
            )
        }
        return .null
    }

    // MARK: Fields

    private mutating func write(_ field: FieldPlan, _ row: RowCursor) -> Outcome {
        switch field.value {
        case .object(let plan):
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return write(plan, row)
        case .row(let step, let plan): return self.row(step, plan, field, row)
        case .rows(let step, let plan, let itemsAreNonNull, let isItem):
            return rows(step, ItemPlan(plan: plan, isNonNull: itemsAreNonNull, isItem: isItem), field, row)
        case .objects(let plan): return objects(plan, field)
        case .leaf, .constant, .introspection, .id, .cursor, .leafOfRow, .hasMore, .boundaryCursor, .failure:
            return Outcome(leaf(field, row))
        }
    }

    private mutating func row(
        _ step: Int,
        _ plan: ObjectPlan,
        _ field: FieldPlan,
        _ parent: RowCursor
    ) -> Outcome {
        guard let found = result(step, field) else { return .null }
        guard let index = found.range(parent.index).first else {
            if field.isNonNull { reportNull(field) }
            return Outcome(missing(field))
        }
        guard isSingle(step, found, parent, field) else { return .null }
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        return write(plan, RowCursor(rows: found, index: index))
    }

    /// Whether a call returned no more than the one row that its field is.
    mutating func isSingle(_ step: Int, _ found: StepRows, _ parent: RowCursor, _ field: FieldPlan) -> Bool {
        guard found.hasMore(parent.index), execution.plan.steps[step].refusesMore else { return true }
        report(GraphQLError("The function returned several rows for one call.", code: .internalError), field)
        return false
    }

    // MARK: Lists

    /// How the items of a list are written.
    private struct ItemPlan {
        var plan: ObjectPlan
        var isNonNull: Bool
        /// The column that says what a row stands for.
        var isItem: Int?

        /// What the row at `index` stands for: whether it is an item; `nil` where the list is null.
        func isItem(_ rows: StepRows, _ index: Int) -> Bool? {
            guard let isItem else { return true }
            return rows.found.rows[Int(rows.rows[index]), isItem].copy.map { $0 == [1] }
        }
    }

    private mutating func rows(
        _ step: Int,
        _ item: ItemPlan,
        _ field: FieldPlan,
        _ parent: RowCursor
    ) -> Outcome {
        guard let found = result(step, field) else { return .null }
        if found.hasMore(parent.index) && execution.plan.steps[step].refusesMore {
            reportMore(than: execution.plan.steps[step].limit ?? 0, field)
            return .null
        }
        let range = found.range(parent.index)
        if let first = range.first, item.isItem(found, first) == nil {
            if field.isNonNull { reportNull(field) }
            return Outcome(missing(field))
        }
        return list(field, count: range.count, isNonNull: item.isNonNull) { writer, number in
            let index = range.lowerBound + number
            guard item.isItem(found, index) == true else {
                if item.isNonNull { writer.reportNullItem(field) }
                return .null
            }
            return writer.write(item.plan, RowCursor(rows: found, index: index))
        }
    }

    private mutating func objects(_ plan: ObjectPlan, _ field: FieldPlan) -> Outcome {
        guard let alternatives = plan.alternatives else { return .null }
        var count = 0
        for (step, _) in alternatives.steps {
            guard let found = result(step, field) else { return .null }
            count = found.parentCount
        }
        return list(field, count: count, isNonNull: alternatives.isNonNull) { writer, number in
            writer.write(alternatives, RowCursor(rows: nil, index: number))
        }
    }

    /// Writes a list of `count` items, each by `write`.
    private mutating func list(
        _ field: FieldPlan,
        count: Int,
        isNonNull: Bool,
        _ write: (inout ResponseWriter, Int) -> Outcome
    ) -> Outcome {
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        var place = begin(UInt8(ascii: "["))
        while place.index < count {
            guard begin(&place) else { return .stopped }
            path.append(.index(place.index))
            let outcome = write(&self, place.index)
            path.removeLast()
            guard end(&place, outcome, isNonNull: isNonNull) else { return outcome }
        }
        buffer.append(UInt8(ascii: "]"))
        return .written
    }
}
