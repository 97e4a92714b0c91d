import GraphQL

/// Advice on what the catalog shows to be unsafe: a login with too many rights, tables without policies, views with the owner's rights.
struct SafetyAdvice: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    let elements: DerivedTypes

    init(_ context: BindingContext, _ elements: DerivedTypes) {
        self.context = context
        self.elements = elements
    }

    mutating func run() {
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
            checkClaims(of: relation, at: location, coordinate: types[index].name)
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

    private mutating func checkClaims(of relation: Relation, at location: SourceLocation?, coordinate: String)
    {
        for role in roles where access.mayRead(relation, as: role) && relation.hasRowSecurity {
            let name = access.databaseRole(of: role)
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
}
