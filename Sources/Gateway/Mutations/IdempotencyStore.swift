import Bytes
import Execution
import JSON
import Planner
import Postgres

/// What the database keeps of mutations that came with a key: `migrations/0008_idempotency.sql`.
final class IdempotencyStore {
    /// One effect: a key in the scope of a role, a subject and a field.
    struct Effect {
        var role: Int
        var subject: String
        var field: String
        var key: String
        /// What was given for the field.
        var input: [UInt8]
    }

    /// What is known of an effect.
    enum Claim {
        /// Nothing: the request that claimed it causes it.
        case new
        /// The same key was used with another input.
        case other
        /// What ``MutationCall/stored(_:)`` made of the rows that were returned; `nil` where it was NULL.
        case answered([UInt8]?)
        /// The rule that was raised.
        case refused(PostgresError)
    }

    private let roles: [Role]
    private let claims: [PreparedStatement]
    private let keeps: [PreparedStatement]

    init(roles: [Role]) {
        self.roles = roles
        claims = roles.map { role in
            PreparedStatement(
                sql: "SELECT outcome, answer, error FROM concierge.claim_idempotency_key($1, $2, $3, $4)",
                parameterTypes: [TypeOID.text, TypeOID.text, TypeOID.text, TypeOID.bytea],
                role: role.database
            )
        }
        keeps = roles.map { role in
            PreparedStatement(
                sql: "SELECT concierge.keep_idempotent_answer($1, $2, $3, $4, $5)",
                parameterTypes: Array(repeating: TypeOID.text, count: 5),
                role: role.database
            )
        }
    }

    /// Who `principal` is to the store: the token's subject, or where no role declares that, all that the token says.
    ///
    /// Claims that the database derives are left out, as they change.
    func subject(of principal: Principal) -> String {
        let declarations = roles[principal.role].claims
        if let index = declarations.firstIndex(where: { $0.name == "sub" }),
            let subject = principal.claims[index]
        {
            return subject
        }
        return zip(declarations, principal.claims).filter { $0.0.relation == nil }
            .map { "\($0.name)=\($1 ?? "")" }.joined(separator: "\n")
    }

    // MARK: Statements

    /// The statement that claims `effect`, and its parameters.
    func claim(_ effect: Effect) -> (PreparedStatement, ParameterList) {
        var parameters = scope(effect)
        parameters.append(bytes: effect.input)
        return (claims[effect.role], parameters)
    }

    /// What the claim's statement answered.
    func claim(in rows: RowSet) -> Claim {
        guard rows.rowCount == 1 else { return .new }
        switch text(rows[0, 0]) {
        case "OTHER": return .other
        case "KNOWN":
            if let error = rows[0, 2].copy { return .refused(Self.error(in: error)) }
            return .answered(rows[0, 1].copy)
        default: return .new
        }
    }

    /// The statement that keeps the answer of `effect`, which is JSON; `nil` where it is NULL.
    func keep(_ effect: Effect, answer: [UInt8]?) -> (PreparedStatement, ParameterList) {
        var parameters = scope(effect)
        if let answer { parameters.append(bytes: answer) } else { parameters.appendNull() }
        parameters.appendNull()
        return (keeps[effect.role], parameters)
    }

    /// The statement that keeps the rule that `effect` was refused by.
    func keep(_ effect: Effect, refusal: PostgresError) -> (PreparedStatement, ParameterList) {
        var parameters = scope(effect)
        parameters.appendNull()
        parameters.append(text: Self.text(of: refusal))
        return (keeps[effect.role], parameters)
    }

    private func scope(_ effect: Effect) -> ParameterList {
        var parameters = ParameterList()
        parameters.append(text: effect.subject)
        parameters.append(text: effect.field)
        parameters.append(text: effect.key)
        return parameters
    }

    // MARK: Rules as JSON

    private static func text(of error: PostgresError) -> String {
        var object: JSONValue.Object = ["state": .string(error.sqlState)]
        for (name, value) in [
            ("schema", error.schema), ("table", error.table), ("column", error.column),
            ("constraint", error.constraint),
        ] {
            if let value { object.set(name, to: .string(value)) }
        }
        // Other words are not kept: callers do not see them again.
        if error.isRefusal {
            object.set("message", to: .string(error.message))
            if let hint = error.hint { object.set("hint", to: .string(hint)) }
            if let detail = error.detail { object.set("detail", to: .string(detail)) }
        }
        return JSONWriter.text(of: .object(object))
    }

    private static func error(in bytes: [UInt8]) -> PostgresError {
        guard case .object(let object)? = try? JSONReader.read(bytes) else {
            return PostgresError(sqlState: "XX000", message: "what was kept of an error is not readable")
        }
        func text(_ name: String) -> String? {
            if case .string(let text)? = object[name] { return text }
            return nil
        }
        var error = PostgresError(sqlState: text("state") ?? "XX000", message: text("message") ?? "")
        error.schema = text("schema")
        error.table = text("table")
        error.column = text("column")
        error.constraint = text("constraint")
        error.hint = text("hint")
        error.detail = text("detail")
        return error
    }

    private func text(_ cell: Cell) -> String { String(decoding: cell.copy ?? [], as: UTF8.self) }
}

extension PostgresError {
    /// Whether the refusal is an answer, which the same key gets again: what the function says itself, and constraints.
    var isAnswer: Bool { isRefusal || sqlState.hasPrefix("23") }

    /// Whether a claim failed because the database has no store, or grants no role to use it.
    var isMissingStore: Bool { ["3F000", "42883", "42P01", "42501"].contains(sqlState) }
}
