import GraphQL

/// Groups of a connection's rows: one statement, for all parents.
///
/// What is grouped by is an argument: the result of a field must not depend on which parts of it are selected, because
/// fragments and the caches of clients rely on that.
extension Compiler {
    /// What rows of a group have in common.
    struct GroupKey {
        var field: AggregateField
        /// The position of the related row's key, where it is a column of that row.
        var parent: Int?
        /// What stands behind GROUP BY.
        var values: [SQL]
        /// What is shown, where that is something else.
        var shown: SQL?
        var isNotNull: Bool
    }

    mutating func groups(
        _ site: FieldSite,
        of connection: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        // Each group is figures of many rows.
        let (step, conditions) = try figureStep(connection, list, from: source)
        return value { compiler throws(GraphQLError) in
            try compiler.checkArguments(of: site)
            let keys = try compiler.groupKeys(site, on: step)
            let having = try compiler.filter(.having, of: site, on: step)
            let page = try compiler.groupPage(site, keys, on: step)
            let plan = compiler.add(step, keys: compiler.keys(of: source)) { compiler in
                compiler.groupMembers(site, keys, on: step)
            } as: { compiler in
                // What is selected may have joined rows.
                var query = compiler.query(of: step, from: source, where: conditions)
                query.grouping = keys.flatMap(\.values)
                query.having = having
                query.order = page.order
                query.limit = page.limit + 1
                query.offset = page.offset
                return compiler.piece(of: query, page)
            }
            return .rows(step: step.index, plan, itemsAreNonNull: true)
        }
    }

    /// How many groups there are.
    mutating func groupCount(
        _ site: FieldSite,
        of connection: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        let (step, conditions) = try figureStep(connection, list, from: source)
        return value { compiler throws(GraphQLError) in
            try compiler.checkArguments(of: site)
            let keys = try compiler.groupKeys(site, on: step)
            let having = try compiler.filter(.having, of: site, on: step)
            var query = compiler.query(of: step, from: source, where: conditions)
            query.grouping = keys.flatMap(\.values)
            query.having = having
            compiler.add(step, keys: compiler.keys(of: source), .figures(.groups(query)))
            return compiler.count(on: step)
        }
    }

    /// What is selected of a group.
    private mutating func groupMembers(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StatementScope
    ) -> ObjectPlan {
        members(of: site, on: step) { compiler, inner, binding throws(GraphQLError) in
            guard case .group(let field) = binding else { throw .unbound(inner.name) }
            switch field {
            case .key: return .object(compiler.keys(inner, keys, on: step))
            case .aggregate: return .object(compiler.figures(inner, on: step))
            }
        }
    }

    private func piece(of query: RowQuery, _ page: GroupPage) -> FetchPiece {
        var piece = FetchPiece.figures(.query(query))
        piece.limit = page.limit
        piece.expectedRows = page.limit
        return page.isWhole ? piece.refusingMore(expecting: limits.defaultPageSize) : piece
    }

    /// ORDER BY, LIMIT and OFFSET of groups.
    private struct GroupPage {
        var order: [SQL]
        var limit: Int
        var offset: Int
        /// Whether the caller gave no limit, so that all groups are expected.
        var isWhole: Bool
    }

    private mutating func groupPage(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StatementScope
    ) throws(GraphQLError) -> GroupPage {
        let first = try pageSize(.first, of: site)
        let order = try groupOrder(site, keys, on: step).map { orderTerm($0, isReversed: false) }
        return GroupPage(
            order: order,
            limit: first ?? limits.maximumPageSize,
            offset: try offset(of: site),
            isWhole: first == nil
        )
    }

    private mutating func offset(of site: FieldSite) throws(GraphQLError) -> Int {
        guard let value = value(argument(.offset, of: site)), value != .null else { return 0 }
        guard case .int(let text) = value, let offset = Int(text), offset >= 0 else {
            throw GraphQLError("\"offset\" must be zero or more.", code: .badUserInput)
        }
        return offset
    }

    // MARK: Keys

    /// What the argument `by` names, in the order of the schema.
    private mutating func groupKeys(
        _ site: FieldSite,
        on step: StatementScope
    ) throws(GraphQLError) -> [GroupKey] {
        guard let input = input(.groupBy, of: site) else { throw .unbound(site.name) }
        let given = members(input.value, of: input.type, schema.inputs.groupings)
        var keys: [GroupKey] = []
        for member in given.sorted(by: { $0.binding.position < $1.binding.position })
        where !isNull(member.value) {
            guard case .columns(of: let relation) = member.binding.source else {
                let found = try groupKey(member, on: step) { compiler, field throws(GraphQLError) in
                    try compiler.values(of: field, on: step)
                }
                if let found { keys.append(found) }
                continue
            }
            let columns = members(member.value, of: member.type, schema.inputs.groupings)
            for column in columns.sorted(by: { $0.binding.position < $1.binding.position })
            where !isNull(column.value) {
                let found = try groupKey(column, on: step) { compiler, field throws(GraphQLError) in
                    try compiler.values(of: field, through: relation, on: step)
                }
                guard var key = found else { continue }
                key.parent = member.binding.position
                key.isNotNull = false
                keys.append(key)
            }
        }
        guard keys.isEmpty else { return keys }
        throw GraphQLError("\"by\" names nothing to group by.", code: .badUserInput)
    }

    /// The key that `member` names; `nil` where it names none.
    private mutating func groupKey(
        _ member: BoundMember<AggregateField>,
        on step: StatementScope,
        values: (inout Compiler, AggregateField) throws(GraphQLError) -> [SQL]
    ) throws(GraphQLError) -> GroupKey? {
        if let kind = member.binding.bucket {
            return try bucket(member, kind, of: try values(&self, member.binding)[0])
        }
        guard case .boolean(true)? = value(member.value) else { return nil }
        return key(member.binding, try values(&self, member.binding))
    }

    private func key(_ field: AggregateField, _ values: [SQL]) -> GroupKey {
        var key = GroupKey(field: field, values: values, isNotNull: false)
        if case .column(let column) = field.source { key.isNotNull = column.isNotNull }
        return key
    }

    private mutating func bucket(
        _ member: BoundMember<AggregateField>,
        _ kind: BucketKind,
        of point: SQL
    ) throws(GraphQLError) -> GroupKey {
        let field = member.binding
        let given = members(member.value, of: member.type, schema.inputs.buckets)
        let length = given.first { $0.binding == .bucket }
        guard let text = value(length?.value)?.text, let unit = TimeBucket(rawValue: text)
        else { throw GraphQLError("\"\(member.name)\" needs a \"bucket\".", code: .badUserInput) }
        switch kind {
        case .day where unit == .day: return key(field, [point])
        case .day: return key(field, ["date_trunc(\(unit.name), \(point)::timestamp)::date"])
        case .localMoment: return key(field, ["date_trunc(\(unit.name), \(point))"])
        case .moment:
            let zone = try timeZone(given.first { $0.binding == .timeZone }?.value)
            let beginning: SQL = "date_trunc(\(unit.name), \(point), \(zone))"
            var key = key(field, [beginning])
            // Where clocks are put back at midnight, a day begins at the first of two; date_trunc takes the second.
            if unit.isCalendar {
                let earlier: SQL = "\(beginning) - interval '1 hour'"
                key.shown = """
                    CASE WHEN (\(earlier)) AT TIME ZONE \(zone) = \(beginning) AT TIME ZONE \(zone)
                      THEN \(earlier) ELSE \(beginning) END
                    """
            }
            return key
        }
    }

    private mutating func timeZone(_ argument: Argument?) throws(GraphQLError) -> SQL {
        let name = value(argument)?.text ?? "UTC"
        guard name == "UTC" || schema.timeZones.contains(name) else {
            throw GraphQLError(
                "\"\(name.prefix(64))\" is no time zone of the IANA time zone database."
                    + Suggestions.didYouMean(name, among: Array(schema.timeZones)),
                code: .badUserInput
            )
        }
        return .parameter(Parameter(.literal(Array(name.utf8)), format: .text))
    }

    /// What is selected of a group's keys.
    private mutating func keys(
        _ site: FieldSite,
        _ keys: [GroupKey],
        parent: Int? = nil,
        on step: StatementScope
    ) -> ObjectPlan {
        members(of: site, on: step) { compiler, inner, binding throws(GraphQLError) in
            guard case .groupKey(let field) = binding else { throw .unbound(inner.name) }
            if case .columns = field.source {
                return .object(compiler.keys(inner, keys, parent: field.position, on: step))
            }
            let key = try compiler.key(field, parent: parent, named: inner.name, among: keys)
            switch key.field.source {
            case .columns: throw .unbound(inner.name)
            case .one(let relation):
                return try compiler.one(inner, relation, on: step, by: key.values.map { step.column($0) })
            case .foreignID(_, let target):
                guard let prefix = compiler.schema.table(of: target)?.idPrefix else {
                    throw .unbound(inner.name)
                }
                return .id(prefix: prefix, columns: key.values.map { step.column($0) })
            case .column, .expression:
                guard let format = key.field.format else { throw .unbound(inner.name) }
                let value = format.selected(key.shown ?? key.values[0])
                return .leaf(column: step.column(value), format.leaf, inner.modifiers)
            }
        }
    }

    private func key(
        _ field: AggregateField,
        parent: Int?,
        named name: String,
        among keys: [GroupKey]
    ) throws(GraphQLError) -> GroupKey {
        let found = keys.first { $0.field.position == field.position && $0.parent == parent }
        if let found { return found }
        throw GraphQLError("\"\(name)\" is no key of these groups; name it in \"by\".", code: .badUserInput)
    }

    // MARK: Order

    /// The order that is asked for, with the keys behind it, so that no two groups are equal in it.
    private mutating func groupOrder(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StatementScope
    ) throws(GraphQLError) -> [OrderKey] {
        var order: [OrderKey] = []
        if let input = input(.order, of: site) {
            for item in items(input.value) {
                guard let key = try groupOrderKey(item, of: input.type, keys, on: step),
                    !order.contains(where: { $0.value == key.value })
                else { continue }
                guard order.count < limits.maximumOrderKeys else { throw tooManyKeys() }
                order.append(key)
            }
        }
        for key in keys {
            for value in key.values where !order.contains(where: { $0.value == value }) {
                order.append(OrderKey(value, .ascending, isNotNull: key.isNotNull))
            }
        }
        return order
    }

    /// The key that `item`, an order of the input type `type`, names; `nil` where it names none.
    private mutating func groupOrderKey(
        _ item: Argument,
        of type: TypeID,
        _ keys: [GroupKey],
        on step: StatementScope
    ) throws(GraphQLError) -> OrderKey? {
        guard let part = members(item, of: type, schema.inputs.groupOrders).first else { return nil }
        switch part.binding {
        case .key:
            let member = members(part.value, of: part.type, schema.inputs.groupKeyOrders).first
            return try member.flatMap { member throws(GraphQLError) in
                guard case .columns = member.binding.source else {
                    let group = try key(member.binding, parent: nil, named: member.name, among: keys)
                    return try orderKey(member, by: group, on: step)
                }
                let column = members(member.value, of: member.type, schema.inputs.groupKeyOrders).first
                return try column.flatMap { column throws(GraphQLError) in
                    let parent = member.binding.position
                    let group = try key(column.binding, parent: parent, named: column.name, among: keys)
                    return try orderKey(column, by: group, on: step)
                }
            }
        case .aggregate:
            let member = members(part.value, of: part.type, schema.inputs.aggregateOrders).first
            return try member.flatMap { member throws(GraphQLError) in try orderKey(member, on: step) }
        }
    }

    /// A figure of the groups.
    private mutating func orderKey(
        _ member: BoundMember<AggregateMember>,
        on step: StatementScope
    ) throws(GraphQLError) -> OrderKey? {
        switch member.binding {
        case .count: return OrderKey("count(*)", try direction(member.value), isNotNull: true)
        case .values(let field):
            guard let function = members(member.value, of: member.type, schema.inputs.functions).first
            else { return nil }
            let (figure, direction, _) = try figure(function, of: field, on: step)
            return OrderKey(figure.sql, try self.direction(direction), isNotNull: false)
        }
    }

    /// A key of the groups, or a place of the row that it stands for, which is one for each group.
    private mutating func orderKey(
        _ member: BoundMember<AggregateField>,
        by group: GroupKey,
        on step: StatementScope
    ) throws(GraphQLError) -> OrderKey? {
        guard case .one(let relation) = group.field.source else {
            let direction = try direction(member.value)
            return OrderKey(group.values[0], direction, isNotNull: group.isNotNull)
        }
        guard let path = try orderPath(member.value, of: member.type, behind: [relation]) else { return nil }
        let query = try query(of: path, from: group.values, as: "value", on: step)
        return OrderKey("(\(query))", path.direction, isNotNull: false)
    }
}

extension Compiler.OrderKey {
    /// A value of groups, which have no cursors.
    fileprivate init(_ value: SQL, _ direction: OrderDirection, isNotNull: Bool) {
        self.init(value: value, isNotNull: isNotNull, type: 0, name: "", direction: direction)
    }
}
