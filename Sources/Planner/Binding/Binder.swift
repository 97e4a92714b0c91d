package import GraphQL

/// Checks a schema against a database's catalog, and makes the served schema of it.
///
/// ``bind(_:to:problems:judging:)`` lists the passes. Everything that does not fit becomes a ``Finding``.
package struct Binder: FindingReporter {
    var findings: [Finding] = []

    /// Binds `schema`, as it was built from SDL with the vocabulary of ``BindingDirectives``, to `catalog`.
    ///
    /// - Parameter problems: what stood in the way of the schema's making, of which it is a draft then. They become findings, and nothing
    ///   else is said of the elements that they are about.
    /// - Parameter judge: asked once for each expression of `@sql`.
    package static func bind(
        _ schema: Schema,
        to catalog: Catalog,
        problems: [SchemaProblem] = [],
        judging judge: @escaping ExpressionAccount.Source = { _ in nil }
    ) -> BoundSchema {
        var binder = Binder()
        let roles = binder.run(RoleReader(schema, catalog))
        let context = BindingContext(schema, catalog, roles: roles, judging: judge)
        let jobs = binder.run(JobReader(context))
        let tables = binder.run(TableBinder(context))
        let rows = binder.run(ReturnedRowBinder(context, tables))
        let tableFields = binder.run(FieldBinder(context, rows))
        let fields = binder.run(RootBinder(context, tableFields))
        binder.run(OperatorCheck(context, fields))
        let derived = binder.run(TypeDerivation(context, fields))
        let visible = binder.run(VisibilityPass(context, derived))
        binder.advise(context, derived)
        binder.add(problems, context)
        return binder.result(context, jobs, visible)
    }

    private mutating func run<Pass: BindingPass>(_ pass: Pass) -> Pass.Output {
        with(pass) { $0.run() }
    }

    private mutating func advise(_ context: BindingContext, _ types: DerivedTypes) {
        run(ClaimCastCheck(context))
        run(SafetyAdvice(context, types))
        run(AnonymousLoginAdvice(context))
        run(GrantAdvice(context, types))
        run(ForeignKeyAdvice(context, types))
        run(IndexAdvice(context, types))
        run(PolicyIndexAdvice(context, types))
    }

    /// Adds `problems`; of the elements that they are about, nothing else is said.
    private mutating func add(_ problems: [SchemaProblem], _ context: BindingContext) {
        let wrong = Set(problems.compactMap(\.coordinate))
        findings.removeAll { finding in finding.coordinate.map(wrong.contains) ?? false }
        blameMissingRoles(context)
        findings += problems.map(Finding.init)
    }

    /// Where none of the declared PostgreSQL roles exists, one sentence says so in place of all that follows from it.
    private mutating func blameMissingRoles(_ context: BindingContext) {
        let declared = Set(context.access.roles.compactMap(\.database))
        let known = Set(context.catalog.roles.map(\.name))
        guard !declared.isEmpty, declared.isDisjoint(with: known) else { return }
        findings = [
            Finding(
                .error,
                "This cluster has none of the roles that the schema declares (\(declared.sorted().joined(separator: ", "))): "
                    + "roles belong to a cluster, and a dump of one database does not hold them.",
                fix:
                    "Copy them with `pg_dumpall --roles-only` from the cluster of the dump, then restore the dump again, for "
                    + "its grants; or migrate an empty database."
            )
        ]
    }

    private mutating func result(
        _ context: BindingContext,
        _ jobs: [Job],
        _ visible: VisibleTypes
    ) -> BoundSchema {
        let bound = visible.elements
        let (source, catalog, access) = (context.schema, context.catalog, context.access)
        let schema = Schema(
            description: source.description,
            types: bound.types,
            directives: source.directives,
            queryType: source.queryType,
            mutationType: source.mutationType,
            subscriptionType: bound.subscriptionType ?? source.subscriptionType,
            appliedDirectives: source.appliedDirectives
        )
        // What is derived keeps the rules of what is written, and what is written must fit what is derived.
        findings += SchemaValidation.problems(of: schema).map(Finding.init)
        return BoundSchema(
            schema: schema,
            roles: access.roles,
            jobs: jobs,
            objects: bound.objects,
            fields: bound.fields,
            inputs: bound.inputs,
            dependencies: catalog.byRelation { context.closure.dependencies(reading: $0.oid) },
            relationNames: catalog.byRelation(\.displayName),
            published: Set(catalog.relations.filter(\.isPublished).map(\.oid)),
            findings: findings,
            seesEveryRow: catalog.byRelation(access.rolesThatSeeEveryRow),
            databaseRoles: access.roles.map(access.databaseRole),
            databaseTypes: catalog.types,
            timeZones: catalog.timeZones
        )
    }
}

extension Catalog {
    /// A value for each relation, by its oid.
    fileprivate func byRelation<Value>(_ value: (Relation) -> Value) -> [UInt32: Value] {
        Dictionary(relations.map { ($0.oid, value($0)) }, uniquingKeysWith: { first, _ in first })
    }
}
