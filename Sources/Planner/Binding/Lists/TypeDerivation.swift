import GraphQL

/// Derives the types that the author does not write, named by convention: connections and their edges, filters, orders, aggregates, groups.
struct TypeDerivation: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    var elements: DerivedTypes
    /// Derived types that are registered and not filled yet.
    private var unfilled: [(inout TypeDerivation) -> Void] = []
    private var isFilling = false

    init(_ context: BindingContext, _ bound: BoundFields) {
        self.context = context
        elements = DerivedTypes(of: bound)
    }

    mutating func run() -> DerivedTypes {
        checkAggregates()
        let written = types.indices
        for owner in written where !types[owner].fields.isEmpty {
            for index in types[owner].fields.indices {
                if case .call(let call) = fields[owner][index] { derive(call, owner: owner, field: index) }
                guard let list = fields[owner][index].list else { continue }
                derive(list, owner: owner, field: index)
            }
        }
        deriveSubscriptions()
        return elements
    }

    private mutating func derive(_ list: ListBinding, owner: Int, field index: Int) {
        let field = types[owner].fields[index]
        let name = types[list.target.index].name
        var arguments = field.arguments
        if list.isConnection {
            elements.types[owner].fields[index].type = TypeReference(
                connection(of: list.target),
                TypeModifiers([.nonNull])
            )
            arguments += pageArguments()
        } else {
            arguments.append(argument(.first, "Int", "At most so many, from the beginning."))
        }
        if field.directive("filter") != nil {
            var conditions = argument(
                .filter,
                TypeReference(filter(of: list.target)),
                "Only rows that meet these conditions."
            )
            conditions.location = field.location
            arguments.append(conditions)
        }
        if field.directive("order") != nil {
            arguments.append(
                argument(
                    .order,
                    TypeReference(order(of: list.target), TypeModifiers([.list, .nonNull])),
                    "The order; ties are broken by the \(name)'s key."
                )
            )
        }
        elements.types[owner].fields[index].arguments = arguments
    }

    /// What the engine itself adds to a field that calls a function.
    private mutating func derive(_ call: FunctionBinding, owner: Int, field index: Int) {
        if call.isList && !call.isMutation {
            elements.types[owner].fields[index].arguments.append(
                argument(.first, "Int", "At most so many, from the beginning.")
            )
        }
        guard call.isMutation else { return }
        var dryRun = argument(
            .dryRun,
            TypeReference(builtIn("Boolean"), TypeModifiers([.nonNull])),
            "Answers what would happen, and takes it back."
        )
        dryRun.defaultValue = .boolean(false)
        elements.types[owner].fields[index].arguments.append(dryRun)
    }

    // MARK: Making types

    /// The type called `name`, made by `fill` where it does not exist yet.
    ///
    /// The type is registered before it is filled, so that types may refer to each other. It is filled after the type that
    /// needs it, not inside: a chain of relations can be as long as the schema has types, and the stack is not.
    mutating func derived(
        _ name: String,
        _ kind: TypeKind,
        _ description: String,
        fill: @escaping (inout TypeDerivation) -> Void
    ) -> TypeID {
        if let id = typeIDs[name] {
            if id.index < context.schema.types.count {
                report(
                    "The type \(name) is derived, so that no other may have its name.",
                    at: types[id.index].location,
                    coordinate: name,
                    fix: "Rename the type."
                )
            }
            return id
        }
        let id = TypeID(types.count)
        var type = TypeDefinition(kind: kind, name: name, description: description)
        if kind == .object { type.possibleTypes = [id] }
        elements.types.append(type)
        elements.typeIDs[name] = id
        elements.objects.append(.none)
        elements.fields.append([])
        unfilled.append(fill)
        fillDerived()
        return id
    }

    private mutating func fillDerived() {
        guard !isFilling else { return }
        isFilling = true
        while let fill = unfilled.popLast() { fill(&self) }
        isFilling = false
    }

    func builtIn(_ name: String) -> TypeID { typeIDs[name] ?? TypeID(0) }

    /// A field of a derived type, with what it is.
    struct Derived {
        var definition: FieldDefinition
        var binding: DerivedField

        init(
            _ type: TypeReference,
            _ binding: DerivedField,
            named name: String,
            _ description: String?
        ) {
            definition = FieldDefinition(name: name, type: type, description: description)
            self.binding = binding
        }
    }

    mutating func setDerived(_ name: String, as object: ObjectBinding = .derived, fields: [Derived]) {
        let index = builtIn(name).index
        elements.types[index].fields = fields.map(\.definition)
        elements.objects[index] = object
        self.elements.fields[index] = fields.map { .derived($0.binding) }
    }

    /// Sets the members of the derived input type `name`, each with what it is, which `table` keeps.
    mutating func setDerived<Binding>(
        _ name: String,
        members: [(definition: InputValueDefinition, binding: Binding)],
        in table: WritableKeyPath<DerivedInputs, [TypeID: [Binding]]>,
        isOneOf: Bool = false
    ) {
        let id = builtIn(name)
        elements.types[id.index].inputFields = members.map(\.definition)
        elements.types[id.index].isOneOf = isOneOf
        elements.inputs[keyPath: table][id] = members.map(\.binding)
    }

    func argument(
        _ argument: DerivedArgument,
        _ type: TypeReference,
        _ description: String
    ) -> InputValueDefinition {
        InputValueDefinition(name: argument.rawValue, type: type, description: description)
    }

    func argument(
        _ argument: DerivedArgument,
        _ type: String,
        _ description: String
    ) -> InputValueDefinition {
        self.argument(argument, TypeReference(builtIn(type)), description)
    }
}

extension FieldBinding {
    /// The list that the field serves, if it serves one.
    var list: ListBinding? {
        switch self {
        case .many(_, let list), .collection(let list): list
        case .none, .id, .foreignID, .column, .expression, .embedded, .one, .lookup, .node, .nodes, .call,
            .live, .derived, .meta:
            nil
        }
    }
}
