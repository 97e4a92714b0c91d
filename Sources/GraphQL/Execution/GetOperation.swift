extension Document {
    /// The place among ``operations`` of the one that a request names, or of the only one.
    ///
    /// Implements *GetOperation()*, §6.1.
    ///
    /// - Throws: `OPERATION_RESOLUTION_FAILURE` if there is no such operation, or none is named and there are several.
    package func operation(named name: String?) throws(GraphQLError) -> Int {
        if let name {
            for (number, operation) in operations.enumerated() {
                if let known = operation.name, text(known) == name { return number }
            }
            throw GraphQLError("Unknown operation named \"\(name)\".", code: .operationResolutionFailure)
        }
        guard operations.count <= 1 else {
            throw GraphQLError(
                "Must provide operation name if query contains multiple operations.",
                code: .operationResolutionFailure
            )
        }
        guard !operations.isEmpty else {
            throw GraphQLError("Must provide an operation.", code: .operationResolutionFailure)
        }
        return 0
    }
}
