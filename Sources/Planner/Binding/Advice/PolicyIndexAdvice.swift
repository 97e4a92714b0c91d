import GraphQL

/// Advice on policies that have no index to find their rows by: they look at every row with each statement.
struct PolicyIndexAdvice: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    let elements: DerivedTypes

    init(_ context: BindingContext, _ elements: DerivedTypes) {
        self.context = context
        self.elements = elements
    }

    mutating func run() {
        var reported: Set<String> = []
        for index in types.indices {
            for relation in relationsRead(by: TypeID(index)) {
                for policy in relation.policies where applies(policy, on: relation) {
                    let condition = PolicyCondition(of: policy, catalog: catalog)
                    for (searched, search) in condition.searches(on: relation) {
                        guard let (problem, fix) = advice(search, of: searched) else { continue }
                        let message = "Policy \"\(policy.name)\" of \"\(relation.displayName)\" \(problem)"
                        guard reported.insert(message).inserted else { continue }
                        warn(
                            message,
                            kind: search.kind,
                            at: types[index].directive("table")?.location,
                            coordinate: types[index].name,
                            fix: fix
                        )
                    }
                }
            }
        }
    }

    private func advice(
        _ search: PolicyCondition.Search,
        of relation: Relation
    ) -> (problem: String, fix: String)? {
        switch search {
        case .scan, .index: nil
        case .missing(let columns):
            (
                "looks rows of \"\(relation.displayName)\" up by \(columns.joined(separator: ", ")), with which no index "
                    + "of it begins.", relation.makesIndex(on: columns)
            )
        case .cast(let column):
            (
                "casts \"\(relation.displayName).\(column)\" before it compares it, so that no index on it is of use.",
                "Cast what it is compared with to the column's type instead."
            )
        }
    }

    private func applies(_ policy: Policy, on relation: Relation) -> Bool {
        relation.kind == .table && relation.hasRowSecurity
            && roles.contains { role in
                policy.roles.contains(access.databaseRole(of: role)) && access.mayRead(relation, as: role)
            }
    }

    /// The relations that reading `type` comes to: its own, those that lead to others, and what views are made of.
    private func relationsRead(by type: TypeID) -> [Relation] {
        guard let own = table(of: type)?.relation else { return [] }
        var open = [own]
        for case .many(let relation, _) in fields[type.index] {
            if let through = relation.through?.relation { open.append(through) }
        }
        var read: [Relation] = []
        while let next = open.popLast() {
            guard !read.contains(where: { $0.oid == next.oid }) else { continue }
            read.append(next)
            open += (next.definition.relations ?? []).compactMap(catalog.relation)
        }
        return read
    }
}

extension PolicyCondition.Search {
    fileprivate var kind: Finding.Kind {
        if case .missing = self { return .missingIndex }
        return .slowPolicy
    }
}

extension Relation {
    /// The statement that makes an index on `columns`.
    func makesIndex(on columns: [String]) -> String {
        "CREATE INDEX ON \(sqlName) (\(columns.map(\.sqlName).joined(separator: ", ")));"
    }
}
