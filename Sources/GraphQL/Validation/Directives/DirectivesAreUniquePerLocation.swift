extension ValidationRun {
    /// A directive that is not repeatable stands at most once at a place.
    ///
    /// Implements *Directives Are Unique per Location*, §5.7.3.
    mutating func checkDirectiveUniqueness(_ directive: Directive, _ number: Int32, _ epoch: Int32) {
        if seenDirective[Int(number)] == epoch && !index.directives[Int(number)].isRepeatable {
            report(
                "The directive \"@\(document.text(directive.name))\" can only be used once at this location.",
                at: directive.offset
            )
        }
        seenDirective[Int(number)] = epoch
    }
}
