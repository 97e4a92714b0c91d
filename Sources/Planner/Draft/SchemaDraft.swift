import GraphQL

/// A first schema for a database, for its author to read and change.
///
/// Every table that the login may read and that has a key becomes a type: columns are fields, foreign keys are relations in
/// both directions, a table that only connects two others is a relation between them, and unique keys are fields of
/// `Query`. Suggestions are comments: columns that look like secrets, relations without foreign keys, views, functions.
/// The draft is checked like any schema; what would not be served is left out and listed.
package struct SchemaDraft: Sendable {
    /// The draft, as SDL.
    package let text: String
    /// Whether there is nothing to serve.
    package let isEmpty: Bool

    /// Drafts a schema of what `role` may read.
    ///
    /// - Parameters:
    ///   - catalog: read with `role` among its roles.
    ///   - role: a PostgreSQL role; `nil`: the login itself.
    ///   - comments: of relations and columns, which become descriptions.
    package init(
        of catalog: Catalog,
        as role: String? = nil,
        comments: CatalogComments = CatalogComments()
    ) {
        var types = TypeDrafting(catalog, reader: role ?? catalog.login.name, comments)
        var elements = types.elements()
        let database = role.map { ", database: \(StringLiteral.quoted($0))" } ?? ""
        let claims = DraftClaims.argument(of: catalog, reader: role ?? catalog.login.name)
        let head = Self.head(role ?? "the login", rest: database + claims)
        var omissions: [String] = []
        // Each round removes something, or is the last.
        while true {
            let errors = Self.errors(of: Self.print(elements, [], head), catalog)
            let removed = elements.remove(Set(errors.map(\.coordinate)))
            guard !removed.isEmpty else { break }
            var named = removed
            for error in errors where named.remove(error.coordinate) != nil {
                omissions.append("\(error.coordinate): \(error.message)")
            }
        }
        text = Self.print(elements, omissions, head)
        isEmpty = elements.all.count { $0.isServed } < 2
    }

    /// The errors of `text`, each with the coordinate of a type or a field.
    private static func errors(
        of text: String,
        _ catalog: Catalog
    ) -> [(coordinate: String, message: String)] {
        let (schema, problems) = SchemaBuilder.draft(
            files: [("draft.graphql", Array(text.utf8))],
            prelude: BindingDirectives.prelude
        )
        let findings =
            schema.map { Binder.bind($0, to: catalog, problems: problems).findings }
            ?? problems.map(Finding.init)
        return findings.filter { $0.severity == .error }
            .compactMap { finding in
                // An error of an argument is one of its field.
                finding.coordinate.map { (String($0.prefix { $0 != "(" }), finding.message) }
            }
    }

    private static func print(
        _ elements: DraftElements,
        _ omissions: [String],
        _ head: String
    ) -> String {
        var text = head
        for element in elements.all { text += "\n" + element.text }
        if !omissions.isEmpty {
            text += "\n# Left out, because it could not be served:\n"
            for omission in omissions {
                text += "# - \(omission.split(separator: "\n").joined(separator: " "))\n"
            }
        }
        return text
    }

    /// The comments at the beginning, and the role.
    private static func head(_ reader: String, rest: String) -> String {
        """
        # Drafted by `concierge schema draft`. Read it, choose better names, and remove what should not be served.
        # Lines that are commented out are suggestions. `concierge check` checks the schema against the database;
        # `concierge schema directives` explains the directives.

        # WARNING: callers without a token read everything that \(reader) may read.
        # Declare roles of your own before the graph can be reached by others.
        extend schema @role(name: "anonymous"\(rest), anonymous: true)

        """
    }
}

/// The comments of relations and columns (`COMMENT ON`).
package struct CatalogComments: Sendable {
    /// By relation's oid.
    package var relations: [UInt32: String] = [:]
    /// By relation's oid, then by column's name.
    package var columns: [UInt32: [String: String]] = [:]

    /// Creates no comments.
    package init() {}
}
