import GraphQL
import JSON
import Planner
import Postgres

/// The one table from PostgreSQL's error codes (SQLSTATE) to the errors of a response.
///
/// PostgreSQL's own words stay in the log. A function speaks for itself: with a SQLSTATE of the class `QL` (the standard leaves
/// classes from I on to implementers) by MESSAGE, HINT, and DETAIL where it is a JSON object; with `RAISE EXCEPTION` (P0001) by
/// MESSAGE and HINT, unless the operator hides them. A constraint is named where the caller's schema shows its columns.
struct DatabaseErrors: Sendable {
    private let schema: BoundSchema
    /// Whether callers see the message and hint of P0001.
    private let showsMessages: Bool

    init(schema: BoundSchema, showsMessages: Bool) {
        self.schema = schema
        self.showsMessages = showsMessages
    }

    /// The error of a read: other transactions may have ended it, but it did not conflict with them.
    func error(forRead error: PostgresError) -> GraphQLError {
        guard error.isConflict else { return self.error(for: error) }
        return GraphQLError(
            "The database interrupted this read more than once; try again.",
            code: .databaseUnavailable
        )
    }

    /// The error for `error`.
    ///
    /// - Parameters:
    ///   - statement: the statement that failed; `nil` where it has nothing of the request.
    ///   - call: the mutation's call that failed.
    func error(
        for error: PostgresError,
        in statement: Statement? = nil,
        call: MutationCall? = nil
    ) -> GraphQLError {
        if error.isRule { return Self.rule(error) }
        if error.sqlState == "P0001" { return exception(error) }
        let values = statement?.values ?? .none
        if error.sqlState.hasPrefix("22") || error.isProtocolViolation {
            // A binary value of an id or a cursor can break the protocol.
            let state = error.isProtocolViolation ? "22P03" : error.sqlState
            return values.canCause(state)
                ? GraphQLError("A value of the request cannot be used here.", code: .badUserInput) : .ours
        }
        var result = Self.error(for: error)
        if error.sqlState.hasPrefix("23"), let statement {
            result.details = constraint(error, role: statement.role, call)
        }
        return result
    }

    private static func error(for error: PostgresError) -> GraphQLError {
        switch error.sqlState {
        case "08007":
            GraphQLError(
                "The connection broke during the commit: the change may or may not have happened. Check before you send it "
                    + "again, or send it with an idempotency key.",
                code: .commitUnknown
            )
        case _ where error.isRefusalOfStandby:
            GraphQLError(
                "The database takes no changes at the moment, but answers queries; try again.",
                code: .databaseUnavailable
            )
        case _ where error.isConnectionLoss, "57P01", "57P02", "57P03":
            GraphQLError(
                "The database cannot be reached at the moment; try again.",
                code: .databaseUnavailable
            )
        case "57014", "55P03":
            GraphQLError("The time limit was exceeded; ask for less, or try again.", code: .timeout)
        case "42501": GraphQLError("This is not allowed.", code: .forbidden)
        case "25006": GraphQLError("This may only be read.", code: .forbidden)
        case "44000": GraphQLError("A value breaks a rule of the data.", code: .badUserInput)
        default: errorOfClass(error.sqlState)
        }
    }

    private static func errorOfClass(_ state: String) -> GraphQLError {
        switch state.prefix(2) {
        case "23": violation(state)
        case "40": GraphQLError("Another change conflicts with this one; try again.", code: .conflict)
        case "53", "58":
            GraphQLError("The database is out of resources; try again later.", code: .databaseUnavailable)
        case "54":
            GraphQLError("The request is too complex for the database; ask for less.", code: .limitExceeded)
        default: .ours
        }
    }

    // MARK: Constraints

    private static func violation(_ state: String) -> GraphQLError {
        switch state {
        case "23505", "23P01":
            GraphQLError("Something with these values exists already.", code: .conflict)
        case "23502": GraphQLError("A required value is missing.", code: .badUserInput)
        case "23503":
            GraphQLError(
                "A referenced row does not exist, or is still referenced by others.",
                code: .badUserInput
            )
        case "23514": GraphQLError("A value breaks a rule of the data.", code: .badUserInput)
        default: GraphQLError("This would break a rule of the data.", code: .conflict)
        }
    }

    /// The constraint's name, and the fields of the input that have the names of its columns; `nil` where the caller does not know
    /// the columns.
    private func constraint(_ error: PostgresError, role: Int, _ call: MutationCall?) -> JSONValue.Object? {
        guard let table = error.table, let schemaName = error.schema,
            let name = error.constraint ?? error.column,
            let columns = schema.knownColumns(of: name, onTable: table, inSchema: schemaName, by: role)
        else { return nil }
        var details = JSONValue.Object()
        if error.constraint != nil { details.set("constraint", to: .string(name)) }
        let fields = (call?.inputs ?? []).filter { columns.contains($0.column) }.map(\.path)
        details.set("fields", to: .array(fields.map { .string($0) }))
        return details
    }

    // MARK: What functions say

    private func exception(_ error: PostgresError) -> GraphQLError {
        guard showsMessages else { return GraphQLError("The database refused this.", code: .badUserInput) }
        var result = GraphQLError(error.message, code: .badUserInput)
        result.hint = error.hint
        return result
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
    /// Whether a function refused with a SQLSTATE of the class `QL`, in words for the caller.
    var isRule: Bool { sqlState.hasPrefix("QL") }

    /// Whether a function refused on purpose.
    var isRefusal: Bool { isRule || sqlState == "P0001" }

    /// Whether a message of the protocol was malformed, without the connection being lost.
    var isProtocolViolation: Bool { sqlState == "08P01" && !isConnectionLoss }
}

extension GraphQLError {
    /// A fault of the gateway, of the schema or of the database's own code.
    fileprivate static var ours: GraphQLError {
        GraphQLError("The request could not be answered; this is our fault.", code: .internalError)
    }
}
