import GraphQL

/// What the catalog's grants and policies let each role do.
struct RoleAccess {
    let roles: [Role]
    let catalog: Catalog

    /// The database role that the statements of `role` run as.
    func databaseRole(of role: Role) -> String { role.database ?? catalog.login.name }

    /// The roles that may read all of `columns`.
    func readers(of columns: [Column]) -> RoleSet {
        roles { role in columns.allSatisfy { $0.selectableBy.contains(databaseRole(of: role)) } }
    }

    /// The roles that may execute `function`.
    func callers(of function: Function) -> RoleSet {
        roles { function.executableBy.contains(databaseRole(of: $0)) }
    }

    /// The roles from which no policy hides rows of `relation`.
    func rolesThatSeeEveryRow(of relation: Relation) -> RoleSet {
        roles { seesEveryRow(of: relation, as: $0) }
    }

    private func roles(where condition: (Role) -> Bool) -> RoleSet {
        var result: RoleSet = []
        for (index, role) in roles.enumerated() where condition(role) { result.insert(RoleSet(role: index)) }
        return result
    }

    /// Whether `role` may read anything of `relation`.
    func mayRead(_ relation: Relation, as role: Role) -> Bool {
        relation.columns.contains { $0.selectableBy.contains(databaseRole(of: role)) }
    }

    /// Whether no policy hides rows of `relation` from `role`.
    func seesEveryRow(of relation: Relation, as role: Role) -> Bool {
        var open = [relation]
        var seen: Set<UInt32> = []
        while let next = open.popLast() {
            guard seen.insert(next.oid).inserted else { continue }
            // The policies of the view's owner apply then.
            if next.readsAsOwner && catalog.readsRowSecurity(next) { return false }
            if next.hasRowSecurity {
                let policies = next.policies.filter { $0.roles.contains(databaseRole(of: role)) }
                if !policies.contains(where: { $0.admitsEveryRow && !$0.isRestrictive }) { return false }
                if policies.contains(where: { $0.isRestrictive && !$0.admitsEveryRow }) { return false }
            }
            open += (next.definition.relations ?? []).compactMap(catalog.relation)
        }
        return true
    }
}
