/// What definitions consist of: fields, arguments, values and applied directives.
extension SchemaBuilder {
    mutating func fields(_ run: Run, _ file: SchemaFile, in type: String) -> [FieldDefinition] {
        var fields: [FieldDefinition] = []
        for field in file.document.fields[run.indices] {
            let name = file.document.text(field.name)
            let coordinate = "\(type).\(name)"
            var definition = FieldDefinition(
                name: name,
                type: reference(field.type, field.modifiers, file, coordinate),
                description: file.document.description(at: field.description)
            )
            definition.arguments = inputValues(field.arguments, file, in: coordinate, areArguments: true)
            definition.appliedDirectives = applied(field.directives, file)
            definition.deprecationReason = deprecation(definition.appliedDirectives)
            definition.location = file.location(of: field.name)
            fields.append(definition)
        }
        return fields
    }

    mutating func inputValues(
        _ run: Run,
        _ file: SchemaFile,
        in owner: String,
        areArguments: Bool
    ) -> [InputValueDefinition] {
        var values: [InputValueDefinition] = []
        for value in file.document.inputValues[run.indices] {
            let name = file.document.text(value.name)
            let coordinate = areArguments ? "\(owner)(\(name):)" : "\(owner).\(name)"
            var definition = InputValueDefinition(
                name: name,
                type: reference(value.type, value.modifiers, file, coordinate),
                description: file.document.description(at: value.description)
            )
            definition.defaultValue = value.defaultValue.map { file.document.constantValue(at: $0) }
            definition.appliedDirectives = applied(value.directives, file)
            definition.deprecationReason = deprecation(definition.appliedDirectives)
            definition.location = file.location(of: value.name)
            values.append(definition)
        }
        return values
    }

    func enumValues(_ run: Run, _ file: SchemaFile) -> [EnumValueDefinition] {
        file.document.enumValues[run.indices].map { value in
            var definition = EnumValueDefinition(
                name: file.document.text(value.name),
                description: file.document.description(at: value.description)
            )
            definition.appliedDirectives = applied(value.directives, file)
            definition.deprecationReason = deprecation(definition.appliedDirectives)
            definition.location = file.location(of: value.name)
            return definition
        }
    }

    func applied(_ run: Run, _ file: SchemaFile) -> [AppliedDirective] {
        let document = file.document
        return document.directives[run.indices].map { directive in
            AppliedDirective(
                name: document.text(directive.name),
                arguments: document.arguments[directive.arguments.indices].map {
                    InputValue.Member(
                        name: document.text($0.name),
                        value: document.constantValue(at: $0.value)
                    )
                },
                location: file.location(of: directive.offset)
            )
        }
    }

    /// The reason of *@deprecated*, §3.13.3, where it is applied.
    func deprecation(_ directives: [AppliedDirective]) -> String? {
        guard let directive = directives.first(where: { $0.name == "deprecated" }) else { return nil }
        return directive.argument("reason")?.text ?? "No longer supported"
    }
}
