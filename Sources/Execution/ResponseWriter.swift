package import Bytes
package import GraphQL
import Planner

/// Writes a response in one walk over plan and rows, straight from the bytes that the database sent.
///
/// A null where none may be takes the bytes back to the nearest nullable ancestor (*Handling Execution Errors*, §6.4.4).
/// Nesting is that of the document, which its parser bounds. Serves benchmark `tickets-page`.
package struct ResponseWriter: ~Copyable {
    package var buffer: ByteBuffer
    private let execution: OperationExecution
    private let onError: ErrorBehavior
    private var errors: [GraphQLError] = []
    private var path: [GraphQLError.PathElement] = []
    /// More errors than this tell nobody more.
    private static let maximumErrorCount = 100

    /// Creates a writer of the answer to `execution`, which has finished.
    package init(_ execution: OperationExecution, onError: ErrorBehavior = .propagate, capacity: Int = 1024) {
        self.execution = execution
        self.onError = onError
        buffer = ByteBuffer(capacity: capacity)
    }

    /// The row that is written: of which step, and where among its rows.
    ///
    /// The root stands for one row of no step.
    private struct RowCursor {
        var rows: StepRows?
        var index: Int
    }

    /// Writes `data`; afterwards ``buffer`` holds its JSON.
    ///
    /// - Returns: the errors on the way, in the order of the response.
    package mutating func writeData() -> [GraphQLError] {
        let start = buffer.count
        if !write(execution.program.data, RowCursor(rows: nil, index: 0)) {
            buffer.truncate(to: start)
            buffer.append(literal: "null")
        }
        return errors
    }

    /// The bytes written, which the writer gives away.
    package consuming func takeBuffer() -> ByteBuffer { buffer }

    // MARK: Objects

    /// Writes an object; `false` where a null must go to the parent.
    private mutating func write(_ plan: ObjectPlan, _ place: RowCursor) -> Bool {
        if let failure = plan.failure {
            report(failure.error, at: path, failure.error.coordinate, offset: nil)
            return false
        }
        if let alternatives = plan.alternatives { return write(alternatives, place) }
        buffer.append(UInt8(ascii: "{"))
        var isFirst = true
        for field in plan.fields {
            if !isFirst { buffer.append(UInt8(ascii: ",")) }
            isFirst = false
            buffer.append(field.key)
            let start = buffer.count
            if write(field, place) { continue }
            if propagates(field.isNonNull) { return false }
            buffer.truncate(to: start)
            buffer.append(literal: "null")
        }
        buffer.append(UInt8(ascii: "}"))
        return true
    }

    /// Writes the object that one of several steps found for this row.
    private mutating func write(_ alternatives: Alternatives, _ place: RowCursor) -> Bool {
        for (step, plan) in alternatives.steps {
            switch execution.results[step] {
            case .rows(let found):
                guard let index = found.range(place.index).first else { continue }
                return write(plan, RowCursor(rows: found, index: index))
            case .none: continue
            case .failure(let error):
                report(error, at: path, alternatives.coordinate, offset: alternatives.offset)
                return false
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
        return false
    }

    /// Writes a field's value; `false` where it is null, by an error or because it must not be.
    private mutating func write(_ field: FieldPlan, _ place: RowCursor) -> Bool {
        switch field.value {
        case .leaf(let column, let format, let modifiers):
            guard let rows = place.rows else { return false }
            return leaf(rows.found.rows[Int(rows.rows[place.index]), column], format, modifiers, field)
        case .constant(let bytes):
            buffer.append(bytes)
            return true
        case .introspection(let propagating, let keeping):
            return introspection(onError == .null ? keeping : propagating, field)
        case .id(let prefix, let columns): return id(prefix, columns, field, place)
        case .cursor(let digest, let columns):
            guard let rows = place.rows else { return false }
            cursor(digest, columns, rows.found.rows, row: Int(rows.rows[place.index]))
            return true
        case .object(let plan):
            path.append(.name(field.responseName))
            defer { path.removeLast() }
            return write(plan, place)
        case .row(let step, let plan): return row(step, plan, field, place)
        case .rows(let step, let plan, let itemsAreNonNull, let isItem):
            return rows(step, ItemPlan(plan: plan, isNonNull: itemsAreNonNull, isItem: isItem), field, place)
        case .objects(let plan): return objects(plan, field)
        case .leafOfRow(let step, let format, let modifiers):
            guard let found = result(step, field) else { return false }
            guard let index = found.range(place.index).first else {
                if field.isNonNull { reportNull(field) }
                return missing(field)
            }
            if let most = execution.program.steps[step].maximumItems,
                ArrayItems.count(in: found.found.rows[Int(found.rows[index]), 0]) > most
            {
                reportMore(than: most, field)
                return false
            }
            return leaf(found.found.rows[Int(found.rows[index]), 0], format, modifiers, field)
        case .hasMore(let step):
            guard let found = result(step, field) else { return false }
            buffer.append(literal: found.hasMore(place.index) ? "true" : "false")
            return true
        case .boundaryCursor(let step, let isLast, let digest, let columns):
            guard let found = result(step, field) else { return false }
            let range = found.range(place.index)
            guard let index = isLast ? range.last : range.first else {
                buffer.append(literal: "null")
                return true
            }
            cursor(digest, columns, found.found.rows, row: Int(found.rows[index]))
            return true
        case .failure(let error):
            report(error, field)
            return false
        }
    }

    private mutating func introspection(
        _ answer: IntrospectionAnswer,
        _ field: FieldPlan
    ) -> Bool {
        for error in answer.errors {
            let path = path + [.name(field.responseName)] + (error.path ?? [])
            report(error, at: path, error.coordinate ?? field.coordinate, offset: nil)
        }
        guard let json = answer.json, onError != .halt else { return false }
        buffer.append(json)
        return true
    }

    // MARK: Rows of other steps

    private mutating func row(
        _ step: Int,
        _ plan: ObjectPlan,
        _ field: FieldPlan,
        _ place: RowCursor
    ) -> Bool {
        guard let found = result(step, field) else { return false }
        guard let index = found.range(place.index).first else {
            if field.isNonNull { reportNull(field) }
            return missing(field)
        }
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        return write(plan, RowCursor(rows: found, index: index))
    }

    private mutating func missing(_ field: FieldPlan) -> Bool {
        if field.isNonNull { return false }
        buffer.append(literal: "null")
        return true
    }

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

    private mutating func reportMore(than limit: Int, _ field: FieldPlan) {
        let message = "There are more than \(limit) items; ask with \"first\"."
        report(GraphQLError(message, code: .limitExceeded), field)
    }

    private mutating func rows(
        _ step: Int,
        _ item: ItemPlan,
        _ field: FieldPlan,
        _ place: RowCursor
    ) -> Bool {
        guard let found = result(step, field) else { return false }
        if found.hasMore(place.index) && execution.program.steps[step].refusesMore {
            reportMore(than: execution.program.steps[step].limit ?? 0, field)
            return false
        }
        let range = found.range(place.index)
        if let first = range.first, item.isItem(found, first) == nil {
            if field.isNonNull { reportNull(field) }
            return missing(field)
        }
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        buffer.append(UInt8(ascii: "["))
        for index in range {
            if index > range.lowerBound { buffer.append(UInt8(ascii: ",")) }
            let start = buffer.count
            path.append(.index(index - range.lowerBound))
            let isWritten: Bool
            if item.isItem(found, index) == true {
                isWritten = write(item.plan, RowCursor(rows: found, index: index))
            } else {
                isWritten = false
                if item.isNonNull { reportNullItem(field) }
            }
            path.removeLast()
            if isWritten { continue }
            if propagates(item.isNonNull) { return false }
            buffer.truncate(to: start)
            buffer.append(literal: "null")
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func objects(_ plan: ObjectPlan, _ field: FieldPlan) -> Bool {
        guard let alternatives = plan.alternatives else { return false }
        var count = 0
        for (step, _) in alternatives.steps {
            guard let found = result(step, field) else { return false }
            count = found.parentCount
        }
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        buffer.append(UInt8(ascii: "["))
        for index in 0..<count {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            let start = buffer.count
            path.append(.index(index))
            let isWritten = write(alternatives, RowCursor(rows: nil, index: index))
            path.removeLast()
            if isWritten { continue }
            if propagates(alternatives.isNonNull) { return false }
            buffer.truncate(to: start)
            buffer.append(literal: "null")
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    /// What `step` found; `nil`, with an error reported, where it failed.
    private mutating func result(_ step: Int, _ field: FieldPlan) -> StepRows? {
        switch execution.results[step] {
        case .rows(let rows): return rows
        case .none: return nil
        case .failure(let error):
            report(error, field)
            return nil
        }
    }

    // MARK: Leaves

    private mutating func leaf(
        _ cell: Cell,
        _ format: LeafFormat,
        _ modifiers: TypeModifiers,
        _ field: FieldPlan
    ) -> Bool {
        if cell.isNull {
            guard modifiers.isNonNull else {
                buffer.append(literal: "null")
                return true
            }
            reportNull(field)
            return false
        }
        if case .list(let item) = format { return list(cell, item, modifiers, field) }
        if LeafWriter.write(cell, format, into: &buffer) { return true }
        report(GraphQLError(LeafWriter.complaint(format), code: .internalError), field)
        return false
    }

    private mutating func list(
        _ cell: Cell,
        _ format: LeafFormat,
        _ modifiers: TypeModifiers,
        _ field: FieldPlan
    ) -> Bool {
        guard let items = ArrayItems(cell) else {
            report(GraphQLError("The array has more than one dimension.", code: .internalError), field)
            return false
        }
        buffer.append(UInt8(ascii: "["))
        path.append(.name(field.responseName))
        defer { path.removeLast() }
        for (index, item) in items.cells.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            let start = buffer.count
            if !item.isNull, LeafWriter.write(item, format, into: &buffer) { continue }
            if item.isNull && !modifiers.item.isNonNull {
                buffer.append(literal: "null")
                continue
            }
            let message = item.isNull ? "An item is null, which may not be." : LeafWriter.complaint(format)
            report(GraphQLError(message, code: .internalError), at: path + [.index(index)], field)
            if propagates(modifiers.item.isNonNull) { return false }
            buffer.truncate(to: start)
            buffer.append(literal: "null")
        }
        buffer.append(UInt8(ascii: "]"))
        return true
    }

    private mutating func id(
        _ prefix: [UInt8],
        _ columns: [Int],
        _ field: FieldPlan,
        _ place: RowCursor
    ) -> Bool {
        guard let rows = place.rows else { return false }
        let row = Int(rows.rows[place.index])
        var bytes = prefix
        for column in columns {
            let cell = rows.found.rows[row, column]
            if cell.isNull {
                if field.isNonNull { reportNull(field) }
                return missing(field)
            }
            unsafe KeyBytes.append(cell.bytes, to: &bytes)
        }
        writeBase64(bytes)
        return true
    }

    private mutating func cursor(_ digest: UInt64, _ columns: [Int], _ rows: RowSet, row: Int) {
        var bytes = digest.bigEndianBytes
        for column in columns {
            let cell = rows[row, column]
            unsafe KeyBytes.append(nullable: cell.isNull ? nil : cell.bytes, to: &bytes)
        }
        writeBase64(bytes)
    }

    private mutating func writeBase64(_ bytes: [UInt8]) {
        buffer.append(UInt8(ascii: "\""))
        unsafe bytes.withUnsafeBytes { unsafe Base64URL.encode($0, into: &buffer) }
        buffer.append(UInt8(ascii: "\""))
    }

    // MARK: Errors

    /// Reports that the item at the end of the path is null and must not be.
    private mutating func reportNullItem(_ field: FieldPlan) {
        report(
            GraphQLError("Cannot return null for a non-null list item.", code: .internalError),
            at: path,
            field
        )
    }

    private mutating func reportNull(_ field: FieldPlan) {
        report(
            GraphQLError(
                "Cannot return null for the non-null field \"\(field.coordinate)\".",
                code: .internalError
            ),
            field
        )
    }

    private mutating func report(_ error: GraphQLError, _ field: FieldPlan) {
        report(error, at: path + [.name(field.responseName)], field)
    }

    private mutating func report(
        _ error: GraphQLError,
        at path: [GraphQLError.PathElement],
        _ field: FieldPlan
    ) {
        report(error, at: path, field.coordinate, offset: field.offset)
    }

    private mutating func report(
        _ error: GraphQLError,
        at path: [GraphQLError.PathElement],
        _ coordinate: String?,
        offset: UInt32?
    ) {
        guard errors.count < (onError == .halt ? 1 : Self.maximumErrorCount) else { return }
        var error = error
        // What is wrong with the root itself is at no position of the response.
        error.path = path.isEmpty ? nil : path
        error.coordinate = coordinate
        if let offset { error.locations = [execution.program.document.location(of: offset)] }
        errors.append(error)
    }

    /// Whether what could not be written is the parent's matter, given whether null may stand there.
    private func propagates(_ isNonNull: Bool) -> Bool {
        switch onError {
        case .propagate: isNonNull
        case .null: false
        case .halt: isNonNull || !errors.isEmpty
        }
    }
}
