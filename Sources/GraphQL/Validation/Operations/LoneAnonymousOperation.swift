extension ValidationRun {
    /// An anonymous operation is the only operation of its document.
    ///
    /// Implements *Lone Anonymous Operation*, §5.2.3.1.
    mutating func checkLoneAnonymousOperation() {
        guard document.operations.count > 1 else { return }
        for operation in document.operations where operation.name == nil {
            report("This anonymous operation must be the only defined operation.", at: operation.offset)
        }
    }
}
