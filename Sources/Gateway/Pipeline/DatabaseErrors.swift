import GraphQL
import Postgres

/// The one table from what PostgreSQL reports (SQLSTATE) to what a caller is told.
///
/// Names of constraints, tables and columns, and PostgreSQL's own words, stay in the log.
enum DatabaseErrors {
    static func error(for error: PostgresError) -> GraphQLError {
        if error.isConnectionLoss {
            return GraphQLError(
                "The database cannot be reached at the moment; try again.",
                code: .databaseUnavailable
            )
        }
        switch error.sqlState {
        case "57014":
            return GraphQLError("This took longer than it may; ask for less.", code: .timeout)
        case "42501":
            return GraphQLError("This may not be read.", code: .forbidden)
        case "53300", "53400", "57P01", "57P02", "57P03":
            return GraphQLError(
                "The database cannot be reached at the moment; try again.",
                code: .databaseUnavailable
            )
        default: break
        }
        switch error.sqlState.prefix(2) {
        case "22": return GraphQLError("A value of the request cannot be used here.", code: .badUserInput)
        case "23": return GraphQLError("This would break a rule of the data.", code: .conflict)
        case "40":
            return GraphQLError("This conflicts with something at the same time; try again.", code: .conflict)
        default:
            return GraphQLError("The request could not be answered; this is our fault.", code: .internalError)
        }
    }
}
