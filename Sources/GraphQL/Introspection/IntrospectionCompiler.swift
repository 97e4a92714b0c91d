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
    /// Whether null may not stand for it.
    var isNonNull: Bool
    /// Why it has no value: an argument is null that must not be.
    var failure: GraphQLError?
    var selection: IntrospectionSelection
}

/// What is selected of an object; nothing of a leaf.
struct IntrospectionSelection {
    var fields: [IntrospectionField] = []
    /// Why no such object can be written: a condition is null.
    var failure: GraphQLError?
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
    ///
    /// - Throws: `LIMIT_EXCEEDED`.
    mutating func compile(
        _ selections: [Int32],
        of parent: String,
        depth: Int
    ) throws(GraphQLError) -> IntrospectionSelection {
        guard let type = schema.type(named: parent) else { return IntrospectionSelection() }
        if depth > limits.depth { throw exceeded("nests deeper than \(limits.depth) fields", at: selections) }
        let collected: [(responseName: Name, fields: [Int32])]
        do throws(GraphQLError) {
            collected = try document.collectFields(
                selections.map { $0 + 1..<document.selections[Int($0)].end },
                of: type,
                schema: schema,
                fragments: fragments,
                condition: { document.value(at: $0, with: variables) }
            )
        } catch {
            return IntrospectionSelection(failure: error)
        }
        selectionsLeft -= collected.reduce(0) { $0 + $1.fields.count }
        if selectionsLeft < 0 {
            throw exceeded("has more than \(limits.selections) selections", at: selections)
        }
        var compiled = IntrospectionSelection()
        for (responseName, fields) in collected {
            guard let first = fields.first, let name = document.selections[Int(first)].name,
                let kind = IntrospectionField.Kind(rawValue: document.text(name))
            else { continue }
            let position = schema.field(named: kind.rawValue, of: type, role: .all)
            let definition = position.map { schema[type].fields[$0] }
            var field = IntrospectionField(
                responseName: document.text(responseName),
                kind: kind,
                parent: parent,
                includeDeprecated: false,
                isNonNull: definition?.type.modifiers.isNonNull ?? true,
                selection: IntrospectionSelection()
            )
            let coordinate = "\(parent).\(kind.rawValue)"
            if let definition, schema[definition.type.type].kind == .object {
                let name = schema[definition.type.type].name
                field.selection = try compile(fields, of: name, depth: depth + 1)
                field.selection.failure?.coordinate = coordinate
            }
            do throws(GraphQLError) {
                let given = document.selections[Int(first)].arguments
                let arguments = try values(given, definition?.arguments ?? [])
                field.includeDeprecated = arguments.first?.value == .boolean(true)
            } catch {
                field.failure = error
                field.failure?.coordinate = coordinate
            }
            compiled.fields.append(field)
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
