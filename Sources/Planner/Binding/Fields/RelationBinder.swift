import GraphQL

/// Binds a field to rows of another type: `@relation`.
struct RelationBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    mutating func bind(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        of table: TableBinding,
        _ coordinate: String
    ) -> FieldBinding {
        if field.type.modifiers.isList, directive.argument("foreignKey") != nil,
            let members = tables.variants(of: field.type.type)
        {
            let place = Place(field: field, location: directive.location, coordinate: coordinate)
            var bindings: [FieldBinding] = []
            for target in members { bindings.append(bindForeignKey(place, directive, of: table, to: target)) }
            return with(ListBinder(context, tables)) { $0.bind(field, to: members, bindings, coordinate) }
        }
        guard let target = tables.table(of: field.type.type) else {
            if tables.types[field.type.type.index].directive("table") == nil {
                report(
                    "\(coordinate) is a relation to \(tables.types[field.type.type.index].name), which is bound to no table.",
                    at: directive.location,
                    coordinate: coordinate,
                    fix: "Give that type @table(name: …)."
                )
            }
            return .none
        }
        let place = Place(field: field, location: directive.location, coordinate: coordinate)
        let given = ["key", "foreignKey", "through"].filter { directive.argument($0) != nil }
        guard given.count == 1 else {
            report(
                "\(coordinate) gives \(given.isEmpty ? "none" : "more than one") of key, foreignKey and through.",
                at: directive.location,
                coordinate: coordinate,
                fix: "Give exactly one of them."
            )
            return .none
        }
        switch given[0] {
        case "key": return bindKey(place, directive, of: table, to: target)
        case "foreignKey": return bindForeignKey(place, directive, of: table, to: target)
        default: return bindThrough(place, directive, of: table, to: target)
        }
    }

    /// Where a relation is declared.
    private struct Place {
        var field: FieldDefinition
        var location: SourceLocation?
        var coordinate: String
    }

    private mutating func bindKey(
        _ place: Place,
        _ directive: AppliedDirective,
        of table: TableBinding,
        to target: TableBinding
    ) -> FieldBinding {
        guard let from = columns(directive.argument("key")?.texts ?? [], of: table.relation, at: place),
            let to = references(directive, or: target, at: place),
            check(from, of: table.relation, point: to, of: target.relation, at: place)
        else { return .none }
        if place.field.type.modifiers.isList {
            report(
                "\(place.coordinate) is a list, but `key` points to one row.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Remove the brackets, or use foreignKey."
            )
            return .none
        }
        checkUnique(to, in: target, at: place)
        if place.field.type.modifiers.isNonNull {
            for column in from where !column.isNotNull && table.relation.kind == .table {
                report(
                    "\(place.coordinate) is non-null, but \"\(table.relation.displayName).\(column.name)\" can be NULL.",
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Make the field nullable, or: ALTER TABLE \(table.relation.sqlName) "
                        + "ALTER COLUMN \(column.name.sqlName) SET NOT NULL;"
                )
            }
            checkVisible(target, from: table, directive, at: place)
        }
        return .one(RelationBinding(target: target.type, from: from, to: to, through: nil))
    }

    private mutating func bindForeignKey(
        _ place: Place,
        _ directive: AppliedDirective,
        of table: TableBinding,
        to target: TableBinding
    ) -> FieldBinding {
        guard let to = columns(directive.argument("foreignKey")?.texts ?? [], of: target.relation, at: place),
            let from = references(directive, or: table, at: place),
            check(to, of: target.relation, point: from, of: table.relation, at: place)
        else { return .none }
        let relation = RelationBinding(target: target.type, from: from, to: to, through: nil)
        if place.field.type.modifiers.isList {
            guard let list = list(of: target, at: place) else { return .none }
            return .many(relation, list)
        }
        checkUnique(to, in: target, at: place)
        if place.field.type.modifiers.isNonNull { checkVisible(target, from: table, directive, at: place) }
        return .one(relation)
    }

    private mutating func bindThrough(
        _ place: Place,
        _ directive: AppliedDirective,
        of table: TableBinding,
        to target: TableBinding
    ) -> FieldBinding {
        let names = (directive.argument("through")?.text ?? "").split(separator: ".", maxSplits: 1)
        let schema = names.count == 2 ? String(names[0]) : "public"
        let name = names.last.map(String.init) ?? ""
        guard let between = catalog.relation(schema: schema, name: name) else {
            let known = catalog.relations.filter { $0.schema == schema }.map(\.name)
            report(
                "There is no table \"\(schema).\(name)\".\(Suggestions.didYouMean(name, among: known))",
                at: place.location,
                coordinate: place.coordinate,
                fix:
                    "Name the table between \(table.relation.displayName) and \(target.relation.displayName)."
            )
            return .none
        }
        guard let from = columns(directive.argument("from")?.texts ?? [], of: between, at: place),
            let to = columns(directive.argument("to")?.texts ?? [], of: between, at: place),
            check(from, of: between, point: table.key, of: table.relation, at: place),
            check(to, of: between, point: target.key, of: target.relation, at: place)
        else { return .none }
        guard let list = list(of: target, at: place) else { return .none }
        let through = ThroughBinding(relation: between, columns: to, targetColumns: target.key)
        return .many(RelationBinding(target: target.type, from: table.key, to: from, through: through), list)
    }

    private mutating func list(of target: TableBinding, at place: Place) -> ListBinding? {
        with(ListBinder(context, tables)) { $0.list(place.field, of: target, place.coordinate) }
    }

    // MARK: Checks

    private mutating func columns(_ names: [String], of relation: Relation, at place: Place) -> [Column]? {
        if names.isEmpty {
            report(
                "\(place.coordinate) names no columns of \"\(relation.displayName)\".",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Name the columns that the relation goes by."
            )
            return nil
        }
        return columns(names, of: relation, at: place.location, coordinate: place.coordinate)
    }

    private mutating func references(
        _ directive: AppliedDirective,
        or table: TableBinding,
        at place: Place
    ) -> [Column]? {
        guard let names = directive.argument("references")?.texts else { return table.key }
        return columns(names, of: table.relation, at: place)
    }

    private mutating func check(
        _ columns: [Column],
        of relation: Relation,
        point targets: [Column],
        of target: Relation,
        at place: Place
    ) -> Bool {
        guard columns.count == targets.count else {
            report(
                "\(place.coordinate) goes by \(columns.count) column\(columns.count == 1 ? "" : "s"), but the key of "
                    + "\"\(target.displayName)\" has \(targets.count).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Name as many columns as (\(targets.map(\.name).joined(separator: ", ")))."
            )
            return false
        }
        for (column, other) in zip(columns, targets)
        where !catalog.compares(column.type, with: other.type) {
            report(
                "\(place.coordinate) compares \"\(relation.displayName).\(column.name)\" "
                    + "(\(catalog.displayName(ofType: column.type))) with \"\(target.displayName).\(other.name)\" "
                    + "(\(catalog.displayName(ofType: other.type))).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Name columns of the same type, or: ALTER TABLE \(relation.sqlName) ALTER COLUMN "
                    + "\(column.name.sqlName) TYPE \(catalog.sqlName(ofType: other.type));"
            )
            return false
        }
        checkSearchable(columns, of: relation, at: place.location, coordinate: place.coordinate)
        return true
    }

    private mutating func checkUnique(_ columns: [Column], in target: TableBinding, at place: Place) {
        let names = columns.map(\.name)
        if target.relation.isUnique(names) || Set(target.key.map(\.name)).isSubset(of: names) { return }
        report(
            "\(place.coordinate) is one row, but several rows of \"\(target.relation.displayName)\" can have the same "
                + "\(names.joined(separator: ", ")).",
            at: place.location,
            coordinate: place.coordinate,
            fix: "Make the field a list, or: ALTER TABLE \(target.relation.sqlName) "
                + "ADD UNIQUE (\(columns.sqlNames));"
        )
    }

    private mutating func checkVisible(
        _ target: TableBinding,
        from table: TableBinding,
        _ directive: AppliedDirective,
        at place: Place
    ) {
        guard directive.argument("alwaysVisible") != .boolean(true) else { return }
        let hidden = roles.filter { role in
            access.mayRead(table.relation, as: role) && access.mayRead(target.relation, as: role)
                && !access.seesEveryRow(of: target.relation, as: role)
        }
        guard !hidden.isEmpty else { return }
        report(
            "\(place.coordinate) is non-null, but a policy can hide rows of \"\(target.relation.displayName)\" from "
                + "\(hidden.map(\.name).joined(separator: ", ")).",
            at: place.location,
            coordinate: place.coordinate,
            fix:
                "Make the field nullable; or, where every role that sees the one row sees the other, say alwaysVisible: true."
        )
    }
}
