import GraphQL

/// Who may know of the members of derived elements.inputs.
extension VisibilityPass {
    mutating func setVisibilityOfMembers() {
        setVisibility(of: elements.inputs.filters) { $0.readers(of: $1) }
        setVisibility(of: elements.inputs.orders) { $0.readers(of: $1) }
        setVisibility(of: elements.inputs.sharedOrders) { $0.readers(ofShared: $1) }
        setVisibility(of: elements.inputs.groupings) { $0.readers(of: $1) }
        setVisibility(of: elements.inputs.aggregateOrders) { $0.readers(of: $1) }
        setVisibility(of: elements.inputs.groupKeyOrders) { pass, field in
            if case .one(let relation) = field.source { return pass.readers(of: OrderField.one(relation)) }
            return pass.readers(of: field)
        }
    }

    private mutating func setVisibility<Binding>(
        of members: [TypeID: [Binding]],
        readers: (VisibilityPass, Binding) -> RoleSet
    ) {
        for (type, bindings) in members {
            for (member, binding) in bindings.enumerated() {
                elements.types[type.index].inputFields[member].roles = readers(self, binding)
            }
        }
    }

    func readers(of member: AggregateMember) -> RoleSet {
        switch member {
        case .count: .all
        case .values(let field): readers(of: field)
        }
    }

    /// The roles that may evaluate `expression`.
    func readers(of expression: ExpressionBinding) -> RoleSet {
        expression.dependencies.indices.reduce(into: RoleSet()) { readers, role in
            if expression.dependencies[role] != nil { readers.insert(RoleSet(role: role)) }
        }
    }

    func readers(of member: FilterField) -> RoleSet {
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

    func readers(of key: OrderField) -> RoleSet {
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
    func readers(ofColumnsAmong bindings: [FieldBinding]) -> RoleSet {
        bindings.reduce(into: RoleSet()) { readers, binding in
            if case .embedded(let inner) = binding { readers.formUnion(self.readers(ofColumnsAmong: inner)) }
            guard binding.isComparable else { return }
            if case .column(let column) = binding { readers.formUnion(self.readers(of: [column.column])) }
            if case .expression(let expression) = binding { readers.formUnion(self.readers(of: expression)) }
        }
    }

    /// The roles that may know of one member at least, and may read all of `columns` whose member they know of.
    func readers(ofShared columns: [TypeID: ColumnBinding]) -> RoleSet {
        var result: RoleSet = []
        for index in roles.indices {
            let role = RoleSet(role: index)
            let known = columns.filter { types[$0.key.index].roles.contains(role) }
            if !known.isEmpty, known.values.allSatisfy({ readers(of: [$0.column]).contains(role) }) {
                result.insert(role)
            }
        }
        return result
    }

    /// The roles that may read rows of one variant at least.
    func readers(of variants: [Variant]) -> RoleSet {
        variants.reduce(into: RoleSet()) { result, variant in
            var roles = types[variant.table.type.index].roles
            if let relation = variant.relation { roles.formIntersection(readers(of: relation.to)) }
            result.formUnion(roles)
        }
    }

    /// A column is aggregated for those who may read it, and not for those who see what stands in for it.
    func readers(of field: AggregateField) -> RoleSet {
        let binding: FieldBinding =
            switch field.source {
            case .column(let column): .column(ColumnBinding(column: column, format: .text))
            case .expression(let expression): .expression(expression)
            case .foreignID(let column, let target): .foreignID([column], target: target)
            case .one(let relation), .columns(of: let relation): .one(relation)
            }
        let readers = readers(of: binding, in: field.owner)
        guard case .columns(of: let relation) = field.source else { return readers }
        return columnKeys(of: relation.target).reduce(into: [] as RoleSet) {
            $0.formUnion(readers.intersection(self.readers(of: $1.aggregate)))
        }
    }
}
