import GraphQL

/// Binds the fields of `Query` and `Mutation`, and reports the object types that nothing serves.
struct RootBinder: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables
    private var bound: BoundFields

    init(_ context: BindingContext, _ bound: BoundFields) {
        self.context = context
        self.bound = bound
        tables = BoundTables(of: bound)
    }

    private var types: [TypeDefinition] { bound.types }

    mutating func run() -> BoundFields {
        for root in [context.schema.queryType, context.schema.mutationType].compactMap({ $0 }) {
            bound.objects[root.index] = .root
            for field in types[root.index].fields.indices {
                let binding = bind(types[root.index].fields[field], of: root)
                bound.fields[root.index][field] = binding
                checkArguments(of: types[root.index].fields[field], binding, of: types[root.index].name)
            }
        }
        reportUnboundTypes()
        return bound
    }

    private mutating func reportUnboundTypes() {
        for index in types.indices where types[index].kind == .object {
            guard case .none = bound.objects[index], !types[index].name.hasPrefix("__") else { continue }
            if TypeID(index) == context.schema.subscriptionType {
                report(
                    "The type of subscriptions is derived, so that none can be written.",
                    at: types[index].location,
                    coordinate: types[index].name,
                    fix: "Remove \(types[index].name)."
                )
            } else if types[index].directive("table") == nil {
                report(
                    "The type \(types[index].name) is neither bound to a table nor embedded in one, and no function returns it.",
                    at: types[index].location,
                    coordinate: types[index].name,
                    fix: "Give it @table(name: …), or use it by a field with @embed or @function."
                )
            }
        }
    }

    /// Binds a field of `Query` or `Mutation`.
    private mutating func bind(_ field: FieldDefinition, of owner: TypeID) -> FieldBinding {
        let coordinate = "\(types[owner.index].name).\(field.name)"
        if let directive = field.directive("function") {
            return with(FunctionBinder(context, tables)) { $0.bind(field, directive, of: owner) }
        }
        if owner == context.schema.mutationType {
            report(
                "\(coordinate) changes something, but nothing says what.",
                at: field.location,
                coordinate: coordinate,
                fix: "Give it @function(name: …)."
            )
            return .none
        }
        let type = types[field.type.type.index]
        if type.kind == .interface && type.name == "Node" && ["node", "nodes"].contains(field.name) {
            return bindNode(field, coordinate)
        }
        if field.name.hasPrefix("__") { return .none }
        if field.type.modifiers.isList, let members = tables.variants(of: field.type.type) {
            return with(ListBinder(context, tables)) { $0.bind(field, listing: members, coordinate) }
        }
        guard let table = tables.table(of: field.type.type) else {
            if type.directive("table") == nil {
                report(
                    "\(coordinate) is \(type.name), which is bound to no table.",
                    at: field.location,
                    coordinate: coordinate,
                    fix: type.isLeaf
                        ? "Give it @function(name: …)." : "Give the type \(type.name) @table(name: …)."
                )
            }
            return .none
        }
        if field.type.modifiers.isList {
            let list = with(ListBinder(context, tables)) { $0.list(field, of: table, coordinate) }
            return list.map { .collection($0) } ?? .none
        }
        if field.type.modifiers.isNonNull {
            report(
                "\(coordinate) is non-null, but a row that is asked for may not exist.",
                at: field.location,
                coordinate: coordinate,
                fix: "Make it nullable."
            )
        }
        if let directive = field.directive("claim") { return bindClaim(field, directive, table, coordinate) }
        return bindLookup(field, of: table, coordinate)
    }

    /// `node(id: ID!): Node` and `nodes(ids: [ID!]!): [Node]!`.
    private mutating func bindNode(_ field: FieldDefinition, _ coordinate: String) -> FieldBinding {
        let isList = field.type.modifiers.isList
        let name = isList ? "ids" : "id"
        if field.arguments.count == 1, field.arguments[0].name == name,
            field.arguments[0].type.modifiers.isList == isList,
            types[field.arguments[0].type.type.index].name == "ID"
        {
            return isList ? .nodes(field.arguments[0]) : .node(field.arguments[0])
        }
        report(
            "\(coordinate) does not have the one argument \"\(name)\".",
            at: field.location,
            coordinate: coordinate,
            fix: isList ? "Write nodes(ids: [ID!]!): [Node]!." : "Write node(id: ID!): Node."
        )
        return .none
    }

    private mutating func bindLookup(
        _ field: FieldDefinition,
        of table: TableBinding,
        _ coordinate: String
    ) -> FieldBinding {
        if field.arguments.count == 1, types[field.arguments[0].type.type.index].name == "ID" {
            let argument = field.arguments[0]
            let of = argument.appliedDirectives.first { $0.name == "id" }?.argument("of")?.text
            if of == nil || of == types[table.type.index].name {
                return .lookup(LookupBinding(target: table.type, key: .id(argument: argument)))
            }
        }
        var columns: [(argument: InputValueDefinition, column: ColumnBinding)] = []
        for argument in field.arguments {
            let index = types[table.type.index].fields.firstIndex { $0.name == argument.name }
            guard let index, case .column(let column) = bound.fields[table.type.index][index] else {
                let known = types[table.type.index].fields.map(\.name)
                report(
                    "\(coordinate) has the argument \"\(argument.name)\", but \(types[table.type.index].name) has no "
                        + "column of that name.\(Suggestions.didYouMean(argument.name, among: known))",
                    at: argument.location,
                    coordinate: "\(coordinate)(\(argument.name):)",
                    fix: "Name the argument as a field of the type that is bound to a column."
                )
                return .none
            }
            columns.append((argument, column))
        }
        guard !columns.isEmpty else {
            report(
                "\(coordinate) has no argument that says which row is meant.",
                at: field.location,
                coordinate: coordinate,
                fix: "Give it arguments that form a unique key, or @claim."
            )
            return .none
        }
        let names = columns.map(\.column.column.name)
        if !table.relation.isUnique(names) && !Set(table.key.map(\.name)).isSubset(of: names) {
            report(
                "\(coordinate) is one row, but several rows of \"\(table.relation.displayName)\" can have the same "
                    + "\(names.joined(separator: ", ")).",
                at: field.location,
                coordinate: coordinate,
                fix: "Make it a list, or: ALTER TABLE \(table.relation.sqlName) "
                    + "ADD UNIQUE (\(columns.map(\.column.column).sqlNames));"
            )
        }
        return .lookup(LookupBinding(target: table.type, key: .arguments(columns)))
    }

    private mutating func bindClaim(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        _ table: TableBinding,
        _ coordinate: String
    ) -> FieldBinding {
        let name = directive.argument("name")?.text ?? ""
        let columnName = directive.argument("column")?.text ?? ""
        let found = columns([columnName], of: table.relation, at: directive.location, coordinate: coordinate)
        guard let column = found?.first else { return .none }
        guard roles.contains(where: { $0.claims.contains { $0.name == name } }) else {
            report(
                "\(coordinate) reads the claim \"\(name)\", which no role declares.",
                at: directive.location,
                coordinate: coordinate,
                fix: "Declare it in @role(claims: …)."
            )
            return .none
        }
        guard let type = catalog.types[column.type] else { return .none }
        let setting = SQL.constant("claims." + name)
        let value: SQL = "(SELECT nullif(current_setting(\(setting), true), '')::\(type.identifier))"
        return .lookup(LookupBinding(target: table.type, key: .claim(value, column: column)))
    }
}
