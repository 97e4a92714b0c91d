extension Document {
    /// The fields that `selections` select of `object`, by response name, in the order in which the names are first met.
    ///
    /// Implements *CollectFields()*, §6.3.2: fragments are looked into once each, `@skip` and `@include` obeyed, and type conditions that
    /// do not apply left out.
    ///
    /// - Parameters:
    ///   - selections: The runs of one selection set, or of several that merge.
    ///   - fragments: The place of each fragment by its name's id, see ``fragmentsByName()``.
    ///   - condition: Gives the value of a condition of `@skip` or `@include`, which stands at an index of ``values``.
    /// - Throws: `BAD_USER_INPUT` where a condition is null: an execution error of the position that the fields are collected for
    ///   (*All Variable Usages Are Allowed*, §5.8.5: a non-null argument takes no null, though its variable may be nullable).
    package func collectFields(
        _ selections: [Run],
        of object: TypeID,
        schema: Schema,
        fragments: [Int32: Int],
        condition: (Int32) -> InputValue?
    ) throws(GraphQLError) -> [(responseName: Name, fields: [Int32])] {
        var collected: [(responseName: Name, fields: [Int32])] = []
        var placeOfName: [Int32: Int] = [:]
        var visited: Set<Int32> = []
        // Runs still to be read, the next one last.
        var pending = Array(selections.reversed())
        while let run = pending.popLast() {
            guard run.lowerBound < run.upperBound else { continue }
            let number = run.lowerBound
            let selection = self.selections[Int(number)]
            pending.append(selection.end..<run.upperBound)
            guard try isIncluded(selection.directives, condition) else { continue }
            switch selection.kind {
            case .field:
                guard let name = selection.responseName else { continue }
                if let place = placeOfName[name.id] {
                    collected[place].fields.append(number)
                } else {
                    placeOfName[name.id] = collected.count
                    collected.append((name, [number]))
                }
            case .fragmentSpread:
                guard let name = selection.name, visited.insert(name.id).inserted,
                    let place = fragments[name.id],
                    doesApply(self.fragments[place].typeCondition, to: object, schema)
                else { continue }
                pending.append(self.fragments[place].selections)
            case .inlineFragment:
                if let name = selection.name, !doesApply(name, to: object, schema) { continue }
                pending.append(number + 1..<selection.end)
            }
        }
        return collected
    }

    /// The place of each fragment by its name's id.
    package func fragmentsByName() -> [Int32: Int] {
        Dictionary(fragments.enumerated().map { ($1.name.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether `@skip` and `@include` among `directives` let their selection be: *@skip*, §3.13.1, *@include*, §3.13.2.
    private func isIncluded(
        _ directives: Run,
        _ condition: (Int32) -> InputValue?
    ) throws(GraphQLError) -> Bool {
        if directives.isEmpty { return true }
        // What is skipped is not asked whether it is included.
        if try isTrue("skip", directives, condition) == true { return false }
        return try isTrue("include", directives, condition) != false
    }

    /// The condition of the directive called `name`; `nil` where there is none.
    private func isTrue(
        _ name: String,
        _ directives: Run,
        _ condition: (Int32) -> InputValue?
    ) throws(GraphQLError) -> Bool? {
        for directive in self.directives[directives.indices] where text(directive.name) == name {
            guard let index = value(ofArgument: "if", in: directive.arguments) else { continue }
            guard let value = condition(index), value != .null else {
                throw GraphQLError(
                    "Argument \"@\(name)(if:)\" must not be null.",
                    code: .badUserInput,
                    locations: [location(of: values[Int(index)].offset)]
                )
            }
            return value == .boolean(true)
        }
        return nil
    }

    private func doesApply(_ condition: Name, to object: TypeID, _ schema: Schema) -> Bool {
        guard let type = schema.type(named: text(condition)) else { return false }
        return type == object || schema[type].possibleTypes.contains(object)
    }
}
