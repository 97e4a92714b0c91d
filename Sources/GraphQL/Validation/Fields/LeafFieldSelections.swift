extension ValidationRun {
    /// A field of a scalar or an enum takes no selection set; any other needs one, which may be empty.
    ///
    /// Implements *Leaf Field Selections*, §5.3.3; only called where braces and type disagree.
    mutating func checkLeafFieldSelections(_ selection: Selection, type: TypeReference) {
        guard let name = selection.name else { return }
        let field = document.text(name)
        if selection.hasSelectionSet {
            report(
                "Field \"\(field)\" must not have a selection since type \"\(text(type))\" has no subfields.",
                at: name.offset
            )
        } else {
            report(
                "Field \"\(field)\" of type \"\(text(type))\" must have a selection of subfields. "
                    + "Did you mean \"\(field) { ... }\"?",
                at: name.offset
            )
        }
    }
}
