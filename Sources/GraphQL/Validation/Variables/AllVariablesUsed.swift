extension ValidationRun {
    /// A variable that an operation defines is used by it, directly or through fragments.
    ///
    /// Implements *All Variables Used*, §5.8.4.
    mutating func checkAllVariablesUsed(_ operation: Operation, _ number: Int, _ sets: VariableSets) {
        for variable in document.variables[operation.variables.indices]
        where !sets.contains(Int(names[Int(variable.name.id)].variable), in: number) {
            let place = operation.name.map { " in operation \"\(document.text($0))\"" } ?? ""
            report(
                "Variable \"$\(document.text(variable.name))\" is never used\(place).",
                at: variable.offset
            )
        }
    }
}
