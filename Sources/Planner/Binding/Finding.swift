package import GraphQL

/// Something that does not fit between the schema and the database, with its place and its mend.
package struct Finding: Sendable {
    /// Errors do not serve; warnings do.
    package enum Severity: String, Sendable { case error, warning }

    package var severity: Severity
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
        at location: SourceLocation? = nil,
        coordinate: String? = nil,
        fix: String? = nil
    ) {
        self.severity = severity
        self.message = message
        self.location = location
        self.coordinate = coordinate
        self.fix = fix
    }

    /// What is wrong with the schema itself, as an error.
    package init(_ problem: SchemaProblem) {
        self.init(.error, problem.message, at: problem.location, coordinate: problem.coordinate)
    }
}
