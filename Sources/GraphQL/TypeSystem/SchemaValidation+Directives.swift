/// The directives applied within a schema: that they are known, allowed where they stand, not repeated, and given what they take.
extension SchemaValidation {
    mutating func checkAppliedDirectives() {
        check(schema.appliedDirectives, at: .schema, nil)
        for type in schema.types {
            check(type.appliedDirectives, at: type.kind.directiveLocation, type.name)
            for field in type.fields {
                let coordinate = "\(type.name).\(field.name)"
                check(field.appliedDirectives, at: .fieldDefinition, coordinate)
                for argument in field.arguments {
                    check(
                        argument.appliedDirectives,
                        at: .argumentDefinition,
                        "\(coordinate)(\(argument.name):)"
                    )
                }
            }
            for field in type.inputFields {
                check(field.appliedDirectives, at: .inputFieldDefinition, "\(type.name).\(field.name)")
            }
            for value in type.enumValues {
                check(value.appliedDirectives, at: .enumValue, "\(type.name).\(value.name)")
            }
        }
        for directive in schema.directives {
            check(directive.appliedDirectives, at: .directiveDefinition, "@\(directive.name)")
            for argument in directive.arguments {
                check(
                    argument.appliedDirectives,
                    at: .argumentDefinition,
                    "@\(directive.name)(\(argument.name):)"
                )
            }
        }
    }

    private mutating func check(
        _ applied: [AppliedDirective],
        at location: DirectiveLocation,
        _ coordinate: String?
    ) {
        var seen: Set<String> = []
        for directive in applied {
            guard let definition = schema.directive(named: directive.name) else {
                let names = schema.directives.map(\.name)
                let hint = Suggestions.didYouMean(directive.name, among: names, prefix: "@")
                report("Unknown directive \"@\(directive.name)\".\(hint)", directive.location, coordinate)
                continue
            }
            if !definition.locations.contains(location) {
                report(
                    "Directive \"@\(directive.name)\" may not be used on \(location.rawValue).",
                    directive.location,
                    coordinate
                )
            }
            if !seen.insert(directive.name).inserted && !definition.isRepeatable {
                report(
                    "The directive \"@\(directive.name)\" can only be used once at this location.",
                    directive.location,
                    coordinate
                )
            }
            checkArguments(of: directive, definition, coordinate)
        }
    }

    private mutating func checkArguments(
        of directive: AppliedDirective,
        _ definition: DirectiveDefinition,
        _ coordinate: String?
    ) {
        var names: Set<String> = []
        for argument in directive.arguments {
            if !names.insert(argument.name).inserted {
                report(
                    "There can be only one argument named \"\(argument.name)\".",
                    directive.location,
                    coordinate
                )
            }
            guard let expected = definition.arguments.first(where: { $0.name == argument.name }) else {
                let hint = Suggestions.didYouMean(argument.name, among: definition.arguments.map(\.name))
                report(
                    "Unknown argument \"\(argument.name)\" on directive \"@\(directive.name)\".\(hint)",
                    directive.location,
                    coordinate
                )
                continue
            }
            var checker = ConstantChecker(schema)
            checker.check(argument.value, expected.type)
            for problem in checker.problems {
                report(
                    "Argument \"@\(directive.name)(\(argument.name):)\" is invalid: \(problem)",
                    directive.location,
                    coordinate
                )
            }
        }
        for argument in definition.arguments where argument.isRequired && !names.contains(argument.name) {
            report(
                "Directive \"@\(directive.name)\" argument \"\(argument.name)\" of type \"\(text(argument.type))\" is "
                    + "required, but it was not provided.",
                directive.location,
                coordinate
            )
        }
    }
}

extension TypeKind {
    /// The location of a directive on such a type's definition.
    fileprivate var directiveLocation: DirectiveLocation {
        switch self {
        case .scalar: .scalar
        case .object: .object
        case .interface: .interface
        case .union: .union
        case .enum: .enum
        case .inputObject: .inputObject
        }
    }
}
