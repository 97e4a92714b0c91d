@testable import Execution

/// The response that the specification's own algorithms give, in their words: *Executing Selection Sets*, §6.3, *Completing a
/// Value* and *Handling Execution Errors*, §6.4.
struct SpecifiedResponse {
    /// A value that must go to the parent as null.
    private struct Propagated: Error {}

    private let response: RandomResponse
    private let onError: ErrorBehavior
    private(set) var data = ""
    /// The path of each error, its elements with dots between.
    private(set) var errors: [String] = []

    init(_ response: RandomResponse, onError: ErrorBehavior) {
        self.response = response
        self.onError = onError
        data = (try? object(response.fields, nil, [])) ?? "null"
    }

    private mutating func object(
        _ fields: [Shape.Field],
        _ row: RandomResponse.Row?,
        _ path: [String]
    ) throws(Propagated) -> String {
        var members: [String] = []
        for field in fields {
            let place = path + [field.name]
            let value: String
            do throws(Propagated) {
                value = try complete(field, row, place)
            } catch {
                try propagate(isNonNull: field.isNonNull)
                value = "null"
            }
            members.append("\"\(field.name)\":\(value)")
        }
        return "{" + members.joined(separator: ",") + "}"
    }

    private func propagate(isNonNull: Bool) throws(Propagated) {
        if onError.endsObject(isNonNull: isNonNull) { throw Propagated() }
    }

    private mutating func fail(_ path: [String]) -> Propagated {
        if onError != .halt || errors.isEmpty { errors.append(path.joined(separator: ".")) }
        return Propagated()
    }

    private mutating func complete(
        _ field: Shape.Field,
        _ row: RandomResponse.Row?,
        _ path: [String]
    ) throws(Propagated) -> String {
        switch field.shape {
        case .constant: return "7"
        case .failure: throw fail(path)
        case .object(let fields): return try object(fields, row, path)
        case .leaf(let column):
            guard let bytes = row?.cells[column] else {
                if field.isNonNull { throw fail(path) }
                return "null"
            }
            guard bytes.count == 4 else { throw fail(path) }
            return "\(Int32(bitPattern: bytes.reduce(0) { $0 << 8 | UInt32($1) }))"
        case .row(let step, let fields):
            if response.fails(step) { throw fail(path) }
            guard let found = response.rows(step, for: row?.id ?? 0).first, response.steps[step].limit > 0
            else {
                if field.isNonNull { throw fail(path) }
                return "null"
            }
            return try object(fields, found, path)
        case .rows(let step, let fields, let itemsAreNonNull):
            if response.fails(step) { throw fail(path) }
            var found = Array(response.rows(step, for: row?.id ?? 0).prefix(response.steps[step].limit))
            if response.steps[step].isReversed { found.reverse() }
            var items: [String] = []
            for (index, item) in found.enumerated() {
                do throws(Propagated) {
                    items.append(try object(fields, item, path + ["\(index)"]))
                } catch {
                    try propagate(isNonNull: itemsAreNonNull)
                    items.append("null")
                }
            }
            return "[" + items.joined(separator: ",") + "]"
        }
    }
}
