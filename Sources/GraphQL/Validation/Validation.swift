/// The rules that a document must keep before it may run: *Validation*, §5.
///
/// One walk over the document's selections resolves every name once, and calls the rules that look at one place; the rules that look
/// at the whole document (fragments, variables, merging) follow over what the walk noted. Each rule is in the file named as its
/// heading. Nothing here recurses, and every step's work is bounded by the document's size or by ``ValidationLimits``.
package enum Validation {
    /// Returns the violations of `document` against what `role` may know of `schema`; empty for a valid document.
    ///
    /// - Parameters:
    ///   - role: The one role of the request; what is hidden from it is unknown, in suggestions too.
    ///   - suggestions: Whether messages may name what was perhaps meant.
    package static func validate(
        _ document: Document,
        against schema: Schema,
        role: RoleSet,
        suggestions: Bool = true,
        limits: ValidationLimits = ValidationLimits()
    ) -> [GraphQLError] {
        var run = ValidationRun(document, schema, role: role, suggestions: suggestions, limits: limits)
        run.validate()
        return run.errors()
    }
}

/// What bounds the work that a stranger's document can cause here.
package struct ValidationLimits: Sendable {
    /// More errors would not help, and making messages costs time.
    package var errors = 50
    /// How many names are looked for that were perhaps meant; each compares a name with all of a type's.
    package var suggestions = 10
    /// How many steps *Field Selection Merging* may take for each node of the document.
    ///
    /// They come besides ``freeSteps``. A document whose fragments do not combine in ever new ways needs two or three.
    package var stepsPerNode = 8
    /// The steps that every document may take, however small it is.
    package var freeSteps = 20_000

    /// Creates the default limits.
    package init() {}
}
