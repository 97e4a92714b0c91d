import GraphQL

/// The rows that a filter chooses from.
struct FilteredRows {
    /// What the statement calls them.
    let alias: SQL
    /// How many relations lead to them, for names of their own.
    let depth: Int
    /// Whose statement it is: it learns what the filter reads.
    let step: StepDraft
    /// Of a list over several tables, the one whose rows they are.
    var variant: TypeID?
}

/// The filters of `where` and `having`: which conditions there are, and on which rows.
extension Compiler {
    /// The condition that the argument `name` of `site`, a filter, puts on the rows of `step`; `nil`: none.
    ///
    /// - Parameter variant: of a list over several tables, the one whose rows they are.
    mutating func filter(
        _ name: String,
        of site: FieldSite,
        on step: StepDraft,
        variant: TypeID? = nil
    ) throws(GraphQLError) -> SQL? {
        guard let argument = argument(name, of: site), !isNull(argument),
            let type = site.definition?.arguments.first(where: { $0.name == name })?.type.type
        else { return nil }
        conditionsLeft = limits.maximumConditions
        return try filter(
            argument,
            of: type,
            FilteredRows(alias: "t", depth: 0, step: step, variant: variant)
        )
    }

    /// The condition that `argument`, a filter of the input type `type`, puts on `rows`; `nil`: none.
    private mutating func filter(
        _ argument: Argument,
        of type: TypeID,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> SQL? {
        guard case .filter(let fields) = schema.inputs[type.index] else { return nil }
        var conditions: [SQL] = []
        for member in members(argument) {
            guard let field = fields[member.name] else { continue }
            try countCondition()
            if isNull(member.value) {
                throw GraphQLError(
                    "The condition on \"\(member.name)\" has no value; leave it out, or ask with isNull.",
                    code: .badUserInput
                )
            }
            conditions += try self.conditions(of: member, field, in: type, rows)
        }
        if conditions.isEmpty { return nil }
        return conditions.count == 1 ? conditions[0] : "(\(conditions.joined(" AND ")))"
    }

    private mutating func countCondition() throws(GraphQLError) {
        conditionsLeft -= 1
        guard conditionsLeft >= 0 else {
            throw GraphQLError(
                "There are more than \(limits.maximumConditions) conditions.",
                code: .limitExceeded
            )
        }
    }

    /// The conditions of `member`, which is bound to `field`, of a filter of the type `type`.
    private mutating func conditions(
        of member: ArgumentMember,
        _ field: FilterField,
        in type: TypeID,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        switch field {
        case .all, .any:
            var parts: [SQL] = []
            for item in items(member.value) { parts.append(try filter(item, of: type, rows) ?? "true") }
            if case .all = field { return parts }
            return [parts.isEmpty ? "false" : "(\(parts.joined(" OR ")))"]
        case .not: return ["NOT (\(try filter(member.value, of: type, rows) ?? "true"))"]
        case .column(let column): return try conditions(member.value, on: column, rows)
        case .shared(let columns):
            guard let column = rows.variant.flatMap({ columns[$0] }) else { throw .unbound(member.name) }
            return try conditions(member.value, on: column, rows)
        case .embedded:
            _ = try operators(member.value)
            return try filter(member.value, of: inputType(of: member.name, in: type), rows).map { [$0] } ?? []
        case .count: return try valueConditions(member.value, "count(*)", .count, rows.step)
        case .aggregate(let field): return try figureConditions(member.value, field, rows.step)
        case .search(let column, let configuration):
            rows.step.lane = .analytic
            let words = SQL.parameter(try parameter(member.value, for: ScalarFormat.text))
            let query: SQL = "websearch_to_tsquery(\(SQL.constant(configuration)), \(words))"
            return ["\(rows.alias).\(SQL.identifier(column.name)) @@ \(query)"]
        case .id(let columns, let target):
            return try idConditions(member.value, columns, target, rows.alias)
        case .one(let relation):
            let related = try related(member.value, of: inputType(of: member.name, in: type), relation, rows)
            return ["EXISTS (\(related))"]
        case .many(let relation, let list):
            return try listConditions(
                member.value,
                of: inputType(of: member.name, in: type),
                list.variants.isEmpty ? [relation] : readable(list).compactMap(\.relation),
                rows
            )
        }
    }

    private mutating func conditions(
        _ argument: Argument,
        on column: ColumnBinding,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        let name: SQL = "\(rows.alias).\(SQL.identifier(column.column.name))"
        return try valueConditions(argument, name, column.format, rows.step)
    }

    /// The type of the input field `name` of `type`.
    private func inputType(of name: String, in type: TypeID) -> TypeID {
        schema.schema[type].inputFields.first { $0.name == name }?.type.type ?? type
    }

    // MARK: Related rows

    /// The conditions on a list: on the rows of one relation, or of all where the list is over several tables.
    private mutating func listConditions(
        _ argument: Argument,
        of type: TypeID,
        _ relations: [RelationBinding],
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(argument) {
            if isNull(member.value) {
                throw GraphQLError(
                    "\"\(member.name)\" has no condition; leave it out, or give {}.",
                    code: .badUserInput
                )
            }
            let inner = inputType(of: member.name, in: type)
            var parts: [SQL] = []
            for relation in relations {
                let isEvery = member.name == "every"
                let related = try related(member.value, of: inner, relation, rows, isNegated: isEvery)
                parts.append(member.name == "some" ? "EXISTS (\(related))" : "NOT EXISTS (\(related))")
            }
            if member.name != "some" {
                conditions += parts
            } else {
                conditions.append(
                    parts.count == 1 ? parts[0] : parts.isEmpty ? "false" : "(\(parts.joined(" OR ")))"
                )
            }
        }
        return conditions
    }

    /// The rows that `relation` leads to from `rows` and that `argument` chooses; the others if it is negated.
    private mutating func related(
        _ argument: Argument,
        of type: TypeID,
        _ relation: RelationBinding,
        _ rows: FilteredRows,
        isNegated: Bool = false
    ) throws(GraphQLError) -> SQL {
        guard let table = schema.table(of: relation.target) else { throw .unbound("where") }
        let depth = rows.depth + 1
        let own: SQL = "r\(SQL.number(depth))"
        shape(into: table.relation, from: rows.step)
        var from: SQL = "\(table.relation.identifier) AS \(own)"
        var searched = own
        if let through = relation.through {
            let between: SQL = "b\(SQL.number(depth))"
            shape(into: through.relation, from: rows.step)
            let condition = zip(through.columns, through.targetColumns).map { column, target -> SQL in
                "\(own).\(SQL.identifier(target.name)) = \(between).\(SQL.identifier(column.name))"
            }
            from = "\(through.relation.identifier) AS \(between) JOIN \(from) ON \(condition.joined(" AND "))"
            searched = between
        }
        var conditions = zip(relation.from, relation.to).map { column, other -> SQL in
            "\(searched).\(SQL.identifier(other.name)) = \(rows.alias).\(SQL.identifier(column.name))"
        }
        let inner = FilteredRows(alias: own, depth: depth, step: rows.step, variant: relation.target)
        if let part = try filter(argument, of: type, inner) {
            conditions.append(isNegated ? "(\(part)) IS NOT TRUE" : part)
        } else if isNegated {
            conditions.append("false")
        }
        return "SELECT FROM \(from) WHERE \(conditions.joined(" AND "))"
    }

    private func shape(into relation: Relation, from step: StepDraft) {
        step.claims.formUnion(schema.claims(reading: relation.oid, as: role))
        step.looksInto.append(relation.oid)
    }
}
