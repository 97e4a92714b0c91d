/// Prints a schema as SDL: what is served, without the directives that bind it and without what is built in.
package struct SchemaPrinter {
    private let schema: Schema
    private let role: RoleSet
    /// The one member of types that is printed; `nil`: all are.
    private var member: String?
    private var text = ""

    private init(_ schema: Schema, _ role: RoleSet) {
        self.schema = schema
        self.role = role
    }

    /// The SDL of the element at `coordinate`, within the type that contains it; an argument's is that of its field.
    ///
    /// Returns `nil` if there is no such element, or `role` may not know of it.
    package static func print(_ coordinate: SchemaCoordinate, of schema: Schema, role: RoleSet) -> String? {
        guard schema.has(coordinate, role: role) else { return nil }
        var printer = SchemaPrinter(schema, role)
        switch coordinate {
        case .type(let name): printer.print(typeNamed: name)
        case .member(let name, let type), .argument(_, let name, let type):
            printer.member = name
            printer.print(typeNamed: type)
        case .directive(let name), .directiveArgument(_, let name):
            for (number, directive) in schema.directives.enumerated() where directive.name == name {
                printer.print(directive, schema.index.directives[number].arguments)
            }
        }
        return printer.text
    }

    private mutating func print(typeNamed name: String) {
        guard let type = schema.type(named: name) else { return }
        print(schema[type], schema.index.types[type.index])
    }

    /// The SDL of what `role` may know of `schema`; parsed and built, it is that schema again.
    package static func print(_ schema: Schema, role: RoleSet = .all) -> String {
        var printer = SchemaPrinter(schema, role)
        printer.printSchemaDefinition()
        for (number, directive) in schema.directives.enumerated() where printer.isKnown(directive.roles) {
            if BuiltInDefinitions.directives.contains(directive.name) { continue }
            printer.print(directive, schema.index.directives[number].arguments)
        }
        for (number, type) in schema.types.enumerated() where printer.isKnown(type.roles) {
            if BuiltInDefinitions.scalars.contains(type.name) || type.name.hasPrefix("__") { continue }
            printer.print(type, schema.index.types[number])
        }
        return printer.text
    }

    private func isKnown(_ roles: RoleSet) -> Bool { !roles.isDisjoint(with: role) }

    private func isShown(_ name: String) -> Bool { member == nil || member == name }

    private func reference(_ type: TypeReference) -> String {
        type.modifiers.text(around: schema[type.type].name)
    }

    private mutating func begin() {
        if !text.isEmpty { text += "\n" }
    }

    // MARK: Definitions

    private mutating func printSchemaDefinition() {
        let roots: [(kind: Operation.Kind, name: String)] = [
            (.query, "Query"), (.mutation, "Mutation"), (.subscription, "Subscription"),
        ]
        // *Default Root Operation Type Names*, §3.3.1: the definition may be left out where it would say nothing.
        let saysNothing = roots.allSatisfy { kind, name in root(kind) == schema.type(named: name, role: role)
        }
        if saysNothing && schema.description == nil { return }
        begin()
        describe(schema.description, "")
        text += "schema {\n"
        for (kind, _) in roots {
            if let root = root(kind) { text += "  \(kind.keyword): \(schema[root].name)\n" }
        }
        text += "}\n"
    }

    private func root(_ kind: Operation.Kind) -> TypeID? {
        schema.rootType(of: kind).flatMap { isKnown(schema[$0].roles) ? $0 : nil }
    }

    private mutating func print(_ directive: DirectiveDefinition, _ arguments: Range<Int32>) {
        begin()
        describe(directive.description, "")
        text += "directive @\(directive.name)"
        print(arguments: directive.arguments, arguments, "")
        deprecate(directive.deprecationReason)
        if directive.isRepeatable { text += " repeatable" }
        text += " on " + directive.locations.map(\.rawValue).joined(separator: " | ") + "\n"
    }

    private mutating func print(_ type: TypeDefinition, _ indexed: IndexedType) {
        begin()
        describe(type.description, "")
        text += "\(type.kind.keyword) \(type.name)"
        let interfaces = type.interfaces.filter { isKnown(schema[$0].roles) }
        if !interfaces.isEmpty {
            text += " implements " + interfaces.map { schema[$0].name }.joined(separator: " & ")
        }
        if let url = type.specifiedByURL { text += " @specifiedBy(url: \(LiteralPrinter.string(url)))" }
        if type.isOneOf { text += " @oneOf" }
        switch type.kind {
        case .scalar: text += "\n"
        case .object, .interface: print(fields: type.fields, indexed.fields)
        case .union:
            let members = type.possibleTypes.filter { isKnown(schema[$0].roles) }
            if !members.isEmpty { text += " = " + members.map { schema[$0].name }.joined(separator: " | ") }
            text += "\n"
        case .enum: print(values: type.enumValues)
        case .inputObject:
            text += " {\n"
            for (field, number) in zip(type.inputFields, indexed.inputs)
            where isKnown(schema.index.inputs[Int(number)].roles) && isShown(field.name) {
                describe(field.description, "  ")
                text += "  "
                print(input: field)
                text += "\n"
            }
            text += "}\n"
        }
    }

    private mutating func print(fields: [FieldDefinition], _ numbers: Range<Int32>) {
        text += " {\n"
        for (field, number) in zip(fields, numbers) {
            let indexed = schema.index.fields[Int(number)]
            guard isKnown(indexed.roles) && isShown(field.name) else { continue }
            describe(field.description, "  ")
            text += "  \(field.name)"
            print(arguments: field.arguments, indexed.arguments, "  ")
            text += ": \(reference(field.type))"
            deprecate(field.deprecationReason)
            text += "\n"
        }
        text += "}\n"
    }

    private mutating func print(values: [EnumValueDefinition]) {
        text += " {\n"
        for value in values where isKnown(value.roles) && isShown(value.name) {
            describe(value.description, "  ")
            text += "  \(value.name)"
            deprecate(value.deprecationReason)
            text += "\n"
        }
        text += "}\n"
    }

    // MARK: Parts

    private mutating func print(
        arguments: [InputValueDefinition],
        _ numbers: Range<Int32>,
        _ indentation: String
    ) {
        let known = zip(arguments, numbers).filter { isKnown(schema.index.inputs[Int($1)].roles) }.map(\.0)
        if known.isEmpty { return }
        let isLong = known.contains { $0.description != nil }
        text += "("
        for (position, argument) in known.enumerated() {
            if isLong {
                text += "\n"
                describe(argument.description, indentation + "  ")
                text += indentation + "  "
            } else if position > 0 {
                text += ", "
            }
            print(input: argument)
        }
        if isLong { text += "\n" + indentation }
        text += ")"
    }

    private mutating func print(input: InputValueDefinition) {
        text += "\(input.name): \(reference(input.type))"
        if let value = input.defaultValue { text += " = \(LiteralPrinter.text(value))" }
        deprecate(input.deprecationReason)
    }

    private mutating func deprecate(_ reason: String?) {
        guard let reason else { return }
        text += " @deprecated"
        if reason != "No longer supported" { text += "(reason: \(LiteralPrinter.string(reason)))" }
    }

    private mutating func describe(_ description: String?, _ indentation: String) {
        guard let description else { return }
        text += indentation + Self.literal(of: description, indentation) + "\n"
    }

    /// A block string where it means exactly `description`, and a plain one elsewhere.
    private static func literal(of description: String, _ indentation: String) -> String {
        var content = "\n"
        for line in description.split(separator: "\n" as Unicode.Scalar, omittingEmptySubsequences: false) {
            content += line.isEmpty ? "\n" : indentation + String(line) + "\n"
        }
        content += indentation
        let escaped = replaceTripleQuotes(in: content)
        let isPlain = description.unicodeScalars.allSatisfy { $0.value >= 0x20 || $0 == "\n" || $0 == "\t" }
        if isPlain && BlockString.evaluate(Array(escaped.utf8)[...]) == Array(description.utf8) {
            return "\"\"\"" + escaped + "\"\"\""
        }
        return LiteralPrinter.string(description)
    }

    private static func replaceTripleQuotes(in text: String) -> String {
        var result = ""
        var quotes = 0
        for scalar in text.unicodeScalars {
            quotes = scalar == "\"" ? quotes + 1 : 0
            result.unicodeScalars.append(scalar)
            if quotes == 3 {
                result.unicodeScalars.removeLast(3)
                result += "\\\"\"\""
                quotes = 0
            }
        }
        return result
    }
}

extension String {
    /// Splits at a scalar: a `Character` would hide a line feed behind a carriage return.
    fileprivate func split(
        separator: Unicode.Scalar,
        omittingEmptySubsequences: Bool
    ) -> [Substring.UnicodeScalarView] {
        unicodeScalars.split(omittingEmptySubsequences: omittingEmptySubsequences) { $0 == separator }
    }
}

extension TypeKind {
    /// The keyword of a definition of such a type.
    fileprivate var keyword: String {
        switch self {
        case .scalar: "scalar"
        case .object: "type"
        case .interface: "interface"
        case .union: "union"
        case .enum: "enum"
        case .inputObject: "input"
        }
    }
}
