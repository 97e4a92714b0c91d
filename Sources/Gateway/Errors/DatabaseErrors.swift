import GraphQL
import JSON
import Postgres

/// The one table from PostgreSQL's error codes (SQLSTATE) to the errors of a response.
///
/// Names of constraints, tables and columns, and PostgreSQL's own words, stay in the log. Only rules that functions raise
/// with a SQLSTATE of the class `QL` (the standard leaves classes from I on to implementers) speak for themselves:
/// MESSAGE, HINT, and DETAIL where it is a JSON object.
enum DatabaseErrors {
    static func error(for error: PostgresError) -> GraphQLError {
        if error.isRule { return rule(error) }
        switch error.sqlState {
        case "08007":
            return GraphQLError(
                "The connection broke while this was being committed: it may or may not have happened. Look before you send "
                    + "it again, or send it with an idempotency key.",
                code: .commitUnknown
            )
        case _ where error.isRefusalOfStandby:
            return GraphQLError(
                "The database takes no changes at the moment, but answers questions; try again.",
                code: .databaseUnavailable
            )
        case _ where error.isConnectionLoss, "57P01", "57P02", "57P03":
            return GraphQLError(
                "The database cannot be reached at the moment; try again.",
                code: .databaseUnavailable
            )
        case "57014", "55P03":
            return GraphQLError("This took longer than it may; ask for less, or try again.", code: .timeout)
        case "42501": return GraphQLError("This is not allowed.", code: .forbidden)
        case "23505", "23P01":
            return GraphQLError("Something with these values exists already.", code: .conflict)
        case "23502": return GraphQLError("A value is missing that must be there.", code: .badUserInput)
        case "23503":
            return GraphQLError(
                "This refers to something that is not there, or is still needed.",
                code: .badUserInput
            )
        case "23514", "44000":
            return GraphQLError("A value breaks a rule of the data.", code: .badUserInput)
        case "25006": return GraphQLError("This may only be read.", code: .forbidden)
        default: break
        }
        switch error.sqlState.prefix(2) {
        case "22": return GraphQLError("A value of the request cannot be used here.", code: .badUserInput)
        case "23": return GraphQLError("This would break a rule of the data.", code: .conflict)
        case "53", "58":
            return GraphQLError(
                "The database lacks room or means for this at the moment; try again.",
                code: .databaseUnavailable
            )
        case "40":
            return GraphQLError("This conflicts with something at the same time; try again.", code: .conflict)
        default:
            return GraphQLError("The request could not be answered; this is our fault.", code: .internalError)
        }
    }

    private static func rule(_ error: PostgresError) -> GraphQLError {
        let code = ErrorTable.ruleStates.first { $0.state == error.sqlState }?.code ?? .conflict
        var result = GraphQLError(error.message, code: code)
        result.hint = error.hint
        if let detail = error.detail, let json = try? JSONReader.read(Array(detail.utf8)),
            case .object(let object) = json
        {
            result.details = object
        }
        return result
    }
}

extension PostgresError {
    /// Whether a function refused on purpose, in words for the caller.
    var isRule: Bool { sqlState.hasPrefix("QL") }
}
