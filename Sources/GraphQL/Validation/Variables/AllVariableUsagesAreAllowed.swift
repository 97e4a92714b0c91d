extension ValidationRun {
    /// A variable's type fits wherever the variable is used.
    ///
    /// Implements *All Variable Usages Are Allowed*, §5.8.5. Where all operations define a name alike (as in nearly every document),
    /// the usages are checked once each. Only where definitions of one name differ are the operations' own usages searched, within a
    /// bound of steps.
    mutating func checkAllVariableUsagesAreAllowed() {
        guard !isFull else { return }
        guard needsSearch else { return }
        var stepsLeft =
            limits.freeSteps + limits.stepsPerNode * (document.selections.count + document.values.count)
        for (number, operation) in document.operations.enumerated()
        where !isFull && !operation.variables.isEmpty {
            checkUsages(of: operation, number, &stepsLeft)
            if stepsLeft <= 0 {
                return refuse("The document's operations share too many fragments to be checked.")
            }
        }
    }

    /// Whether some usage does not fit the first definition of its name, or definitions of one name differ.
    private var needsSearch: Bool {
        for variable in document.variables {
            guard let first = firstDefinition(variable.name.id) else { continue }
            if first.type.id != variable.type.id || first.modifiers != variable.modifiers { return true }
            if hasNonNullDefault(first) != hasNonNullDefault(variable) { return true }
        }
        for usage in usages {
            if let definition = firstDefinition(usage.name), !isAllowed(usage, definition) { return true }
        }
        return false
    }

    /// The first definition of a variable of this name, in whatever operation.
    private func firstDefinition(_ name: Int32) -> VariableDefinition? {
        let definition = variableNames[Int(names[Int(name)].variable)].definition
        return definition < 0 ? nil : document.variables[Int(definition)]
    }

    private mutating func checkUsages(of operation: Operation, _ number: Int, _ stepsLeft: inout Int) {
        var definitions: [Int32: VariableDefinition] = [:]
        for variable in document.variables[operation.variables.indices]
        where definitions[variable.name.id] == nil {
            definitions[variable.name.id] = variable
        }
        var pending = [number]
        var visited: Set<Int> = [number]
        while let current = pending.popLast(), !isFull, stepsLeft > 0 {
            stepsLeft -= 1 + usagesOf[current].count + spreadsOf[current].count
            for usage in usages[usagesOf[current].indices] {
                if let definition = definitions[usage.name], !isAllowed(usage, definition) {
                    reportUsage(usage, definition)
                }
            }
            for spread in spreads[spreadsOf[current].indices] where spread.fragment >= 0 {
                let next = self.definition(ofFragment: spread.fragment)
                if visited.insert(next).inserted { pending.append(next) }
            }
        }
    }

    /// *IsVariableUsageAllowed*.
    private func isAllowed(_ usage: VariableUsage, _ definition: VariableDefinition) -> Bool {
        guard usage.isTypeKnown else { return true }
        let type = self.type(definition.type)
        // A type that does not exist, or is not for input, is reported where it stands.
        guard type >= 0, index.types[Int(type)].isInput else { return true }
        guard Int(type) == usage.type.type.index else { return false }
        var location = usage.type.modifiers
        if usage.isOneOfField && !definition.modifiers.isNonNull { return false }
        if location.isNonNull && !definition.modifiers.isNonNull {
            guard hasNonNullDefault(definition) || usage.hasLocationDefault else { return false }
            location = location.nullable
        }
        return areCompatible(definition.modifiers, location)
    }

    private func hasNonNullDefault(_ definition: VariableDefinition) -> Bool {
        definition.defaultValue.map { document.values[Int($0)].kind != .null } ?? false
    }

    /// *AreTypesCompatible*, of the marks around one named type.
    private func areCompatible(_ variable: TypeModifiers, _ location: TypeModifiers) -> Bool {
        var variable = variable
        var location = location
        while true {
            if location.isNonNull && !variable.isNonNull { return false }
            variable = variable.nullable
            location = location.nullable
            guard location.isList else { return !variable.isList }
            guard variable.isList else { return false }
            variable = variable.item
            location = location.item
        }
    }

    private mutating func reportUsage(_ usage: VariableUsage, _ definition: VariableDefinition) {
        let name = document.text(definition.name)
        let type = definition.modifiers.text(around: document.text(definition.type))
        let offset = document.values[Int(usage.value)].offset
        if usage.isOneOfField && !definition.modifiers.isNonNull {
            return report(
                "Variable \"$\(name)\" is of type \"\(type)\" but must be non-nullable to be used for OneOf Input Object.",
                at: definition.offset,
                offset
            )
        }
        report(
            "Variable \"$\(name)\" of type \"\(type)\" used in position expecting type \"\(text(usage.type))\".",
            at: definition.offset,
            offset
        )
    }
}
