import GraphQL

extension GraphQLError {
    /// The same where the schema is known not to fit the database: the operator has the reason already.
    var ofMisfit: GraphQLError {
        guard code == .internalError else { return self }
        var error = self
        error.code = .databaseUnavailable
        error.message =
            "The database has changed, and the schema does not fit it here any more; the operator has the details."
        return error
    }
}
