import GraphQL

/// Binds a field that SQL of the schema's author computes: `@sql`.
struct ExpressionBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    mutating func bind(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        over relation: Relation,
        _ coordinate: String
    ) -> FieldBinding {
        let text = directive.argument("expression")?.text ?? ""
        let type = tables.types[field.type.type.index]
        // What an expression yields is known to PostgreSQL only; the formats below are those of the type's first choice.
        guard var (format, cast) = ScalarFormat.ofExpression(as: type) else {
            report(
                "\(coordinate) is computed by SQL, which yields no \(type.name).",
                at: field.location,
                coordinate: coordinate,
                fix: "Use a built-in scalar, and cast the expression to its PostgreSQL type."
            )
            return .none
        }
        if field.type.modifiers.isList {
            cast = "\(cast)[]"
            format = format.list
        }
        let sql: SQL = "(\(SQL.author(text)))::\(cast)"
        let account = context.judge(AuthorExpression(source: source(of: relation), sql: sql))
        if let problem = account?.problem {
            report(
                "\(coordinate) is no SQL over \"\(relation.displayName)\": \(problem).",
                kind: .invalidExpression,
                at: directive.location,
                coordinate: coordinate,
                fix: "Write an expression over its columns, which PostgreSQL can cast to the field's type."
            )
        }
        return .expression(
            ExpressionBinding(
                sql: sql,
                format: format,
                dependencies: dependencies(of: account, over: relation),
                isImmutable: isImmutable(sql, over: relation)
            )
        )
    }

    /// Whether an expression over `relation` reads nothing but the row's columns, and names them without saying whose they are.
    ///
    /// It is judged over rows that have no policies, under the name that related rows have in a filter.
    private func isImmutable(_ sql: SQL, over relation: Relation) -> Bool {
        let rows = AuthorExpression(source: record(of: relation, as: "r1"), sql: sql)
        guard let account = context.judge(rows), account.problem == nil, !account.reads.isEmpty else {
            return false
        }
        let immutable = Set(catalog.functions.filter { $0.volatility == .immutable }.map(\.oid))
        return account.reads.values.allSatisfy { reads in
            reads.claims == [] && !reads.movesByItself && reads.relations == []
                && reads.functions.isSubset(of: immutable)
        }
    }

    /// What an expression over `relation` depends on, by role.
    ///
    /// Without an account of it a role that may read all columns may evaluate it, and it may depend on anything.
    private func dependencies(of account: ExpressionAccount?, over relation: Relation) -> [Dependencies?] {
        let readers = access.readers(of: relation.columns)
        return roles.enumerated().map { index, role in
            guard let account else { return readers.contains(RoleSet(role: index)) ? .unknown : nil }
            let reads = account.reads[access.databaseRole(of: role)]
            return reads.map { context.closure.dependencies(of: $0, as: role) }
        }
    }

    /// Rows of `relation` behind FROM; those that a function returns are made of nothing, as none are read.
    private func source(of relation: Relation) -> SQL {
        relation.kind == .composite ? record(of: relation, as: "t") : "\(relation.identifier) AS t"
    }

    /// Rows with the columns of `relation`, from no table.
    private func record(of relation: Relation, as name: SQL) -> SQL {
        let columns = relation.columns.map { column -> SQL in
            "\(SQL.identifier(column.name)) \(catalog.types[column.type]?.identifier ?? "text")"
        }
        return "jsonb_to_record(CAST('{}' AS jsonb)) AS \(name)(\(columns.joined(", ")))"
    }
}
