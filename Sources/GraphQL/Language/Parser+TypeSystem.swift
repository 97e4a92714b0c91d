extension SchemaDocument {
    /// Reads a document of the type system: definitions and extensions, *Type System*, §3.
    ///
    /// - Throws: One error, at the first place where `source` is not GraphQL (`GRAPHQL_PARSE_FAILED`), holds
    ///   an operation or a fragment, or is larger than `limits` allow (`LIMIT_EXCEEDED`).
    package static func parse(
        _ source: [UInt8],
        limits: DocumentLimits = .trusted
    ) throws(GraphQLError) -> SchemaDocument {
        try Parser.parse(source, limits: limits) { parser throws(SyntaxError) in
            var reader = TypeSystemReader(source: source)
            repeat { try reader.definition(&parser) } while parser.lexer.kind != .endOfSource
            reader.document.finish(&parser)
            return reader.document
        }
    }

    /// Takes over what `parser`, which is done, has read.
    fileprivate mutating func finish(_ parser: inout Parser) {
        namePlaces = parser.names.places()
        swap(&arguments, &parser.arguments)
        swap(&directives, &parser.directives)
        swap(&values, &parser.values)
    }
}

extension Parser {
    /// Whether the current token begins a definition of the type system.
    var isTypeSystemKeyword: Bool { isKeyword("extend") || TypeSystemReader.kind(of: self) != nil }

    fileprivate var isExecutableKeyword: Bool {
        isKeyword("query") || isKeyword("mutation") || isKeyword("subscription") || isKeyword("fragment")
    }
}

/// Fills a document with what only documents of the type system have.
private struct TypeSystemReader {
    typealias Definition = SchemaDocument.Definition

    var document: SchemaDocument

    init(source: [UInt8]) {
        document = SchemaDocument(source: source)
    }

    static func kind(of parser: borrowing Parser) -> Definition.Kind? {
        if parser.isKeyword("type") { return .object }
        if parser.isKeyword("input") { return .inputObject }
        if parser.isKeyword("enum") { return .enum }
        if parser.isKeyword("interface") { return .interface }
        if parser.isKeyword("union") { return .union }
        if parser.isKeyword("scalar") { return .scalar }
        if parser.isKeyword("directive") { return .directive }
        return parser.isKeyword("schema") ? .schema : nil
    }

    /// Takes a definition.
    ///
    ///     TypeSystemDefinitionOrExtension : TypeSystemDefinition | TypeSystemExtension
    mutating func definition(_ parser: inout Parser) throws(SyntaxError) {
        let description = try parser.description()
        let start = parser.lexer.start
        if parser.lexer.kind == .braceOpen || parser.isExecutableKeyword {
            throw SyntaxError(
                .invalid(
                    "A schema holds only definitions of types and directives, not operations and fragments"
                ),
                at: parser.lexer.range
            )
        }
        if description != nil && parser.isKeyword("extend") {
            throw SyntaxError(
                .refused("A description cannot stand before an extension"),
                at: parser.lexer.range
            )
        }
        let isExtension = try parser.take(keyword: "extend")
        guard let kind = Self.kind(of: parser) else {
            throw parser.unexpected(
                isExtension ? "what is extended, such as \"type\"" : "a definition, such as \"type\""
            )
        }
        try parser.lexer.advance()
        var definition = Definition(
            kind: kind,
            isExtension: isExtension,
            description: description,
            offset: UInt32(truncatingIfNeeded: start)
        )
        if kind == .directive { try parser.expect(.at, "\"@\" and the directive's name") }
        if kind != .schema { definition.name = try parser.name("a name") }
        try body(of: &definition, &parser)
        document.definitions.append(definition)
    }

    /// What follows the name.
    private mutating func body(of definition: inout Definition, _ parser: inout Parser) throws(SyntaxError) {
        switch definition.kind {
        case .object, .interface: definition.interfaces = try implementsInterfaces(&parser)
        case .directive:
            if !definition.isExtension {
                definition.inputValues = try inputValues(.parenthesisOpen, .parenthesisClose, &parser)
            }
        case .schema, .scalar, .union, .enum, .inputObject: break
        }
        definition.directives = try parser.directives(areConstant: true)
        switch definition.kind {
        case .schema:
            definition.rootOperationTypes = try rootOperationTypes(
                isRequired: !definition.isExtension,
                &parser
            )
        case .scalar: break
        case .object, .interface: definition.fields = try fieldsDefinition(&parser)
        case .union: definition.members = try unionMemberTypes(&parser)
        case .enum: definition.enumValues = try enumValuesDefinition(&parser)
        case .inputObject: definition.inputValues = try inputValues(.braceOpen, .braceClose, &parser)
        case .directive: if !definition.isExtension { try directiveLocations(of: &definition, &parser) }
        }
        if definition.isExtension { try requireContent(of: definition, parser) }
    }

    /// An extension that adds nothing is none.
    private func requireContent(of definition: Definition, _ parser: borrowing Parser) throws(SyntaxError) {
        let runs = [
            definition.directives, definition.interfaces, definition.fields, definition.members,
            definition.enumValues, definition.inputValues, definition.rootOperationTypes,
        ]
        guard runs.allSatisfy(\.isEmpty) else { return }
        switch definition.kind {
        case .scalar, .directive: throw parser.unexpected("a directive")
        case .union: throw parser.unexpected("a directive or \"=\"")
        case .object, .interface: throw parser.unexpected("\"implements\", a directive or \"{\"")
        case .schema, .enum, .inputObject: throw parser.unexpected("a directive or \"{\"")
        }
    }

    /// Takes root operation types in braces.
    ///
    ///     RootOperationTypeDefinition : OperationType : NamedType
    ///
    /// Implements *Schema*, §3.3.
    private mutating func rootOperationTypes(
        isRequired: Bool,
        _ parser: inout Parser
    ) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.rootOperationTypes.count)
        guard isRequired || parser.lexer.kind == .braceOpen else { return first..<first }
        try parser.expect(.braceOpen, "\"{\"")
        repeat {
            let start = parser.lexer.start
            let operation: Operation.Kind
            if try parser.take(keyword: "query") {
                operation = .query
            } else if try parser.take(keyword: "mutation") {
                operation = .mutation
            } else if try parser.take(keyword: "subscription") {
                operation = .subscription
            } else {
                throw parser.unexpected("\"query\", \"mutation\" or \"subscription\"")
            }
            try parser.expect(.colon, "\":\"")
            let type = try parser.name("a type's name")
            document.rootOperationTypes.append(
                .init(operation: operation, type: type, offset: UInt32(truncatingIfNeeded: start))
            )
        } while parser.lexer.kind != .braceClose
        try parser.lexer.advance()
        return first..<Int32(truncatingIfNeeded: document.rootOperationTypes.count)
    }

    /// Takes the implemented interfaces, if they are there.
    ///
    ///     ImplementsInterfaces : ImplementsInterfaces & NamedType | implements &? NamedType
    ///
    /// Implements *Objects*, §3.6, and *Interfaces*, §3.7.
    private mutating func implementsInterfaces(_ parser: inout Parser) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.namedTypes.count)
        guard try parser.take(keyword: "implements") else { return first..<first }
        return try namedTypes(separatedBy: .ampersand, "an interface's name", &parser)
    }

    /// Takes the members of a union, if they are there.
    ///
    ///     UnionMemberTypes : UnionMemberTypes | NamedType
    ///                      = |? NamedType
    ///
    /// Implements *Unions*, §3.8.
    private mutating func unionMemberTypes(_ parser: inout Parser) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.namedTypes.count)
        guard try parser.take(.equals) else { return first..<first }
        return try namedTypes(separatedBy: .pipe, "a type's name", &parser)
    }

    private mutating func namedTypes(
        separatedBy separator: Token,
        _ expectation: StaticString,
        _ parser: inout Parser
    ) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.namedTypes.count)
        _ = try parser.take(separator)
        repeat { document.namedTypes.append(try parser.name(expectation)) } while try parser.take(separator)
        return first..<Int32(truncatingIfNeeded: document.namedTypes.count)
    }

    /// Takes the definitions of fields, if they are there.
    ///
    ///     FieldsDefinition : { FieldDefinition+ }
    ///     FieldDefinition : Description? Name ArgumentsDefinition? : Type Directives[Const]?
    private mutating func fieldsDefinition(_ parser: inout Parser) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.fields.count)
        guard try parser.take(.braceOpen) else { return first..<first }
        repeat {
            let description = try parser.description()
            let name = try parser.name("a field's name")
            let arguments = try inputValues(.parenthesisOpen, .parenthesisClose, &parser)
            try parser.expect(.colon, "\":\" and the field's type")
            let (type, modifiers) = try parser.type()
            let directives = try parser.directives(areConstant: true)
            document.fields.append(
                .init(
                    name: name,
                    description: description,
                    arguments: arguments,
                    type: type,
                    modifiers: modifiers,
                    directives: directives
                )
            )
        } while parser.lexer.kind != .braceClose
        try parser.lexer.advance()
        return first..<Int32(truncatingIfNeeded: document.fields.count)
    }

    /// Takes the definitions of arguments or input fields, if they are there.
    ///
    ///     ArgumentsDefinition : ( InputValueDefinition+ )
    ///     InputFieldsDefinition : { InputValueDefinition+ }
    ///     InputValueDefinition : Description? Name : Type DefaultValue? Directives[Const]?
    private mutating func inputValues(
        _ open: Token,
        _ close: Token,
        _ parser: inout Parser
    ) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.inputValues.count)
        guard try parser.take(open) else { return first..<first }
        repeat {
            let description = try parser.description()
            let name = try parser.name(close == .braceClose ? "a field's name" : "an argument's name")
            try parser.expect(.colon, "\":\" and a type")
            let (type, modifiers) = try parser.type()
            let defaultValue = try parser.take(.equals) ? parser.value(isConstant: true) : nil
            let directives = try parser.directives(areConstant: true)
            document.inputValues.append(
                .init(
                    name: name,
                    description: description,
                    type: type,
                    modifiers: modifiers,
                    defaultValue: defaultValue,
                    directives: directives
                )
            )
        } while parser.lexer.kind != close
        try parser.lexer.advance()
        return first..<Int32(truncatingIfNeeded: document.inputValues.count)
    }

    /// Takes the values of an enum, if they are there.
    ///
    ///     EnumValuesDefinition : { EnumValueDefinition+ }
    ///     EnumValueDefinition : Description? EnumValue Directives[Const]?
    ///
    /// Implements *Enums*, §3.9.
    private mutating func enumValuesDefinition(_ parser: inout Parser) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.enumValues.count)
        guard try parser.take(.braceOpen) else { return first..<first }
        repeat {
            let description = try parser.description()
            if parser.isKeyword("true") || parser.isKeyword("false") || parser.isKeyword("null") {
                throw SyntaxError(
                    .invalid("An enum value cannot have the name of another value"),
                    at: parser.lexer.range
                )
            }
            let name = try parser.name("an enum value")
            let directives = try parser.directives(areConstant: true)
            document.enumValues.append(.init(name: name, description: description, directives: directives))
        } while parser.lexer.kind != .braceClose
        try parser.lexer.advance()
        return first..<Int32(truncatingIfNeeded: document.enumValues.count)
    }

    /// Takes where a directive may stand, and how often.
    ///
    ///     repeatable? on DirectiveLocations
    ///     DirectiveLocations : DirectiveLocations | DirectiveLocation
    ///
    /// Implements *Directives*, §3.13.
    private mutating func directiveLocations(
        of definition: inout Definition,
        _ parser: inout Parser
    ) throws(SyntaxError) {
        definition.isRepeatable = try parser.take(keyword: "repeatable")
        guard try parser.take(keyword: "on") else {
            throw parser.unexpected("\"on\" and where the directive may stand")
        }
        let first = Int32(truncatingIfNeeded: document.locations.count)
        _ = try parser.take(.pipe)
        repeat {
            guard parser.lexer.kind == .name,
                let location = DirectiveLocation(rawValue: parser.lexer.text.string(parser.lexer.range))
            else { throw parser.unexpected("a directive location, such as FIELD_DEFINITION") }
            document.locations.append(
                .init(location: location, offset: UInt32(truncatingIfNeeded: parser.lexer.start))
            )
            try parser.lexer.advance()
        } while try parser.take(.pipe)
        definition.locations = first..<Int32(truncatingIfNeeded: document.locations.count)
    }
}
