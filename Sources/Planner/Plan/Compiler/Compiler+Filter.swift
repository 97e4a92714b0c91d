import GraphQL

/// The conditions of `where`.
extension Compiler {
    /// The condition that `argument`, a filter of the input type `type`, puts on the rows called `alias`; `nil`: none.
    ///
    /// - Parameters:
    ///   - depth: how many relations lead here, for names of their own.
    ///   - remaining: how many more conditions there may be.
    mutating func filter(
        _ argument: Argument,
        of type: TypeID,
        alias: SQL,
        depth: Int,
        on step: StepDraft,
        _ remaining: inout Int
    ) throws(GraphQLError) -> SQL? {
        guard case .filter(let fields) = schema.inputs[type.index] else { return nil }
        var conditions: [SQL] = []
        for member in members(argument) {
            guard let field = fields[member.name] else { continue }
            let inner = schema.schema[type].inputFields.first { $0.name == member.name }?.type.type ?? type
            remaining -= 1
            guard remaining >= 0 else {
                throw GraphQLError(
                    "There are more than \(limits.maximumConditions) conditions.",
                    code: .limitExceeded
                )
            }
            if isNull(member.value) {
                throw GraphQLError(
                    "The condition on \"\(member.name)\" has no value; leave it out, or ask with isNull.",
                    code: .badUserInput
                )
            }
            switch field {
            case .all, .any:
                var parts: [SQL] = []
                for item in items(member.value) {
                    let part = try filter(item, of: type, alias: alias, depth: depth, on: step, &remaining)
                    parts.append(part ?? "true")
                }
                if case .all = field {
                    conditions += parts
                } else {
                    conditions.append(parts.isEmpty ? "false" : "(\(parts.joined(" OR ")))")
                }
            case .not:
                let part = try filter(
                    member.value,
                    of: type,
                    alias: alias,
                    depth: depth,
                    on: step,
                    &remaining
                )
                conditions.append("NOT (\(part ?? "true"))")
            case .column(let column):
                let name: SQL = "\(alias).\(SQL.identifier(column.column.name))"
                conditions += try valueConditions(member.value, name, column.format, step)
            case .shared(let columns):
                guard let column = step.variant.flatMap({ columns[$0] }) else { throw .unbound(member.name) }
                let name: SQL = "\(alias).\(SQL.identifier(column.column.name))"
                conditions += try valueConditions(member.value, name, column.format, step)
            case .embedded:
                _ = try operators(member.value)
                let part = try filter(
                    member.value,
                    of: inner,
                    alias: alias,
                    depth: depth,
                    on: step,
                    &remaining
                )
                conditions += part.map { [$0] } ?? []
            case .count: conditions += try valueConditions(member.value, "count(*)", .count, step)
            case .aggregate(let field): conditions += try figureConditions(member.value, field, step)
            case .search(let column, let configuration):
                step.lane = .analytic
                let words = SQL.parameter(try parameter(member.value, for: ScalarFormat.text))
                let query: SQL = "websearch_to_tsquery(\(SQL.constant(configuration)), \(words))"
                conditions.append("\(alias).\(SQL.identifier(column.name)) @@ \(query)")
            case .id(let columns, let target):
                conditions += try idConditions(member.value, columns, target, alias)
            case .one(let relation):
                let part = try related(member.value, inner, relation, alias, depth, step, &remaining)
                conditions.append("EXISTS (\(part))")
            case .many(let relation):
                conditions += try listConditions(
                    member.value,
                    inner,
                    relation,
                    alias,
                    depth,
                    step,
                    &remaining
                )
            }
        }
        if conditions.isEmpty { return nil }
        return conditions.count == 1 ? conditions[0] : "(\(conditions.joined(" AND ")))"
    }

    // MARK: Related rows

    private mutating func listConditions(
        _ argument: Argument,
        _ type: TypeID,
        _ relation: RelationBinding,
        _ alias: SQL,
        _ depth: Int,
        _ step: StepDraft,
        _ remaining: inout Int
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(argument) {
            let inner = schema.schema[type].inputFields.first { $0.name == member.name }?.type.type ?? type
            if isNull(member.value) {
                throw GraphQLError(
                    "\"\(member.name)\" has no condition; leave it out, or give {}.",
                    code: .badUserInput
                )
            }
            let isEvery = member.name == "every"
            let part = try related(
                member.value,
                inner,
                relation,
                alias,
                depth,
                step,
                &remaining,
                isNegated: isEvery
            )
            conditions.append(member.name == "some" ? "EXISTS (\(part))" : "NOT EXISTS (\(part))")
        }
        return conditions
    }

    private mutating func related(
        _ argument: Argument,
        _ type: TypeID,
        _ relation: RelationBinding,
        _ alias: SQL,
        _ depth: Int,
        _ step: StepDraft,
        _ remaining: inout Int,
        isNegated: Bool = false
    ) throws(GraphQLError) -> SQL {
        guard let table = schema.table(of: relation.target) else { throw .unbound("where") }
        let own: SQL = "r\(SQL.number(depth + 1))"
        let between: SQL = "b\(SQL.number(depth + 1))"
        step.claims.formUnion(schema.claims(reading: table.relation.oid, as: role))
        step.looksInto.append(table.relation.oid)
        var from: SQL = "\(table.relation.identifier) AS \(own)"
        var searched = own
        if let through = relation.through {
            step.claims.formUnion(schema.claims(reading: through.relation.oid, as: role))
            step.looksInto.append(through.relation.oid)
            let condition = zip(through.columns, through.targetColumns).map { column, target -> SQL in
                "\(own).\(SQL.identifier(target.name)) = \(between).\(SQL.identifier(column.name))"
            }
            from = "\(through.relation.identifier) AS \(between) JOIN \(from) ON \(condition.joined(" AND "))"
            searched = between
        }
        var conditions = zip(relation.from, relation.to).map { column, other -> SQL in
            "\(searched).\(SQL.identifier(other.name)) = \(alias).\(SQL.identifier(column.name))"
        }
        let filterType = schema.inputs[type.index]
        if case .filter = filterType,
            let part = try filter(argument, of: type, alias: own, depth: depth + 1, on: step, &remaining)
        {
            conditions.append(isNegated ? "(\(part)) IS NOT TRUE" : part)
        } else if isNegated {
            conditions.append("false")
        }
        return "SELECT FROM \(from) WHERE \(conditions.joined(" AND "))"
    }

    // MARK: Values

    /// The conditions that `argument`, operators, puts on the value `name`.
    mutating func valueConditions(
        _ argument: Argument,
        _ name: SQL,
        _ format: ScalarFormat,
        _ step: StepDraft
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(argument) {
            if member.name == "isNull" {
                conditions.append(try nullCondition(member.value, name))
                continue
            }
            if isNull(member.value) {
                throw GraphQLError(
                    "\"\(member.name)\" has no value to compare with; ask with isNull.",
                    code: .badUserInput
                )
            }
            if case .list = format.leaf {
                let list = try listParameter(member.value, for: format)
                let sign: SQL = member.name == "contains" ? "@>" : member.name == "overlaps" ? "&&" : "<@"
                conditions.append("\(name) \(sign) \(list)")
                continue
            }
            if case .json = format.leaf {
                let document = try cast(
                    parameter(whole(member.value), for: format),
                    format.cast
                )
                conditions.append("\(name) \(member.name == "contains" ? "@>" : "<@") \(document)")
                continue
            }
            if case .label = format.leaf, let labels = try labels(member.value, format) {
                conditions.append(try labelCondition(member.name, name, labels))
                continue
            }
            switch member.name {
            case "in":
                conditions.append("\(name) = ANY(\(try listParameter(member.value, for: format)))")
            case "notIn":
                conditions.append("\(name) <> ALL(\(try listParameter(member.value, for: format)))")
            default:
                let value = try cast(parameter(member.value, for: format), format.cast)
                if member.name == "contains" || member.name == "like" { step.lane = .analytic }
                conditions.append(try comparison(member.name, name, value))
            }
        }
        return conditions
    }

    /// The values that a condition compares an enum with, as constants.
    ///
    /// An enum has few values, and indexes of the rows of one value serve constants only; so the values belong to the shape.
    private mutating func labels(_ argument: Argument, _ format: ScalarFormat) throws(GraphQLError) -> [SQL]?
    {
        guard let value = value(argument) else { return nil }
        try proveLength(value.items.count)
        return value.items.compactMap { item in
            guard let name = item.text else { return nil }
            let label = SQL.constant(format.labels[name] ?? name)
            return format.cast.map { "CAST(\(label) AS \($0))" } ?? label
        }
    }

    private func labelCondition(
        _ operatorName: String,
        _ name: SQL,
        _ labels: [SQL]
    ) throws(GraphQLError) -> SQL {
        switch operatorName {
        case "in": return labels.isEmpty ? "false" : "\(name) IN (\(labels.joined(", ")))"
        case "notIn": return labels.isEmpty ? "true" : "\(name) NOT IN (\(labels.joined(", ")))"
        default: return try comparison(operatorName, name, labels.joined(", "))
        }
    }

    private func comparison(_ operatorName: String, _ name: SQL, _ value: SQL) throws(GraphQLError) -> SQL {
        switch operatorName {
        case "eq": return "\(name) = \(value)"
        case "ne": return "\(name) <> \(value)"
        case "lt": return "\(name) < \(value)"
        case "lte": return "\(name) <= \(value)"
        case "gt": return "\(name) > \(value)"
        case "gte": return "\(name) >= \(value)"
        case "contains": return "strpos(lower(\(name)), lower(\(value))) > 0"
        case "like": return "\(name) LIKE \(value)"
        case "startsWith": return "starts_with(\(name), \(value))"
        case "endsWith": return "right(\(name), length(\(value))) = \(value)"
        default: throw .unbound(operatorName)
        }
    }

    /// The operators on a value or a list: at least one, as a variable that is absent takes its operator with it, and what
    /// would be left is no condition at all.
    mutating func operators(
        _ argument: Argument
    ) throws(GraphQLError) -> [ArgumentMember] {
        let operators = members(argument)
        if operators.isEmpty {
            throw GraphQLError(
                "A condition has no operator, or none with a value; leave it out.",
                code: .badUserInput
            )
        }
        return operators
    }

    private mutating func nullCondition(_ argument: Argument, _ name: SQL) throws(GraphQLError) -> SQL {
        guard case .boolean(let isNull)? = value(argument) else {
            throw GraphQLError("\"isNull\" needs true or false.", code: .badUserInput)
        }
        return isNull ? "\(name) IS NULL" : "\(name) IS NOT NULL"
    }

    private mutating func idConditions(
        _ argument: Argument,
        _ columns: [Column],
        _ target: TypeID,
        _ alias: SQL
    ) throws(GraphQLError) -> [SQL] {
        guard let table = schema.table(of: target) else { throw .unbound("id") }
        let names = columns.map { column -> SQL in "\(alias).\(SQL.identifier(column.name))" }
        let row: SQL = names.count == 1 ? names[0] : "(\(names.joined(", ")))"
        var conditions: [SQL] = []
        for member in try operators(argument) {
            if member.name == "isNull" {
                conditions.append(try nullCondition(member.value, names[0]))
                continue
            }
            if isNull(member.value) {
                throw GraphQLError(
                    "\"\(member.name)\" has no value to compare with; ask with isNull.",
                    code: .badUserInput
                )
            }
            let isList = member.name == "in" || member.name == "notIn"
            var parameters: [SQL] = []
            for component in table.key.indices {
                parameters.append(
                    .parameter(try idParameter(member.value, of: table, component: component, isList: isList))
                )
            }
            let values = parameters.joined(", ")
            switch member.name {
            case "eq": conditions.append("\(row) = \(names.count == 1 ? values : "(\(values))")")
            case "ne": conditions.append("\(row) <> \(names.count == 1 ? values : "(\(values))")")
            case "in": conditions.append("\(row) IN (SELECT * FROM unnest(\(values)))")
            default: conditions.append("\(row) NOT IN (SELECT * FROM unnest(\(values)))")
            }
        }
        return conditions
    }
}
