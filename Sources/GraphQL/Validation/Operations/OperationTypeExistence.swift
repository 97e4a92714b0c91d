extension ValidationRun {
    /// The schema has a root type for the operation's kind; returns it, or −1.
    ///
    /// Implements *Operation Type Existence*, §5.2.1.1.
    mutating func checkOperationTypeExistence(_ operation: Operation) -> Int32 {
        if let root = schema.rootType(of: operation.kind), isKnown(schema[root].roles) {
            return Int32(root.index)
        }
        report(
            "The schema is not configured to execute \(operation.kind.keyword) operations.",
            at: operation.offset
        )
        return -1
    }
}
