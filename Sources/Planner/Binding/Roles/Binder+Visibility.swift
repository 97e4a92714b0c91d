import GraphQL

/// Who may know of what: from the grants of the catalog, once, at start.
extension Binder {
    mutating func setVisibility() {
        for index in types.indices {
            guard let table = table(of: TypeID(index)) else { continue }
            types[index].roles = readers(of: table.key)
            if types[index].roles.isEmpty {
                report(
                    "No role may read the key of \"\(table.relation.displayName)\", so nobody sees \(types[index].name).",
                    at: types[index].location,
                    coordinate: types[index].name,
                    fix: usage(of: table.relation.schema)
                        + "GRANT SELECT (\(table.key.sqlNames)) ON \(table.relation.sqlName) TO …;"
                )
            }
        }
        for index in types.indices {
            for field in types[index].fields.indices {
                let roles = readers(of: fields[index][field], in: TypeID(index))
                types[index].fields[field].roles = roles
            }
        }
        narrowInterfaces()
        narrowEmbedded()
        setVisibilityOfMembers()
        hideWhatCannotBeReached()
    }

    /// The grant without which none below `schema` counts, where no role has it.
    private func usage(of schema: String) -> String {
        let users = catalog.schemas[schema] ?? []
        let isUsed = roles.contains { users.contains($0.database ?? catalog.login.name) }
        return isUsed ? "" : "GRANT USAGE ON SCHEMA \(schema.sqlName) TO …; "
    }

    /// The roles that may read all of `columns`.
    func readers(of columns: [Column]) -> RoleSet {
        var result: RoleSet = []
        for (index, role) in roles.enumerated() {
            let name = role.database ?? catalog.login.name
            if columns.allSatisfy({ $0.selectableBy.contains(name) }) { result.insert(RoleSet(role: index)) }
        }
        return result
    }

    func readers(of binding: FieldBinding, in owner: TypeID) -> RoleSet {
        let base = types[owner.index].roles
        switch binding {
        case .none: return isBound(owner) ? [] : base
        case .id, .node, .nodes, .meta: return base
        case .derived(let field): return base.intersection(readers(of: field, in: owner))
        case .foreignID(let columns, let target):
            return base.intersection(readers(of: columns)).intersection(types[target.index].roles)
        case .column(let column):
            return base.intersection(
                readers(of: [column.column]).union(column.mask.map { readers(of: [$0]) } ?? [])
            )
        case .expression(let expression): return base.intersection(readers(of: expression))
        case .embedded(let inner):
            return inner.reduce(RoleSet()) { $0.union(readers(of: $1, in: owner)) }.intersection(base)
        case .many(let relation, let list) where !list.variants.isEmpty:
            return base.intersection(readers(of: relation.from)).intersection(readers(of: list.variants))
        case .collection(let list) where !list.variants.isEmpty: return readers(of: list.variants)
        case .one(let relation), .many(let relation, _):
            return base.intersection(readers(of: relation.from)).intersection(readers(of: relation))
        case .lookup(let lookup):
            let target = types[lookup.target.index].roles
            switch lookup.key {
            case .id: return target
            case .arguments(let arguments):
                return target.intersection(readers(of: arguments.map(\.column.column)))
            case .claim(_, let column): return target.intersection(readers(of: [column]))
            }
        case .collection(let list): return types[list.target.index].roles
        case .call(let call):
            let callers = roles.map { call.function.executableBy.contains($0.database ?? catalog.login.name) }
            let allowed = callers.indices.filter { callers[$0] }.map { RoleSet(role: $0) }
            return allowed.reduce(RoleSet()) { $0.union($1) }
                .intersection(types[call.rows.type.index].roles)
                .intersection(base)
                .intersection(readers(of: call.keys.map(\.column)))
        }
    }

    private func readers(of relation: RelationBinding) -> RoleSet {
        var result = types[relation.target.index].roles.intersection(readers(of: relation.to))
        if let through = relation.through {
            result.formIntersection(readers(of: through.columns))
            result.formIntersection(readers(of: through.targetColumns))
        }
        return result
    }

    private func readers(of field: DerivedField, in owner: TypeID) -> RoleSet {
        switch field {
        case .connection(let field):
            guard case .connection(let node) = objects[owner.index] else { return [] }
            switch field {
            case .edges, .nodes, .pageInfo, .totalCount, .aggregate: return .all
            // A planner's estimate counts rows that a policy hides, too.
            case .estimatedCount:
                return table(of: node).map { rolesThatSeeEveryRow(of: $0.relation) } ?? []
            // A role that knows no key cannot group.
            case .groups, .groupCount:
                return aggregateFields(of: node).reduce(into: []) {
                    $0.formUnion(readers(of: $1.aggregate))
                }
            }
        case .aggregate(.values(let field)), .groupKey(let field): return readers(of: field)
        case .edge, .pageInfo, .aggregate(.count), .function, .group: return .all
        }
    }

    private func rolesThatSeeEveryRow(of relation: Relation) -> RoleSet {
        var result: RoleSet = []
        for (index, role) in roles.enumerated() where seesEveryRow(of: relation, as: role) {
            result.insert(RoleSet(role: index))
        }
        return result
    }

    func rolesThatSeeEveryRow() -> [UInt32: RoleSet] {
        Dictionary(
            catalog.relations.map { ($0.oid, rolesThatSeeEveryRow(of: $0)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private func isBound(_ type: TypeID) -> Bool {
        if case .table = objects[type.index] { return true }
        return false
    }

    /// A field of an embedded type is known to a role where every use of the type lets the role read its column.
    private mutating func narrowEmbedded() {
        for owner in types.indices {
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                guard case .embedded(let inner) = binding else { continue }
                let type = field.type.type.index
                for (index, binding) in inner.enumerated() {
                    let roles = readers(of: binding, in: TypeID(owner))
                    types[type].fields[index].roles.formIntersection(
                        roles.union(field.roles.symmetricDifference(.all))
                    )
                }
            }
        }
    }

    private mutating func setVisibilityOfMembers() {
        setVisibility(of: inputs.filters) { $0.readers(of: $1) }
        setVisibility(of: inputs.orders) { $0.readers(of: $1) }
        setVisibility(of: inputs.sharedOrders) { $0.readers(ofShared: $1) }
        setVisibility(of: inputs.groupings) { $0.readers(of: $1) }
        setVisibility(of: inputs.aggregateOrders) { $0.readers(of: $1) }
        setVisibility(of: inputs.groupKeyOrders) { binder, field in
            if case .one(let relation) = field.source { return binder.readers(of: OrderField.one(relation)) }
            return binder.readers(of: field)
        }
    }

    private mutating func setVisibility<Binding>(
        of members: [TypeID: [Binding]],
        readers: (Binder, Binding) -> RoleSet
    ) {
        for (type, bindings) in members {
            for (member, binding) in bindings.enumerated() {
                types[type.index].inputFields[member].roles = readers(self, binding)
            }
        }
    }

    private func readers(of member: AggregateMember) -> RoleSet {
        switch member {
        case .count: .all
        case .values(let field): readers(of: field)
        }
    }

    /// The roles that may evaluate `expression`.
    private func readers(of expression: ExpressionBinding) -> RoleSet {
        expression.dependencies.indices.reduce(into: RoleSet()) { readers, role in
            if expression.dependencies[role] != nil { readers.insert(RoleSet(role: role)) }
        }
    }

    private func readers(of member: FilterField) -> RoleSet {
        switch member {
        case .combination: .all
        case .column(let column): readers(of: [column.column])
        case .expression(let expression): readers(of: expression)
        case .shared(let columns): readers(ofShared: columns)
        case .embedded(let inner): readers(ofColumnsAmong: inner)
        case .search(let column, _): readers(of: [column])
        case .id(let columns, _): readers(of: columns)
        case .many(let relation, let list) where !list.variants.isEmpty:
            readers(of: relation.from).intersection(readers(of: list.variants))
        case .one(let relation), .many(let relation, _):
            readers(of: relation.from).intersection(readers(of: relation))
        case .aggregate(let member): readers(of: member)
        }
    }

    private func readers(of key: OrderField) -> RoleSet {
        switch key {
        case .column(let column): readers(of: [column.column])
        case .expression(let expression): readers(of: expression)
        case .embedded(let inner): readers(ofColumnsAmong: inner)
        case .one(let relation):
            readers(ofColumnsAmong: fields[relation.target.index])
                .intersection(readers(of: relation.from)).intersection(readers(of: relation))
        }
    }

    /// The roles that may read one column at least by which rows can be ordered: who knows of none has nothing to ask of it.
    private func readers(ofColumnsAmong bindings: [FieldBinding]) -> RoleSet {
        bindings.reduce(into: RoleSet()) { readers, binding in
            if case .embedded(let inner) = binding { readers.formUnion(self.readers(ofColumnsAmong: inner)) }
            guard binding.isComparable else { return }
            if case .column(let column) = binding { readers.formUnion(self.readers(of: [column.column])) }
            if case .expression(let expression) = binding { readers.formUnion(self.readers(of: expression)) }
        }
    }

    // MARK: Reachability

    /// A type that a role cannot reach from the root is unknown to it: the name of an enum can tell a secret, too.
    private mutating func hideWhatCannotBeReached() {
        var reached = Array(repeating: RoleSet(), count: types.count)
        for index in roles.indices { reach(RoleSet(role: index), &reached) }
        for index in types.indices { types[index].roles.formIntersection(reached[index]) }
        for index in types.indices {
            for field in types[index].fields.indices {
                let type = types[index].fields[field].type.type
                types[index].fields[field].roles.formIntersection(types[type.index].roles)
                for argument in types[index].fields[field].arguments.indices {
                    let type = types[index].fields[field].arguments[argument].type.type
                    types[index].fields[field].arguments[argument].roles.formIntersection(
                        types[type.index].roles
                    )
                }
            }
        }
    }

    private func reach(_ role: RoleSet, _ reached: inout [RoleSet]) {
        // An operation without a field for the role is none for it.
        let others = [source.mutationType, source.subscriptionType].compactMap { $0 }
        var open = others.filter { root in types[root.index].fields.contains { $0.roles.contains(role) } }
        if let query = source.queryType { open.append(query) }
        // Introspection is everybody's, and so are the directives that it tells of: *Scalars*, §3.5, counts what they refer to.
        open += typeIDs["__Schema"].map { [$0] } ?? []
        for directive in source.directives where directive.roles.contains(role) {
            open += directive.arguments.map(\.type.type)
        }
        while let type = open.popLast() {
            let definition = types[type.index]
            guard definition.roles.contains(role), reached[type.index].insert(role).inserted else { continue }
            open += definition.interfaces
            if definition.kind != .object { open += definition.possibleTypes }
            for field in definition.fields where field.roles.contains(role) {
                open.append(field.type.type)
                open += field.arguments.filter { isUsable($0.type.type, by: role) }.map(\.type.type)
            }
            for member in definition.inputFields where member.roles.contains(role) {
                open.append(member.type.type)
            }
        }
    }

    /// Whether an input type has a member for `role` at all.
    private func isUsable(_ type: TypeID, by role: RoleSet) -> Bool {
        types[type.index].kind != .inputObject
            || types[type.index].inputFields.contains { $0.roles.contains(role) }
    }

    // MARK: Dependencies

    /// For each relation, what reading it depends on, by role.
    func dependenciesByRelation() -> [UInt32: [Dependencies]] {
        Dictionary(
            catalog.relations.map { ($0.oid, closure.dependencies(reading: $0.oid)) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}
