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
            arguments.append(
                argument("first", "Int", "At most so many, from the beginning.")
            )
        }
        if field.directive("filter") != nil {
            var where_ = InputValueDefinition(
                name: "where",
                type: TypeReference(filter(of: list.target)),
                description: "Only rows that meet these conditions."
            )
            where_.location = field.location
            arguments.append(where_)
        }
        if field.directive("order") != nil {
            arguments.append(
                InputValueDefinition(
                    name: "orderBy",
                    type: TypeReference(order(of: list.target), TypeModifiers([.list, .nonNull])),
                    description: "The order; ties are broken by the \(name)'s key."
                )
            )
        }
        types[owner].fields[index].arguments = arguments
    }

    /// What the engine itself adds to a field that calls a function.
    private mutating func derive(_ call: FunctionBinding, owner: Int, field index: Int) {
        if call.isList {
            types[owner].fields[index].arguments.append(
                argument("first", "Int", "At most so many, from the beginning.")
            )
        }
        guard call.isMutation else { return }
        var dryRun = InputValueDefinition(
            name: "dryRun",
            type: TypeReference(builtIn("Boolean"), TypeModifiers([.nonNull])),
            description: "Answers what would happen, and takes it back."
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
            var fields = [
                FieldDefinition(
                    name: "edges",
                    type: TypeReference(edge, objects),
                    description: "The objects with their cursors."
                ),
                FieldDefinition(
                    name: "nodes",
                    type: TypeReference(node, objects),
                    description: "The objects alone."
                ),
                FieldDefinition(
                    name: "pageInfo",
                    type: TypeReference(pageInfo, TypeModifiers([.nonNull])),
                    description: "What is before and behind this page."
                ),
                FieldDefinition(
                    name: "totalCount",
                    type: TypeReference(binder.builtIn("Int"), TypeModifiers([.nonNull])),
                    description: "How many objects there are on all pages: counted, exact."
                ),
            ]
            if binder.table(of: node) != nil {
                fields.append(
                    FieldDefinition(
                        name: "estimatedCount",
                        type: TypeReference(binder.builtIn("Int")),
                        description:
                            "About how many there are, as PostgreSQL's planner estimates it: cheap however many. "
                            + "Null where rows of others are hidden, or the list is one of many."
                    )
                )
            }
            fields += binder.aggregates(ofConnectionOf: node)
            binder.setDerived(name + "Connection", as: .connection(node: node), fields: fields)
        }
    }

    private mutating func edge(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Edge", .object, "One \(name) of a page, with its cursor.") { binder in
            let nonNull = TypeModifiers([.nonNull])
            binder.setDerived(
                name + "Edge",
                as: .edge(node: node),
                fields: [
                    FieldDefinition(
                        name: "cursor",
                        type: TypeReference(binder.builtIn("String"), nonNull),
                        description: "Where the object stands in this order; opaque."
                    ),
                    FieldDefinition(
                        name: "node",
                        type: TypeReference(node, nonNull),
                        description: "The object."
                    ),
                ]
            )
        }
    }

    private mutating func pageInfo() -> TypeID {
        derived("PageInfo", .object, "What is before and behind a page.") { binder in
            let boolean = TypeReference(binder.builtIn("Boolean"), TypeModifiers([.nonNull]))
            let string = TypeReference(binder.builtIn("String"))
            binder.setDerived(
                "PageInfo",
                as: .pageInfo,
                fields: [
                    FieldDefinition(
                        name: "hasNextPage",
                        type: boolean,
                        description: "Whether more objects follow."
                    ),
                    FieldDefinition(
                        name: "hasPreviousPage",
                        type: boolean,
                        description: "Whether objects come before."
                    ),
                    FieldDefinition(
                        name: "startCursor",
                        type: string,
                        description: "The first object's cursor."
                    ),
                    FieldDefinition(
                        name: "endCursor",
                        type: string,
                        description: "The last object's cursor."
                    ),
                ]
            )
        }
    }

    private func pageArguments() -> [InputValueDefinition] {
        [
            argument("first", "Int", "At most so many, from the beginning or behind `after`."),
            argument("after", "String", "Only what follows this cursor."),
            argument("last", "Int", "At most so many, from the end or before `before`."),
            argument("before", "String", "Only what precedes this cursor."),
        ]
    }

    func argument(_ name: String, _ type: String, _ description: String) -> InputValueDefinition {
        InputValueDefinition(name: name, type: TypeReference(builtIn(type)), description: description)
    }

    // MARK: Shared

    /// The type called `name`, made by `fill` where it does not exist yet.
    ///
    /// The type is registered before it is filled, so that types may refer to each other.
    mutating func derived(
        _ name: String,
        _ kind: TypeKind,
        _ description: String,
        fill: (inout Binder) -> Void
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
        inputs.append(.none)
        fill(&self)
        return id
    }

    func builtIn(_ name: String) -> TypeID { typeIDs[name] ?? TypeID(0) }

    mutating func setDerived(_ name: String, as binding: ObjectBinding, fields: [FieldDefinition]) {
        let index = builtIn(name).index
        types[index].fields = fields
        objects[index] = binding
        self.fields[index] = fields.map { _ in .none }
    }

    mutating func setDerived(
        _ name: String,
        inputFields: [InputValueDefinition],
        as binding: InputBinding,
        isOneOf: Bool = false
    ) {
        let index = builtIn(name).index
        types[index].inputFields = inputFields
        types[index].isOneOf = isOneOf
        inputs[index] = binding
    }
}

extension FieldBinding {
    /// The list that the field serves, if it serves one.
    var list: ListBinding? {
        switch self {
        case .many(_, let list), .collection(let list): list
        case .none, .id, .foreignID, .column, .expression, .embedded, .one, .lookup, .node, .call: nil
        }
    }
}
