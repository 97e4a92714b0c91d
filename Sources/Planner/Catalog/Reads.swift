/// What SQL that the database holds reads by itself: the definition of a view, the expression of a policy, the body of a function,
/// or an expression of the schema's author.
///
/// What is read in turn, by policies of the relations and by the functions called, is found by ``DependencyClosure``.
package struct Reads: Hashable, Sendable {
    /// The relations, by oid; `nil`: any, as PostgreSQL does not say.
    package var relations: Set<UInt32>? = []
    /// The names of the claims, in lower case, as names of settings are compared; `nil`: it may read any.
    package var claims: Set<String>? = []
    /// The functions that it calls and that are not PostgreSQL's own, by oid.
    package var functions: Set<UInt32> = []
    /// Whether its value changes while nothing that it reads does: it reads the clock, or something random.
    package var movesByItself = false

    /// Creates a value for what reads nothing.
    package init() {}

    /// Of what cannot be looked into.
    package static var unknown: Reads {
        var reads = Reads()
        reads.relations = nil
        reads.claims = nil
        return reads
    }

    /// Adds what `other` reads.
    package mutating func formUnion(_ other: Reads) {
        relations = other.relations.flatMap { relations?.union($0) }
        claims = other.claims.flatMap { claims?.union($0) }
        functions.formUnion(other.functions)
        movesByItself = movesByItself || other.movesByItself
    }
}

/// An expression of the schema's author, over the rows of one relation.
package struct AuthorExpression: Hashable, Sendable {
    /// The rows, as they stand behind FROM.
    package var source: SQL
    /// The expression, cast to the type that it is served as.
    package var sql: SQL
}

/// What PostgreSQL says of an ``AuthorExpression``.
package struct ExpressionAccount: Sendable {
    /// What it reads, by the database roles that may evaluate it.
    package var reads: [String: Reads] = [:]
    /// Why it is no expression over the relation, in PostgreSQL's words.
    package var problem: String?

    /// Creates an account without roles.
    package init() {}

    /// What says it: PostgreSQL, or a test; `nil` where nothing is known.
    package typealias Source = (AuthorExpression) -> ExpressionAccount?
}
