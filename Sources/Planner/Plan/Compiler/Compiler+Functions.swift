import GraphQL

/// Fields that call functions.
extension Compiler {
    /// A mutation's field while it is being planned.
    struct CallDraft {
        var step: StepDraft
        var site: FieldSite
        var isDryRun: Bool
        /// The call itself: what the caller gives is in its parameters.
        var call: SQL
        /// The rows, stored as JSON in the statement's first parameter, as they were returned.
        var stored: SQL
    }

    /// Plans the call of a root field, or of all rows of `parent`.
    mutating func call(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on parent: StepDraft?
    ) throws(GraphQLError) -> ValuePlan {
        let step = newStep(parent: parent, table: call.rows)
        if let parent { step.keys = .parent(columns: call.keys.map { parent.column($0.column) }) }
        step.claims = call.isMutation ? .all : claims(of: call)
        // Nothing says how long a function takes.
        step.lane = call.isMutation ? .write : .analytic
        let sql = try self.sql(of: call, at: site)
        let plan = try plan(site, call, on: step)
        let isDryRun = call.isMutation && value(argument(.dryRun, of: site)) == .boolean(true)
        let keys = call.keys.enumerated().map { keyParameter($0, $1.column) }
        let names = keyNames(keys.count)
        step.finish = { columns in
            let rows = Self.rows(of: call, sql, step, columns)
            if keys.isEmpty { return (rows, .everything) }
            return (
                """
                SELECT r.*, k.ordinal
                FROM unnest(\(keys.joined(", "))) WITH ORDINALITY AS k(\(names), ordinal)
                CROSS JOIN LATERAL (
                \(rows)
                ) AS r
                """,
                .ordinal(column: columns.count)
            )
        }
        if call.isMutation {
            calls.append(
                CallDraft(
                    step: step,
                    site: site,
                    isDryRun: isDryRun,
                    call: sql,
                    stored: stored(call.rows.relation)
                )
            )
        }
        return plan
    }

    private mutating func plan(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on step: StepDraft
    ) throws(GraphQLError) -> ValuePlan {
        if case .value(let format) = call.result {
            _ = step.column(format.selected("t.value"))
            return .leafOfRow(step: step.index, format.leaf, site.modifiers)
        }
        step.limit = call.isList ? try pageSize(.first, of: site) ?? limits.maximumPageSize : 1
        step.expectedRows = step.limit ?? 1
        step.refusesMore = call.isList && isNull(argument(.first, of: site))
        let plan = object(call.rows.type, children(of: site), bindings: nil, on: step)
        // Nothing is changed for an answer that cannot be written.
        if call.isMutation, let failure = plan.failure { throw failure.error }
        return call.isList
            ? .rows(step: step.index, plan, itemsAreNonNull: site.modifiers.item.isNonNull)
            : .row(step: step.index, plan)
    }

    /// The claims that a call may read: those of the function's body, and of what it reads.
    private func claims(of call: FunctionBinding) -> ClaimSet {
        guard let names = call.function.claims else { return .all }
        var result: ClaimSet = []
        for (index, claim) in schema.roles[role].claims.enumerated() where names.contains(claim.name) {
            result.insert(ClaimSet(claim: index))
        }
        for relation in call.function.reads { result.formUnion(schema.claims(reading: relation, as: role)) }
        if case .rowOfTable = call.result {
            result.formUnion(schema.claims(reading: call.rows.relation.oid, as: role))
        }
        return result
    }

    // MARK: Statements

    private static func rows(
        of call: FunctionBinding,
        _ sql: SQL,
        _ step: StepDraft,
        _ columns: [SQL]
    ) -> SQL {
        let limit: SQL = step.limit.map { "\nLIMIT \(SQL.number($0 + 1))" } ?? ""
        let selected = columns.joined(", ")
        switch call.result {
        case .value:
            // What a mutation returned is kept whole, for those who ask again.
            let whole: SQL = call.isMutation ? ", to_jsonb(t)::text" : ""
            return "SELECT \(selected)\(whole)\nFROM (SELECT * FROM \(sql) AS f(value)) AS t"
        case .row where call.isMutation:
            // A composite value that is NULL comes as a row of NULLs.
            return
                "SELECT \(selected), to_jsonb(t)::text\nFROM (SELECT * FROM \(sql) AS f) AS t\nWHERE NOT (t IS NULL)"
        case .row:
            return "SELECT \(selected)\nFROM (SELECT * FROM \(sql) AS f) AS t\nWHERE NOT (t IS NULL)\(limit)"
        case .rowOfTable:
            let key = call.rows.key.map { column -> SQL in
                "t.\(SQL.identifier(column.name)) = f.\(SQL.identifier(column.name))"
            }
            return """
                SELECT \(selected)
                FROM ROWS FROM (\(sql)) WITH ORDINALITY AS f
                JOIN \(call.rows.relation.identifier) AS t ON \(key.joined(" AND "))
                ORDER BY f.ordinality\(limit)
                """
        }
    }

    private func stored(_ relation: Relation) -> SQL {
        let columns = relation.columns.map { column -> SQL in
            "\(SQL.identifier(column.name)) \(schema.databaseTypes[column.type]?.identifier ?? "text")"
        }
        let text = SQL.parameter(Parameter(.literal(nil), format: .text))
        return "jsonb_to_record(CAST(\(text) AS jsonb)) AS t(\(columns.joined(", ")))"
    }

    private mutating func sql(of call: FunctionBinding, at site: FieldSite) throws(GraphQLError) -> SQL {
        var arguments = call.keys.enumerated().map { index, key -> SQL in
            "\(SQL.identifier(key.parameter.name)) => k.\(keyName(index))"
        }
        for (parameter, argument, binding) in call.arguments {
            guard let type = schema.databaseTypes[parameter.type]?.identifier else {
                throw .unbound(site.name)
            }
            let value = try sql(self.argument(argument, of: site), binding, type)
            arguments.append("\(SQL.identifier(parameter.name)) => \(value)")
        }
        return "\(call.function.identifier)(\(arguments.joined(", ")))"
    }

    // MARK: Arguments

    /// The value of `argument` as an expression of the type called `type`; what is absent is NULL.
    private mutating func sql(
        _ argument: Argument?,
        _ binding: ArgumentBinding,
        _ type: SQL
    ) throws(GraphQLError) -> SQL {
        guard var argument else { return "CAST(NULL AS \(type))" }
        switch binding {
        case .value(let format):
            if format.parameter.isJSON { argument = whole(argument) }
            return cast(try parameter(argument, for: format), format.cast)
        case .values(let format): return try listParameter(argument, for: format)
        case .id(let target), .ids(let target):
            guard !isNull(argument), let table = schema.table(of: target) else {
                return "CAST(NULL AS \(type))"
            }
            var isList = false
            if case .ids = binding { isList = true }
            let parameter = try idParameter(argument, of: table, component: 0, isList: isList)
            return "CAST(\(SQL.parameter(parameter)) AS \(type))"
        case .composite(let name, let members):
            if isNull(argument) { return "CAST(NULL AS \(type))" }
            return try row(argument, members, as: name)
        case .composites(let name, let members):
            if isNull(argument) { return "CAST(NULL AS \(type))" }
            let items = items(argument)
            try proveLength(items.count)
            var rows: [SQL] = []
            for item in items {
                rows.append(isNull(item) ? "CAST(NULL AS \(name))" : try row(item, members, as: name))
            }
            return "CAST(ARRAY[\(rows.joined(", "))] AS \(type))"
        }
    }

    private mutating func row(
        _ argument: Argument,
        _ members: [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?],
        as name: SQL
    ) throws(GraphQLError) -> SQL {
        var values: [SQL] = []
        for member in members {
            guard let (type, field, binding) = member else {
                values.append("NULL")
                continue
            }
            values.append(try sql(self.member(field, of: argument), binding, type))
        }
        return "CAST(ROW(\(values.joined(", "))) AS \(name))"
    }

    /// The member of an input object that `field` defines, or its default.
    private mutating func member(_ field: InputValueDefinition, of argument: Argument) -> Argument? {
        let found: Argument?
        switch argument {
        // A coerced variable has its defaults already, and what is absent there is NULL: no look is needed.
        case .variable(let path): return .variable(path.appending(.member(field.name)))
        case .literal(let value): found = value[field.name].map { .literal($0) }
        case .object(let members):
            found = members.first { $0.name == field.name && !isAbsent($0.value) }?.value
        case .list: found = nil
        }
        return found ?? field.defaultValue.map { .literal($0) }
    }

    /// An argument of any form as one value: variables within it become part of the program's shape.
    mutating func whole(_ argument: Argument) -> Argument {
        switch argument {
        case .literal, .variable: argument
        case .list, .object: .literal(value(argument) ?? .null)
        }
    }
}
