import Bytes
import GraphQL
import Planner

// Values without items: written at once.
extension ResponseWriter {
    /// Writes a field's value; `false` if it is null by an error, or because it must not be null.
    mutating func leaf(_ field: FieldPlan, _ row: RowCursor) -> Bool {
        switch field.value {
        case .leaf(let column, let format, let modifiers):
            guard let rows = row.rows else { return false }
            return leaf(rows.found.rows[Int(rows.rows[row.index]), column], format, modifiers, field)
        case .constant(let bytes):
            buffer.append(bytes)
            return true
        case .introspection(let propagating, let keeping):
            return introspection(onError == .null ? keeping : propagating, field)
        case .id(let prefix, let columns): return id(prefix, columns, field, row)
        case .cursor(let digest, let columns):
            guard let rows = row.rows else { return false }
            cursor(digest, columns, rows.found.rows, row: Int(rows.rows[row.index]))
            return true
        case .leafOfRow(let step, let format, let modifiers):
            return leafOfRow(step, format, modifiers, field, row)
        case .hasMore(let step):
            guard let found = result(step, field) else { return false }
            buffer.append(literal: found.hasMore(row.index) ? "true" : "false")
            return true
        case .boundaryCursor(let step, let isLast, let digest, let columns):
            guard let found = result(step, field) else { return false }
            let range = found.range(row.index)
            guard let index = isLast ? range.last : range.first else {
                buffer.append(literal: "null")
                return true
            }
            cursor(digest, columns, found.found.rows, row: Int(found.rows[index]))
            return true
        case .failure(let error):
            report(error, field)
            return false
        case .object, .row, .rows, .objects: preconditionFailure("objects and lists are not leaves")
        }
    }

    private mutating func leafOfRow(
        _ step: Int,
        _ format: LeafFormat,
        _ modifiers: TypeModifiers,
        _ field: FieldPlan,
        _ row: RowCursor
    ) -> Bool {
        guard let found = result(step, field) else { return false }
        guard let index = found.range(row.index).first else {
            if field.isNonNull { reportNull(field) }
            return missing(field)
        }
        guard isSingle(step, found, row, field) else { return false }
        let cell = found.found.rows[Int(found.rows[index]), 0]
        if let most = execution.plan.steps[step].maximumItems, ArrayItems.count(in: cell) > most {
            reportMore(than: most, field)
            return false
        }
        return leaf(cell, format, modifiers, field)
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

    mutating func missing(_ field: FieldPlan) -> Bool {
        if field.isNonNull { return false }
        buffer.append(literal: "null")
        return true
    }

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
        report(GraphQLError(LeafWriter.failureMessage(format), code: .internalError), field)
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
            let message =
                item.isNull
                ? "Cannot return null for a non-null list item." : LeafWriter.failureMessage(format)
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
        _ row: RowCursor
    ) -> Bool {
        guard let rows = row.rows else { return false }
        let number = Int(rows.rows[row.index])
        var bytes = prefix
        for column in columns {
            let cell = rows.found.rows[number, column]
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
}
