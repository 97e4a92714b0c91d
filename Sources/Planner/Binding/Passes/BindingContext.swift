import GraphQL

/// What every pass after the roles reads, and none changes.
struct BindingContext {
    /// The schema as its author wrote it.
    let schema: Schema
    let catalog: Catalog
    let access: RoleAccess
    /// What reading depends on, followed to its end.
    let closure: DependencyClosure
    /// What PostgreSQL says of the expressions of `@sql`.
    let judge: ExpressionAccount.Source

    init(
        _ schema: Schema,
        _ catalog: Catalog,
        roles: [Role],
        judging judge: @escaping ExpressionAccount.Source = { _ in nil }
    ) {
        self.schema = schema
        self.catalog = catalog
        self.judge = judge
        access = RoleAccess(roles: roles, catalog: catalog)
        closure = DependencyClosure(catalog, roles: roles)
    }
}

/// A pass, or a part of one, that reads the context.
protocol ContextReader: FindingReporter {
    var context: BindingContext { get }
}

extension ContextReader {
    var catalog: Catalog { context.catalog }
    var access: RoleAccess { context.access }
    var roles: [Role] { context.access.roles }

    /// Keys are looked up many at a time, as an array, and PostgreSQL has no arrays of arrays.
    mutating func checkSearchable(
        _ columns: [Column],
        of relation: Relation,
        at location: SourceLocation?,
        coordinate: String
    ) {
        for column in columns where catalog.types[catalog.baseType(of: column.type)]?.arrayType ?? 0 == 0 {
            report(
                "\"\(relation.displayName).\(column.name)\" is \(catalog.displayName(ofType: column.type)), by which no "
                    + "rows can be looked up.",
                at: location,
                coordinate: coordinate,
                fix: "Name other columns."
            )
        }
    }
}
