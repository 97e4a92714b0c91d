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
        var sets = VariableSets(nameCount: document.namePlaces.count)
        for usage in usages { sets.add(usage.name) }
        for variable in document.variables { sets.add(variable.name.id) }
        sets.allocate(document.operations.count + document.fragments.count)
        for fragment in fragmentOrder { fill(definition(ofFragment: fragment), in: &sets) }
        for (number, operation) in document.operations.enumerated() {
            if isFull { return }
            fill(number, in: &sets)
            checkAllVariableUsesDefined(operation, number, sets)
            checkAllVariablesUsed(operation, number, sets)
        }
        checkAllVariableUsagesAreAllowed()
    }

    private func fill(_ definition: Int, in sets: inout VariableSets) {
        for usage in usages[usagesOf[definition].indices] { sets.insert(usage.name, into: definition) }
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
        let defined = document.variables[operation.variables.indices].map(\.name.id)
        for name in sets.names(of: number, without: defined) {
            guard !isFull, let usage = findUsage(of: name, from: number) else { continue }
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
    /// By name id: the variable's bit, or −1.
    private var bitOfName: [Int32]
    private var nameOfBit: [Int32] = []
    private var words = 0
    private var bits: [UInt64] = []

    init(nameCount: Int) { bitOfName = Array(repeating: -1, count: nameCount) }

    /// Gives the variable called `name` a bit.
    mutating func add(_ name: Int32) {
        guard bitOfName[Int(name)] < 0 else { return }
        bitOfName[Int(name)] = Int32(nameOfBit.count)
        nameOfBit.append(name)
    }

    /// Makes an empty set for each of `count` definitions.
    mutating func allocate(_ count: Int) {
        words = (nameOfBit.count + 63) / 64
        bits = Array(repeating: 0, count: words * count)
    }

    mutating func insert(_ name: Int32, into set: Int) {
        let bit = Int(bitOfName[Int(name)])
        bits[set * words + bit / 64] |= 1 << UInt64(bit % 64)
    }

    mutating func join(_ other: Int, into set: Int) {
        for word in 0..<words { bits[set * words + word] |= bits[other * words + word] }
    }

    func contains(_ name: Int32, in set: Int) -> Bool {
        let bit = Int(bitOfName[Int(name)])
        return bits[set * words + bit / 64] >> UInt64(bit % 64) & 1 == 1
    }

    /// The names in `set` that are not in `defined`.
    func names(of set: Int, without defined: [Int32]) -> [Int32] {
        var rest = Array(bits[set * words..<(set + 1) * words])
        for name in defined {
            let bit = Int(bitOfName[Int(name)])
            rest[bit / 64] &= ~(1 << UInt64(bit % 64))
        }
        var names: [Int32] = []
        for word in rest.indices {
            while rest[word] != 0 {
                names.append(nameOfBit[word * 64 + rest[word].trailingZeroBitCount])
                rest[word] &= rest[word] - 1
            }
        }
        return names
    }
}
