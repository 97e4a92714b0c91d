/// A field of a selection on the types of introspection, with everything resolved that does not depend on the schema's data.
struct IntrospectionField {
    enum Kind: String {
        case typename = "__typename"
        case description, types, queryType, mutationType, subscriptionType, directives
        case kind, name, specifiedByURL, fields, interfaces, possibleTypes, enumValues, inputFields, ofType,
            isOneOf
        case args, type, isDeprecated, deprecationReason, defaultValue, isRepeatable, locations
    }

    var responseName: String
    var kind: Kind
    /// The type on which it is selected, for `__typename`.
    var parent: String
    var includeDeprecated: Bool
    var fields: [IntrospectionField]
}

/// Resolves the fragments, directives and arguments of a selection on the types of introspection.
struct IntrospectionCompiler {
    private let document: Document
    private let schema: Schema
    private let role: RoleSet
    private let variables: VariableValues
    private let limits: Introspection.Limits
    private let fragments: [Int32: Int]
    private var selectionsLeft: Int

    init(
        _ document: Document,
        _ schema: Schema,
        _ role: RoleSet,
        _ variables: VariableValues,
        _ limits: Introspection.Limits
    ) {
        self.document = document
        self.schema = schema
        self.role = role
        self.variables = variables
        self.limits = limits
        fragments = document.fragmentsByName()
        selectionsLeft = limits.selections
    }

    /// Compiles the merged selection sets of `selections`, which are fields of the type called `parent`.
    ///
    /// It calls itself as deep as fields nest, which `limits` bounds.
    mutating func compile(
        _ selections: [Int32],
        of parent: String,
        depth: Int
    ) throws(GraphQLError) -> [IntrospectionField] {
        guard let type = schema.type(named: parent) else { return [] }
        if depth > limits.depth { throw exceeded("nests deeper than \(limits.depth) fields", at: selections) }
        let runs: [Run] = selections.map { $0 + 1..<document.selections[Int($0)].end }
        let collected = try document.collectFields(
            runs,
            of: type,
            schema: schema,
            fragments: fragments,
            condition: { document.value(at: $0, with: variables) }
        )
        selectionsLeft -= collected.reduce(0) { $0 + $1.fields.count }
        if selectionsLeft < 0 {
            throw exceeded("has more than \(limits.selections) selections", at: selections)
        }
        var compiled: [IntrospectionField] = []
        for (responseName, fields) in collected {
            guard let first = fields.first, let name = document.selections[Int(first)].name,
                let kind = IntrospectionField.Kind(rawValue: document.text(name))
            else { continue }
            let position = schema.field(named: kind.rawValue, of: type, role: .all)
            let definition = position.map { schema[type].fields[$0] }
            var children: [IntrospectionField] = []
            if let definition, schema[definition.type.type].kind == .object {
                children = try compile(fields, of: schema[definition.type.type].name, depth: depth + 1)
            }
            let arguments = try values(document.selections[Int(first)].arguments, definition?.arguments ?? [])
            compiled.append(
                IntrospectionField(
                    responseName: document.text(responseName),
                    kind: kind,
                    parent: parent,
                    includeDeprecated: arguments.first?.value == .boolean(true),
                    fields: children
                )
            )
        }
        return compiled
    }

    /// The value of `__type`'s argument.
    func typeName(of arguments: Run) throws(GraphQLError) -> String {
        let definitions = MetaField.type.definition(in: schema.types)?.arguments ?? []
        return try values(arguments, definitions).first?.value.text ?? ""
    }

    private func values(
        _ arguments: Run,
        _ definitions: [InputValueDefinition]
    ) throws(GraphQLError) -> [InputValue.Member] {
        if definitions.isEmpty { return [] }
        return try ArgumentValues.coerce(
            document,
            arguments: arguments,
            definitions: definitions,
            schema: schema,
            role: role,
            variables: variables
        )
    }

    private func exceeded(_ what: String, at selections: [Int32]) -> GraphQLError {
        GraphQLError(
            "The introspection \(what).",
            code: .limitExceeded,
            locations: selections.prefix(1).map { document.location(of: document.selections[Int($0)].offset) }
        )
    }
}
