import GraphQL

/// The types that nobody writes, named by convention: connections and their edges.
extension Binder {
    mutating func deriveTypes() {
        proveAggregates()
        let written = types.indices
        for owner in written where !types[owner].fields.isEmpty {
            for index in types[owner].fields.indices {
                if case .call(let call) = fields[owner][index] { derive(call, owner: owner, field: index) }
                guard let list = fields[owner][index].list else { continue }
                derive(list, owner: owner, field: index)
            }
        }
    }

    private mutating func derive(_ list: ListBinding, owner: Int, field index: Int) {
        let field = types[owner].fields[index]
        let name = types[list.target.index].name
        var arguments = field.arguments
        if list.isConnection {
            types[owner].fields[index].type = TypeReference(
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
        types[owner].fields[index].arguments = arguments
    }

    /// What the engine itself adds to a field that calls a function.
    private mutating func derive(_ call: FunctionBinding, owner: Int, field index: Int) {
        if call.isList && !call.isMutation {
            types[owner].fields[index].arguments.append(
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
        types[owner].fields[index].arguments.append(dryRun)
    }

    // MARK: Connections

    private mutating func connection(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Connection", .object, "A page of \(name) objects.") { binder in
            let edge = binder.edge(of: node)
            let pageInfo = binder.pageInfo()
            let objects = TypeModifiers([.nonNull, .list, .nonNull])
            let count = binder.builtIn("Int")
            var fields: [(ConnectionField, TypeReference, String)] = [
                (.edges, TypeReference(edge, objects), "The objects with their cursors."),
                (.nodes, TypeReference(node, objects), "The objects alone."),
                (
                    .pageInfo, TypeReference(pageInfo, TypeModifiers([.nonNull])),
                    "What is before and behind this page."
                ),
                (
                    .totalCount, TypeReference(count, TypeModifiers([.nonNull])),
                    "How many objects there are on all pages: counted, exact."
                ),
            ]
            if binder.table(of: node) != nil {
                fields.append(
                    (
                        .estimatedCount, TypeReference(count),
                        "About how many there are, as PostgreSQL's planner estimates it: cheap however many. "
                            + "Null where rows of others are hidden, or the list is one of many."
                    )
                )
            }
            let pages = fields.map { Derived($1, .connection($0), named: $0.rawValue, $2) }
            binder.setDerived(
                name + "Connection",
                as: .connection(node: node),
                fields: pages + binder.aggregates(ofConnectionOf: node)
            )
        }
    }

    private mutating func edge(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Edge", .object, "One \(name) of a page, with its cursor.") { binder in
            let nonNull = TypeModifiers([.nonNull])
            let fields: [(EdgeField, TypeID, String)] = [
                (.cursor, binder.builtIn("String"), "Where the object stands in this order; opaque."),
                (.node, node, "The object."),
            ]
            binder.setDerived(
                name + "Edge",
                fields: fields.map { Derived(TypeReference($1, nonNull), .edge($0), named: $0.rawValue, $2) }
            )
        }
    }

    private mutating func pageInfo() -> TypeID {
        derived("PageInfo", .object, "What is before and behind a page.") { binder in
            let boolean = TypeReference(binder.builtIn("Boolean"), TypeModifiers([.nonNull]))
            let string = TypeReference(binder.builtIn("String"))
            let fields: [(PageInfoField, TypeReference, String)] = [
                (.hasNextPage, boolean, "Whether more objects follow."),
                (.hasPreviousPage, boolean, "Whether objects come before."),
                (.startCursor, string, "The first object's cursor."),
                (.endCursor, string, "The last object's cursor."),
            ]
            binder.setDerived(
                "PageInfo",
                fields: fields.map { Derived($1, .pageInfo($0), named: $0.rawValue, $2) }
            )
        }
    }

    private func pageArguments() -> [InputValueDefinition] {
        [
            argument(.first, "Int", "At most so many, from the beginning or behind `after`."),
            argument(.after, "String", "Only what follows this cursor."),
            argument(.last, "Int", "At most so many, from the end or before `before`."),
            argument(.before, "String", "Only what precedes this cursor."),
        ]
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

    // MARK: Shared

    /// The type called `name`, made by `fill` where it does not exist yet.
    ///
    /// The type is registered before it is filled, so that types may refer to each other. It is filled after the type that
    /// needs it, not inside: a chain of relations can be as long as the schema has types, and the stack is not.
    mutating func derived(
        _ name: String,
        _ kind: TypeKind,
        _ description: String,
        fill: @escaping (inout Binder) -> Void
    ) -> TypeID {
        if let id = typeIDs[name] {
            if id.index < source.types.count {
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
        types.append(type)
        typeIDs[name] = id
        objects.append(.none)
        fields.append([])
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
        types[index].fields = fields.map(\.definition)
        objects[index] = object
        self.fields[index] = fields.map { .derived($0.binding) }
    }

    /// Sets the members of the derived input type `name`, each with what it is, which `table` keeps.
    mutating func setDerived<Binding>(
        _ name: String,
        members: [(definition: InputValueDefinition, binding: Binding)],
        in table: WritableKeyPath<DerivedInputs, [TypeID: [Binding]]>,
        isOneOf: Bool = false
    ) {
        let id = builtIn(name)
        types[id.index].inputFields = members.map(\.definition)
        types[id.index].isOneOf = isOneOf
        inputs[keyPath: table][id] = members.map(\.binding)
    }
}

extension FieldBinding {
    /// The list that the field serves, if it serves one.
    var list: ListBinding? {
        switch self {
        case .many(_, let list), .collection(let list): list
        case .none, .id, .foreignID, .column, .expression, .embedded, .one, .lookup, .node, .nodes, .call,
            .derived, .meta:
            nil
        }
    }
}
