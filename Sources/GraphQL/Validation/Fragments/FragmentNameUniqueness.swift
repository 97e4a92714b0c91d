extension ValidationRun {
    /// No two fragments of a document have one name.
    ///
    /// Implements *Fragment Name Uniqueness*, §5.5.1.1.
    mutating func checkFragmentNameUniqueness() {
        for (number, fragment) in document.fragments.enumerated() {
            let known = names[Int(fragment.name.id)].fragment
            guard known >= 0 else {
                names[Int(fragment.name.id)].fragment = Int32(number)
                continue
            }
            report(
                "There can be only one fragment named \"\(document.text(fragment.name))\".",
                at: document.fragments[Int(known)].name.offset,
                fragment.name.offset
            )
        }
    }
}
