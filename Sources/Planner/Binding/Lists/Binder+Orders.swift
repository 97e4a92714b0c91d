import GraphQL

/// The derived inputs of `orderBy`.
extension Binder {
    mutating func order(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Order", .inputObject, "One key to order \(name) objects by.") { binder in
            let direction = binder.orderDirection()
            var members: [(definition: InputValueDefinition, binding: OrderField)] = []
            for (field, binding) in zip(binder.types[target.index].fields, binder.fields[target.index]) {
                switch binding {
                case .column(let column) where column.format.isComparable:
                    members.append((field.member(of: direction), .column(column)))
                case .expression(let expression) where binding.isComparable:
                    members.append((field.member(of: direction), .expression(expression)))
                case .embedded(let inner) where inner.contains(where: \.isComparable):
                    let type = binder.order(ofEmbedded: field, inner, in: target)
                    members.append((field.member(of: type), .embedded(inner)))
                case .one(let relation) where binder.hasOrder(relation.target):
                    members.append((field.member(of: binder.order(of: relation.target)), .one(relation)))
                case .none, .id, .foreignID, .column, .expression, .embedded, .one, .many, .lookup,
                    .collection, .node, .nodes, .call, .derived, .meta:
                    continue
                }
            }
            let shared = binder.sharedColumns(of: target).filter { _, columns in
                columns.values.allSatisfy(\.format.isComparable)
            }
            if members.isEmpty && shared.isEmpty {
                binder.report(
                    "\(name) has no field to order by.",
                    at: binder.types[target.index].location,
                    coordinate: name,
                    fix: "Take @order from lists of it, or give it a field of a type that has an order."
                )
            }
            if shared.isEmpty {
                binder.setDerived(name + "Order", members: members, in: \.orders, isOneOf: true)
            } else {
                let keys = shared.map { (definition: $0.field.member(of: direction), binding: $0.columns) }
                binder.setDerived(name + "Order", members: keys, in: \.sharedOrders, isOneOf: true)
            }
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
            var members: [(definition: InputValueDefinition, binding: OrderField)] = []
            for (field, binding) in zip(binder.types[field.type.type.index].fields, inner)
            where binding.isComparable {
                let member = field.member(of: binder.orderDirection())
                if case .column(let column) = binding { members.append((member, .column(column))) }
                if case .expression(let expression) = binding {
                    members.append((member, .expression(expression)))
                }
            }
            binder.setDerived(name, members: members, in: \.orders, isOneOf: true)
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
