package import JSON

/// An error as a response carries it: *Errors*, §7.1.2.
package struct GraphQLError: Error, Hashable, Sendable {
    /// One step of a path: a response name, or an index into a list.
    package enum PathElement: Hashable, Sendable {
        case name(String)
        case index(Int)
    }

    /// A sentence that a person can act on.
    package var message: String
    package var locations: [Location]
    /// Where in the response it happened; `nil` for a request error.
    package var path: [PathElement]?
    /// A stable word for programs, sent as `extensions.code`.
    package var code: Code
    /// The schema coordinate of the field that it happened at, for logs and metrics; not sent.
    package var coordinate: String?
    /// A finer word than the code, sent as `extensions.reason`, where there is one.
    package var reason: String?
    /// What may help, in a sentence, sent as `extensions.hint`.
    package var hint: String?
    /// More for programs, sent as `extensions.details`.
    package var details: JSONValue.Object?

    /// The stable codes of errors, which are part of the contract.
    package enum Code: String, CaseIterable, Hashable, Sendable {
        /// The document is not GraphQL.
        case parseFailed = "GRAPHQL_PARSE_FAILED"
        /// The document breaks a rule of validation.
        case validationFailed = "GRAPHQL_VALIDATION_FAILED"
        /// A variable, an argument, a cursor or an id has a value that cannot be used.
        case badUserInput = "BAD_USER_INPUT"
        /// The request names no operation, or more than one.
        case operationResolutionFailure = "OPERATION_RESOLUTION_FAILURE"
        /// The request is larger or more costly than a limit allows.
        case limitExceeded = "LIMIT_EXCEEDED"
        /// The body, a parameter or a header is malformed.
        case badRequest = "BAD_REQUEST"
        /// No document is known by the identifier; its text is to be sent.
        case persistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND"
        case unauthenticated = "UNAUTHENTICATED"
        case forbidden = "FORBIDDEN"
        case notFound = "NOT_FOUND"
        case conflict = "CONFLICT"
        case rateLimited = "RATE_LIMITED"
        /// There are too many requests, of all clients together.
        case overloaded = "OVERLOADED"
        /// A statement took longer than its lane allows.
        case timeout = "TIMEOUT"
        /// It is not known whether the change was committed.
        case commitUnknown = "COMMIT_UNKNOWN"
        /// The database cannot be reached at the moment.
        case databaseUnavailable = "DATABASE_UNAVAILABLE"
        /// A fault of the gateway or of the schema's bindings.
        case internalError = "INTERNAL_SERVER_ERROR"
    }

    /// Creates an error.
    package init(
        _ message: String,
        code: Code,
        locations: [Location] = [],
        path: [PathElement]? = nil
    ) {
        self.message = message
        self.code = code
        self.locations = locations
        self.path = path
    }
}
