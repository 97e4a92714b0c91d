import Execution
import GraphQL
import JSON

/// The parameters of a request: *GraphQL over HTTP*, "Request Parameters".
struct GraphQLRequest {
    let parameters: RequestParameters
    var variables: JSONValue.Object

    /// All parameters but the variables: one object for equal requests (see ``RequestCache``).
    final class RequestParameters {
        let document: DocumentReference
        let operationName: String?
        /// Unknown members are ignored.
        let extensions: JSONValue.Object
        /// What an execution error does to the fields around it; not yet in the draft: graphql-spec, pull request 1163.
        let onError: ErrorBehavior

        fileprivate init(_ members: JSONValue.Object) throws(RequestError) {
            extensions = try GraphQLRequest.object("extensions", members)
            document = try DocumentReference(members, extensions: extensions)
            switch members["operationName"] {
            case nil, .null?: operationName = nil
            case .string(let name)?: operationName = name.isEmpty ? nil : name
            default: throw .malformed("The parameter \"operationName\" must be a string.")
            }
            switch members["onError"] {
            case nil, .null?: onError = .propagate
            case .string(let text)?:
                guard let behavior = ErrorBehavior(rawValue: text) else { fallthrough }
                onError = behavior
            default: throw .malformed("The parameter \"onError\" must be PROPAGATE, NULL or HALT.")
            }
        }

        /// Whether the response shows the cost.
        var wantsCost: Bool { extensions["cost"] == .boolean(true) }

        /// Whether the response shows the statements that it needed.
        var wantsTrace: Bool { extensions["trace"] == .boolean(true) }
    }

    init(_ members: JSONValue.Object) throws(RequestError) {
        parameters = try RequestParameters(members)
        variables = try Self.object("variables", members)
    }

    private static func object(
        _ name: String,
        _ members: JSONValue.Object
    ) throws(RequestError) -> JSONValue.Object {
        switch members[name] {
        case nil, .null?: return JSONValue.Object()
        case .object(let object)?: return object
        default: throw .malformed("The parameter \"\(name)\" must be an object.")
        }
    }
}
