import ChangeFeed
import GraphQL
import JSON
import Planner

/// What a request for a live query says beside the query: where the client left off.
struct LiveRequest {
    /// The digest of the last answer that the client has; an equal one is not sent again.
    let digest: String?
    /// The variable of the argument `after`: it is no part of what is subscribed to.
    let cursorVariable: String?

    /// - Throws: that a cursor is none, or that two differ.
    init(_ request: GraphQLRequest, operation: PreparedOperation) throws(RequestError) {
        let extensions = request.parameters.extensions
        var cursors: [String] = []
        switch extensions["cursor"] {
        case nil, .null?: break
        case .string(let text)?: cursors.append(text)
        default: throw Self.refusal("The extension \"cursor\" must be a string.")
        }
        cursorVariable = try Self.variable(ofArgument: .after, in: operation)
        if let cursorVariable, let value = request.variables[cursorVariable], value != .null {
            guard case .string(let text) = value else { throw Self.refusal("The cursor must be a string.") }
            cursors.append(text)
        }
        for cursor in cursors where FeedCursor(cursor) == nil {
            throw Self.refusal("This is no cursor of a subscription.")
        }
        guard Set(cursors).count <= 1 else { throw Self.refusal("Two different cursors are given.") }
        if case .object(let live)? = extensions["live"], case .string(let text)? = live["digest"] {
            digest = text
        } else {
            digest = nil
        }
    }

    private static func refusal(_ message: String) -> RequestError {
        RequestError(status: 422, GraphQLError(message, code: .badUserInput))
    }

    /// The variable that is given as `argument` of the operation's root field; nil if the argument is absent or null.
    private static func variable(
        ofArgument argument: DerivedArgument,
        in operation: PreparedOperation
    ) throws(RequestError) -> String? {
        let document = operation.document
        let uses = document.values.filter { $0.kind == .variable }.compactMap(\.name?.id)
        for selection in document.selections where selection.kind == .field {
            guard selection.name.map({ document.text($0) }) == "live",
                let value = document.value(ofArgument: argument.rawValue, in: selection.arguments)
            else { continue }
            let given = document.values[Int(value)]
            if given.kind == .null { continue }
            guard given.kind == .variable, let name = given.name, uses.filter({ $0 == name.id }).count == 1
            else {
                throw refusal("The argument \"after\" takes a variable that is used nowhere else.")
            }
            return document.text(name)
        }
        return nil
    }
}
