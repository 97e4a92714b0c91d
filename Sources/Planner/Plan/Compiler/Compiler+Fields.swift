import GraphQL

/// Selections with one response name.
struct FieldGroup {
    var name: String
    /// The name as JSON, with its colon.
    var key: [UInt8]
    var selections: [Int32]
}

/// *Field Collection*, §6.3.2, with the directives' conditions decided.
extension Compiler {
    /// The fields that `runs` select on an object of `type`, by response name, in the order of the document.
    ///
    /// Where a condition is null there are none, and `plan`, which is the object's, says why.
    mutating func collectFields(of type: TypeID, _ runs: [Run], for plan: inout ObjectPlan) -> [FieldGroup] {
        let document = document
        do throws(GraphQLError) {
            let collected = try document.collectFields(
                runs,
                of: type,
                schema: schema.schema,
                fragments: fragments,
                condition: { value(document.argument(at: $0, variables: variableIndices)) }
            )
            return collected.map { responseName, selections in
                let name = document.text(responseName)
                return FieldGroup(name: name, key: quoted(name) + [UInt8(ascii: ":")], selections: selections)
            }
        } catch {
            plan.failure = ObjectFailure(error, at: coordinate)
            return []
        }
    }

    /// The selections directly within all selections of a field.
    func children(of site: FieldSite) -> [Run] {
        site.selections.map { $0 + 1..<document.selections[Int($0)].end }
    }

    // MARK: Arguments

    /// The value of an argument that binding added to the field, or its default; `nil` where there is neither.
    mutating func argument(_ argument: DerivedArgument, of site: FieldSite) -> Argument? {
        definition(of: argument, in: site).flatMap { self.argument($0, of: site) }
    }

    /// The value of the argument that `definition` defines, or its default; `nil` where there is neither.
    mutating func argument(_ definition: InputValueDefinition, of site: FieldSite) -> Argument? {
        let selection = document.selections[Int(site.selections[0])]
        let defaultValue = definition.defaultValue.map { Argument.literal($0) }
        guard let index = document.value(ofArgument: definition.name, in: selection.arguments) else {
            return defaultValue
        }
        let argument = document.argument(at: index, variables: variableIndices)
        // An absent variable is as no argument at all.
        return isAbsent(argument) ? defaultValue : argument
    }

    /// The value of a derived argument that is an input object, or a list of them, with its type; `nil`: null, or none at all.
    mutating func input(
        _ argument: DerivedArgument,
        of site: FieldSite
    ) -> (value: Argument, type: TypeID)? {
        guard let definition = definition(of: argument, in: site),
            let value = self.argument(definition, of: site), !isNull(value)
        else { return nil }
        return (value, definition.type.type)
    }

    private func definition(of argument: DerivedArgument, in site: FieldSite) -> InputValueDefinition? {
        site.definition?.arguments.first { $0.name == argument.rawValue }
    }

    /// The value of `argument`, which becomes part of the plan's shape.
    mutating func value(_ argument: Argument?) -> InputValue? {
        switch argument {
        case nil: return nil
        case .literal(let value)?: return value
        case .variable(let path)?:
            switch shape(path, .value) {
            case .value(let value): return value
            case .null: return .null
            case .absent, .present, .names, .count, .nulls: return nil
            }
        case .list(let items)?: return .list(items.map { value($0) ?? .null })
        case .object(let members)?:
            return .object(members.map { InputValue.Member(name: $0.name, value: value($0.value) ?? .null) })
        }
    }

    /// Whether there is a value at all, be it null.
    mutating func isAbsent(_ argument: Argument?) -> Bool {
        switch argument {
        case nil: true
        case .variable(let path)?: shape(path, .presence) == .absent
        case .literal?, .list?, .object?: false
        }
    }

    /// Whether there is no value, or null.
    mutating func isNull(_ argument: Argument?) -> Bool {
        switch argument {
        case nil: true
        case .literal(let value)?: value == .null
        case .variable(let path)?: shape(path, .presence) != .present
        case .list?, .object?: false
        }
    }

    /// The members of an object, in their order.
    mutating func members(_ argument: Argument) -> [ArgumentMember] {
        switch argument {
        case .literal(.object(let members)):
            return members.map { ArgumentMember(name: $0.name, value: .literal($0.value)) }
        case .object(let members): return members.filter { !isAbsent($0.value) }
        case .variable(let path):
            guard case .names(let names) = shape(path, .members) else { return [] }
            return names.map { ArgumentMember(name: $0, value: .variable(path.appending(.member($0)))) }
        case .literal, .list: return []
        }
    }

    /// The members of an object of the derived input type `type`, each with what `bindings` says that it is.
    mutating func members<Binding>(
        _ argument: Argument,
        of type: TypeID,
        _ bindings: [TypeID: [Binding]]
    ) -> [BoundMember<Binding>] {
        guard let bindings = bindings[type] else { return [] }
        let definitions = schema.schema[type].inputFields
        return members(argument).compactMap { member in
            guard let index = definitions.firstIndex(where: { $0.name == member.name }) else { return nil }
            return BoundMember(
                name: member.name,
                binding: bindings[index],
                type: definitions[index].type.type,
                value: member.value
            )
        }
    }

    /// The items of a list; a single value is a list of one.
    mutating func items(_ argument: Argument) -> [Argument] {
        switch argument {
        case .literal(let value): return value.items.map { .literal($0) }
        case .list(let items): return items
        case .object: return [argument]
        case .variable(let path):
            guard case .count(let count) = shape(path, .items) else { return [] }
            return (0..<count).map { .variable(path.appending(.item($0))) }
        }
    }
}
