import GraphQL

/// The conditions on one value: what its operators say.
extension Compiler {
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
            conditions.append(try condition(member, name, format, step))
        }
        return conditions
    }

    /// The condition that `member`, an operator with a value, puts on the value `name`.
    private mutating func condition(
        _ member: ArgumentMember,
        _ name: SQL,
        _ format: ScalarFormat,
        _ step: StepDraft
    ) throws(GraphQLError) -> SQL {
        if case .list = format.leaf {
            let sign: SQL = member.name == "contains" ? "@>" : member.name == "overlaps" ? "&&" : "<@"
            return "\(name) \(sign) \(try listParameter(member.value, for: format))"
        }
        if case .json = format.leaf {
            let document = try cast(parameter(whole(member.value), for: format), format.cast)
            return "\(name) \(member.name == "contains" ? "@>" : "<@") \(document)"
        }
        if case .label = format.leaf, let labels = try labels(member.value, format) {
            return try labelCondition(member.name, name, labels)
        }
        if let equality = format.equality { return try condition(member, name, by: equality, format) }
        switch member.name {
        case "in": return "\(name) = ANY(\(try listParameter(member.value, for: format)))"
        case "notIn": return "\(name) <> ALL(\(try listParameter(member.value, for: format)))"
        default:
            let value = try cast(parameter(member.value, for: format), format.cast)
            if member.name == "contains" || member.name == "like" { step.lane = .analytic }
            return try comparison(member.name, name, value)
        }
    }

    /// The condition that `member` puts on a value whose type has an operator of its own.
    private mutating func condition(
        _ member: ArgumentMember,
        _ name: SQL,
        by equality: SQL,
        _ format: ScalarFormat
    ) throws(GraphQLError) -> SQL {
        let isList = member.name == "in" || member.name == "notIn"
        let value: SQL =
            isList
            ? "ANY (\(try listParameter(member.value, for: format)))"
            : try cast(parameter(member.value, for: format), format.cast)
        let condition: SQL = "\(name) \(equality) \(value)"
        return member.name == "ne" || member.name == "notIn" ? "NOT (\(condition))" : condition
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

    mutating func idConditions(
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
