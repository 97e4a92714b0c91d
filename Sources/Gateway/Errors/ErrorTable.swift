import GraphQL

/// The one table of the errors that a user can meet; `docs/errors.md` is made from it.
enum ErrorTable {
    /// One code: `extensions.code` of an error.
    struct Entry {
        /// The HTTP statuses of a request that is refused with it, the usual one first.
        let statuses: [UInt16]
        let when: String
        let action: String

        init(_ statuses: UInt16..., when: String, action: String) {
            self.statuses = statuses
            self.when = when
            self.action = action
        }
    }

    /// A finer word, `extensions.reason`, of `UNAUTHENTICATED`.
    static let tokenReasons: [(reason: String, when: String, action: String)] = [
        ("UNAUTHENTICATED", "There is no token, and the schema has no anonymous role.", "Send a token."),
        (
            "TOKEN_INVALID", "The token is malformed, too long, or not signed with a key of this gateway.",
            "Send a token of the issuer that this gateway trusts."
        ),
        ("TOKEN_EXPIRED", "`exp` has passed.", "Get a new token."),
        (
            "TOKEN_NOT_YET_VALID", "`nbf` or `iat` lies in the future.",
            "Wait, or check the clocks of issuer and gateway."
        ),
        ("TOKEN_ISSUER", "`iss` is not the issuer that this gateway trusts.", "Send a token of that issuer."),
        ("TOKEN_AUDIENCE", "`aud` does not name this gateway.", "Get a token for this gateway."),
        (
            "TOKEN_ROLE", "The schema declares no role of the token's `role`.",
            "Get a token with a declared role, or declare the role with `@role`."
        ),
        (
            "TOKEN_CLAIM", "A claim is missing or has the wrong type.",
            "Get a token with the claims that the role declares."
        ),
    ]

    /// The SQLSTATEs by which a function of the database refuses a request in its own words.
    static let ruleStates: [(state: String, code: GraphQLError.Code)] = [
        ("QL400", .badUserInput), ("QL403", .forbidden), ("QL404", .notFound), ("QL409", .conflict),
        ("QL429", .rateLimited),
    ]
}

extension GraphQLError.Code {
    /// What the code means; a new code does not compile before it stands here.
    var entry: ErrorTable.Entry {
        switch self {
        case .parseFailed:
            .init(400, when: "The document is not GraphQL.", action: "Correct the syntax at `locations`.")
        case .validationFailed:
            .init(
                422,
                when: "The document does not fit the schema, as the role sees it.",
                action: "Correct the document at `locations`."
            )
        case .operationResolutionFailure:
            .init(
                422,
                when:
                    "The document has no operation, or several and no `operationName`; or it is a subscription, and the transport carries one response.",
                action:
                    "Name one operation of the document. Subscribe over a WebSocket, or with `Accept: text/event-stream`."
            )
        case .badUserInput:
            .init(
                422,
                400,
                when: "A variable, argument, cursor or id has a value that cannot be used.",
                action: "Correct the value; `path` or `locations` show where it is used."
            )
        case .limitExceeded:
            .init(
                422,
                413,
                414,
                431,
                when: "The request, its cost or its response is larger than a limit.",
                action:
                    "Request less: smaller pages, fewer fields, shorter lists. The message names the limit; "
                    + "the operator sets it with `--limit-…` or `@role(limits:)`."
            )
        case .badRequest:
            .init(
                400,
                405,
                406,
                415,
                417,
                422,
                426,
                501,
                505,
                when: "The HTTP request, its body or a parameter is malformed.",
                action: "Send what the message says."
            )
        case .persistedQueryNotFound:
            .init(
                404,
                when: "No document is stored for the `documentId` or hash.",
                action:
                    "Send the text with its hash once; clients for automatic persisted queries do so themselves."
            )
        case .unauthenticated:
            .init(
                401,
                when: "The token is missing or not accepted; `reason` says why.",
                action: "See the reason."
            )
        case .forbidden:
            .init(
                403,
                422,
                when:
                    "The role must not do this: by a rule of the database, a closed introspection, a document that is "
                    + "not trusted, or a page of another site.",
                action: "Use a role that may, or ask the operator."
            )
        case .notFound:
            .init(404, when: "A function of the database found no such object.", action: "Check the id.")
        case .conflict:
            .init(
                409,
                503,
                when: "Another change happened at the same time, or a unique value exists already.",
                action: "Read the current state, then try again."
            )
        case .rateLimited:
            .init(429, 503, when: "Too many requests of this kind.", action: "Wait, then try again.")
        case .overloaded:
            .init(
                503,
                when: "The gateway has too many connections or requests.",
                action: "Wait, then try again."
            )
        case .timeout:
            .init(
                503,
                408,
                when: "A statement took longer than its time limit, or the request arrived too slowly.",
                action: "Request less, or try again."
            )
        case .commitUnknown:
            .init(
                503,
                when: "The connection to the database broke during a commit.",
                action:
                    "Check whether the change happened. With an idempotency key, send the same request again."
            )
        case .databaseUnavailable:
            .init(503, when: "The database cannot be reached, or takes no changes.", action: "Try again.")
        case .internalError:
            .init(
                500,
                503,
                when: "A fault of the gateway, of the database, or of the schema's bindings.",
                action: "Report it to the operator with the header `X-Request-Id` of the response."
            )
        }
    }
}
