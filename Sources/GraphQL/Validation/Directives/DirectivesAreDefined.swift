extension ValidationRun {
    /// Checks the directives applied at one place: each rule on them, and their arguments.
    mutating func checkDirectives(_ run: Run, at location: DirectiveLocation) {
        guard !run.isEmpty else { return }
        let epoch = nextEpoch()
        if seenDirective.isEmpty { seenDirective = Array(repeating: 0, count: index.directives.count) }
        for directive in document.directives[run.indices] where !isFull {
            let found = findDirective(directive.name)
            guard found >= 0 else {
                checkArgumentsOfUnknown(directive.arguments)
                continue
            }
            checkLocation(of: directive, found, location)
            checkDirectiveUniqueness(directive, found, epoch)
            let definition = index.directives[Int(found)]
            checkArguments(
                directive.arguments,
                of: .directive(found),
                definitions: definition.arguments,
                offset: directive.offset
            )
        }
    }

    /// A directive that is applied is defined.
    ///
    /// Implements *Directives Are Defined*, §5.7.1.
    private mutating func findDirective(_ name: Name) -> Int32 {
        let symbol = symbol(name)
        if symbol >= 0 {
            let directive = index.directiveOfSymbol[Int(symbol)]
            if directive >= 0 && isKnown(index.directives[Int(directive)].roles) { return directive }
        }
        let text = document.text(name)
        var hint = ""
        if takeSuggestion() {
            let known = schema.directives.filter { isKnown($0.roles) }
            hint = Suggestions.didYouMean(text, among: known.map(\.name), prefix: "@")
        }
        report("Unknown directive \"@\(text)\".\(hint)", at: directiveOffset(name))
        return -1
    }

    /// Where the directive begins: at its `@`.
    private func directiveOffset(_ name: Name) -> UInt32 { name.offset > 0 ? name.offset - 1 : 0 }
}
