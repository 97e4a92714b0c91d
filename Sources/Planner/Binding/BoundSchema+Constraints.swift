import GraphQL

extension BoundSchema {
    /// The columns of a constraint, if `role` knows a field of each of them.
    ///
    /// - Parameter constraint: its name; or the name of a column that refuses NULL, which is a constraint without a name.
    package func knownColumns(
        of constraint: String,
        onTable table: String,
        inSchema schema: String,
        by role: Int
    ) -> [String]? {
        for binding in objects {
            guard case .table(let binding) = binding, binding.relation.name == table,
                binding.relation.schema == schema
            else { continue }
            let isColumn = binding.relation.column(constraint) != nil
            let columns = binding.relation.constraints[constraint] ?? (isColumn ? [constraint] : [])
            let known = knownColumns(of: binding.type, by: role)
            if !columns.isEmpty, known.isSuperset(of: columns) { return columns }
        }
        return nil
    }

    /// The columns of which `role` knows a field of `type`.
    private func knownColumns(of type: TypeID, by role: Int) -> Set<String> {
        let viewer = RoleSet(role: role)
        guard schema[type].roles.contains(viewer) else { return [] }
        var known: Set<String> = []
        for (field, binding) in zip(schema[type].fields, fields[type.index])
        where field.roles.contains(viewer) {
            known.formUnion(columns(of: binding, in: type).map(\.name))
        }
        return known
    }

    private func columns(of binding: FieldBinding, in type: TypeID) -> [Column] {
        switch binding {
        case .id: table(of: type)?.key ?? []
        case .foreignID(let columns, _): columns
        case .column(let column): [column.column]
        case .one(let relation): relation.from
        case .embedded(let inner): inner.flatMap { columns(of: $0, in: type) }
        case .none, .expression, .many, .lookup, .collection, .node, .nodes, .call, .live, .derived, .meta: []
        }
    }
}
