import GraphQL

/// The types of `aggregate`: a field of a column, and in it the functions, as a condition names a column, and then an operator.
///
/// So the functions are types of the scalars, which all tables share.
extension Binder {
    /// What can be aggregated of `node`'s fields, in their order.
    func aggregateFields(of node: TypeID) -> [(field: FieldDefinition, aggregate: AggregateField)] {
        zip(types[node.index].fields, fields[node.index]).compactMap { field, binding in
            guard !Self.wordsOfAggregates.contains(field.name),
                let aggregate = aggregateField(bound: binding, of: node)
            else { return nil }
            return (field, aggregate)
        }
    }

    /// What stands beside the columns, so that a field of the same name has no place.
    private static let wordsOfAggregates: Set<String> = ["and", "or", "not", "count"]

    private func aggregateField(bound binding: FieldBinding, of node: TypeID) -> AggregateField? {
        switch binding {
        case .column(let column) where column.format.hasEquality:
            return AggregateField(owner: node, source: .column(column.column), format: column.format)
        case .expression(let sql, let format, let claims) where format.hasEquality:
            return AggregateField(owner: node, source: .expression(sql, claims), format: format)
        case .foreignID(let columns, let target) where columns.count == 1:
            return AggregateField(owner: node, source: .foreignID(columns[0], target: target))
        case .one(let relation):
            // Where the other row points here, each row of this table would be a group of its own.
            if table(of: node)?.key.map(\.name) == relation.from.map(\.name) { return nil }
            return AggregateField(owner: node, source: .one(relation))
        case .none, .id, .foreignID, .column, .expression, .embedded, .many, .lookup, .collection,
            .node, .call:
            return nil
        }
    }

    func family(of field: FieldDefinition, _ aggregate: AggregateField) -> AggregateFamily {
        AggregateFamily(of: types[field.type.type.index].name, as: aggregate.format)
    }

    func byName(_ members: [(field: FieldDefinition, aggregate: AggregateField)]) -> [String: AggregateField]
    {
        Dictionary(members.map { ($0.field.name, $0.aggregate) }, uniquingKeysWith: { first, _ in first })
    }

    /// What a connection of `node` has beside its pages; nothing where no list of it asks for aggregates.
    mutating func aggregates(ofConnectionOf node: TypeID) -> [FieldDefinition] {
        guard isAggregated(node) else { return [] }
        let aggregate = FieldDefinition(
            name: "aggregate",
            type: TypeReference(aggregate(of: node), TypeModifiers([.nonNull])),
            description: "Figures of all objects on all pages: those that meet `where`."
        )
        return [aggregate] + groups(ofConnectionOf: node)
    }

    // MARK: Figures

    mutating func aggregate(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        return derived(name + "Aggregate", .object, "Figures of \(name) objects.") { binder in
            let nonNull = TypeModifiers([.nonNull])
            var fields = [
                FieldDefinition(
                    name: "count",
                    type: TypeReference(binder.builtIn("Int"), nonNull),
                    description: "How many objects there are."
                )
            ]
            for (field, aggregate) in members {
                let family = binder.family(of: field, aggregate)
                fields.append(
                    FieldDefinition(
                        name: field.name,
                        type: TypeReference(binder.figures(of: family), nonNull),
                        description: field.description
                    )
                )
            }
            binder.setDerived(
                name + "Aggregate",
                as: .aggregate(binder.byName(members)),
                fields: fields
            )
        }
    }

    private mutating func figures(of family: AggregateFamily) -> TypeID {
        let name = family.name + "Aggregate"
        let kind = family.name == "Distinct" ? "" : " of type \(family.name)"
        return derived(name, .object, "Figures of values\(kind), nulls aside.") { binder in
            let fields = family.functions.map { function, scalar in
                // The author's schema may not have used it, so that nobody knows of it yet.
                binder.types[binder.builtIn(scalar).index].roles = .all
                return binder.figure(function, TypeReference(binder.builtIn(scalar)))
            }
            binder.setDerived(name, as: .aggregateFunctions, fields: fields)
        }
    }

    func figure(_ function: AggregateFunction, _ type: TypeReference) -> FieldDefinition {
        var type = type
        let description: String
        switch function {
        case .countDistinct:
            type.modifiers = TypeModifiers([.nonNull])
            description = "How many different ones there are."
        case .sum: description = "Their sum; null where there are none."
        case .average: description = "Their average; null where there are none."
        case .minimum: description = "The least; null where there are none."
        case .maximum: description = "The greatest; null where there are none."
        case .percentiles:
            type.modifiers = TypeModifiers([.list, .nonNull])
            description =
                "What so large a part of the values stays below: interpolated between two of them, or, of points in time, the "
                + "first that reaches it; null where there are none."
        }
        var field = FieldDefinition(name: function.rawValue, type: type, description: description)
        if case .percentiles = function {
            field.arguments = [
                InputValueDefinition(
                    name: "fractions",
                    type: TypeReference(builtIn("Float"), TypeModifiers([.nonNull, .list, .nonNull])),
                    description: "From 0 to 1; 0.5 is the median. An answer for each."
                )
            ]
        }
        return field
    }

    // MARK: Proof

    /// Whether the connections of `node` have aggregates: where one has, all have, as they are of one type.
    private func isAggregated(_ node: TypeID) -> Bool {
        zip(types, fields).contains { type, bindings in
            zip(type.fields, bindings).contains { field, binding in
                field.directive("aggregate") != nil && binding.list?.target == node
            }
        }
    }

    mutating func proveAggregates() {
        for owner in types.indices {
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                let coordinate = "\(types[owner].name).\(field.name)"
                let isAsked = field.directive("aggregate") != nil
                if isAsked
                    && (field.directive("connection") == nil || binding.list?.variants.isEmpty == false)
                {
                    report(
                        "\(coordinate) has @aggregate, but is no connection of one table's rows.",
                        at: field.location,
                        coordinate: coordinate,
                        fix: "Give it @connection, or take @aggregate away."
                    )
                }
                guard !isAsked, let list = binding.list, list.isConnection, isAggregated(list.target) else {
                    continue
                }
                let name = types[list.target.index].name
                report(
                    "\(coordinate) is without @aggregate, but other lists of \(name) have it, and all are \(name)Connection.",
                    at: field.location,
                    coordinate: coordinate,
                    fix: "Give it @aggregate."
                )
            }
        }
    }

    // MARK: Visibility

    /// A column is aggregated for those who may read it, and not for those who see what stands in for it.
    mutating func setVisibilityOfAggregates() {
        for index in types.indices {
            switch objects[index] {
            case .aggregate(let members):
                for field in types[index].fields.indices {
                    guard let member = members[types[index].fields[field].name] else { continue }
                    types[index].fields[field].roles = readers(of: member)
                }
            case .connection(let node):
                // Who knows of nothing to group by cannot ask for groups.
                let keys = aggregateFields(of: node).reduce(into: RoleSet()) {
                    $0.formUnion(readers(of: $1.aggregate))
                }
                for field in types[index].fields.indices
                where ["groups", "groupCount"].contains(types[index].fields[field].name) {
                    types[index].fields[field].roles = keys
                }
            case .none, .root, .table, .embedded, .edge, .pageInfo, .aggregateFunctions, .group: break
            }
        }
    }

    func readers(of field: AggregateField) -> RoleSet {
        let binding: FieldBinding =
            switch field.source {
            case .column(let column): .column(ColumnBinding(column: column, format: .text))
            case .expression(let sql, let claims): .expression(sql, .text, claims)
            case .foreignID(let column, let target): .foreignID([column], target: target)
            case .one(let relation): .one(relation)
            }
        return readers(of: binding, in: field.owner)
    }
}
