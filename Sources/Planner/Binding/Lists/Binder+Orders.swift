import GraphQL

/// The derived inputs of `orderBy`.
extension Binder {
    mutating func order(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Order", .inputObject, "One key to order \(name) objects by.") { binder in
            let direction = binder.orderDirection()
            var keys: [String: OrderField] = [:]
            var members: [InputValueDefinition] = []
            for (field, binding) in zip(binder.types[target.index].fields, binder.fields[target.index]) {
                let type: TypeID
                switch binding {
                case .column(let column) where column.format.isComparable:
                    keys[field.name] = .column(column)
                    type = direction
                case .embedded(let inner) where inner.contains(where: \.isComparable):
                    keys[field.name] = .embedded(inner)
                    type = binder.order(ofEmbedded: field, inner, in: target)
                case .one(let relation):
                    guard binder.hasOrder(relation.target) else { continue }
                    keys[field.name] = .one(relation)
                    type = binder.order(of: relation.target)
                case .none, .id, .foreignID, .column, .expression, .embedded, .many, .lookup, .collection,
                    .node, .call:
                    continue
                }
                members.append(field.member(of: type))
            }
            for (field, columns) in binder.sharedColumns(of: target)
            where columns.values.allSatisfy(\.format.isComparable) {
                keys[field.name] = .shared(columns)
                members.append(field.member(of: direction))
            }
            if members.isEmpty {
                binder.report(
                    "\(name) has no field to order by.",
                    at: binder.types[target.index].location,
                    coordinate: name,
                    fix: "Take @order from lists of it, or give it a field of a type that has an order."
                )
            }
            binder.setDerived(name + "Order", inputFields: members, as: .order(keys), isOneOf: true)
        }
    }

    /// Whether objects of `target` can be ordered by a field of their own.
    func hasOrder(_ target: TypeID) -> Bool {
        fields[target.index].contains { binding in
            if case .embedded(let inner) = binding { return inner.contains(where: \.isComparable) }
            return binding.isComparable
        }
    }

    /// One key to order by of an object over columns of the same row.
    private mutating func order(
        ofEmbedded field: FieldDefinition,
        _ inner: [FieldBinding],
        in owner: TypeID
    ) -> TypeID {
        let object = "\(types[owner.index].name).\(field.name)"
        let name = nameOfEmbedded(field, in: owner) + "Order"
        return derived(name, .inputObject, "One key of \(object) to order by.") { binder in
            var keys: [String: OrderField] = [:]
            var members: [InputValueDefinition] = []
            for (field, binding) in zip(binder.types[field.type.type.index].fields, inner) {
                guard case .column(let column) = binding, column.format.isComparable else { continue }
                keys[field.name] = .column(column)
                members.append(field.member(of: binder.orderDirection()))
            }
            binder.setDerived(name, inputFields: members, as: .order(keys), isOneOf: true)
        }
    }

    mutating func orderDirection() -> TypeID {
        derived(
            "OrderDirection",
            .enum,
            "A direction. Where nothing is said of nulls, they count as the largest."
        ) { binder in
            let id = binder.builtIn("OrderDirection")
            binder.types[id.index].enumValues = OrderDirection.allCases.map {
                EnumValueDefinition(name: $0.rawValue)
            }
        }
    }
}
