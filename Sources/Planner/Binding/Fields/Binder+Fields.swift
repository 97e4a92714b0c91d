import GraphQL

extension Binder {
    /// Binds the fields of every table's type, then the root's.
    mutating func bindFields() {
        for index in types.indices {
            guard let table = table(of: TypeID(index)) else { continue }
            for field in types[index].fields.indices {
                fields[index][field] = bind(types[index].fields[field], of: table, owner: types[index].name)
                proveArguments(of: types[index].fields[field], fields[index][field], of: types[index].name)
            }
        }
        for root in [source.queryType, source.mutationType].compactMap({ $0 }) {
            objects[root.index] = .root
            for field in types[root.index].fields.indices {
                fields[root.index][field] = bindRoot(types[root.index].fields[field], of: root)
                proveArguments(
                    of: types[root.index].fields[field],
                    fields[root.index][field],
                    of: types[root.index].name
                )
            }
        }
        for index in types.indices where types[index].kind == .object {
            guard case .none = objects[index], !types[index].name.hasPrefix("__") else { continue }
            if TypeID(index) == source.subscriptionType {
                report(
                    "\(types[index].name) has fields, but nothing can be bound to it yet.",
                    at: types[index].location,
                    coordinate: types[index].name,
                    fix: "Remove the type."
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

    private mutating func bind(
        _ field: FieldDefinition,
        of table: TableBinding,
        owner: String
    ) -> FieldBinding {
        let coordinate = "\(owner).\(field.name)"
        let type = types[field.type.type.index]
        if let directive = field.directive("sql") {
            return bindExpression(field, directive, over: table.relation, coordinate)
        }
        if let directive = field.directive("function") {
            return bindFunction(field, directive, of: table.type, table)
        }
        if type.isLeaf {
            if field.directive("id") != nil { return bindForeignID(field, of: table, coordinate) }
            if field.name == "id" && type.name == "ID" && field.directive("column") == nil
                && !table.key.isEmpty
            {
                return .id
            }
            return bindColumn(field, of: table.relation, defaultName: field.name.snakeCased, coordinate)
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
            return bindRelation(field, directive, of: table, coordinate)
        }
        report(
            "\(coordinate) is an object, but nothing says where it comes from.",
            at: field.location,
            coordinate: coordinate,
            fix: "Give it @relation(…), @embed or @sql(…)."
        )
        return .none
    }

    /// Callers would rely on an argument that has no effect.
    private mutating func proveArguments(of field: FieldDefinition, _ binding: FieldBinding, of owner: String)
    {
        switch binding {
        case .none, .node, .nodes, .call, .derived, .meta: return
        case .lookup(let lookup):
            if case .claim = lookup.key { break }
            return
        case .id, .foreignID, .column, .expression, .embedded, .one, .many, .collection: break
        }
        for argument in field.arguments {
            let coordinate = "\(owner).\(field.name)(\(argument.name):)"
            report(
                "\(coordinate) is an unused argument.",
                at: argument.location,
                coordinate: coordinate,
                fix:
                    "Remove it: lists get theirs from @connection, @filter and @order, and @function reads its own."
            )
        }
    }

    private mutating func bindExpression(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        over relation: Relation,
        _ coordinate: String
    ) -> FieldBinding {
        let text = directive.argument("expression")?.text ?? ""
        let type = types[field.type.type.index]
        // What an expression yields is known to PostgreSQL only; the formats below are those of the type's first choice.
        guard var (format, cast) = ScalarFormat.ofExpression(as: type) else {
            report(
                "\(coordinate) is computed by SQL, which yields no \(type.name).",
                at: field.location,
                coordinate: coordinate,
                fix: "Use a built-in scalar, and cast the expression to its PostgreSQL type."
            )
            return .none
        }
        if field.type.modifiers.isList {
            cast = "\(cast)[]"
            format = format.list
        }
        let sql: SQL = "(\(SQL.author(text)))::\(cast)"
        let account = judge(AuthorExpression(source: source(of: relation), sql: sql))
        if let problem = account?.problem {
            report(
                "\(coordinate) is no SQL over \"\(relation.displayName)\": \(problem).",
                kind: .invalidExpression,
                at: directive.location,
                coordinate: coordinate,
                fix: "Write an expression over its columns, which PostgreSQL can cast to the field's type."
            )
        }
        return .expression(
            ExpressionBinding(
                sql: sql,
                format: format,
                dependencies: dependencies(of: account, over: relation),
                isImmutable: isImmutable(sql, over: relation)
            )
        )
    }

    /// Whether an expression over `relation` reads nothing but the row's columns, and names them without saying whose they are.
    ///
    /// It is judged over rows that have no policies, under the name that related rows have in a filter.
    private func isImmutable(_ sql: SQL, over relation: Relation) -> Bool {
        let rows = AuthorExpression(source: record(of: relation, as: "r1"), sql: sql)
        guard let account = judge(rows), account.problem == nil, !account.reads.isEmpty else { return false }
        let immutable = Set(catalog.functions.filter { $0.volatility == .immutable }.map(\.oid))
        return account.reads.values.allSatisfy { reads in
            reads.claims == [] && !reads.movesByItself && reads.relations == []
                && reads.functions.isSubset(of: immutable)
        }
    }

    /// What an expression over `relation` depends on, by role.
    ///
    /// Without an account of it a role that may read all columns may evaluate it, and it may depend on anything.
    private func dependencies(of account: ExpressionAccount?, over relation: Relation) -> [Dependencies?] {
        let readers = readers(of: relation.columns)
        return roles.enumerated().map { index, role in
            guard let account else { return readers.contains(RoleSet(role: index)) ? .unknown : nil }
            let reads = account.reads[role.database ?? catalog.login.name]
            return reads.map { closure.dependencies(of: $0, as: role) }
        }
    }

    /// Rows of `relation` behind FROM; those that a function returns are made of nothing, as none are read.
    private func source(of relation: Relation) -> SQL {
        relation.kind == .composite ? record(of: relation, as: "t") : "\(relation.identifier) AS t"
    }

    /// Rows with the columns of `relation`, from no table.
    private func record(of relation: Relation, as name: SQL) -> SQL {
        let columns = relation.columns.map { column -> SQL in
            "\(SQL.identifier(column.name)) \(catalog.types[column.type]?.identifier ?? "text")"
        }
        return "jsonb_to_record(CAST('{}' AS jsonb)) AS \(name)(\(columns.joined(", ")))"
    }

    mutating func bindColumn(
        _ field: FieldDefinition,
        of relation: Relation,
        defaultName: String,
        _ coordinate: String
    ) -> FieldBinding {
        let directive = field.directive("column")
        let name = directive?.argument("name")?.text ?? defaultName
        let location = directive?.location ?? field.location
        guard let column = columns([name], of: relation, at: location, coordinate: coordinate)?.first else {
            return .none
        }
        guard let format = proveFormat(of: column, for: field, coordinate) else { return .none }
        proveNullability(of: column, in: relation, for: field, coordinate)
        var mask: Column?
        if let masked = directive?.argument("masked")?.text {
            mask = columns([masked], of: relation, at: location, coordinate: coordinate)?.first
            if let mask, mask.type != column.type {
                report(
                    "\(coordinate)'s mask \"\(masked)\" is \(catalog.displayName(ofType: mask.type)), not "
                        + "\(catalog.displayName(ofType: column.type)) as \"\(name)\".",
                    at: location,
                    coordinate: coordinate,
                    fix: "Give the mask the column's type."
                )
            }
            if let mask { proveNullability(of: mask, in: relation, for: field, coordinate) }
        }
        return .column(ColumnBinding(column: column, mask: mask, format: format))
    }

    mutating func proveFormat(
        of column: Column,
        for field: FieldDefinition,
        _ coordinate: String
    ) -> ScalarFormat? {
        let type = types[field.type.type.index]
        var oid = column.type
        if field.type.modifiers.isList {
            guard case .array(let item)? = catalog.types[catalog.baseType(of: oid)]?.kind else {
                report(
                    "\(coordinate) is a list, but \"\(column.name)\" is \(catalog.displayName(ofType: oid)).",
                    at: field.location,
                    coordinate: coordinate,
                    fix: "Make the field a \(type.name), or the column an array."
                )
                return nil
            }
            oid = item
        }
        guard let format = ScalarFormat(of: oid, as: type, in: catalog) else {
            report(
                "\(coordinate) is \(type.name), which cannot hold \(catalog.displayName(ofType: oid)).",
                at: field.location,
                coordinate: coordinate,
                fix: fix(for: oid, as: type)
            )
            return nil
        }
        proveLabels(of: oid, against: type, for: field, coordinate)
        return field.type.modifiers.isList ? format.list : format.of(column)
    }

    /// How a column of the type `oid` and a field of `type` come together.
    private func fix(for oid: UInt32, as type: TypeDefinition) -> String {
        let base = catalog.baseType(of: oid)
        let scalar = "Make the field \(ScalarFormat.suggestion(for: base, in: catalog))."
        guard type.kind == .enum, case .integers? = ScalarType[base]?.family else { return scalar }
        return "Give each value of \(type.name) a number of its own, as in @label(value: 1). Or: \(scalar)"
    }

    private mutating func proveLabels(
        of oid: UInt32,
        against type: TypeDefinition,
        for field: FieldDefinition,
        _ coordinate: String
    ) {
        guard type.kind == .enum,
            case .enumeration(let labels)? = catalog.types[catalog.baseType(of: oid)]?.kind
        else { return }
        let names = type.enumValues.map { $0.label ?? $0.name }
        for label in labels where !names.contains(label) {
            report(
                "\(type.name) has no value for the label '\(label)' of \(catalog.displayName(ofType: oid)).",
                at: type.location,
                coordinate: type.name,
                fix: "Add the value \(label), or one with @label(name: \"\(label)\")."
            )
        }
        for (name, value) in zip(names, type.enumValues) where !labels.contains(name) {
            report(
                "\(catalog.displayName(ofType: oid)) has no label '\(name)', which \(type.name).\(value.name) stands for."
                    + Suggestions.didYouMean(name, among: labels),
                at: value.location,
                coordinate: "\(type.name).\(value.name)",
                fix:
                    "ALTER TYPE \(catalog.sqlName(ofType: oid)) ADD VALUE \(name.sqlString); or remove the value."
            )
        }
    }

    private mutating func proveNullability(
        of column: Column,
        in relation: Relation,
        for field: FieldDefinition,
        _ coordinate: String
    ) {
        // A view's columns are never known as NOT NULL; there the schema's word is taken, and a NULL is a field error.
        guard field.type.modifiers.isNonNull, !column.isNotNull, relation.kind == .table,
            !catalog.refusesNull(column.type)
        else { return }
        report(
            "\(coordinate) is non-null, but \"\(relation.displayName).\(column.name)\" can be NULL.",
            at: field.location,
            coordinate: coordinate,
            fix:
                "Make the field nullable, or: ALTER TABLE \(relation.sqlName) ALTER COLUMN \(column.name.sqlName) SET NOT NULL;"
        )
    }

    private mutating func bindEmbedded(
        _ field: FieldDefinition,
        of table: TableBinding,
        prefix: String,
        _ coordinate: String
    ) -> FieldBinding {
        let type = field.type.type
        objects[type.index] = .embedded
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
                bindings.append(bindExpression(inner, directive, over: table.relation, place))
            } else {
                let name = prefix + inner.name.snakeCased
                bindings.append(bindColumn(inner, of: table.relation, defaultName: name, place))
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
        guard let id = typeIDs[name], let target = self.table(of: id) else {
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
    func sameTypes(_ left: [Column], _ right: [Column]) -> Bool {
        left.count == right.count
            && zip(left, right).allSatisfy { catalog.baseType(of: $0.type) == catalog.baseType(of: $1.type) }
    }
}
