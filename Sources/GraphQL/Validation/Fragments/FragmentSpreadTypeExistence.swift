extension ValidationRun {
    /// A fragment's type condition is a type of the schema; returns it if fields can be selected of it, or −1.
    ///
    /// Implements *Fragment Spread Type Existence*, §5.5.1.2.
    mutating func checkTypeCondition(_ condition: Name, ofFragment fragment: Name?) -> Int32 {
        let type = type(condition)
        guard type >= 0 else {
            reportUnknownType(condition)
            return -1
        }
        return checkIsComposite(type, condition, ofFragment: fragment) ? type : -1
    }

    /// Reports a type that does not exist, or is hidden.
    mutating func reportUnknownType(_ name: Name) {
        let text = document.text(name)
        var hint = ""
        if takeSuggestion() {
            hint = Suggestions.didYouMean(
                text,
                among: schema.types.filter { isKnown($0.roles) && !$0.name.hasPrefix("__") }.map(\.name)
            )
        }
        report("Unknown type \"\(text)\".\(hint)", at: name.offset)
    }
}
