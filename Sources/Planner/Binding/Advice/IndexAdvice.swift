import GraphQL

/// Advice on what will be slow: relations and orders without an index, policies that read a setting for each row.
struct IndexAdvice: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    let elements: DerivedTypes

    init(_ context: BindingContext, _ elements: DerivedTypes) {
        self.context = context
        self.elements = elements
    }

    mutating func run() {
        for owner in types.indices {
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                let coordinate = "\(types[owner].name).\(field.name)"
                let location = field.directive("relation")?.location ?? field.location
                switch binding {
                case .many(_, let list) where !list.variants.isEmpty:
                    for relation in list.variants.compactMap(\.relation) {
                        adviseOnIndex(of: relation, at: location, coordinate: coordinate)
                    }
                case .one(let relation), .many(let relation, _):
                    adviseOnIndex(of: relation, at: location, coordinate: coordinate)
                case .collection(let list): adviseOnOrder(of: list, at: location, coordinate: coordinate)
                case .none, .id, .foreignID, .column, .expression, .embedded, .lookup, .node, .nodes, .call,
                    .live, .derived, .meta:
                    break
                }
            }
            adviseOnPolicies(TypeID(owner))
        }
    }

    private mutating func adviseOnIndex(
        of relation: RelationBinding,
        at location: SourceLocation?,
        coordinate: String
    ) {
        guard let target = table(of: relation.target)?.relation else { return }
        let searched = relation.through?.relation ?? target
        let names = relation.to.map(\.name)
        guard searched.kind == .table, !searched.hasIndex(leadingWith: names) else { return }
        warn(
            "No index of \"\(searched.displayName)\" begins with \(names.joined(separator: ", ")), which "
                + "\(coordinate) looks rows up by.",
            kind: .missingIndex,
            at: location,
            coordinate: coordinate,
            fix: searched.makesIndex(on: names)
        )
    }

    /// What callers ask to have ordered is theirs; the order that they get unasked has an index.
    private mutating func adviseOnOrder(
        of list: ListBinding,
        at location: SourceLocation?,
        coordinate: String
    ) {
        guard let relation = table(of: list.target)?.relation, relation.kind == .table,
            let first = list.defaultOrder.first?.column.name, !relation.hasIndex(leadingWith: [first])
        else { return }
        let names = list.defaultOrder.map(\.column.name) + relation.primaryKey
        warn(
            "No index of \"\(relation.displayName)\" begins with \(first), by which \(coordinate) is ordered.",
            kind: .missingIndex,
            at: location,
            coordinate: coordinate,
            fix: relation.makesIndex(on: names)
        )
    }

    private mutating func adviseOnPolicies(_ type: TypeID) {
        guard let relation = table(of: type)?.relation, relation.hasRowSecurity else { return }
        for policy in relation.policies where Self.readsSettingPerRow(policy.expression ?? "") {
            warn(
                "Policy \"\(policy.name)\" of \"\(relation.displayName)\" reads a setting for every row.",
                kind: .slowPolicy,
                at: types[type.index].directive("table")?.location,
                coordinate: types[type.index].name,
                fix: "Write (SELECT current_setting(…)), so that it is read once a statement."
            )
        }
    }

    /// Whether `current_setting` stands outside of every `( SELECT …)` of an expression.
    static func readsSettingPerRow(_ expression: String) -> Bool {
        var isSelect: [Bool] = []
        var rest = Substring(expression)
        while let character = rest.first {
            if character == "(" {
                isSelect.append(rest.dropFirst().drop { $0 == " " }.hasPrefix("SELECT "))
            } else if character == ")" {
                _ = isSelect.popLast()
            } else if rest.hasPrefix("current_setting(") && !isSelect.contains(true) {
                return true
            }
            rest = rest.dropFirst()
        }
        return false
    }
}
