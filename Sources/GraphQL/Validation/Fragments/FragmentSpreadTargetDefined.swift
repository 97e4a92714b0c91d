extension ValidationRun {
    /// A fragment that is spread is defined in the document.
    ///
    /// Implements *Fragment Spread Target Defined*, §5.5.2.1.
    mutating func reportUnknownFragment(_ name: Name) {
        let text = document.text(name)
        let names = document.fragments.prefix(200).map { document.text($0.name) }
        let hint = takeSuggestion() ? Suggestions.didYouMean(text, among: names) : ""
        report("Unknown fragment \"\(text)\".\(hint)", at: name.offset)
    }
}
