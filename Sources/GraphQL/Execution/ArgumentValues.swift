/// The values of a field's or a directive's arguments.
package enum ArgumentValues {
    /// Coerces what `arguments`, a run of the document's, give for `definitions`.
    ///
    /// Implements *Coercing Field Arguments*, §6.4.1: an argument that is absent, or given a variable that is, has its default, or is left
    /// out.
    ///
    /// - Parameter role: The one role of the request; arguments hidden from it only ever have their defaults.
    /// - Returns: The arguments that have a value, in the order of their definitions.
    /// - Throws: `BAD_USER_INPUT` where a variable brought a null to a place that takes none. (A document that is valid has no other
    ///   error here.)
    package static func coerce(
        _ document: Document,
        arguments: Run,
        definitions: [InputValueDefinition],
        schema: Schema,
        role: RoleSet,
        variables: VariableValues
    ) throws(GraphQLError) -> [InputValue.Member] {
        var members: [InputValue.Member] = []
        for definition in definitions {
            var coercion = InputCoercion(schema: schema, role: role)
            let given =
                definition.roles.isDisjoint(with: role)
                ? nil : document.value(ofArgument: definition.name, in: arguments)
            let value: InputValue
            if let given, let substituted = document.value(at: given, with: variables) {
                value = coercion.coerce(substituted, to: definition.type, .literal)
            } else if let standard = definition.defaultValue {
                value = coercion.coerce(standard, to: definition.type, .literal)
            } else {
                guard definition.type.modifiers.isNonNull else { continue }
                value = coercion.coerce(.null, to: definition.type, .literal)
            }
            if let problem = coercion.problems.first {
                throw GraphQLError(
                    "Argument \"\(definition.name)\(problem.path)\": \(problem.message)",
                    code: .badUserInput,
                    locations: given.map { [document.location(of: document.values[Int($0)].offset)] } ?? []
                )
            }
            members.append(InputValue.Member(name: definition.name, value: value))
        }
        return members
    }
}

extension Document {
    /// The value at `index` with variables replaced; `nil` if it is a variable without a value.
    ///
    /// A field of an object whose variable has no value is left out; an item of a list is null.
    package func value(at index: Int32, with variables: VariableValues) -> InputValue? {
        if values[Int(index)].kind == .variable { return variable(at: index, variables) }
        if self.variables(inValue: index).isEmpty { return constantValue(at: index) }
        // What is finished, last first: a container finds its children on top, for all of it is walked backwards.
        var finished: [InputValue?] = []
        var position = values[Int(index)].end
        while position > index {
            position -= 1
            switch values[Int(position)].kind {
            case .list:
                finished.append(
                    .list(children(ofValue: position).map { _ in (finished.popLast() ?? nil) ?? .null })
                )
            case .object:
                var members: [InputValue.Member] = []
                for child in children(ofValue: position) {
                    guard let value = finished.popLast() ?? nil, let name = values[Int(child)].member else {
                        continue
                    }
                    members.append(InputValue.Member(name: text(name), value: value))
                }
                finished.append(.object(members))
            case .variable: finished.append(variable(at: position, variables))
            case .int, .float, .string, .blockString, .boolean, .null, .enum:
                finished.append(constantValue(at: position))
            }
        }
        return finished.popLast() ?? nil
    }

    private func variable(at index: Int32, _ variables: VariableValues) -> InputValue? {
        values[Int(index)].name.flatMap { variables.value(ofName: $0.id) }
    }
}
