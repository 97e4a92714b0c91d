/// Elements of a schema by their coordinates: *Schema Coordinates*, §2.14.
extension Schema {
    /// Whether there is an element at `coordinate` that `role` may know of.
    package func has(_ coordinate: SchemaCoordinate, role: RoleSet) -> Bool {
        switch coordinate {
        case .type(let name): type(named: name, role: role) != nil
        case .member(let name, let type): hasMember(name, of: type, role)
        case .argument(let name, let member, let type):
            hasMember(member, of: type, role)
                && self.type(named: type).map { id in
                    self[id].fields.contains { field in
                        field.name == member && Self.has(name, field.arguments, role)
                    }
                } ?? false
        case .directive(let name): directive(name, role) != nil
        case .directiveArgument(let name, let directive):
            self.directive(directive, role).map { Self.has(name, $0.arguments, role) } ?? false
        }
    }

    private func hasMember(_ name: String, of typeName: String, _ role: RoleSet) -> Bool {
        guard let id = type(named: typeName, role: role) else { return false }
        return field(named: name, of: id, role: role) != nil
            || Self.has(name, self[id].inputFields, role)
            || self[id].enumValues.contains { $0.name == name && !$0.roles.isDisjoint(with: role) }
    }

    private func directive(_ name: String, _ role: RoleSet) -> DirectiveDefinition? {
        directive(named: name).flatMap { $0.roles.isDisjoint(with: role) ? nil : $0 }
    }

    private static func has(_ name: String, _ inputs: [InputValueDefinition], _ role: RoleSet) -> Bool {
        inputs.contains { $0.name == name && !$0.roles.isDisjoint(with: role) }
    }
}
