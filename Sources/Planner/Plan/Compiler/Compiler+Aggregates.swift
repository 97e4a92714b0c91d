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
        let (step, conditions) = try figureStep(connection, list, from: source)
        let plan = add(step, keys: keys(of: source)) { compiler in
            let plan = compiler.figures(site, on: step)
            // Without a function the statement would be one of the rows themselves.
            if step.columns.isEmpty { _ = step.column("count(*)") }
            return plan
        } as: { compiler in
            // What is selected may have joined rows.
            .figures(.query(compiler.query(of: step, from: source, where: conditions)))
        }
        return .row(step: step.index, plan)
    }

    /// What is selected of a type's aggregate, as columns of `step`.
    mutating func figures(_ site: FieldSite, on step: StatementScope) -> ObjectPlan {
        members(of: site, on: step) { compiler, inner, binding throws(GraphQLError) in
            guard case .aggregate(let member) = binding else { throw .unbound(inner.name) }
            switch member {
            case .count:
                let column = step.column("count(*)::int4")
                return .leaf(column: column, ScalarFormat.count.leaf, inner.modifiers)
            case .values(let field): return .object(compiler.figures(inner, of: field, on: step))
            }
        }
    }

    /// The functions of the values of `field` that `site` selects.
    private mutating func figures(
        _ site: FieldSite,
        of field: AggregateField,
        on step: StatementScope
    ) -> ObjectPlan {
        members(of: site, on: step) { compiler, inner, binding throws(GraphQLError) in
            guard case .function(let function) = binding else { throw .unbound(inner.name) }
            let figure = try compiler.figure(inner, function, of: field, on: step)
            return .leaf(column: step.column(figure.sql), figure.format.leaf, inner.modifiers)
        }
    }

    /// The figure of `field` that is selected by `site`.
    private mutating func figure(
        _ site: FieldSite,
        _ function: AggregateFunction,
        of field: AggregateField,
        on step: StatementScope
    ) throws(GraphQLError) -> Figure {
        guard function == .percentiles else { return try figure(function, of: field, on: step) }
        var figure = try figure(function, of: field, at: fractions(of: site), on: step)
        figure.format = figure.format.list
        return figure
    }

    /// A figure of `field` that a condition or an order names, and what it says of it: operators, or a direction.
    mutating func figure(
        _ member: BoundMember<AggregateFunction>,
        of field: AggregateField,
        on step: StatementScope
    ) throws(GraphQLError) -> (figure: Figure, said: Argument, type: TypeID) {
        guard member.binding == .percentiles else {
            return (try figure(member.binding, of: field, on: step), member.value, member.type)
        }
        let parts = members(member.value, of: member.type, schema.inputs.percentiles)
        guard let given = parts.first(where: { $0.binding == .fraction }),
            let said = parts.first(where: { $0.binding == .subject })
        else { throw .unbound(member.name) }
        let fraction = try fraction(given.value)
        return (try figure(.percentiles, of: field, at: fraction, on: step), said.value, said.type)
    }

    /// What `function` makes of all values of `field`; percentiles at what `fraction` says, one or an array of them.
    private mutating func figure(
        _ function: AggregateFunction,
        of field: AggregateField,
        at fraction: SQL = "NULL",
        on step: StatementScope
    ) throws(GraphQLError) -> Figure {
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
        case .percentiles: return Self.percentile(at: fraction, of: values[0], format)
        }
    }

    /// Between two points in time there is nothing that both are parts of: of them it is one of the values.
    private static func percentile(at fraction: SQL, of value: SQL, _ format: ScalarFormat) -> Figure {
        let ordered: SQL = "WITHIN GROUP (ORDER BY \(value))"
        switch format.leaf {
        case .timestamp, .date, .time:
            return Figure(sql: "percentile_disc(\(fraction)) \(ordered)", format: format)
        case .interval: return Figure(sql: "percentile_cont(\(fraction)) \(ordered)", format: .interval)
        case .boolean, .integer, .float, .numeric, .string, .label, .uuid, .bytes, .json, .planRows, .list:
            return Figure(sql: "percentile_cont(\(fraction)) \(ordered)", format: .double)
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

    /// The conditions that `condition` puts on figures of `field`.
    mutating func figureConditions(
        _ condition: BoundMember<FilterField>,
        _ field: AggregateField,
        _ step: StatementScope
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(condition.value, of: condition.type, schema.inputs.functions) {
            if isNull(member.value) {
                throw GraphQLError(
                    "The condition on \"\(member.name)\" has no value; remove it, or use isNull.",
                    code: .badUserInput
                )
            }
            let (figure, operators, type) = try figure(member, of: field, on: step)
            conditions += try valueConditions(operators, of: type, figure.sql, figure.format, step)
        }
        return conditions
    }

    /// The argument `fractions` of percentiles.
    private mutating func fractions(of site: FieldSite) throws(GraphQLError) -> SQL {
        let items = value(argument(.fractions, of: site))?.items ?? []
        try checkLength(items.count)
        for item in items { try check(fraction: item) }
        return try fraction(.list(items), arrayType: ScalarType[TypeOID.float8]?.arrayOID)
    }

    private mutating func fraction(_ argument: Argument) throws(GraphQLError) -> SQL {
        let value = value(argument) ?? .null
        try check(fraction: value)
        return try fraction(value, arrayType: nil)
    }

    private func fraction(_ value: InputValue, arrayType: UInt32?) throws(GraphQLError) -> SQL {
        var parameter = Parameter(.literal(nil), format: .float8, arrayType: arrayType)
        parameter.source = .literal(try parameter.encode(value))
        return .parameter(parameter)
    }

    /// Fractions are part of the shape: so they can be judged here, in words.
    private func check(fraction: InputValue) throws(GraphQLError) {
        guard let number = fraction.scalarText.flatMap(Double.init), (0...1).contains(number) else {
            throw GraphQLError("A fraction is from 0 to 1; 0.95 is 95 %.", code: .badUserInput)
        }
    }

    // MARK: Values

    /// The value of `field` in a row, in the statement of `step`; of a related row, its key.
    mutating func values(of field: AggregateField, on step: StatementScope) throws(GraphQLError) -> [SQL] {
        switch field.source {
        case .column(let column), .foreignID(let column, _): return [step.own[column]]
        case .expression(let expression): return [evaluate(expression, on: step)]
        case .one(let relation): return try relatedKey(relation, on: step)
        case .columns: throw .unbound("by")
        }
    }

    /// The value of `field` in the row that `relation` leads to, NULL where the role sees none.
    mutating func values(
        of field: AggregateField,
        through relation: RelationBinding,
        on step: StatementScope
    ) throws(GraphQLError) -> [SQL] {
        let column: Column
        switch field.source {
        case .column(let own), .foreignID(let own, _): column = own
        case .expression, .one, .columns: throw .unbound("by")
        }
        // The join shows nothing but that column, under a name of ours.
        let number = SQL.number(step.joins.count + 1)
        let start = relation.from.map { step.own[$0] }
        let (source, rows) = try rows(along: [relation], from: start, on: step)
        let name = step.addedName(keyName(0))
        let value: SQL = "\(source[column]) AS \(name)"
        step.joins.append("\nLEFT JOIN LATERAL (SELECT \(value) \(rows)) AS o\(number) ON true")
        return ["o\(number).\(name)"]
    }

    /// The key of the row that `relation` leads to, NULL where the role sees none: what it may not see, it may not tell apart.
    private mutating func relatedKey(
        _ relation: RelationBinding,
        on step: StatementScope
    ) throws(GraphQLError) -> [SQL] {
        let start = relation.from.map { step.own[$0] }
        if isAlwaysFound(relation, from: step.table) { return start }
        let name = relation.from.map(\.name) + [String(relation.target.index)]
        let number = SQL.number(step.joins.count + 1)
        let known = step.relatedKeys[name]
        let called = known ?? "o\(number)"
        if known == nil {
            let (source, rows) = try rows(along: [relation], from: start, on: step)
            let key = relation.to.enumerated().map { index, column -> SQL in
                "\(source[column]) AS \(step.addedName(keyName(index)))"
            }
            step.joins.append("\nLEFT JOIN LATERAL (SELECT \(key.joined(", ")) \(rows)) AS \(called) ON true")
            step.relatedKeys[name] = called
        }
        return relation.to.indices.map { "\(called).\(step.addedName(keyName($0)))" }
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

    /// The object that `value` makes of each field that is selected of `site`, a field of a derived type, over rows of `step`.
    mutating func members(
        of site: FieldSite,
        on step: StatementScope,
        value: (inout Compiler, FieldSite, DerivedField) throws(GraphQLError) -> ValuePlan
    ) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let inner = fieldSite(group, of: type)
            let outer = coordinate
            coordinate = coordinate(of: inner)
            defer { coordinate = outer }
            let found = self.value { compiler throws(GraphQLError) in
                if case .meta(let field) = inner.binding { return try compiler.metaValue(inner, field) }
                guard case .derived(let binding) = inner.binding else { throw .unbound(inner.name) }
                try compiler.checkArguments(of: inner)
                return try value(&compiler, inner, binding)
            }
            plan.fields.append(field(group, inner, found))
        }
        return plan
    }
}
