import GraphQL
import Planner

// Errors of fields: *Handling Execution Errors*, §6.4.4.
extension ResponseWriter {
    /// More errors than this are of no use.
    private static let maximumErrorCount = 100

    /// What `step` found; `nil`, with an error reported, where it failed.
    mutating func result(_ step: Int, _ field: FieldPlan) -> StepRows? {
        switch execution.results[step] {
        case .rows(let rows): return rows
        case .none: return nil
        case .failure(let error):
            report(error, field)
            return nil
        }
    }

    mutating func reportMore(than limit: Int, _ field: FieldPlan) {
        let message = "There are more than \(limit) items; ask with \"first\"."
        report(GraphQLError(message, code: .limitExceeded), field)
    }

    /// Reports that the item at the end of the path is null and must not be.
    mutating func reportNullItem(_ field: FieldPlan) {
        report(
            GraphQLError("Cannot return null for a non-null list item.", code: .internalError),
            at: path,
            field
        )
    }

    mutating func reportNull(_ field: FieldPlan) {
        report(
            GraphQLError(
                "Cannot return null for the non-null field \"\(field.coordinate)\".",
                code: .internalError
            ),
            field
        )
    }

    mutating func report(_ error: GraphQLError, _ field: FieldPlan) {
        report(error, at: path + [.name(field.responseName)], field)
    }

    mutating func report(
        _ error: GraphQLError,
        at path: [GraphQLError.PathElement],
        _ field: FieldPlan
    ) {
        report(error, at: path, field.coordinate, offset: field.offset)
    }

    mutating func report(
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
        if let offset { error.locations = [execution.plan.document.location(of: offset)] }
        errors.append(error)
    }

    /// Whether what could not be written is the parent's matter, given whether null may stand there.
    func propagates(_ isNonNull: Bool) -> Bool {
        switch onError {
        case .propagate: isNonNull
        case .null: false
        case .halt: isNonNull || !errors.isEmpty
        }
    }
}
