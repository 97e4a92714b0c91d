package import GraphQL

/// A mismatch between the schema and the database, or advice about the two, with its place and how to fix it.
package struct Finding: Sendable {
    /// A schema with errors is not served; with warnings it is.
    package enum Severity: String, Sendable { case error, warning }

    /// What a finding is about: a stable code, by which reports group findings.
    package enum Kind: String, CaseIterable, Sendable {
        /// The SDL is not a valid schema.
        case invalidSchema = "invalid-schema"
        /// The schema does not fit the catalog.
        case doesNotFit = "does-not-fit"
        /// An expression of `@sql` is not valid SQL.
        case invalidExpression = "invalid-expression"
        /// The login could bypass row-level security.
        case unsafeLogin = "unsafe-login"
        /// Callers without a token read with the rights of the login.
        case anonymousLogin = "anonymous-login"
        /// Every caller who may read a table sees all its rows, or its owner does.
        case noRowSecurity = "no-row-security"
        /// A view or function runs with the rights of its owner.
        case definerRights = "definer-rights"
        /// A role may read a table, but no policy gives it a row.
        case noPolicy = "no-policy"
        /// A policy reads a claim that a role does not declare.
        case undeclaredClaim = "undeclared-claim"
        /// A grant on a whole table shows columns that are added later.
        case tableGrant = "table-grant"
        /// Every role may execute a function.
        case publicFunction = "public-function"
        /// The tables that a field depends on are not known.
        case unknownReads = "unknown-reads"
        /// No role may execute a function.
        case unusableFunction = "unusable-function"
        /// The database does not guarantee that a non-null relation has a row.
        case noForeignKey = "no-foreign-key"
        /// No index serves a look-up or an order.
        case missingIndex = "missing-index"
        /// A policy evaluates an expression for each row.
        case slowPolicy = "slow-policy"
    }

    package var severity: Severity
    package var kind: Kind
    package var message: String
    package var location: SourceLocation?
    /// The schema coordinate, as in `Ticket.client`.
    package var coordinate: String?
    /// What to do about it: a sentence, or SQL.
    package var fix: String?

    /// Creates a finding.
    package init(
        _ severity: Severity,
        _ message: String,
        kind: Kind = .doesNotFit,
        at location: SourceLocation? = nil,
        coordinate: String? = nil,
        fix: String? = nil
    ) {
        self.severity = severity
        self.kind = kind
        self.message = message
        self.location = location
        self.coordinate = coordinate
        self.fix = fix
    }

    /// An error of the schema itself.
    package init(_ problem: SchemaProblem) {
        self.init(
            .error,
            problem.message,
            kind: .invalidSchema,
            at: problem.location,
            coordinate: problem.coordinate
        )
    }
}
