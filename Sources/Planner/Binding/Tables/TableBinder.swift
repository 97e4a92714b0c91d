import GraphQL

/// Binds the types with `@table` to relations of the catalog.
struct TableBinder: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private var tables: BoundTables

    init(_ context: BindingContext) {
        self.context = context
        tables = BoundTables(of: context.schema)
    }

    mutating func run() -> BoundTables {
        for index in tables.types.indices where tables.types[index].kind == .object {
            guard let directive = tables.types[index].directive("table") else { continue }
            let name = directive.argument("name")?.text ?? ""
            let schema = directive.argument("schema")?.text ?? "public"
            guard var relation = catalog.relation(schema: schema, name: name) else {
                let known = catalog.relations.filter { $0.schema == schema }.map(\.name)
                report(
                    "There is no table or view \"\(schema).\(name)\".\(Suggestions.didYouMean(name, among: known))",
                    at: directive.location,
                    coordinate: tables.types[index].name,
                    fix: "Name an existing relation, or create it in a migration and grant it to the roles."
                )
                continue
            }
            relation.isOnly = directive.argument("only") == .boolean(true)
            let keyNames = directive.argument("key")?.texts ?? relation.primaryKey
            let key = columns(
                keyNames,
                of: relation,
                at: directive.location,
                coordinate: tables.types[index].name
            )
            if keyNames.isEmpty {
                report(
                    "\"\(relation.displayName)\" has no primary key, so its rows cannot be told apart.",
                    at: directive.location,
                    coordinate: tables.types[index].name,
                    fix: relation.kind == .table
                        ? "ALTER TABLE \(relation.sqlName) ADD PRIMARY KEY (…); or give @table(key: […])."
                        : "Give @table(key: […]) with the columns that identify a row."
                )
            }
            guard let key, !key.isEmpty else { continue }
            checkKey(key, of: relation, at: directive.location, coordinate: tables.types[index].name)
            tables.objects[index] = .table(
                TableBinding(
                    type: TypeID(index),
                    relation: relation,
                    key: key,
                    idPrefix: Array(tables.types[index].name.utf8) + [0]
                )
            )
        }
        return tables
    }

    /// Rows are known by their key: what two rows can share, or what cannot be looked up, is none.
    private mutating func checkKey(
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
        checkSearchable(key, of: relation, at: location, coordinate: coordinate)
    }
}
