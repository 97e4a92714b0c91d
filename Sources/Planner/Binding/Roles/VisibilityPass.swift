import GraphQL

/// Types of which each element has the set of roles that may know of it.
struct VisibleTypes {
    let elements: DerivedTypes
}

/// Decides who may know of what: from the grants of the catalog, once, at start.
struct VisibilityPass: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    var elements: DerivedTypes

    init(_ context: BindingContext, _ derived: DerivedTypes) {
        self.context = context
        elements = derived
    }

    mutating func run() -> VisibleTypes {
        for index in types.indices {
            guard let table = table(of: TypeID(index)) else { continue }
            elements.types[index].roles = readers(of: table.key)
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
                elements.types[index].fields[field].roles = roles
            }
        }
        narrowInterfaces()
        narrowEmbedded()
        setVisibilityOfEnumValues()
        setVisibilityOfMembers()
        hideWhatCannotBeReached()
        return VisibleTypes(elements: elements)
    }

    /// The grant without which none below `schema` counts, where no role has it.
    private func usage(of schema: String) -> String {
        let users = catalog.schemas[schema] ?? []
        let isUsed = roles.contains { users.contains(access.databaseRole(of: $0)) }
        return isUsed ? "" : "GRANT USAGE ON SCHEMA \(schema.sqlName) TO …; "
    }

    func readers(of binding: FieldBinding, in owner: TypeID) -> RoleSet {
        let base = types[owner.index].roles
        switch binding {
        case .none: return isBound(owner) ? [] : base
        case .id, .node, .nodes, .live, .meta: return base
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
            return access.callers(of: call.function)
                .intersection(types[call.rows.type.index].roles)
                .intersection(base)
                .intersection(readers(of: call.keys.map(\.column)))
        }
    }

    func readers(of columns: [Column]) -> RoleSet { access.readers(of: columns) }

    func readers(of relation: RelationBinding) -> RoleSet {
        var result = types[relation.target.index].roles.intersection(readers(of: relation.to))
        if let through = relation.through {
            result.formIntersection(readers(of: through.columns))
            result.formIntersection(readers(of: through.targetColumns))
        }
        return result
    }

    func readers(of field: DerivedField, in owner: TypeID) -> RoleSet {
        switch field {
        case .connection(let field):
            guard case .connection(let node) = objects[owner.index] else { return [] }
            switch field {
            case .edges, .nodes, .pageInfo, .totalCount, .aggregate: return .all
            // A planner's estimate counts rows that a policy hides, too.
            case .estimatedCount:
                return table(of: node).map { access.rolesThatSeeEveryRow(of: $0.relation) } ?? []
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
                    elements.types[type].fields[index].roles.formIntersection(
                        roles.union(field.roles.symmetricDifference(.all))
                    )
                }
            }
        }
    }

    /// A field of an interface is known where every member that is known has it.
    mutating func narrowInterfaces() {
        for index in types.indices where types[index].kind == .interface {
            for field in types[index].fields.indices {
                let name = types[index].fields[field].name
                for member in types[index].possibleTypes {
                    let own = types[member.index].fields.first { $0.name == name }?.roles ?? []
                    let unknown = types[member.index].roles.symmetricDifference(.all)
                    elements.types[index].fields[field].roles.formIntersection(own.union(unknown))
                }
            }
        }
    }
}
