import Synchronization

/// What a block sets before its statement, for the block alone: the role and the claims that the database may see.
///
/// As a value it is the identity that batches are keyed by: two are equal exactly when the database cannot tell
/// them apart. What is sent is computed once, here.
package struct SessionSettings: Hashable, Sendable {
    /// The role; `nil` leaves the login role.
    package let role: String?
    let statement: PreparedStatement
    let parameters: ParameterList
    private let hash: Int

    /// Creates settings.
    ///
    /// - Parameters:
    ///   - role: one of the names that the schema declares, never a text out of a request.
    ///   - claims: full names of settings (`claims.sub`) with their values, in a fixed order; what is not here is
    ///     unset, and reads as NULL or the empty text.
    ///   - isReadOnly: whether the statement is refused to write.
    package init(role: String?, claims: [(name: String, value: String)] = [], isReadOnly: Bool = true) {
        self.role = role
        var settings = claims
        if isReadOnly { settings.append(("transaction_read_only", "on")) }
        if let role { settings.append(("role", role)) }
        var parameters = ParameterList()
        for (name, value) in settings {
            parameters.append(text: name)
            parameters.append(text: value)
        }
        self.parameters = parameters
        statement = Self.statement(settings: settings.count)
        var hasher = Hasher()
        hasher.combine(parameters)
        hash = hasher.finalize()
    }

    /// Whether there is nothing to set.
    package var isEmpty: Bool { parameters.count == 0 }

    package static func == (left: SessionSettings, right: SessionSettings) -> Bool {
        left.hash == right.hash && left.parameters == right.parameters
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }

    private static let statements = Mutex<[Int: PreparedStatement]>([:])

    /// One statement for each number of settings: `select set_config($1,$2,true), …`.
    private static func statement(settings count: Int) -> PreparedStatement {
        statements.withLock { statements in
            if let statement = statements[count] { return statement }
            let calls = (0..<count).map { "set_config($\($0 * 2 + 1),$\($0 * 2 + 2),true)" }
            let statement = PreparedStatement(
                sql: "select " + calls.joined(separator: ", "),
                parameterTypes: Array(repeating: 25, count: count * 2),
                role: nil
            )
            statements[count] = statement
            return statement
        }
    }
}
