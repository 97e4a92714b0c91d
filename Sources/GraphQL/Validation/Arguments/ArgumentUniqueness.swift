extension ValidationRun {
    /// No argument is given twice to one field or directive.
    ///
    /// Implements *Argument Uniqueness*, §5.4.2.
    mutating func checkArgumentUniqueness(_ run: Run) {
        guard run.count > 1 else { return }
        let epoch = nextEpoch()
        for argument in document.arguments[run.indices] {
            let name = Int(argument.name.id)
            if names[name].seen == epoch {
                let text = document.text(argument.name)
                report("There can be only one argument named \"\(text)\".", at: argument.name.offset)
            }
            names[name].seen = epoch
        }
    }
}
