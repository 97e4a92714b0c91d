import GraphQL

/// The derived inputs of `orderBy`.
extension TypeDerivation {
    mutating func order(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Order", .inputObject, "One key to order \(name) objects by.") { pass in
            let direction = pass.orderDirection()
            var members: [(definition: InputValueDefinition, binding: OrderField)] = []
            for (field, binding) in zip(pass.types[target.index].fields, pass.fields[target.index]) {
                switch binding {
                case .column(let column) where column.format.isComparable:
                    members.append((field.member(of: direction), .column(column)))
                case .expression(let expression) where binding.isComparable:
                    members.append((field.member(of: direction), .expression(expression)))
                case .embedded(let inner) where inner.contains(where: \.isComparable):
                    let type = pass.order(ofEmbedded: field, inner, in: target)
                    members.append((field.member(of: type), .embedded(inner)))
                case .one(let relation) where pass.hasOrder(relation.target):
                    members.append((field.member(of: pass.order(of: relation.target)), .one(relation)))
                case .none, .id, .foreignID, .column, .expression, .embedded, .one, .many, .lookup,
                    .collection, .node, .nodes, .call, .live, .derived, .meta:
                    continue
                }
            }
            let shared = pass.sharedColumns(of: target, in: pass.catalog).filter { _, columns in
                columns.values.allSatisfy(\.format.isComparable)
            }
            if members.isEmpty && shared.isEmpty {
                pass.report(
                    "\(name) has no field to order by.",
                    at: pass.types[target.index].location,
                    coordinate: name,
                    fix: "Take @order from lists of it, or give it a field of a type that has an order."
                )
            }
            if shared.isEmpty {
                pass.setDerived(name + "Order", members: members, in: \.orders, isOneOf: true)
            } else {
                let keys = shared.map { (definition: $0.field.member(of: direction), binding: $0.columns) }
                pass.setDerived(name + "Order", members: keys, in: \.sharedOrders, isOneOf: true)
            }
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
        return derived(name, .inputObject, "One key of \(object) to order by.") { pass in
            var members: [(definition: InputValueDefinition, binding: OrderField)] = []
            for (field, binding) in zip(pass.types[field.type.type.index].fields, inner)
            where binding.isComparable {
                let member = field.member(of: pass.orderDirection())
                if case .column(let column) = binding { members.append((member, .column(column))) }
                if case .expression(let expression) = binding {
                    members.append((member, .expression(expression)))
                }
            }
            pass.setDerived(name, members: members, in: \.orders, isOneOf: true)
        }
    }

    mutating func orderDirection() -> TypeID {
        derived(
            "OrderDirection",
            .enum,
            "A direction. Where nothing is said of nulls, they count as the largest."
        ) { pass in
            let id = pass.builtIn("OrderDirection")
            pass.elements.types[id.index].enumValues = OrderDirection.allCases.map {
                EnumValueDefinition(name: $0.rawValue)
            }
        }
    }
}
