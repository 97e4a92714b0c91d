import GraphQL
import Planner

extension MutationStateMachine.Failure {
    /// The error of the field that `call` is made for by `statement`.
    func error(of call: MutationCall, _ statement: Statement, _ events: Events) -> GraphQLError {
        switch self {
        case .database(let error): events.failure(error, of: statement, call: call)
        // It is kept as an answer, and known by it.
        case .refusal(let error): events.errors.error(for: error, in: statement, call: call)
        case .busy:
            GraphQLError("Too many mutations wait for a connection; try again later.", code: .rateLimited)
        case .otherInput:
            GraphQLError(
                "This idempotency key was used with another input; use a new key for a new request.",
                code: .conflict
            )
        case .missingStore:
            GraphQLError(
                "This database keeps no idempotency keys: send the request without a key, or let the database's owner "
                    + "apply 0008_idempotency.sql.",
                code: .badRequest
            )
        case .tooManyRows(let limit):
            GraphQLError(
                "The function returned more than \(limit) rows; what it changed was rolled back.",
                code: .limitExceeded
            )
        case .inDoubt:
            GraphQLError(
                "The connection broke during the commit, and the database cannot be asked whether it happened: "
                    + "send the request again with the same idempotency key.",
                code: .commitUnknown
            )
        }
    }
}
