import GraphQL

/// Values of enums that some roles only know of: `@visibleTo`.
extension VisibilityPass {
    /// An enum of which a role knows no value is unknown to it.
    mutating func setVisibilityOfEnumValues() {
        for type in types.indices where types[type].kind == .enum {
            for value in types[type].enumValues.indices {
                let definition = types[type].enumValues[value]
                guard let directive = definition.appliedDirectives.first(where: { $0.name == "visibleTo" })
                else { continue }
                let coordinate = "\(types[type].name).\(definition.name)"
                elements.types[type].enumValues[value].roles = readers(named: directive, coordinate)
            }
            let known = types[type].enumValues.reduce(into: RoleSet()) { $0.formUnion($1.roles) }
            elements.types[type].roles.formIntersection(known)
        }
        checkDefaults()
    }

    private mutating func readers(named directive: AppliedDirective, _ coordinate: String) -> RoleSet {
        var readers = RoleSet()
        for name in directive.argument("roles")?.texts ?? [] {
            guard let index = roles.firstIndex(where: { $0.name == name }) else {
                report(
                    "\(coordinate) is visible to \"\(name)\", which is no role."
                        + Suggestions.didYouMean(name, among: roles.map(\.name)),
                    at: directive.location,
                    coordinate: coordinate,
                    fix: "Declare the role with @role, or name another one."
                )
                continue
            }
            readers.insert(RoleSet(role: index))
        }
        return readers
    }

    /// A default that a role does not know of would tell it the value's name.
    private mutating func checkDefaults() {
        for type in types.indices {
            for field in types[type].fields {
                for argument in field.arguments {
                    let coordinate = "\(types[type].name).\(field.name)(\(argument.name):)"
                    checkDefault(of: argument, coordinate, for: types[type].roles.intersection(field.roles))
                }
            }
            for field in types[type].inputFields {
                checkDefault(of: field, "\(types[type].name).\(field.name)", for: types[type].roles)
            }
        }
    }

    private mutating func checkDefault(
        of input: InputValueDefinition,
        _ coordinate: String,
        for readers: RoleSet
    ) {
        let type = types[input.type.type.index]
        guard type.kind == .enum, let given = input.defaultValue else { return }
        let names = given.items.compactMap(\.text)
        for value in type.enumValues where names.contains(value.name) {
            guard value.roles.intersection(readers) != readers else { continue }
            report(
                "\(coordinate) has the default \(value.name), which not every role knows that may use it.",
                at: input.location,
                coordinate: coordinate,
                fix: "Remove the default, or let the roles see \(type.name).\(value.name) with @visibleTo."
            )
        }
    }
}
