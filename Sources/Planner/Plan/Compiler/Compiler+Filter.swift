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
    /// The condition that `argument` of `site`, a filter, puts on the rows of `step`; `nil`: none.
    ///
    /// - Parameter variant: of a list over several tables, the one whose rows they are.
    mutating func filter(
        _ argument: DerivedArgument,
        of site: FieldSite,
        on step: StepDraft,
        variant: TypeID? = nil
    ) throws(GraphQLError) -> SQL? {
        guard let input = input(argument, of: site) else { return nil }
        conditionsLeft = limits.maximumConditions
        return try filter(
            input.value,
            of: input.type,
            FilteredRows(alias: "t", depth: 0, step: step, variant: variant)
        )
    }

    /// The condition that `argument`, a filter of the input type `type`, puts on `rows`; `nil`: none.
    private mutating func filter(
        _ argument: Argument,
        of type: TypeID,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> SQL? {
        var conditions: [SQL] = []
        for member in members(argument, of: type, schema.inputs.filters) {
            try countCondition()
            if isNull(member.value) {
                throw GraphQLError(
                    "The condition on \"\(member.name)\" has no value; leave it out, or ask with isNull.",
                    code: .badUserInput
                )
            }
            conditions += try self.conditions(of: member, in: type, rows)
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

    /// The conditions of `member` of a filter of the type `type`.
    private mutating func conditions(
        of member: BoundMember<FilterField>,
        in type: TypeID,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        switch member.binding {
        case .combination(let combination): return try combine(combination, member.value, of: type, rows)
        case .column(let column): return try conditions(member, on: column, rows)
        case .shared(let columns):
            guard let column = rows.variant.flatMap({ columns[$0] }) else { throw .unbound(member.name) }
            return try conditions(member, on: column, rows)
        case .embedded:
            _ = try operators(member.value, of: member.type, schema.inputs.filters)
            return try filter(member.value, of: member.type, rows).map { [$0] } ?? []
        case .aggregate(.count):
            return try valueConditions(member.value, of: member.type, "count(*)", .count, rows.step)
        case .aggregate(.values(let field)): return try figureConditions(member, field, rows.step)
        case .search(let column, let configuration):
            rows.step.lane = .analytic
            let words = SQL.parameter(try parameter(member.value, for: ScalarFormat.text))
            let query: SQL = "websearch_to_tsquery(\(SQL.constant(configuration)), \(words))"
            return ["\(rows.alias).\(SQL.identifier(column.name)) @@ \(query)"]
        case .id(let columns, let target):
            return try idConditions(member.value, of: member.type, columns, target, rows.alias)
        case .one(let relation):
            return ["EXISTS (\(try related(member.value, of: member.type, relation, rows)))"]
        case .many(let relation, let list):
            let relations = list.variants.isEmpty ? [relation] : readable(list).compactMap(\.relation)
            return try listConditions(member.value, of: member.type, relations, rows)
        }
    }

    private mutating func combine(
        _ combination: Combination,
        _ argument: Argument,
        of type: TypeID,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        if case .not = combination { return ["NOT (\(try filter(argument, of: type, rows) ?? "true"))"] }
        var parts: [SQL] = []
        for item in items(argument) { parts.append(try filter(item, of: type, rows) ?? "true") }
        if case .and = combination { return parts }
        return [parts.isEmpty ? "false" : "(\(parts.joined(" OR ")))"]
    }

    private mutating func conditions(
        _ member: BoundMember<FilterField>,
        on column: ColumnBinding,
        _ rows: FilteredRows
    ) throws(GraphQLError) -> [SQL] {
        let name: SQL = "\(rows.alias).\(SQL.identifier(column.column.name))"
        return try valueConditions(member.value, of: member.type, name, column.format, rows.step)
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
        for member in try operators(argument, of: type, schema.inputs.quantifiers) {
            if isNull(member.value) {
                throw GraphQLError(
                    "\"\(member.name)\" has no condition; leave it out, or give {}.",
                    code: .badUserInput
                )
            }
            let isEvery = member.binding == .every
            var parts: [SQL] = []
            for relation in relations {
                parts.append(
                    try related(member.value, of: member.type, relation, rows, isNegated: isEvery)
                )
            }
            switch member.binding {
            case .none, .every: conditions += parts.map { "NOT EXISTS (\($0))" }
            case .some:
                let found = parts.map { part -> SQL in "EXISTS (\(part))" }
                conditions.append(
                    found.count == 1 ? found[0] : found.isEmpty ? "false" : "(\(found.joined(" OR ")))"
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
