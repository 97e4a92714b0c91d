/// Something wrong with a schema: what, and where.
package struct SchemaProblem: Hashable, Sendable {
    /// A sentence that says what is wrong, with a fix where there is one.
    package var message: String
    package var location: SourceLocation?
    /// The element's schema coordinate, as in `Ticket.client` or `@table(name:)`.
    package var coordinate: String?

    /// Creates a problem.
    package init(_ message: String, location: SourceLocation? = nil, coordinate: String? = nil) {
        self.message = message
        self.location = location
        self.coordinate = coordinate
    }
}
