extension ValidationRun {
    /// A directive stands only where its definition allows it.
    ///
    /// Implements *Directives Are in Valid Locations*, §5.7.2.
    mutating func checkLocation(of directive: Directive, _ number: Int32, _ location: DirectiveLocation) {
        guard index.directives[Int(number)].locations & location.bit == 0 else { return }
        report(
            "Directive \"@\(document.text(directive.name))\" may not be used on \(location.rawValue).",
            at: directive.offset
        )
    }
}
