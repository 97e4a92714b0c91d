import GraphQL

/// What the catalog shows beyond the bindings: what is unsafe, and what will be slow.
extension Binder {
    mutating func adviseOnSafety() {
        for danger in catalog.login.dangers {
            findings.append(
                Finding(
                    .error,
                    "The login \"\(catalog.login.name)\" \(danger), and so could step over row-level security.",
                    kind: .unsafeLogin,
                    fix: "Serve with a login of its own that is granted the declared roles and nothing else."
                )
            )
        }
        for index in types.indices {
            guard let table = table(of: TypeID(index)) else { continue }
            let location = types[index].directive("table")?.location
            let relation = table.relation
            switch relation.kind {
            case .table where !relation.hasRowSecurity:
                if roles.contains(where: { $0.database != nil }) {
                    warn(
                        "\"\(relation.displayName)\" has no row-level security: whoever may read it sees every row.",
                        kind: .noRowSecurity,
                        at: location,
                        coordinate: types[index].name,
                        fix:
                            "ALTER TABLE \(relation.sqlName) ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; "
                            + "and a policy for each role."
                    )
                }
            case .table where !relation.forcesRowSecurity:
                warn(
                    "Row-level security of \"\(relation.displayName)\" does not bind its owner.",
                    kind: .noRowSecurity,
                    at: location,
                    coordinate: types[index].name,
                    fix: "ALTER TABLE \(relation.sqlName) FORCE ROW LEVEL SECURITY;"
                )
            case .view where relation.readsAsOwner && catalog.readsRowSecurity(relation):
                adviseOnDefinerRights(of: relation, types[index], at: location)
            case .table, .view, .materializedView, .foreignTable, .composite: break
            }
            proveClaims(of: relation, at: location, coordinate: types[index].name)
        }
    }

    private mutating func adviseOnDefinerRights(
        of view: Relation,
        _ type: TypeDefinition,
        at location: SourceLocation?
    ) {
        let message =
            "The view \"\(view.displayName)\" reads with its owner's rights, past its caller's policies."
        if type.directive("table")?.argument("definerRights") == .boolean(true) {
            return warn(message, kind: .definerRights, at: location, coordinate: type.name)
        }
        report(
            message,
            kind: .definerRights,
            at: location,
            coordinate: type.name,
            fix:
                "ALTER VIEW \(view.sqlName) SET (security_invoker = true); or, if every caller may see all its rows, say "
                + "@table(definerRights: true)."
        )
    }

    private mutating func proveClaims(of relation: Relation, at location: SourceLocation?, coordinate: String)
    {
        for role in roles where mayRead(relation, as: role) && relation.hasRowSecurity {
            let name = role.database ?? catalog.login.name
            let policies = relation.policies.filter { $0.roles.contains(name) }
            if !policies.contains(where: { !$0.isRestrictive }) {
                warn(
                    "Role \"\(role.name)\" may read \"\(relation.displayName)\", but no policy lets it see a row.",
                    kind: .noPolicy,
                    at: location,
                    coordinate: coordinate,
                    fix:
                        "CREATE POLICY … ON \(relation.sqlName) FOR SELECT TO \(name.sqlName) USING (…); or revoke the grant."
                )
            }
            for policy in policies {
                for claim in policy.reads.claims ?? []
                where !role.claims.contains(where: { $0.name.lowercased() == claim }) {
                    report(
                        "Policy \"\(policy.name)\" of \"\(relation.displayName)\" reads the claim \"\(claim)\", which role "
                            + "\"\(role.name)\" does not declare.",
                        kind: .undeclaredClaim,
                        at: location,
                        coordinate: coordinate,
                        fix:
                            "Add {name: \"\(claim)\", type: …} to the claims of @role(name: \"\(role.name)\")."
                    )
                }
            }
        }
    }

    mutating func adviseOnSpeed() {
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
                    .derived, .meta:
                    break
                }
            }
            adviseOnPolicies(TypeID(owner))
        }
        adviseOnPolicyIndexes()
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
