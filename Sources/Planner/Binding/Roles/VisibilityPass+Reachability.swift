import GraphQL

/// What a role cannot reach from the root.
extension VisibilityPass {
    /// A type that a role cannot reach from the root is unknown to it: the name of an enum can tell a secret, too.
    mutating func hideWhatCannotBeReached() {
        var reached = Array(repeating: RoleSet(), count: types.count)
        for index in roles.indices { reach(RoleSet(role: index), &reached) }
        for index in types.indices { elements.types[index].roles.formIntersection(reached[index]) }
        for index in types.indices {
            for field in types[index].fields.indices {
                let type = types[index].fields[field].type.type
                elements.types[index].fields[field].roles.formIntersection(types[type.index].roles)
                for argument in types[index].fields[field].arguments.indices {
                    let type = types[index].fields[field].arguments[argument].type.type
                    elements.types[index].fields[field].arguments[argument].roles.formIntersection(
                        types[type.index].roles
                    )
                }
            }
        }
    }

    private func reach(_ role: RoleSet, _ reached: inout [RoleSet]) {
        // An operation without a field for the role is none for it.
        func hasField(_ root: TypeID?) -> Bool {
            root.map { types[$0.index].fields.contains { $0.roles.contains(role) } } ?? false
        }
        var open = [context.schema.queryType, context.schema.mutationType].compactMap { $0 }
        if !hasField(context.schema.mutationType) { open.removeAll { $0 == context.schema.mutationType } }
        // What can be asked can be subscribed to.
        if hasField(context.schema.queryType), let live = elements.subscriptionType { open.append(live) }
        // Introspection is everybody's, and so are the directives that it tells of: *Scalars*, §3.5, counts what they refer to.
        open += typeIDs["__Schema"].map { [$0] } ?? []
        for directive in context.schema.directives where directive.roles.contains(role) {
            open += directive.arguments.map(\.type.type)
        }
        while let type = open.popLast() {
            let definition = types[type.index]
            guard definition.roles.contains(role), reached[type.index].insert(role).inserted else { continue }
            open += definition.interfaces
            if definition.kind != .object { open += definition.possibleTypes }
            for field in definition.fields where field.roles.contains(role) {
                open.append(field.type.type)
                open += field.arguments.filter { isUsable($0.type.type, by: role) }.map(\.type.type)
            }
            for member in definition.inputFields where member.roles.contains(role) {
                open.append(member.type.type)
            }
        }
    }

    /// Whether an input type has a member for `role` at all.
    private func isUsable(_ type: TypeID, by role: RoleSet) -> Bool {
        types[type.index].kind != .inputObject
            || types[type.index].inputFields.contains { $0.roles.contains(role) }
    }
}
