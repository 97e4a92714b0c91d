extension ValidationRun {
    /// Checks the variables that an operation defines: each rule on them, their directives and defaults.
    mutating func checkVariableDefinitions(of operation: Operation) {
        guard !operation.variables.isEmpty else { return }
        checkVariableUniqueness(operation.variables)
        for variable in document.variables[operation.variables.indices] {
            checkDirectives(variable.directives, at: .variableDefinition)
            let type = checkVariableIsInputType(variable)
            guard let value = variable.defaultValue else { continue }
            if type >= 0 {
                let reference = TypeReference(TypeID(Int(type)), variable.modifiers)
                checkValue(value, type: reference, hasDefault: false)
            } else {
                noteVariables(inUnknown: value)
            }
        }
    }

    /// A variable's type exists, and is a scalar, an enum, an input object, or lists and non-nulls of them; returns it, or −1.
    ///
    /// Implements *Variables Are Input Types*, §5.8.2.
    private mutating func checkVariableIsInputType(_ variable: VariableDefinition) -> Int32 {
        let type = type(variable.type)
        guard type >= 0 else {
            reportUnknownType(variable.type)
            return -1
        }
        if index.types[Int(type)].isInput { return type }
        let name = document.text(variable.name)
        let reference = TypeReference(TypeID(Int(type)), variable.modifiers)
        report(
            "Variable \"$\(name)\" cannot be non-input type \"\(text(reference))\".",
            at: variable.type.offset
        )
        return -1
    }
}
