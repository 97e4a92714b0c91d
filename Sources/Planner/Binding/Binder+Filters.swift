import GraphQL

/// The derived inputs of `where`.
extension Binder {
    mutating func filter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "Filter", .inputObject, "Conditions on \(name) objects; all of them hold.") {
            binder in
            let id = binder.builtIn(name + "Filter")
            let conditions = TypeModifiers([.list, .nonNull])
            var members = [
                InputValueDefinition(
                    name: "and",
                    type: TypeReference(id, conditions),
                    description: "All of these hold."
                ),
                InputValueDefinition(
                    name: "or",
                    type: TypeReference(id, conditions),
                    description: "At least one of these holds."
                ),
                InputValueDefinition(
                    name: "not",
                    type: TypeReference(id),
                    description: "This does not hold."
                ),
            ]
            var bindings: [String: FilterField] = ["and": .all, "or": .any, "not": .not]
            for (field, binding) in zip(binder.types[target.index].fields, binder.fields[target.index]) {
                guard bindings[field.name] == nil,
                    let (type, filterField) = binder.filterField(for: field, bound: binding, in: target)
                else { continue }
                bindings[field.name] = filterField
                members.append(
                    InputValueDefinition(
                        name: field.name,
                        type: TypeReference(type),
                        description: field.description
                    )
                )
            }
            binder.setDerived(name + "Filter", inputFields: members, as: .filter(bindings))
        }
    }

    private mutating func filterField(
        for field: FieldDefinition,
        bound binding: FieldBinding,
        in target: TypeID
    ) -> (TypeID, FilterField)? {
        switch binding {
        case .id:
            guard let table = table(of: target) else { return nil }
            return (operators(on: "ID", isList: false, .equality), .id(table.key, target: target))
        case .foreignID(let columns, let other):
            return (operators(on: "ID", isList: false, .equality), .id(columns, target: other))
        case .column(let column):
            let type = types[field.type.type.index].name
            if case .list(let item) = column.format.leaf {
                guard column.format.isSelectedAsText == false, item != .json(hasVersion: true) else {
                    return nil
                }
                return (operators(on: type, isList: true, .containment), .column(column))
            }
            guard column.format.isComparable else { return nil }
            return (operators(on: type, isList: false, column.format.operators), .column(column))
        case .one(let relation):
            return (filter(of: relation.target), .one(relation))
        case .many(let relation, _):
            return (listFilter(of: relation.target), .many(relation))
        case .none, .expression, .embedded, .lookup, .collection, .node, .call:
            return nil
        }
    }

    private mutating func listFilter(of target: TypeID) -> TypeID {
        let name = types[target.index].name
        return derived(name + "ListFilter", .inputObject, "Conditions on related \(name) objects.") {
            binder in
            let filter = TypeReference(binder.filter(of: target))
            binder.setDerived(
                name + "ListFilter",
                inputFields: [
                    InputValueDefinition(name: "some", type: filter, description: "At least one meets this."),
                    InputValueDefinition(name: "none", type: filter, description: "None meets this."),
                    InputValueDefinition(name: "every", type: filter, description: "All of them meet this."),
                ],
                as: .listFilter
            )
        }
    }

    /// The operators that a type of values offers.
    enum OperatorSet { case equality, comparison, text, containment }

    private mutating func operators(on scalar: String, isList: Bool, _ set: OperatorSet) -> TypeID {
        let name = scalar + (isList ? "ArrayFilter" : "Filter")
        return derived(
            name,
            .inputObject,
            "Conditions on \(isList ? "a list of " : "a ")\(scalar); all of them hold."
        ) { binder in
            let value = TypeReference(binder.builtIn(scalar))
            let values = TypeReference(binder.builtIn(scalar), TypeModifiers([.list, .nonNull]))
            var members: [(String, TypeReference, String)] = []
            switch set {
            case .equality, .comparison, .text:
                members += [
                    ("eq", value, "Equal to it."), ("ne", value, "Different from it."),
                    ("in", values, "One of these."), ("notIn", values, "None of these."),
                ]
            case .containment:
                members += [
                    ("contains", values, "Has all of these."),
                    ("overlaps", values, "Has at least one of these."),
                    ("containedIn", values, "Has nothing but these."),
                ]
            }
            if set == .comparison || set == .text {
                members += [
                    ("lt", value, "Less than it."), ("lte", value, "Less than it, or equal."),
                    ("gt", value, "Greater than it."), ("gte", value, "Greater than it, or equal."),
                ]
            }
            if set == .text {
                members += [
                    ("contains", value, "Has it somewhere, case aside."),
                    ("startsWith", value, "Begins with it."), ("endsWith", value, "Ends with it."),
                ]
            }
            members.append(("isNull", TypeReference(binder.builtIn("Boolean")), "Whether there is no value."))
            binder.setDerived(
                name,
                inputFields: members.map { InputValueDefinition(name: $0.0, type: $0.1, description: $0.2) },
                as: .operators
            )
        }
    }
}

extension ScalarFormat {
    var operators: Binder.OperatorSet {
        switch leaf {
        case .boolean, .label, .uuid, .bytes, .json, .list: .equality
        case .string: .text
        case .integer, .float, .numeric, .timestamp, .date, .time, .interval: .comparison
        }
    }
}
