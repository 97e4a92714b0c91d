import GraphQL

/// Figures of all rows of a connection: one statement, for all parents.
extension Compiler {
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
        guard let type = site.definition?.type.type, case .aggregate(_, let fields) = schema.objects[type.index]
        else { throw .unbound(site.name) }
        return try members(of: site) { compiler, inner throws(GraphQLError) in
            guard let field = fields[inner.name] else {
                let column = step.column("count(*)::int4")
                return .leaf(column: column, .integer(width: 4, quoted: false), inner.modifiers)
            }
            let value = compiler.value(of: field, on: step)
            let plan = try compiler.members(of: inner) { compiler, inner throws(GraphQLError) in
                guard let function = AggregateFunction(rawValue: inner.name) else { throw .unbound(inner.name) }
                let fractions = function == .percentiles ? try compiler.fractions(of: inner) : nil
                let figure = function.applied(to: value, field.leaf, fractions)
                return .leaf(column: step.column(figure.sql), figure.leaf, inner.modifiers)
            }
            return .object(plan)
        }
    }

    /// The value of `field` in a row, in the statement of `step`.
    func value(of field: AggregateField, on step: StepDraft) -> SQL {
        switch field.source {
        case .column(let column), .foreignID(let column, _), .one(let column, _):
            return "t.\(SQL.identifier(column.name))"
        case .expression(let sql, let claims):
            step.claims.formUnion(claims)
            return sql
        }
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
        var parameter = Parameter(.literal(nil), format: format, arrayType: schema.arrayType(of: format.type))
        parameter.source = .literal(try parameter.encode(.list(items)))
        return .parameter(parameter)
    }

    /// The object that `value` makes of each field that is selected of `site`.
    mutating func members(
        of site: FieldSite,
        value: (inout Compiler, FieldSite) throws(GraphQLError) -> ValuePlan
    ) throws(GraphQLError) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        for group in collectFields(of: type, children(of: site)) {
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

extension AggregateFunction {
    /// The function of `value`, whose format is `leaf`, and the format of what PostgreSQL's function of that type yields.
    func applied(to value: SQL, _ leaf: LeafFormat, _ fractions: SQL?) -> (sql: SQL, leaf: LeafFormat) {
        switch self {
        case .countDistinct: return ("count(DISTINCT \(value))::int4", .integer(width: 4, quoted: false))
        case .sum:
            // Of bigint, PostgreSQL's sum is numeric; of smaller ones, bigint.
            if case .integer(let width, _) = leaf {
                return ("sum(\(value))", width == 8 ? .numeric : .integer(width: 8, quoted: true))
            }
            return ("sum(\(value))", leaf)
        case .average:
            if case .integer = leaf { return ("avg(\(value))", .numeric) }
            if case .float = leaf { return ("avg(\(value))", .float(width: 8)) }
            return ("avg(\(value))", leaf)
        case .minimum: return ("min(\(value))", leaf)
        case .maximum: return ("max(\(value))", leaf)
        case .percentiles:
            let list = LeafFormat.list(leaf == .interval ? .interval : .float(width: 8))
            return ("percentile_cont(\(fractions ?? "0.5")) WITHIN GROUP (ORDER BY \(value))", list)
        }
    }
}
