extension ValidationRun {
    /// No two operations of a document have one name.
    ///
    /// Implements *Operation Name Uniqueness*, §5.2.2.1.
    mutating func checkOperationNameUniqueness() {
        guard document.operations.count > 1 else { return }
        var firstOffset: [Int32: UInt32] = [:]
        for operation in document.operations {
            guard let name = operation.name else { continue }
            if let first = firstOffset[name.id] {
                report(
                    "There can be only one operation named \"\(document.text(name))\".",
                    at: first,
                    name.offset
                )
            } else {
                firstOffset[name.id] = name.offset
            }
        }
    }
}
