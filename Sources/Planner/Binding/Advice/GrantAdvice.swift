import GraphQL

/// Advice on grants that show more than they seem to.
struct GrantAdvice: BindingPass, ContextReader, DerivedElements {
    let context: BindingContext
    var findings: [Finding] = []
    let elements: DerivedTypes

    init(_ context: BindingContext, _ elements: DerivedTypes) {
        self.context = context
        self.elements = elements
    }

    mutating func run() {
        // With one role nothing can be shown to another one.
        guard roles.count > 1 else { return }
        adviseOnPublicFunctions()
        adviseOnTableGrants()
    }

    /// PostgreSQL grants EXECUTE on new functions to everybody.
    private mutating func adviseOnPublicFunctions() {
        for owner in types.indices {
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                guard case .call(let call) = binding, call.function.isExecutableByPublic,
                    !call.function.isPartOfExtension
                else { continue }
                let signature = catalog.signature(of: call.function)
                let callers = roles.filter {
                    call.function.executableBy.contains(access.databaseRole(of: $0))
                }
                warn(
                    "Every role may call \(types[owner].name).\(field.name): PUBLIC may execute the function "
                        + "\"\(call.function.displayName)\", as is PostgreSQL's default.",
                    kind: .publicFunction,
                    at: field.directive("function")?.location ?? field.location,
                    coordinate: "\(types[owner].name).\(field.name)",
                    fix:
                        "REVOKE EXECUTE ON FUNCTION \(signature) FROM PUBLIC; GRANT EXECUTE ON FUNCTION \(signature) TO "
                        + callers.map { access.databaseRole(of: $0).sqlName }.joined(separator: ", ")
                        + ";"
                )
            }
        }
    }

    /// Warns of masked roles with a grant on the whole of a table that hides columns from some role.
    ///
    /// A role that reads masks in place of columns is meant to see some columns only. The grant shows it every column that
    /// is added to the table later.
    private mutating func adviseOnTableGrants() {
        let masked = rolesThatReadMasks()
        for index in types.indices {
            guard let relation = table(of: TypeID(index))?.relation, relation.kind != .composite else {
                continue
            }
            guard hidesColumns(relation) else { continue }
            for role in roles where masked.contains(role.name) {
                let name = access.databaseRole(of: role)
                guard relation.selectableBy.contains(name), !relation.ownedBy.contains(name) else { continue }
                warn(
                    "Role \"\(role.name)\" sees masks in place of other columns, but a grant on all of "
                        + "\"\(relation.displayName)\" will show it every column that is added.",
                    kind: .tableGrant,
                    at: types[index].directive("table")?.location,
                    coordinate: types[index].name,
                    fix: "REVOKE SELECT ON \(relation.sqlName) FROM \(name.sqlName); "
                        + "GRANT SELECT (\(relation.columns.sqlNames)) ON \(relation.sqlName) TO \(name.sqlName);"
                )
            }
        }
    }

    /// Whether some role may read a part of the columns only.
    private func hidesColumns(_ relation: Relation) -> Bool {
        roles.contains { role in
            let name = access.databaseRole(of: role)
            let readable = relation.columns.count { $0.selectableBy.contains(name) }
            return readable > 0 && readable < relation.columns.count
        }
    }

    /// The names of the roles that read some mask, and not the column under it.
    private func rolesThatReadMasks() -> Set<String> {
        var names: Set<String> = []
        for bindings in fields {
            for case .column(let column) in bindings {
                guard let mask = column.mask else { continue }
                for role in roles {
                    let name = access.databaseRole(of: role)
                    if mask.selectableBy.contains(name), !column.column.selectableBy.contains(name) {
                        names.insert(role.name)
                    }
                }
            }
        }
        return names
    }
}
