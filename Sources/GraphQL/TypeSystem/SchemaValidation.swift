/// The rules that a schema must keep: *Schema*, §3.3, and the *Type Validation* of each kind of type, §3.5 to §3.13.
///
/// It looks at a finished ``Schema``, however that was made, so that derived types are checked by the same rules as written ones.
package struct SchemaValidation {
    let schema: Schema
    var problems: [SchemaProblem] = []

    private init(_ schema: Schema) { self.schema = schema }

    /// Every problem of `schema`.
    package static func problems(of schema: Schema) -> [SchemaProblem] {
        var validation = SchemaValidation(schema)
        validation.checkRootTypes()
        validation.checkUniqueNames()
        for (number, type) in schema.types.enumerated() { validation.check(type, TypeID(number)) }
        for directive in schema.directives { validation.check(directive) }
        validation.checkInputCircles()
        validation.checkDefaultCircles()
        validation.checkDirectiveCircles()
        validation.checkAppliedDirectives()
        return validation.problems
    }

    mutating func report(_ message: String, _ location: SourceLocation?, _ coordinate: String?) {
        problems.append(SchemaProblem(message, location: location, coordinate: coordinate))
    }

    func text(_ type: TypeReference) -> String { type.modifiers.text(around: schema[type.type].name) }

    // *Root Operation Types*, §3.3.1.
    private mutating func checkRootTypes() {
        if schema.queryType == nil {
            report("The query root type must be provided: define a type Query.", nil, nil)
        }
        var kinds: [TypeID: String] = [:]
        for kind in [Operation.Kind.query, .mutation, .subscription] {
            guard let root = schema.rootType(of: kind) else { continue }
            let type = schema[root]
            if type.kind != .object {
                report(
                    "The \(kind.keyword) root type must be an object type: it is \(type.kind.noun).",
                    type.location,
                    type.name
                )
            }
            if let other = kinds[root] {
                report(
                    "All root types must be different: \"\(type.name)\" is that of \(other) and \(kind.keyword).",
                    type.location,
                    type.name
                )
            }
            kinds[root] = kind.keyword
        }
    }

    private mutating func checkUniqueNames() {
        var names: Set<String> = []
        for type in schema.types where !names.insert(type.name).inserted {
            report("There can be only one type named \"\(type.name)\".", type.location, type.name)
        }
        names = []
        for directive in schema.directives where !names.insert(directive.name).inserted {
            report(
                "There can be only one directive named \"@\(directive.name)\".",
                directive.location,
                "@\(directive.name)"
            )
        }
    }

    // *Reserved Names*, §4: only what the specification defines begins with two underscores. It has no location.
    mutating func checkName(_ name: String, _ location: SourceLocation?, _ coordinate: String) {
        guard name.utf8.starts(with: "__".utf8), location != nil else { return }
        report(
            "Name \"\(name)\" must not begin with \"__\", which is reserved by introspection.",
            location,
            coordinate
        )
    }

    private mutating func check(_ type: TypeDefinition, _ id: TypeID) {
        checkName(type.name, type.location, type.name)
        switch type.kind {
        case .scalar: checkScalar(type)
        case .object, .interface:
            checkFields(of: type)
            checkInterfaces(of: type, id)
        case .union: checkUnion(type)
        case .enum: checkEnum(type)
        case .inputObject: checkInputObject(type)
        }
    }

    // *Scalars*, §3.5, and *@specifiedBy*, §3.13.4.
    private mutating func checkScalar(_ type: TypeDefinition) {
        guard BuiltInDefinitions.scalars.contains(type.name),
            let url = type.appliedDirectives.first(where: { $0.name == "specifiedBy" })
        else { return }
        report(
            "The directive \"@specifiedBy\" must not be applied to a built-in scalar.",
            url.location,
            type.name
        )
    }

    // *Objects*, §3.6, and *Interfaces*, §3.7.
    private mutating func checkFields(of type: TypeDefinition) {
        if type.fields.isEmpty {
            report("Type \"\(type.name)\" must define one or more fields.", type.location, type.name)
        }
        var names: Set<String> = []
        for field in type.fields {
            let coordinate = "\(type.name).\(field.name)"
            checkName(field.name, field.location, coordinate)
            if !names.insert(field.name).inserted {
                report("Field \"\(coordinate)\" can only be defined once.", field.location, coordinate)
            }
            if schema[field.type.type].kind == .inputObject {
                report(
                    "The type of \"\(coordinate)\" must be an output type: \"\(text(field.type))\" is an input object.",
                    field.location,
                    coordinate
                )
            }
            checkArguments(field.arguments, of: coordinate)
        }
    }

    /// Checks the arguments of the field or directive at `coordinate`.
    mutating func checkArguments(_ arguments: [InputValueDefinition], of coordinate: String) {
        var names: Set<String> = []
        for argument in arguments {
            let place = "\(coordinate)(\(argument.name):)"
            if !names.insert(argument.name).inserted {
                report("Argument \"\(place)\" can only be defined once.", argument.location, place)
            }
            checkInput(argument, place)
        }
    }

    /// Checks what arguments and input fields have in common.
    mutating func checkInput(_ input: InputValueDefinition, _ coordinate: String) {
        checkName(input.name, input.location, coordinate)
        guard schema[input.type.type].isInput else {
            let kind = schema[input.type.type].kind.noun
            return report(
                "The type of \"\(coordinate)\" must be an input type: \"\(text(input.type))\" is \(kind).",
                input.location,
                coordinate
            )
        }
        if input.isRequired && input.deprecationReason != nil {
            report(
                "Required \"\(coordinate)\" cannot be deprecated: make it nullable or give it a default first.",
                input.location,
                coordinate
            )
        }
        guard let value = input.defaultValue else { return }
        var checker = ConstantChecker(schema)
        checker.check(value, input.type)
        for problem in checker.problems {
            report(
                "The default value of \"\(coordinate)\" is invalid: \(problem)",
                input.location,
                coordinate
            )
        }
    }

    // *Unions*, §3.8.
    private mutating func checkUnion(_ type: TypeDefinition) {
        if type.possibleTypes.isEmpty {
            report(
                "Union type \"\(type.name)\" must define one or more member types.",
                type.location,
                type.name
            )
        }
        var members: Set<TypeID> = []
        for member in type.possibleTypes {
            let name = schema[member].name
            if !members.insert(member).inserted {
                report(
                    "Union type \"\(type.name)\" can only include type \"\(name)\" once.",
                    type.location,
                    type.name
                )
            }
            if schema[member].kind != .object {
                report(
                    "Union type \"\(type.name)\" can only include object types: \"\(name)\" is \(schema[member].kind.noun).",
                    type.location,
                    type.name
                )
            }
        }
    }

    // *Enums*, §3.9.
    private mutating func checkEnum(_ type: TypeDefinition) {
        if type.enumValues.isEmpty {
            report("Enum type \"\(type.name)\" must define one or more values.", type.location, type.name)
        }
        var names: Set<String> = []
        for value in type.enumValues {
            let coordinate = "\(type.name).\(value.name)"
            checkName(value.name, value.location, coordinate)
            if !names.insert(value.name).inserted {
                report("Enum value \"\(coordinate)\" can only be defined once.", value.location, coordinate)
            }
        }
    }

    // *Input Objects*, §3.10, and *OneOf Input Objects*, §3.10.1.
    private mutating func checkInputObject(_ type: TypeDefinition) {
        if type.inputFields.isEmpty {
            report(
                "Input object type \"\(type.name)\" must define one or more fields.",
                type.location,
                type.name
            )
        }
        var names: Set<String> = []
        for field in type.inputFields {
            let coordinate = "\(type.name).\(field.name)"
            if !names.insert(field.name).inserted {
                report("Input field \"\(coordinate)\" can only be defined once.", field.location, coordinate)
            }
            checkInput(field, coordinate)
            if type.isOneOf && field.type.modifiers.isNonNull {
                report("OneOf input field \"\(coordinate)\" must be nullable.", field.location, coordinate)
            }
            if type.isOneOf && field.defaultValue != nil {
                report(
                    "OneOf input field \"\(coordinate)\" cannot have a default value.",
                    field.location,
                    coordinate
                )
            }
        }
    }

    // *Directives*, §3.13.
    private mutating func check(_ directive: DirectiveDefinition) {
        let coordinate = "@\(directive.name)"
        checkName(directive.name, directive.location, coordinate)
        if directive.locations.isEmpty {
            report(
                "Directive \"\(coordinate)\" must include one or more locations.",
                directive.location,
                coordinate
            )
        }
        if Set(directive.locations).count < directive.locations.count {
            report("Directive \"\(coordinate)\" includes a location twice.", directive.location, coordinate)
        }
        checkArguments(directive.arguments, of: coordinate)
    }
}
