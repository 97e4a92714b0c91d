extension ValidationRun {
    /// No variable of an operation is defined twice.
    ///
    /// Implements *Variable Uniqueness*, §5.8.1.
    mutating func checkVariableUniqueness(_ run: Run) {
        guard run.count > 1 else { return }
        let epoch = nextEpoch()
        for variable in document.variables[run.indices] {
            let name = Int(variable.name.id)
            if names[name].seen == epoch {
                let text = document.text(variable.name)
                report("There can be only one variable named \"$\(text)\".", at: variable.name.offset)
            }
            names[name].seen = epoch
        }
    }
}
