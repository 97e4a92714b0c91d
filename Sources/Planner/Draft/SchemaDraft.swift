import GraphQL

/// A schema that a database suggests: where a new graph begins, for its author to read and change.
///
/// Every table that the login may read and whose rows can be told apart becomes a type: columns are fields, foreign keys
/// are relations in both directions, a table that is nothing but a pair of foreign keys is a relation between the two, and
/// unique keys are fields of `Query`. What would not be served is left out and named: the draft is proved like any schema.
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
        var omissions = types.omissions
        // Each round takes something away, or is the last.
        var isSmaller = true
        while isSmaller {
            isSmaller = false
            for (coordinate, message) in Self.errors(of: Self.print(elements, [], role), catalog)
            where elements.remove(String(coordinate.prefix { $0 != "(" })) {
                omissions.append("\(coordinate): \(message)")
                isSmaller = true
            }
        }
        text = Self.print(elements, omissions, role)
        isEmpty = elements.all.count < 2
    }

    /// What of `text` would not be served, by coordinate.
    private static func errors(of text: String, _ catalog: Catalog) -> [(String, String)] {
        let (schema, problems) = SchemaBuilder.draft(
            files: [("draft.graphql", Array(text.utf8))],
            prelude: BindingDirectives.prelude
        )
        let findings =
            schema.map { Binder.bind($0, to: catalog, problems: problems).findings }
            ?? problems.map(Finding.init)
        return findings.filter { $0.severity == .error }
            .compactMap { finding in finding.coordinate.map { ($0, finding.message) } }
    }

    private static func print(
        _ elements: DraftElements,
        _ omissions: [String],
        _ role: String?
    ) -> String {
        let database = role.map { ", database: \(StringLiteral.quoted($0))" } ?? ""
        var text = """
            # Drafted by `concierge schema draft`. Read it, rename what should have a better name, and take away what nobody shall see.
            # `concierge check` proves it against the database; `concierge schema directives` explains what it is written with.

            # Whoever asks without a token reads what \(role ?? "the login") may read. Declare roles of your own before strangers come.
            extend schema @role(name: "anonymous"\(database), anonymous: true)

            """
        for element in elements.all { text += "\n" + element.text }
        if !omissions.isEmpty {
            text += "\n# Left out:\n"
            for omission in omissions {
                text += "# - \(omission.split(separator: "\n").joined(separator: " "))\n"
            }
        }
        return text
    }
}

/// What people have written beside relations and columns, with `COMMENT ON`.
package struct CatalogComments: Sendable {
    /// By relation's oid.
    package var relations: [UInt32: String] = [:]
    /// By relation's oid, then by column's name.
    package var columns: [UInt32: [String: String]] = [:]

    /// Creates no comments.
    package init() {}
}
