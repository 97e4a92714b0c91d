extension ValidationRun {
    /// No argument is given twice to one field or directive.
    ///
    /// Implements *Argument Uniqueness*, §5.4.2.
    mutating func checkArgumentUniqueness(_ run: Run, _ epoch: Int32) {
        guard run.count > 1 else { return }
        for argument in document.arguments[run.indices] {
            let name = Int(argument.name.id)
            if seenName[name] == epoch {
                let text = document.text(argument.name)
                report("There can be only one argument named \"\(text)\".", at: argument.name.offset)
            }
            seenName[name] = epoch
        }
    }
}
