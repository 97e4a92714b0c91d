import GraphQL

extension FieldElements {
    /// What can be aggregated of `node`'s fields, in their order.
    func aggregateFields(of node: TypeID) -> [(field: FieldDefinition, aggregate: AggregateField)] {
        types[node.index].fields.indices.compactMap { index in
            let field = types[node.index].fields[index]
            guard !AggregateField.namesBesideFields.contains(field.name),
                let source = aggregateSource(fields[node.index][index], of: node)
            else { return nil }
            let aggregate = AggregateField(
                owner: node,
                position: index,
                source: source.value,
                format: source.format
            )
            return (field, aggregate)
        }
    }

    private func aggregateSource(
        _ binding: FieldBinding,
        of node: TypeID
    ) -> (value: AggregateField.Source, format: ScalarFormat?)? {
        switch binding {
        case .column(let column) where column.format.hasEquality:
            return (.column(column.column), column.format)
        case .expression(let expression) where expression.format.hasEquality:
            return (.expression(expression), expression.format)
        case .foreignID(let columns, let target) where columns.count == 1:
            return (.foreignID(columns[0], target: target), nil)
        case .one(let relation):
            // Where the other row points here, each row of this table would be a group of its own.
            if table(of: node)?.key.map(\.name) == relation.from.map(\.name) { return nil }
            return (.one(relation), nil)
        case .none, .id, .foreignID, .column, .expression, .embedded, .many, .lookup, .collection,
            .node, .nodes, .call, .live, .derived, .meta:
            return nil
        }
    }

    /// The columns of `node` that can be keys of rows that are related to it.
    func columnKeys(of node: TypeID) -> [(field: FieldDefinition, aggregate: AggregateField)] {
        aggregateFields(of: node).filter { _, aggregate in
            switch aggregate.source {
            case .column, .foreignID: true
            case .expression, .one, .columns: false
            }
        }
    }

    /// The columns that all members have under the same name and with the same type, by name; those of an interface are its own.
    func sharedColumns(
        of type: TypeID,
        in catalog: Catalog
    ) -> [(field: FieldDefinition, columns: [TypeID: ColumnBinding])] {
        guard let tables = variants(of: type) else { return [] }
        let definition = types[type.index]
        let named = definition.kind == .interface ? definition.fields : types[tables[0].type.index].fields
        return named.compactMap { field in
            var columns: [TypeID: ColumnBinding] = [:]
            for table in tables {
                let index = types[table.type.index].fields.firstIndex { $0.name == field.name }
                guard let index, case .column(let column) = fields[table.type.index][index] else {
                    return nil
                }
                columns[table.type] = column
            }
            let formats = Set(columns.values.map(\.format))
            let bases = Set(columns.values.map { catalog.baseType(of: $0.column.type) })
            return formats.count == 1 && bases.count == 1 ? (field, columns) : nil
        }
    }

    /// Whether objects of `target` can be ordered by a field of their own.
    func hasOrder(_ target: TypeID) -> Bool {
        fields[target.index].contains { binding in
            if case .embedded(let inner) = binding { return inner.contains(where: \.isComparable) }
            return binding.isComparable
        }
    }
}

extension AggregateField {
    /// What stands beside the fields, so that a field of the same name has no place.
    fileprivate static let namesBesideFields: Set<String> = Set(
        Combination.allCases.map(\.rawValue) + [AggregateMember.nameOfCount]
    )
}
