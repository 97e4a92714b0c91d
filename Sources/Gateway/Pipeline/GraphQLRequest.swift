import Execution
import GraphQL
import HTTP
import JSON

/// The parameters of a request: *GraphQL over HTTP*, "Request Parameters".
struct GraphQLRequest {
    let question: RequestParameters
    var variables: JSONValue.Object

    /// All but the variables, which is one object for requests that are alike (see ``RequestCache``).
    final class RequestParameters {
        let document: DocumentReference
        let operationName: String?
        /// Vendors' parameters; unknown ones are ignored.
        let extensions: JSONValue.Object
        /// Not yet in the draft: graphql-spec, pull request 1163.
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

        /// Whether the answer shall say what it may have cost.
        var wantsCost: Bool { extensions["cost"] == .boolean(true) }

        /// Whether the answer shall say how it was made.
        var wantsTrace: Bool { extensions["trace"] == .boolean(true) }
    }

    /// Reads the parameters of a GET's query component.
    ///
    /// - Throws: what is wrong, with the status that the draft has for it.
    init(query request: borrowing Request, limits: RequestReading) throws(RequestError) {
        guard let parameters = request.queryParameters else {
            throw RequestError(
                status: 400,
                GraphQLError("The address's query cannot be decoded.", code: .badRequest)
            )
        }
        var members = JSONValue.Object()
        for (name, value) in parameters where !value.isEmpty {
            guard
                ["query", "documentId", "operationName", "onError", "variables", "extensions"].contains(name)
            else { continue }
            guard members[name] == nil else { throw .malformed("The parameter \"\(name)\" is given twice.") }
            if name != "variables" && name != "extensions" {
                members.set(name, to: .string(value))
                continue
            }
            do throws(JSONError) {
                members.set(name, to: try JSONReader.read(Array(value.utf8), limits: limits.json))
            } catch {
                throw .unreadable("The parameter \"\(name)\"", error)
            }
        }
        try self.init(members)
    }

    init(_ members: JSONValue.Object) throws(RequestError) {
        question = try RequestParameters(members)
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

/// How much of a request is read.
struct RequestReading: Sendable {
    var json: JSONReader.Limits = {
        var limits = JSONReader.Limits()
        limits.allowsRepeatedNames = false
        return limits
    }()
    /// Requests of one batch: none are taken unless the operator says so, as each multiplies what a request may cost.
    var batch = 0
}

/// A request that is not executed: the status, and the errors that say why.
struct RequestError: Error {
    var status: UInt16
    var errors: [GraphQLError]
    var headers: [ResponseHeader] = []

    init(status: UInt16, _ error: GraphQLError, headers: [ResponseHeader] = []) {
        self.init(status: status, errors: [error], headers: headers)
    }

    init(status: UInt16, errors: [GraphQLError], headers: [ResponseHeader] = []) {
        self.status = status
        self.errors = errors
        self.headers = headers
    }

    /// What is no JSON, or more than is read.
    static func unreadable(_ what: String, _ error: JSONError) -> RequestError {
        if error.isLimit {
            return RequestError(
                status: 422,
                GraphQLError("\(what) is more than is read: \(error.message)", code: .limitExceeded)
            )
        }
        return RequestError(
            status: 400,
            GraphQLError(
                "\(what) is not JSON, at byte \(error.offset): \(error.message)",
                code: .badRequest
            )
        )
    }

    static func malformed(_ message: String) -> RequestError {
        RequestError(status: 422, GraphQLError(message, code: .badRequest))
    }
}
