extension ValidationRun {
    /// Notes a variable where a value of `type` is expected.
    mutating func noteUsage(
        _ value: Value,
        _ number: Int32,
        type: TypeReference,
        hasDefault: Bool,
        isOneOfField: Bool
    ) {
        guard let name = value.name else { return }
        usages.append(
            VariableUsage(
                name: name.id,
                value: number,
                type: type,
                isTypeKnown: true,
                hasLocationDefault: hasDefault,
                isOneOfField: isOneOfField
            )
        )
    }

    /// Notes a variable where nothing is known of what is expected.
    mutating func noteUnknownUsage(_ value: Value, _ number: Int32) {
        guard let name = value.name else { return }
        usages.append(
            VariableUsage(
                name: name.id,
                value: number,
                type: TypeReference(TypeID(0)),
                isTypeKnown: false,
                hasLocationDefault: false,
                isOneOfField: false
            )
        )
    }

    /// Runs the rules on variables that follow fragments, once there are no cycles.
    ///
    /// The variables that a fragment uses, through all that it spreads, are a set of bits, found once for each fragment; an operation
    /// joins the sets of the fragments that it spreads, instead of walking them again.
    mutating func checkVariables() {
        guard !isFull, !(usages.isEmpty && document.variables.isEmpty) else { return }
        numberVariables()
        let definitions = document.operations.count + document.fragments.count
        var sets = VariableSets(of: variableNames.count, count: definitions)
        for fragment in fragmentOrder { fill(definition(ofFragment: fragment), in: &sets) }
        for (number, operation) in document.operations.enumerated() {
            if isFull { return }
            fill(number, in: &sets)
            checkAllVariableUsesDefined(operation, number, sets)
            checkAllVariablesUsed(operation, number, sets)
        }
        checkAllVariableUsagesAreAllowed()
    }

    /// Numbers the names of variables, those that are defined before those that are only used.
    private mutating func numberVariables() {
        for (number, variable) in document.variables.enumerated() {
            numberVariable(variable.name.id, definition: Int32(number))
        }
        for usage in usages { numberVariable(usage.name, definition: -1) }
    }

    private mutating func numberVariable(_ name: Int32, definition: Int32) {
        guard names[Int(name)].variable < 0 else { return }
        names[Int(name)].variable = Int32(variableNames.count)
        variableNames.append(VariableName(name: name, definition: definition))
    }

    private func fill(_ definition: Int, in sets: inout VariableSets) {
        for usage in usages[usagesOf[definition].indices] {
            sets.insert(Int(names[Int(usage.name)].variable), into: definition)
        }
        for spread in spreads[spreadsOf[definition].indices] where spread.fragment >= 0 {
            sets.join(self.definition(ofFragment: spread.fragment), into: definition)
        }
    }

    /// A variable that is used by an operation, directly or through fragments, is defined by it.
    ///
    /// Implements *All Variable Uses Defined*, §5.8.3.
    private mutating func checkAllVariableUsesDefined(
        _ operation: Operation,
        _ number: Int,
        _ sets: VariableSets
    ) {
        let epoch = nextEpoch()
        for variable in document.variables[operation.variables.indices] {
            names[Int(variable.name.id)].seen = epoch
        }
        var next = sets.first(of: number, from: 0)
        while let variable = next, !isFull {
            next = sets.first(of: number, from: variable + 1)
            let name = variableNames[variable].name
            guard names[Int(name)].seen != epoch, let usage = findUsage(of: name, from: number) else {
                continue
            }
            let place = operation.name.map { "operation \"\(document.text($0))\"" } ?? "this operation"
            report(
                "Variable \"$\(document.text(ofName: name))\" is not defined by \(place).",
                at: document.values[Int(usage.value)].offset,
                operation.offset
            )
        }
    }

    /// The first usage of a variable that a definition reaches; only searched for the sake of an error's place.
    private func findUsage(of name: Int32, from definition: Int) -> VariableUsage? {
        var pending = [definition]
        var visited: Set<Int> = [definition]
        while let definition = pending.popLast() {
            if let usage = usages[usagesOf[definition].indices].first(where: { $0.name == name }) {
                return usage
            }
            for spread in spreads[spreadsOf[definition].indices] where spread.fragment >= 0 {
                let next = self.definition(ofFragment: spread.fragment)
                if visited.insert(next).inserted { pending.append(next) }
            }
        }
        return nil
    }
}

/// For each definition of a document the set of the variables that it uses.
struct VariableSets {
    /// How many words of 64 bits a set has.
    private let words: Int
    private var bits: [UInt64]

    /// Makes `count` empty sets of as many variables.
    init(of variables: Int, count: Int) {
        words = (variables + 63) / 64
        bits = Array(repeating: 0, count: words * count)
    }

    mutating func insert(_ variable: Int, into set: Int) {
        bits[set * words + variable / 64] |= 1 << UInt64(variable % 64)
    }

    mutating func join(_ other: Int, into set: Int) {
        for word in 0..<words { bits[set * words + word] |= bits[other * words + word] }
    }

    func contains(_ variable: Int, in set: Int) -> Bool {
        bits[set * words + variable / 64] >> UInt64(variable % 64) & 1 == 1
    }

    /// The first variable in `set` from `variable` on.
    func first(of set: Int, from variable: Int) -> Int? {
        var word = variable / 64
        guard word < words else { return nil }
        var rest = bits[set * words + word] & (UInt64.max << UInt64(variable % 64))
        while rest == 0 {
            word += 1
            guard word < words else { return nil }
            rest = bits[set * words + word]
        }
        return word * 64 + rest.trailingZeroBitCount
    }
}
