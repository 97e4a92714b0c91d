import GraphQL

/// Binds the fields of every table's type.
struct FieldBinder: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables
    private var bound: BoundFields

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
        bound = BoundFields(of: tables)
    }

    private var types: [TypeDefinition] { tables.types }

    mutating func run() -> BoundFields {
        for index in types.indices {
            guard let table = tables.table(of: TypeID(index)) else { continue }
            for field in types[index].fields.indices {
                let binding = bind(types[index].fields[field], of: table, owner: types[index].name)
                bound.fields[index][field] = binding
                checkArguments(of: types[index].fields[field], binding, of: types[index].name)
            }
        }
        return bound
    }

    private mutating func bind(
        _ field: FieldDefinition,
        of table: TableBinding,
        owner: String
    ) -> FieldBinding {
        let coordinate = "\(owner).\(field.name)"
        let type = types[field.type.type.index]
        if let directive = field.directive("sql") {
            return expression(field, directive, over: table.relation, coordinate)
        }
        if let directive = field.directive("function") {
            return with(FunctionBinder(context, tables)) {
                $0.bind(field, directive, of: table.type, table)
            }
        }
        if type.isLeaf {
            if field.directive("id") != nil { return bindForeignID(field, of: table, coordinate) }
            if field.name == "id" && type.name == "ID" && field.directive("column") == nil
                && !table.key.isEmpty
            {
                return .id
            }
            return column(field, of: table.relation, defaultName: field.name.snakeCased, coordinate)
        }
        if let directive = field.directive("embed") {
            return bindEmbedded(
                field,
                of: table,
                prefix: directive.argument("prefix")?.text ?? "",
                coordinate
            )
        }
        if let directive = field.directive("relation") {
            return with(RelationBinder(context, tables)) {
                $0.bind(field, directive, of: table, coordinate)
            }
        }
        report(
            "\(coordinate) is an object, but nothing says where it comes from.",
            at: field.location,
            coordinate: coordinate,
            fix: "Give it @relation(…), @embed or @sql(…)."
        )
        return .none
    }

    private mutating func column(
        _ field: FieldDefinition,
        of relation: Relation,
        defaultName: String,
        _ coordinate: String
    ) -> FieldBinding {
        with(ColumnBinder(context, tables)) {
            $0.bind(field, of: relation, defaultName: defaultName, coordinate)
        }
    }

    private mutating func expression(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        over relation: Relation,
        _ coordinate: String
    ) -> FieldBinding {
        with(ExpressionBinder(context, tables)) { $0.bind(field, directive, over: relation, coordinate) }
    }

    private mutating func bindEmbedded(
        _ field: FieldDefinition,
        of table: TableBinding,
        prefix: String,
        _ coordinate: String
    ) -> FieldBinding {
        let type = field.type.type
        bound.objects[type.index] = .embedded
        var bindings: [FieldBinding] = []
        for inner in types[type.index].fields {
            let place = "\(types[type.index].name).\(inner.name)"
            guard types[inner.type.type.index].isLeaf else {
                report(
                    "\(place) is an object inside an embedded one, which holds columns only.",
                    at: inner.location,
                    coordinate: place,
                    fix: "Embed objects of scalars and enums."
                )
                bindings.append(.none)
                continue
            }
            if let directive = inner.directive("sql") {
                bindings.append(expression(inner, directive, over: table.relation, place))
            } else {
                let name = prefix + inner.name.snakeCased
                bindings.append(column(inner, of: table.relation, defaultName: name, place))
            }
        }
        return .embedded(bindings)
    }

    private mutating func bindForeignID(
        _ field: FieldDefinition,
        of table: TableBinding,
        _ coordinate: String
    ) -> FieldBinding {
        let name = field.directive("id")?.argument("of")?.text ?? ""
        guard let id = tables.typeIDs[name], let target = tables.table(of: id) else {
            report(
                "\(coordinate) holds ids of \"\(name)\", which is no type bound to a table.",
                at: field.location,
                coordinate: coordinate,
                fix: "Name a type with @table."
            )
            return .none
        }
        let names = field.directive("column")?.argument("name")?.texts ?? [field.name.snakeCased]
        guard let found = columns(names, of: table.relation, at: field.location, coordinate: coordinate)
        else {
            return .none
        }
        guard sameTypes(found, target.key) else {
            report(
                "\(coordinate)'s columns do not have the types of \(name)'s key.",
                at: field.location,
                coordinate: coordinate,
                fix: "Name the columns that point to \(target.relation.displayName)."
            )
            return .none
        }
        return .foreignID(found, target: id)
    }

    /// Whether the columns have the same types, one by one, domains looked through.
    private func sameTypes(_ left: [Column], _ right: [Column]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { catalog.baseType(of: $0.type) == catalog.baseType(of: $1.type) }
    }
}
