/// Builds the arrays of a ``SchemaIndex``.
struct SchemaIndexBuilder {
    var symbols: SymbolTable
    var members: MemberTable
    var types: [IndexedType] = []
    var fields: [IndexedField] = []
    var inputs: [IndexedInput] = []
    var enumValues: [IndexedEnumValue] = []
    var directives: [IndexedDirective] = []
    var typeOfSymbol: [Int32] = []
    var directiveOfSymbol: [Int32] = []
    var possibleTypes: [UInt64] = []
    var wordsOfPossibleTypes = 0
    var typenameField: Int32 = -1
    var schemaField: Int32 = -1
    var typeField: Int32 = -1
    /// The argument or input-field definitions and who owns them, put into ``members`` once all owners are numbered.
    private var pending: [(owner: PendingOwner, symbol: Int32, index: Int32)] = []
    private let definitions: [TypeDefinition]

    private enum PendingOwner { case type(Int32), field(Int32), directive(Int32) }

    init(types definitions: [TypeDefinition], directives: [DirectiveDefinition]) {
        self.definitions = definitions
        symbols = SymbolTable(capacity: definitions.count * 16)
        members = MemberTable(capacity: 0)
        for type in definitions { add(type) }
        addMetaFields()
        for directive in directives { add(directive) }
        addNames(of: directives)
        addPossibleTypes()
        members = MemberTable(capacity: pending.count)
        for (owner, symbol, index) in pending {
            members.insert(owner: number(of: owner), symbol: symbol, index: index)
        }
        pending = []
    }

    private func number(of owner: PendingOwner) -> Int32 {
        switch owner {
        case .type(let type): type
        case .field(let field): Int32(types.count) + field
        case .directive(let directive): Int32(types.count) + Int32(fields.count) + directive
        }
    }

    private mutating func add(_ type: TypeDefinition) {
        let owner = Int32(types.count)
        let firstField = Int32(fields.count)
        for (position, field) in type.fields.enumerated() {
            let symbol = symbols.intern(field.name)
            pending.append((.type(owner), symbol, Int32(fields.count)))
            addField(field, owner: owner, position: position, roles: type.roles)
        }
        let firstInput = Int32(inputs.count)
        for (position, input) in type.inputFields.enumerated() {
            addInput(input, owner: .type(owner), position: position, roles: type.roles)
        }
        let firstValue = Int32(enumValues.count)
        for value in type.enumValues {
            let symbol = symbols.intern(value.name)
            pending.append((.type(owner), symbol, Int32(enumValues.count)))
            enumValues.append(IndexedEnumValue(symbol: symbol, roles: value.roles.intersection(type.roles)))
        }
        types.append(
            IndexedType(
                kind: type.kind,
                scalar: ScalarKind(named: type.name),
                isOneOf: type.isOneOf,
                roles: type.roles,
                fields: firstField..<Int32(fields.count),
                inputs: firstInput..<Int32(inputs.count),
                enumValues: firstValue..<Int32(enumValues.count)
            )
        )
    }

    private mutating func addField(_ field: FieldDefinition, owner: Int32, position: Int, roles: RoleSet) {
        let number = Int32(fields.count)
        let known = roles.intersection(field.roles).intersection(self.roles(of: field.type))
        let firstArgument = Int32(inputs.count)
        for (position, argument) in field.arguments.enumerated() {
            addInput(argument, owner: .field(number), position: position, roles: known)
        }
        fields.append(
            IndexedField(
                type: field.type,
                isComposite: definition(of: field.type)?.isComposite ?? false,
                hasRequiredArguments: field.arguments.contains { $0.isRequired },
                roles: known,
                arguments: firstArgument..<Int32(inputs.count),
                position: Int32(position),
                owner: owner
            )
        )
    }

    private mutating func addInput(
        _ input: InputValueDefinition,
        owner: PendingOwner,
        position: Int,
        roles: RoleSet
    ) {
        let symbol = symbols.intern(input.name)
        pending.append((owner, symbol, Int32(inputs.count)))
        inputs.append(
            IndexedInput(
                symbol: symbol,
                type: input.type,
                hasDefault: input.defaultValue != nil,
                roles: roles.intersection(input.roles).intersection(self.roles(of: input.type)),
                position: Int32(position)
            )
        )
    }

    private mutating func add(_ directive: DirectiveDefinition) {
        let number = Int32(directives.count)
        let firstArgument = Int32(inputs.count)
        for (position, argument) in directive.arguments.enumerated() {
            addInput(argument, owner: .directive(number), position: position, roles: directive.roles)
        }
        directives.append(
            IndexedDirective(
                isRepeatable: directive.isRepeatable,
                hasRequiredArguments: directive.arguments.contains { $0.isRequired },
                locations: directive.locations.reduce(0) { $0 | $1.bit },
                arguments: firstArgument..<Int32(inputs.count),
                roles: directive.roles
            )
        )
    }

    private func definition(of reference: TypeReference) -> TypeDefinition? {
        definitions.indices.contains(reference.type.index) ? definitions[reference.type.index] : nil
    }

    private func roles(of reference: TypeReference) -> RoleSet { definition(of: reference)?.roles ?? [] }

    /// `__typename`, `__schema` and `__type`: *Type Name Introspection*, §4.1, and *Schema Introspection*, §4.2.
    private mutating func addMetaFields() {
        for (index, field) in MetaField.allCases.enumerated() {
            guard let definition = field.definition(in: definitions) else { continue }
            let number = Int32(fields.count)
            addField(definition, owner: -1, position: index, roles: .all)
            switch field {
            case .typename: typenameField = number
            case .schema: schemaField = number
            case .type: typeField = number
            }
        }
    }

    private mutating func addNames(of directives: [DirectiveDefinition]) {
        let typeSymbols = definitions.map { symbols.intern($0.name) }
        let directiveSymbols = directives.map { symbols.intern($0.name) }
        typeOfSymbol = Array(repeating: -1, count: symbols.count)
        directiveOfSymbol = Array(repeating: -1, count: symbols.count)
        for (index, symbol) in typeSymbols.enumerated() where typeOfSymbol[Int(symbol)] < 0 {
            typeOfSymbol[Int(symbol)] = Int32(index)
        }
        for (index, symbol) in directiveSymbols.enumerated() where directiveOfSymbol[Int(symbol)] < 0 {
            directiveOfSymbol[Int(symbol)] = Int32(index)
        }
    }

    private mutating func addPossibleTypes() {
        wordsOfPossibleTypes = (definitions.count + 63) / 64
        possibleTypes = Array(repeating: 0, count: definitions.count * wordsOfPossibleTypes)
        for (index, type) in definitions.enumerated() {
            for possible in type.possibleTypes where definitions.indices.contains(possible.index) {
                possibleTypes[index * wordsOfPossibleTypes + possible.index / 64] |=
                    1 << UInt64(possible.index % 64)
            }
        }
    }
}

/// A field that every schema has without listing it.
enum MetaField: String, CaseIterable {
    case typename = "__typename"
    case schema = "__schema"
    case type = "__type"

    /// Its definition; `nil` where the types that it needs are not among `types`.
    func definition(in types: [TypeDefinition]) -> FieldDefinition? {
        let typeName =
            switch self {
            case .typename: "String"
            case .schema: "__Schema"
            case .type: "__Type"
            }
        guard let type = types.firstIndex(where: { $0.name == typeName }) else { return nil }
        let nonNull = TypeModifiers([.nonNull])
        let modifiers = self == .type ? TypeModifiers() : nonNull
        var field = FieldDefinition(name: rawValue, type: TypeReference(TypeID(type), modifiers))
        if self == .type {
            guard let string = types.firstIndex(where: { $0.name == "String" }) else { return nil }
            let reference = TypeReference(TypeID(string), nonNull)
            field.arguments = [InputValueDefinition(name: "name", type: reference)]
        }
        return field
    }
}
