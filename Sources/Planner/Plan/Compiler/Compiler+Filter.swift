import GraphQL

/// The rows that a filter chooses from.
struct FilteredRows {
    let source: RelationSource
    /// How many relations lead to them, for names of their own.
    let depth: Int
    /// Of a list over several tables, the one whose rows they are.
    var variant: TypeID?

    /// Whose statement it is: it learns what the filter reads.
    var step: StatementScope { source.step }
}

/// The filters of `where` and `having`: which conditions there are, and on which rows.
extension Compiler {
    /// The condition that `argument` of `site`, a filter, puts on the rows of `step`; `nil`: none.
    ///
    /// - Parameters:
    ///   - source: the rows, where they are not those of the step's own table.
    ///   - variant: of a list over several tables, the one whose rows they are.
    mutating func filter(
        _ argument: DerivedArgument,
        of site: FieldSite,
        on step: StatementScope,
        rows source: RelationSource? = nil,
        variant: TypeID? = nil
    ) throws(GraphQLError) -> SQL? {
        guard let input = input(argument, of: site) else { return nil }
        conditionsLeft = limits.maximumConditions
        return try filter(
            input.value,
            of: input.type,
            FilteredRows(source: source ?? step.own, depth: 0, variant: variant)
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
                    "The condition on \"\(member.name)\" has no value; remove it, or use isNull.",
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
        case .expression(let expression):
            let value = evaluate(expression, over: rows.source)
            return try valueConditions(member.value, of: member.type, value, expression.format, rows.step)
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
            rows.step.searchesRows = true
            let words = try operand(member.value, of: .pattern(.contains), for: .text)
            let query: SQL = "websearch_to_tsquery(\(SQL.constant(configuration)), \(words))"
            return ["\(rows.source[column]) @@ (SELECT \(query))"]
        case .id(let columns, let target):
            return try idConditions(member.value, of: member.type, columns, target, rows.source)
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
        let name = rows.source[column.column]
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
                    "\"\(member.name)\" has no condition; remove it, or use {}.",
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
        let own: RelationSource
        let from: SQL
        let names: [SQL]
        if let through = relation.through {
            let searched = read(through.relation, as: "b\(SQL.number(depth))", by: relation.to, on: rows.step)
            own = read(table.relation, as: "r\(SQL.number(depth))", by: through.targetColumns, on: rows.step)
            // The relation between shows its columns under names of ours only: expressions of the schema's author name the columns
            // of the related rows without saying whose they are.
            let columns = (relation.to + through.columns).enumerated().map { index, column -> SQL in
                "\(searched[column]) AS between\(SQL.number(index + 1))"
            }
            let condition = through.targetColumns.enumerated().map { index, target -> SQL in
                "\(own[target]) = \(between(searched, relation.to.count + index))"
            }
            let rows: SQL = "(SELECT \(columns.joined(", ")) FROM \(searched.from)) AS \(searched.alias)"
            from = "\(rows) JOIN \(own.from) ON \(condition.joined(" AND "))"
            names = relation.to.indices.map { between(searched, $0) }
        } else {
            own = read(table.relation, as: "r\(SQL.number(depth))", by: relation.to, on: rows.step)
            from = own.from
            names = relation.to.map { own[$0] }
        }
        var conditions = zip(relation.from, names).map { column, name -> SQL in
            "\(name) = \(rows.source[column])"
        }
        let inner = FilteredRows(source: own, depth: depth, variant: relation.target)
        if let part = try filter(argument, of: type, inner) {
            conditions.append(isNegated ? "(\(part)) IS NOT TRUE" : part)
        } else if isNegated {
            conditions.append("false")
        }
        return "SELECT FROM \(from) WHERE \(conditions.joined(" AND "))"
    }

    private func between(_ source: RelationSource, _ index: Int) -> SQL {
        "\(source.alias).between\(SQL.number(index + 1))"
    }
}
