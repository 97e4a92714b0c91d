package import GraphQL

/// Proves a schema against a database's catalog, and makes the served schema of it.
///
/// Reading order: roles, tables, fields, the derived types (`Binder+Derivation`), who may know of what (`Binder+Visibility`),
/// and the advice (`Binder+Advice`). Everything that does not fit becomes a ``Finding``; nothing stops at the first.
package struct Binder {
    let catalog: Catalog
    let source: Schema
    var types: [TypeDefinition]
    var typeIDs: [String: TypeID]
    var roles: [Role] = []
    var objects: [ObjectBinding]
    var fields: [[FieldBinding]]
    var inputs = DerivedInputs()
    /// Who says what expressions mean.
    let judge: ExpressionAccount.Source
    /// What is read in turn; known when the roles are.
    private(set) var closure: DependencyClosure
    var jobs: [Job] = []
    var findings: [Finding] = []
    /// Derived types that are registered and not filled yet.
    var unfilled: [(inout Binder) -> Void] = []
    var isFilling = false

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
        var binder = Binder(schema, catalog, judge)
        binder.readRoles()
        binder.closure = DependencyClosure(catalog, roles: binder.roles)
        binder.readJobs()
        binder.bindTables()
        binder.bindReturnedRows()
        binder.bindFields()
        binder.proveOperators()
        binder.deriveTypes()
        binder.setVisibility()
        binder.checkClaimCasts()
        binder.adviseOnSafety()
        binder.adviseOnAnonymousLogin()
        binder.adviseOnGrants()
        binder.adviseOnForeignKeys()
        binder.adviseOnSpeed()
        let wrong = Set(problems.compactMap(\.coordinate))
        binder.findings.removeAll { finding in finding.coordinate.map(wrong.contains) ?? false }
        binder.blameMissingRoles()
        binder.findings += problems.map(Finding.init)
        return binder.result()
    }

    private init(_ schema: Schema, _ catalog: Catalog, _ judge: @escaping ExpressionAccount.Source) {
        self.catalog = catalog
        self.judge = judge
        closure = DependencyClosure(catalog, roles: [])
        source = schema
        types = schema.types
        typeIDs = Dictionary(
            schema.types.enumerated().map { ($1.name, TypeID($0)) },
            uniquingKeysWith: { first, _ in first }
        )
        objects = schema.types.map { _ in .none }
        fields = schema.types.map { $0.fields.map { _ in .none } }
    }

    private mutating func result() -> BoundSchema {
        let schema = Schema(
            description: source.description,
            types: types,
            directives: source.directives,
            queryType: source.queryType,
            mutationType: source.mutationType,
            subscriptionType: source.subscriptionType,
            appliedDirectives: source.appliedDirectives
        )
        // What is derived keeps the rules of what is written, and what is written must fit what is derived.
        findings += SchemaValidation.problems(of: schema).map(Finding.init)
        return BoundSchema(
            schema: schema,
            roles: roles,
            jobs: jobs,
            objects: objects,
            fields: fields,
            inputs: inputs,
            dependencies: dependenciesByRelation(),
            relationNames: Dictionary(
                catalog.relations.map { ($0.oid, $0.displayName) },
                uniquingKeysWith: { first, _ in first }
            ),
            findings: findings,
            seesEveryRow: rolesThatSeeEveryRow(),
            databaseRoles: roles.map { $0.database ?? catalog.login.name },
            databaseTypes: catalog.types,
            timeZones: catalog.timeZones
        )
    }

    // MARK: Tables

    private mutating func bindTables() {
        for index in types.indices where types[index].kind == .object {
            guard let directive = types[index].directive("table") else { continue }
            let name = directive.argument("name")?.text ?? ""
            let schema = directive.argument("schema")?.text ?? "public"
            guard var relation = catalog.relation(schema: schema, name: name) else {
                let known = catalog.relations.filter { $0.schema == schema }.map(\.name)
                report(
                    "There is no table or view \"\(schema).\(name)\".\(Suggestions.didYouMean(name, among: known))",
                    at: directive.location,
                    coordinate: types[index].name,
                    fix: "Name an existing relation, or create it in a migration and grant it to the roles."
                )
                continue
            }
            relation.isOnly = directive.argument("only") == .boolean(true)
            let keyNames = directive.argument("key")?.texts ?? relation.primaryKey
            let key = columns(keyNames, of: relation, at: directive.location, coordinate: types[index].name)
            if keyNames.isEmpty {
                report(
                    "\"\(relation.displayName)\" has no primary key, so its rows cannot be told apart.",
                    at: directive.location,
                    coordinate: types[index].name,
                    fix: relation.kind == .table
                        ? "ALTER TABLE \(relation.sqlName) ADD PRIMARY KEY (…); or give @table(key: […])."
                        : "Give @table(key: […]) with the columns that identify a row."
                )
            }
            guard let key, !key.isEmpty else { continue }
            proveKey(key, of: relation, at: directive.location, coordinate: types[index].name)
            objects[index] = .table(
                TableBinding(
                    type: TypeID(index),
                    relation: relation,
                    key: key,
                    idPrefix: Array(types[index].name.utf8) + [0]
                )
            )
        }
    }

    /// Rows are known by their key: what two rows can share, or what cannot be looked up, is none.
    private mutating func proveKey(
        _ key: [Column],
        of relation: Relation,
        at location: SourceLocation?,
        coordinate: String
    ) {
        let isProved = relation.isUnique(key.map(\.name)) && key.allSatisfy(\.isNotNull)
        if relation.hasChildren && !relation.isOnly {
            report(
                "Tables inherit from \"\(relation.displayName)\", and PostgreSQL enforces no key over their rows: several can have the "
                    + "same \(key.map(\.name).joined(separator: ", ")).",
                at: location,
                coordinate: coordinate,
                fix:
                    "Give @table(only: true) to serve the rows of \(relation.sqlName) alone; or make it a partitioned table."
            )
        } else if relation.kind == .table, !isProved {
            report(
                "Several rows of \"\(relation.displayName)\" can have the same \(key.map(\.name).joined(separator: ", ")), "
                    + "or none of it, so they cannot be told apart.",
                at: location,
                coordinate: coordinate,
                fix:
                    "ALTER TABLE \(relation.sqlName) ADD PRIMARY KEY (\(key.sqlNames)); or name other columns."
            )
        }
        proveSearchable(key, of: relation, at: location, coordinate: coordinate)
    }

    /// Keys are looked up many at a time, as an array, which holds no arrays.
    mutating func proveSearchable(
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

    // MARK: Shared by the parts

    /// The columns called `names`, or `nil` with a finding for each that does not exist.
    mutating func columns(
        _ names: [String],
        of relation: Relation,
        at location: SourceLocation?,
        coordinate: String
    ) -> [Column]? {
        var found: [Column] = []
        for name in names {
            if let column = relation.column(name) {
                found.append(column)
            } else {
                report(
                    "\"\(relation.displayName)\" has no column \"\(name)\"."
                        + Suggestions.didYouMean(name, among: relation.columns.map(\.name)),
                    at: location,
                    coordinate: coordinate,
                    fix: "Name an existing column, or add it in a migration."
                )
            }
        }
        return found.count == names.count ? found : nil
    }

    mutating func report(
        _ message: String,
        kind: Finding.Kind = .doesNotFit,
        at location: SourceLocation?,
        coordinate: String,
        fix: String? = nil
    ) {
        findings.append(Finding(.error, message, kind: kind, at: location, coordinate: coordinate, fix: fix))
    }

    mutating func warn(
        _ message: String,
        kind: Finding.Kind = .doesNotFit,
        at location: SourceLocation?,
        coordinate: String,
        fix: String? = nil
    ) {
        findings.append(
            Finding(.warning, message, kind: kind, at: location, coordinate: coordinate, fix: fix)
        )
    }

    func table(of type: TypeID) -> TableBinding? {
        guard case .table(let table) = objects[type.index] else { return nil }
        return table
    }
}

extension TypeDefinition {
    func directive(_ name: String) -> AppliedDirective? { appliedDirectives.first { $0.name == name } }
}

extension FieldDefinition {
    func directive(_ name: String) -> AppliedDirective? { appliedDirectives.first { $0.name == name } }
}

extension InputValue {
    /// The strings of a list, or of a single string as a list of one.
    var texts: [String]? {
        switch self {
        case .list(let items): items.compactMap(\.text)
        case .string(let text): [text]
        case .null, .boolean, .int, .float, .enum, .object: nil
        }
    }
}

extension String {
    /// `tier` as `Tier`.
    var capitalized: String { prefix(1).uppercased() + dropFirst() }

    /// `firstResponseDueAt` as `first_response_due_at`.
    var snakeCased: String {
        var result = ""
        var previousIsLower = false
        for (index, character) in zip(indices, self) {
            if character.isUppercase {
                let next = self.index(after: index)
                let nextIsLower = next < endIndex && self[next].isLowercase
                if !result.isEmpty && (previousIsLower || nextIsLower) && result.last != "_" { result += "_" }
                result += character.lowercased()
            } else {
                result.append(character)
            }
            previousIsLower = character.isLowercase || character.isNumber
        }
        return result
    }
}
