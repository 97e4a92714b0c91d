/// *IsValidImplementation()*, §3.6.
extension SchemaValidation {
    mutating func checkInterfaces(of type: TypeDefinition, _ id: TypeID) {
        var seen: Set<TypeID> = []
        for interface in type.interfaces {
            let name = schema[interface].name
            if schema[interface].kind != .interface {
                report(
                    "Type \"\(type.name)\" must only implement interfaces: \"\(name)\" is \(schema[interface].kind.noun).",
                    type.location,
                    type.name
                )
            } else if interface == id {
                report("Type \"\(type.name)\" cannot implement itself.", type.location, type.name)
            } else if !seen.insert(interface).inserted {
                report("Type \"\(type.name)\" can only implement \"\(name)\" once.", type.location, type.name)
            } else {
                checkImplements(type, id, interface)
            }
        }
    }

    private mutating func checkImplements(_ type: TypeDefinition, _ id: TypeID, _ interface: TypeID) {
        for other in schema[interface].interfaces where !type.interfaces.contains(other) {
            let message: String
            if other == id {
                message =
                    "Type \"\(type.name)\" cannot implement \"\(schema[interface].name)\": that would be a circle."
            } else {
                message =
                    "Type \"\(type.name)\" must implement \"\(schema[other].name)\" because it is implemented by "
                    + "\"\(schema[interface].name)\"."
            }
            report(message, type.location, type.name)
        }
        for expected in schema[interface].fields {
            guard let field = type.fields.first(where: { $0.name == expected.name }) else {
                report(
                    "Interface field \"\(schema[interface].name).\(expected.name)\" expected but \"\(type.name)\" does not "
                        + "provide it.",
                    type.location,
                    type.name
                )
                continue
            }
            checkField(field, of: type, implements: expected, of: schema[interface])
        }
    }

    private mutating func checkField(
        _ field: FieldDefinition,
        of type: TypeDefinition,
        implements expected: FieldDefinition,
        of interface: TypeDefinition
    ) {
        let coordinate = "\(type.name).\(field.name)"
        let expectedCoordinate = "\(interface.name).\(expected.name)"
        if !isSubtype(field.type, of: expected.type) {
            report(
                "Interface field \"\(expectedCoordinate)\" expects type \"\(text(expected.type))\" but \"\(coordinate)\" is "
                    + "type \"\(text(field.type))\".",
                field.location,
                coordinate
            )
        }
        if field.deprecationReason != nil && expected.deprecationReason == nil {
            report(
                "Interface field \"\(expectedCoordinate)\" is not deprecated, so \"\(coordinate)\" must not be.",
                field.location,
                coordinate
            )
        }
        for argument in expected.arguments {
            let place = "\(coordinate)(\(argument.name):)"
            guard let own = field.arguments.first(where: { $0.name == argument.name }) else {
                report(
                    "Interface field argument \"\(expectedCoordinate)(\(argument.name):)\" expected but \"\(coordinate)\" "
                        + "does not provide it.",
                    field.location,
                    coordinate
                )
                continue
            }
            if own.type != argument.type {
                report(
                    "Interface field argument \"\(expectedCoordinate)(\(argument.name):)\" expects type "
                        + "\"\(text(argument.type))\" but \"\(place)\" is type \"\(text(own.type))\".",
                    own.location,
                    place
                )
            }
        }
        for argument in field.arguments where argument.isRequired {
            if expected.arguments.contains(where: { $0.name == argument.name }) { continue }
            report(
                "Argument \"\(coordinate)(\(argument.name):)\" must not be required since \"\(expectedCoordinate)\" does not "
                    + "have it.",
                argument.location,
                "\(coordinate)(\(argument.name):)"
            )
        }
    }

    /// *IsValidImplementationFieldType()*, §3.6.
    private func isSubtype(_ type: TypeReference, of expected: TypeReference) -> Bool {
        var own = type.modifiers
        var other = expected.modifiers
        while true {
            if other.isNonNull && !own.isNonNull { return false }
            own = own.nullable
            other = other.nullable
            if own.isList != other.isList { return false }
            if !own.isList { break }
            own = own.item
            other = other.item
        }
        if type.type == expected.type { return true }
        let superType = schema[expected.type]
        switch superType.kind {
        case .union: return superType.possibleTypes.contains(type.type)
        case .interface: return schema[type.type].interfaces.contains(expected.type)
        case .scalar, .object, .enum, .inputObject: return false
        }
    }
}
