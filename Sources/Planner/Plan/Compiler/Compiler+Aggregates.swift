import GraphQL

/// Figures of all rows of a connection: one statement, for all parents.
extension Compiler {
    /// A figure in a statement, and how it is read and compared.
    struct Figure {
        var sql: SQL
        var format: ScalarFormat
    }

    mutating func aggregate(
        _ site: FieldSite,
        of connection: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        let step = try newListStep(list, from: source)
        step.limit = 1
        step.lane = .analytic
        // What it reads nobody knows; it is one row in the end.
        step.rowCost = 10
        let conditions = try conditions(connection, on: step)
        let plan = try figures(site, on: step)
        // Without a function the statement would be one of the rows themselves.
        if step.columns.isEmpty { _ = step.column("count(*)") }
        finish(step, from: source, where: conditions, ending: "")
        return .row(step: step.index, plan)
    }

    /// What is selected of a type's aggregate, as columns of `step`.
    mutating func figures(_ site: FieldSite, on step: StepDraft) throws(GraphQLError) -> ObjectPlan {
        guard let type = site.definition?.type.type, case .aggregate(let fields) = schema.objects[type.index]
        else { throw .unbound(site.name) }
        return try members(of: site) { compiler, inner throws(GraphQLError) in
            guard let field = fields[inner.name] else {
                let column = step.column("count(*)::int4")
                return .leaf(column: column, ScalarFormat.count.leaf, inner.modifiers)
            }
            let plan = try compiler.members(of: inner) { compiler, inner throws(GraphQLError) in
                let fractions = inner.name == "percentiles" ? try compiler.fractions(of: inner) : nil
                let figure = try compiler.figure(inner.name, of: field, fractions, on: step)
                return .leaf(column: step.column(figure.sql), figure.format.leaf, inner.modifiers)
            }
            return .object(plan)
        }
    }

    /// The function called `name` of all values of `field`.
    mutating func figure(
        _ name: String,
        of field: AggregateField,
        _ fractions: SQL? = nil,
        on step: StepDraft
    ) throws(GraphQLError) -> Figure {
        guard let function = AggregateFunction(rawValue: name) else { throw .unbound(name) }
        let values = try values(of: field, on: step)
        guard let format = field.format else { return Figure(sql: Self.distinct(values), format: .count) }
        switch function {
        case .countDistinct: return Figure(sql: Self.distinct(values), format: .count)
        case .sum: return Self.sum(of: values[0], format)
        case .average:
            if case .integer = format.leaf { return Figure(sql: "avg(\(values[0]))", format: .numeric) }
            return Figure(sql: "avg(\(values[0]))", format: Self.sum(of: values[0], format).format)
        case .minimum: return Figure(sql: "min(\(values[0]))", format: format)
        case .maximum: return Figure(sql: "max(\(values[0]))", format: format)
        case .percentiles:
            return Figure(
                sql: "percentile_cont(\(fractions ?? "'{}'")) WITHIN GROUP (ORDER BY \(values[0]))",
                format: (format.leaf == .interval ? ScalarFormat.interval : .double).list
            )
        }
    }

    private static func distinct(_ values: [SQL]) -> SQL {
        if values.count == 1 { return "count(DISTINCT \(values[0]))::int4" }
        let row: SQL = "(\(values.joined(", ")))"
        return "count(DISTINCT \(row)) FILTER (WHERE \(row) IS NOT NULL)::int4"
    }

    /// PostgreSQL's sum of bigint is numeric, and that of smaller ones bigint; that of real would be real, and lose what it had.
    private static func sum(of value: SQL, _ format: ScalarFormat) -> Figure {
        switch format.leaf {
        case .integer(width: 8, _): Figure(sql: "sum(\(value))", format: .numeric)
        case .integer: Figure(sql: "sum(\(value))", format: .bigint)
        case .float: Figure(sql: "sum(\(value)::float8)", format: .double)
        case .interval: Figure(sql: "sum(\(value))", format: .interval)
        case .boolean, .numeric, .string, .label, .uuid, .timestamp, .date, .time, .bytes, .json, .planRows,
            .list:
            Figure(sql: "sum(\(value))", format: .numeric)
        }
    }

    /// The conditions that `argument` puts on figures of `field`.
    mutating func figureConditions(
        _ argument: Argument,
        _ field: AggregateField,
        _ step: StepDraft
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(argument) {
            let figure = try figure(member.name, of: field, on: step)
            if isNull(member.value) {
                throw GraphQLError(
                    "The condition on \"\(member.name)\" has no value; leave it out, or ask with isNull.",
                    code: .badUserInput
                )
            }
            conditions += try valueConditions(member.value, figure.sql, figure.format, step)
        }
        return conditions
    }

    /// The argument `fractions`, which is part of the shape: so it can be judged here, in words.
    private mutating func fractions(of site: FieldSite) throws(GraphQLError) -> SQL {
        let items = value(argument("fractions", of: site))?.items ?? []
        try proveLength(items.count)
        for item in items {
            guard let number = item.scalarText.flatMap(Double.init), (0...1).contains(number) else {
                throw GraphQLError("A fraction is from 0 to 1; 0.95 is 95 %.", code: .badUserInput)
            }
        }
        let format = ParameterFormat.float8
        var parameter = Parameter(.literal(nil), format: format, arrayType: TypeOID.float8Array)
        parameter.source = .literal(try parameter.encode(.list(items)))
        return .parameter(parameter)
    }

    // MARK: Values

    /// The value of `field` in a row, in the statement of `step`; of a related row, its key.
    mutating func values(of field: AggregateField, on step: StepDraft) throws(GraphQLError) -> [SQL] {
        switch field.source {
        case .column(let column), .foreignID(let column, _): return [Self.name(of: column)]
        case .expression(let sql, let claims):
            step.claims.formUnion(claims)
            return [sql]
        case .one(let relation): return try relatedKey(relation, on: step)
        }
    }

    private static func name(of column: Column) -> SQL { "t.\(SQL.identifier(column.name))" }

    /// The key of the row that `relation` leads to, NULL where the role sees none: what it may not see, it may not tell apart.
    private mutating func relatedKey(
        _ relation: RelationBinding,
        on step: StepDraft
    ) throws(GraphQLError) -> [SQL] {
        let start = relation.from.map(Self.name)
        if isAlwaysFound(relation, from: step.table) { return start }
        let name = relation.from.map(\.name) + [String(relation.target.index)]
        let number = SQL.number(step.joins.count + 1)
        let known = step.relatedKeys[name]
        let called = known ?? "o\(number)"
        if known == nil {
            let (alias, rows) = try rows(along: [relation], from: start, on: step)
            let key = relation.to.enumerated().map { index, column -> SQL in
                "\(alias).\(SQL.identifier(column.name)) AS \(keyName(index))"
            }
            step.joins.append("\nLEFT JOIN LATERAL (SELECT \(key.joined(", ")) \(rows)) AS \(called) ON true")
            step.relatedKeys[name] = called
        }
        return relation.to.indices.map { "\(called).\(keyName($0))" }
    }

    /// Whether each value that points somewhere points to a row that the role sees.
    private func isAlwaysFound(_ relation: RelationBinding, from table: TableBinding) -> Bool {
        guard let target = schema.table(of: relation.target)?.relation,
            schema.seesEveryRow[target.oid]?.contains(viewer) == true,
            // Of several columns, one that is NULL makes the others point nowhere.
            relation.from.count == 1 || relation.from.allSatisfy(\.isNotNull)
        else { return false }
        return table.relation.foreignKeys.contains {
            $0.columns == relation.from.map(\.name) && $0.target == target.oid
                && $0.targetColumns == relation.to.map(\.name)
        }
    }

    // MARK: Objects

    /// The object that `value` makes of each field that is selected of `site`.
    mutating func members(
        of site: FieldSite,
        value: (inout Compiler, FieldSite) throws(GraphQLError) -> ValuePlan
    ) throws(GraphQLError) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let selection = document.selections[Int(group.selections[0])]
            guard let name = selection.name.map({ document.text($0) }) else { continue }
            let inner = fieldSite(name, of: type, group.selections)
            let outer = coordinate
            coordinate = "\(schema.schema[type].name).\(name)"
            defer { coordinate = outer }
            let found: ValuePlan
            if name == "__typename" {
                found = .constant(quoted(schema.schema[type].name))
            } else {
                try proveArguments(of: inner)
                found = try value(&self, inner)
            }
            plan.fields.append(field(group, inner, found, selection.offset))
        }
        return plan
    }
}
