import GraphQL

/// *Coercing Field Arguments*, §6.4.1, as far as validation leaves it open: a variable that may be null where null may not be,
/// because there is a default, and that is null.
extension Compiler {
    /// - Throws: when an argument of `site` is null that must not be.
    mutating func checkArguments(of site: FieldSite) throws(GraphQLError) {
        guard let definition = site.definition, !definition.arguments.isEmpty else { return }
        let given = document.selections[Int(site.selections[0])].arguments
        for argument in definition.arguments {
            guard let index = document.value(ofArgument: argument.name, in: given) else { continue }
            let value = document.argument(at: index, variables: variableIndices)
            try check(value, as: argument.type, called: argument.name)
        }
    }

    /// Calls itself as deep as the literal nests, which the parser bounded.
    private mutating func check(
        _ argument: Argument,
        as type: TypeReference,
        called name: String
    ) throws(GraphQLError) {
        switch argument {
        case .literal: break
        case .variable(let path):
            let variable = document.variables[operation.variables.indices][
                Int(operation.variables.lowerBound) + path.variable
            ]
            guard type.modifiers.isNonNull, !variable.modifiers.isNonNull, shape(path, .presence) == .null
            else { return }
            throw GraphQLError("\"\(name)\" must not be null.", code: .badUserInput)
        case .list(let items):
            let modifiers = type.modifiers.nullable
            let item = TypeReference(type.type, modifiers.isList ? modifiers.item : modifiers)
            for value in items { try check(value, as: item, called: name) }
        case .object(let members):
            for member in members {
                let field = schema.schema[type.type].inputFields.first { $0.name == member.name }
                if let field { try check(member.value, as: field.type, called: member.name) }
            }
        }
    }
}
