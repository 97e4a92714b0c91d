extension ValidationRun {
    /// A fragment's type condition is an object, an interface or a union.
    ///
    /// Implements *Fragments on Object, Interface or Union Types*, §5.5.1.3.
    mutating func checkIsComposite(_ type: Int32, _ condition: Name, ofFragment fragment: Name?) -> Bool {
        if index.types[Int(type)].isComposite { return true }
        let subject = fragment.map { "Fragment \"\(document.text($0))\"" } ?? "Fragment"
        report(
            "\(subject) cannot condition on non composite type \"\(typeName(type))\".",
            at: condition.offset
        )
        return false
    }
}
