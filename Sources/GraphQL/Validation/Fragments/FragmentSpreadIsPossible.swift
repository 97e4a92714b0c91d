extension ValidationRun {
    /// Some object can be both what the fragment is on and what it is spread in.
    ///
    /// Implements *Fragment Spread Is Possible*, §5.5.2.3: objects and abstract types in each other's scopes (§5.5.2.3.1 to §5.5.2.3.4)
    /// are one question to the sets of possible types.
    mutating func checkFragmentSpreadIsPossible(
        _ condition: Int32,
        in type: Int32,
        at offset: UInt32,
        fragment: Name?
    ) {
        guard condition >= 0, type >= 0, index.types[Int(condition)].isComposite else { return }
        guard !index.canOverlap(condition, type, role: role) else { return }
        let subject = fragment.map { "Fragment \"\(document.text($0))\"" } ?? "Fragment"
        report(
            "\(subject) cannot be spread here as objects of type \"\(typeName(type))\" can never be of type "
                + "\"\(typeName(condition))\".",
            at: offset
        )
    }
}
