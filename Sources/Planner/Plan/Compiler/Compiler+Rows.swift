import GraphQL

/// Fields that lead to rows: each adds a fetch step.
extension Compiler {
    /// Where a list begins.
    enum ListSource {
        case root
        case relation(RelationBinding, StatementScope)

        var isRoot: Bool { parent == nil }

        /// The step of the rows that have the list.
        var parent: StatementScope? {
            switch self {
            case .root: nil
            case .relation(_, let parent): parent
            }
        }
    }

    // MARK: The root

    mutating func rootValue(_ site: FieldSite) throws(GraphQLError) -> ValuePlan {
        switch site.binding {
        case .lookup(let lookup): return try self.lookup(site, lookup)
        case .collection(let list): return try self.list(site, list, from: .root)
        case .node(let argument): return try node(site, argument)
        case .nodes(let argument): return try nodes(site, argument)
        case .call(let call): return try self.call(site, call, on: nil)
        case .live:
            let query = schema.schema.queryType ?? TypeID(0)
            return .object(object(query, children(of: site), bindings: nil, on: nil))
        case .none, .id, .foreignID, .column, .expression, .embedded, .one, .many, .derived, .meta:
            throw .unbound(site.name)
        }
    }

    private mutating func lookup(_ site: FieldSite, _ lookup: LookupBinding) throws(GraphQLError) -> ValuePlan
    {
        guard let table = schema.table(of: lookup.target) else { throw .unbound(site.name) }
        switch lookup.key {
        case .id(let definition):
            guard let argument = argument(definition, of: site) else { return .constant(Array("null".utf8)) }
            return try row(site, of: table, byID: argument)
        case .arguments(let arguments):
            var parameters: [Parameter] = []
            for (definition, column) in arguments {
                guard let argument = argument(definition, of: site), !isNull(argument) else {
                    throw GraphQLError(
                        "The argument \"\(definition.name)\" needs a value.",
                        code: .badUserInput
                    )
                }
                parameters.append(try parameter(argument, for: column.format))
            }
            return row(site, of: table, by: arguments.map(\.column.column), parameters)
        case .claim(let value, let column):
            let step = newStep(parent: nil, table: table)
            step.findRows(by: [column])
            let condition: SQL = "\(step.own[column]) = \(value)"
            // The claim stands in the statement itself, whatever the policies read.
            step.dependencies.claims = .all
            let query = RowQuery(source: .rows(step.own.from), conditions: [condition])
            add(step, FetchPiece(rows: .query(query), limit: 1))
            let plan = object(table.type, children(of: site), bindings: nil, on: step)
            return .row(step: step.index, plan)
        }
    }

    /// `node(id:)`: which type it is, the id says; so that is part of the shape.
    private mutating func node(
        _ site: FieldSite,
        _ definition: InputValueDefinition
    ) throws(GraphQLError) -> ValuePlan {
        guard let argument = argument(definition, of: site) else { return .constant(Array("null".utf8)) }
        let name: String
        switch argument {
        case .literal(let value): name = GlobalID(value.idText ?? "")?.type ?? ""
        case .variable(let path):
            guard case .names(let names) = shape(path, .idType) else { throw .unbound(site.name) }
            name = names.first ?? ""
        case .list, .object: throw .unbound(site.name)
        }
        return try row(site, of: node(called: name, of: site), byID: argument)
    }

    private mutating func row(
        _ site: FieldSite,
        of table: TableBinding,
        byID argument: Argument
    ) throws(GraphQLError) -> ValuePlan {
        var parameters: [Parameter] = []
        for component in table.key.indices {
            parameters.append(try idParameter(argument, of: table, component: component))
        }
        return row(site, of: table, by: table.key, parameters)
    }

    private mutating func row(
        _ site: FieldSite,
        of table: TableBinding,
        by columns: [Column],
        _ parameters: [Parameter]
    ) -> ValuePlan {
        let step = newStep(parent: nil, table: table)
        let keys = StepKeys(values: .parameters(parameters), columns: columns)
        let plan = lookUp(step, by: columns, keys, children(of: site))
        return .row(step: step.index, plan)
    }

    // MARK: Relations

    /// The one row that is related to a row of `draft`, of which `key` are the columns that lead there.
    mutating func one(
        _ site: FieldSite,
        _ relation: RelationBinding,
        on draft: StatementScope,
        by key: [Int]
    ) throws(GraphQLError) -> ValuePlan {
        guard let table = schema.table(of: relation.target) else { throw .unbound(site.name) }
        let step = newStep(parent: draft, table: table)
        let keys = StepKeys(values: .parent(columns: key), columns: relation.from)
        let plan = lookUp(step, by: relation.to, keys, children(of: site))
        return .row(step: step.index, plan)
    }

    mutating func many(
        _ site: FieldSite,
        _ relation: RelationBinding,
        _ list: ListBinding,
        on draft: StatementScope
    ) throws(GraphQLError) -> ValuePlan {
        try self.list(site, list, from: .relation(relation, draft))
    }

    private mutating func list(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        if list.isConnection { return try connection(site, list, from: source) }
        let page = try listPage(site, list, from: source)
        var piece = page.piece
        if isNull(argument(.first, of: site)) {
            piece = piece.refusingMore(expecting: limits.defaultPageSize)
        }
        add(page.step, keys: keys(of: source), piece)
        let plan = object(list.target, children(of: site), bindings: nil, on: page.step)
        return .rows(step: page.step.index, plan, itemsAreNonNull: site.modifiers.item.isNonNull)
    }

    // MARK: Steps

    /// What the statement of a step names, which is not added yet.
    func newStep(parent: StatementScope?, table: TableBinding, readsTable: Bool = true) -> StatementScope {
        let step = StatementScope(
            coordinate: coordinate,
            parent: parent,
            table: table,
            readsTable ? schema.dependencies(reading: table.relation.oid, as: role) : nil
        )
        return step
    }

    /// The keys of a step whose rows are those of `source`.
    func keys(of source: ListSource) -> StepKeys {
        guard case .relation(let relation, let parent) = source else { return .none }
        return StepKeys(
            values: .parent(columns: relation.from.map { parent.column($0) }),
            columns: relation.from
        )
    }

    /// Adds a step that looks rows up by `columns`, at most one for each of `keys`; `runs` is selected of the row.
    mutating func lookUp(
        _ step: StatementScope,
        by columns: [Column],
        _ keys: StepKeys,
        expecting count: Int = 1,
        _ runs: [Run]
    ) -> ObjectPlan {
        let type = step.table.type
        return add(step, keys: keys) { compiler in
            compiler.object(type, runs, bindings: nil, on: step)
        } as: { compiler in
            FetchPiece(rows: compiler.rows(of: step, by: columns, keys), limit: 1, expectedRows: count)
        }
    }

    /// The rows of `step` whose `columns` are equal to `keys`.
    private func rows(of step: StatementScope, by columns: [Column], _ keys: StepKeys) -> StepStatement.Rows {
        step.findRows(by: columns)
        let names = columns.map { step.own[$0] }
        if columns.count == 1, schema.isEqualByBytes(columns[0], keys.columns[0]) {
            return .matching(step.own.from, name: names[0], column: step.column(columns[0]))
        }
        let conditions = names.enumerated().map { "\($1) = \(StepStatement.keyName($0))" as SQL }
        return .query(RowQuery(source: .rows(step.own.from), conditions: conditions))
    }

    /// The rows of `source` that meet `conditions`, with what `step` has joined to them by now.
    func query(of step: StatementScope, from source: ListSource, where conditions: [SQL]) -> RowQuery {
        switch source {
        case .root:
            return RowQuery(source: .rows(step.own.from), joins: step.joins, conditions: conditions)
        case .relation(let binding, _):
            step.findRows(by: binding.through?.targetColumns ?? binding.to)
            let own = binding.to.enumerated().map { index, column -> SQL in
                let name = binding.through == nil ? step.own[column] : betweenName(index, of: step)
                return "\(name) = \(StepStatement.keyName(index))"
            }
            return RowQuery(
                source: .rows(rows(of: step, by: binding)),
                joins: step.joins,
                conditions: own + conditions
            )
        }
    }

    /// The relation between shows its columns under names of ours only: expressions of the schema's author name the columns of
    /// the list's own table without saying whose they are.
    private func rows(of step: StatementScope, by binding: RelationBinding) -> SQL {
        guard let through = binding.through else { return step.own.from }
        let source = read(through.relation, as: "b", by: binding.to, on: step)
        let columns = (binding.to + through.columns).enumerated().map { index, column -> SQL in
            "\(source[column]) AS \(step.addedName("between\(SQL.number(index + 1))"))"
        }
        let condition = through.targetColumns.enumerated().map { index, column -> SQL in
            "\(step.own[column]) = \(betweenName(binding.to.count + index, of: step))"
        }
        let between: SQL = "SELECT \(columns.joined(", ")) FROM \(source.from)"
        return "(\(between)) AS b\nJOIN \(step.own.from) ON \(condition.joined(" AND "))"
    }

    private func betweenName(_ index: Int, of step: StatementScope) -> SQL {
        "b.\(step.addedName("between\(SQL.number(index + 1))"))"
    }

    func keyName(_ index: Int) -> SQL { "key\(SQL.number(index + 1))" }
}

extension BoundSchema {
    /// The keys' component with this number, as an array of values of the type of `column`.
    func keyParameter(_ index: Int, _ column: Column) -> SQL {
        let type = baseType(of: column.type)
        return .parameter(
            Parameter(
                .keys(component: index),
                format: .binary(type: type),
                arrayType: arrayType(of: type)
            )
        )
    }

    /// The type under all domains of `oid`.
    func baseType(of oid: UInt32) -> UInt32 {
        var oid = oid
        for _ in 0..<32 {
            guard case .domain(let base)? = databaseTypes[oid]?.kind else { break }
            oid = base
        }
        return oid
    }

    /// Whether the type itself refuses NULL, as a domain can.
    func refusesNull(_ oid: UInt32) -> Bool {
        var oid = oid
        for _ in 0..<32 {
            guard let type = databaseTypes[oid], case .domain(let base) = type.kind else { return false }
            if type.isNotNull { return true }
            oid = base
        }
        return false
    }

    /// The oid of arrays of `type`.
    func arrayType(of type: UInt32) -> UInt32 {
        databaseTypes[type]?.arrayType ?? ScalarType[type]?.arrayOID ?? 0
    }

    /// Whether values of the two columns are equal exactly when their bytes are: not so for numbers with a scale, integers of
    /// two widths, or text that ignores case.
    func isEqualByBytes(_ column: Column, _ other: Column) -> Bool {
        let base = baseType(of: column.type)
        guard base == baseType(of: other.type), !column.ignoresDifferences else { return false }
        if case .enumeration? = databaseTypes[base]?.kind { return true }
        return ScalarType[base]?.hasEqualBytes == true
    }
}
