import GraphQL
import HTTP
import JSON

/// Why a request is not executed: its errors, and how HTTP reports them.
struct RequestError: Error {
    /// The status over HTTP: *GraphQL over HTTP*, "Status Codes".
    var status: UInt16
    var errors: [GraphQLError]
    var headers: [ResponseHeader] = []

    init(status: UInt16, _ error: GraphQLError, headers: [ResponseHeader] = []) {
        self.init(status: status, errors: [error], headers: headers)
    }

    /// - Parameter status: one that ``ErrorTable`` has for the errors' codes.
    init(status: UInt16, errors: [GraphQLError], headers: [ResponseHeader] = []) {
        assert(
            errors.allSatisfy { $0.code.entry.statuses.contains(status) },
            "the table of errors lacks the status \(status)"
        )
        self.status = status
        self.errors = errors
        self.headers = headers
    }

    /// A request that cannot be executed because of `error`, with the usual status of its code.
    init(_ error: GraphQLError, headers: [ResponseHeader] = []) {
        self.init(status: error.code.entry.statuses[0], error, headers: headers)
    }

    /// When a client may try again what the database had no time for, in seconds (RFC 9110, §10.2.3 "Retry-After").
    static let retryAfter = ResponseHeader("Retry-After", "1")

    /// `what` is not JSON, or is larger than a limit.
    static func unreadable(_ what: String, _ error: JSONError) -> RequestError {
        if error.isLimit {
            return RequestError(
                status: 422,
                GraphQLError("\(what) is too large: \(error.message)", code: .limitExceeded)
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

    /// A parameter of the request is missing or has another type than it must have.
    static func malformed(_ message: String) -> RequestError {
        RequestError(status: 422, GraphQLError(message, code: .badRequest))
    }

    /// A page of another site sent the request.
    static var crossSite: RequestError {
        RequestError(
            status: 403,
            GraphQLError(
                "Cross-site request refused; the operator can allow this origin with --cors-origins.",
                code: .forbidden
            )
        )
    }

    /// A subscription came over a transport that carries one response.
    static var needsStream: RequestError {
        RequestError(
            status: 422,
            GraphQLError(
                "A subscription needs a WebSocket (graphql-transport-ws), or a request with \"Accept: text/event-stream\".",
                code: .operationResolutionFailure
            )
        )
    }

    /// A method that must not change data carries a mutation.
    static var onlyQueries: RequestError {
        RequestError(
            status: 405,
            GraphQLError("GET can only execute queries; send this operation by POST.", code: .badRequest),
            headers: [ResponseHeader("Allow", "POST")]
        )
    }
}
