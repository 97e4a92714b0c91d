import GraphQL

/// Groups of a connection's rows: one statement, for all parents.
///
/// What is grouped by is an argument rather than what is selected of the keys: what a field returns must not depend on which
/// parts of it somebody looks at, as fragments and the caches of clients take for granted.
extension Compiler {
    /// What rows of a group have in common.
    struct GroupKey {
        var name: String
        var field: AggregateField
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
        return value(from: step.index, on: source.parent) { compiler throws(GraphQLError) in
            try compiler.proveArguments(of: site)
            let keys = try compiler.groupKeys(site, on: step)
            let plan = compiler.members(of: site, on: step) { compiler, inner throws(GraphQLError) in
                if inner.name == "key" { return .object(compiler.keys(inner, keys, on: step)) }
                return .object(try compiler.figures(inner, on: step))
            }
            let grouping = try compiler.grouping(site, keys, on: step)
            let page = try compiler.groupPage(site, keys, on: step)
            compiler.finish(step, from: source, where: conditions, ending: "\(grouping)\(page)")
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
        return value(from: step.index, on: source.parent) { compiler throws(GraphQLError) in
            try compiler.proveArguments(of: site)
            let grouping = try compiler.grouping(site, compiler.groupKeys(site, on: step), on: step)
            let rows = compiler.rows(of: step, from: source, where: conditions)
            let count = compiler.count(on: step)
            compiler.finish(step, from: source) { selected in
                "SELECT \(selected.joined(", "))\nFROM (\nSELECT\n\(rows)\(grouping)\n) AS g"
            }
            return count
        }
    }

    /// GROUP BY and HAVING.
    private mutating func grouping(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StepDraft
    ) throws(GraphQLError) -> SQL {
        let values: SQL = "\nGROUP BY \(keys.flatMap(\.values).joined(", "))"
        let having = try filter("having", of: site, on: step)
        return having.map { "\(values)\nHAVING \($0)" } ?? values
    }

    /// ORDER BY and LIMIT, which `step` knows of.
    private mutating func groupPage(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StepDraft
    ) throws(GraphQLError) -> SQL {
        let first = try pageSize("first", of: site)
        let limit = first ?? limits.maximumPageSize
        step.limit = limit
        step.refusesMore = first == nil
        step.expectedRows = step.refusesMore ? min(limit, limits.defaultPageSize) : limit
        let terms = try groupOrder(site, keys, on: step).map { orderTerm($0, isReversed: false) }
        let offset = try offset(of: site)
        return """

            ORDER BY \(terms.joined(", "))
            LIMIT \(SQL.number(limit + 1))\(offset > 0 ? " OFFSET \(SQL.number(offset))" : "")
            """
    }

    private mutating func offset(of site: FieldSite) throws(GraphQLError) -> Int {
        guard let value = value(argument("offset", of: site)), value != .null else { return 0 }
        guard case .int(let text) = value, let offset = Int(text), offset >= 0 else {
            throw GraphQLError("\"offset\" must be zero or more.", code: .badUserInput)
        }
        return offset
    }

    // MARK: Keys

    /// What the argument `by` names, in the order of the schema.
    private mutating func groupKeys(
        _ site: FieldSite,
        on step: StepDraft
    ) throws(GraphQLError) -> [GroupKey] {
        guard let argument = argument("by", of: site),
            let type = site.definition?.arguments.first(where: { $0.name == "by" })?.type.type,
            case .aggregate(let fields) = schema.inputs[type.index]
        else { throw .unbound(site.name) }
        let given = members(argument)
        var keys: [GroupKey] = []
        for input in schema.schema[type].inputFields {
            guard let member = given.first(where: { $0.name == input.name }), let field = fields[input.name],
                !isNull(member.value)
            else { continue }
            if let kind = field.bucket {
                keys.append(try bucket(member.value, kind, field, input.name, on: step))
            } else if case .boolean(true)? = value(member.value) {
                keys.append(try key(field, input.name, try values(of: field, on: step)))
            }
        }
        guard keys.isEmpty else { return keys }
        throw GraphQLError("\"by\" names nothing to group by.", code: .badUserInput)
    }

    private func key(
        _ field: AggregateField,
        _ name: String,
        _ values: [SQL]
    ) throws(GraphQLError) -> GroupKey {
        var key = GroupKey(name: name, field: field, values: values, isNotNull: false)
        if case .column(let column) = field.source { key.isNotNull = column.isNotNull }
        return key
    }

    private mutating func bucket(
        _ argument: Argument,
        _ kind: BucketKind,
        _ field: AggregateField,
        _ name: String,
        on step: StepDraft
    ) throws(GraphQLError) -> GroupKey {
        let given = members(argument)
        let length = given.first { $0.name == "bucket" }
        guard let text = value(length?.value)?.text, let unit = TimeBucket(rawValue: text)
        else { throw GraphQLError("\"\(name)\" needs a \"bucket\".", code: .badUserInput) }
        let point = try values(of: field, on: step)[0]
        switch kind {
        case .day where unit == .day: return try key(field, name, [point])
        case .day: return try key(field, name, ["date_trunc(\(unit.name), \(point)::timestamp)::date"])
        case .localMoment: return try key(field, name, ["date_trunc(\(unit.name), \(point))"])
        case .moment:
            let place = given.first { $0.name == "timeZone" }
            let zone = try timeZone(place?.value)
            let beginning: SQL = "date_trunc(\(unit.name), \(point), \(zone))"
            var key = try key(field, name, [beginning])
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
        on step: StepDraft
    ) -> ObjectPlan {
        members(of: site, on: step) { compiler, inner throws(GraphQLError) in
            let key = try compiler.key(inner.name, among: keys)
            switch key.field.source {
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

    private func key(_ name: String, among keys: [GroupKey]) throws(GraphQLError) -> GroupKey {
        if let key = keys.first(where: { $0.name == name }) { return key }
        throw GraphQLError("\"\(name)\" is no key of these groups; name it in \"by\".", code: .badUserInput)
    }

    // MARK: Order

    /// The order that is asked for, with the keys behind it, so that no two groups are equal in it.
    private mutating func groupOrder(
        _ site: FieldSite,
        _ keys: [GroupKey],
        on step: StepDraft
    ) throws(GraphQLError) -> [OrderKey] {
        var order: [OrderKey] = []
        if let argument = argument("orderBy", of: site), !isNull(argument),
            let type = site.definition?.arguments.first(where: { $0.name == "orderBy" })?.type.type
        {
            for item in items(argument) {
                guard let key = try groupOrderKey(item, of: type, keys, on: step),
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

    /// The key that `item`, an order of the input type `type`, asks for; `nil` where it asks for none.
    private mutating func groupOrderKey(
        _ item: Argument,
        of type: TypeID,
        _ keys: [GroupKey],
        on step: StepDraft
    ) throws(GraphQLError) -> OrderKey? {
        guard let part = members(item).first,
            let inner = schema.schema[type].inputFields.first(where: { $0.name == part.name })?.type.type,
            let member = members(part.value).first
        else { return nil }
        if case .order = schema.inputs[inner.index] {
            let group = try key(member.name, among: keys)
            return try orderKey(part.value, of: inner, by: group, member.value, on: step)
        }
        guard case .aggregate(let fields) = schema.inputs[inner.index] else { return nil }
        guard let field = fields[member.name] else {
            return OrderKey("count(*)", try direction(member.value), isNotNull: true)
        }
        guard let function = members(member.value).first else { return nil }
        let (figure, direction) = try figure(function, of: field, on: step)
        return OrderKey(figure.sql, try self.direction(direction), isNotNull: false)
    }

    /// A key of the groups, or a place of the row that it stands for, which is one for each group.
    private mutating func orderKey(
        _ item: Argument,
        of type: TypeID,
        by group: GroupKey,
        _ direction: Argument,
        on step: StepDraft
    ) throws(GraphQLError) -> OrderKey? {
        guard case .one = group.field.source else {
            return OrderKey(group.values[0], try self.direction(direction), isNotNull: group.isNotNull)
        }
        guard let path = try orderPath(item, of: type) else { return nil }
        let (alias, rows) = try rows(along: path.relations, from: group.values, on: step)
        let value: SQL = "(SELECT \(alias).\(SQL.identifier(path.column.name)) \(rows))"
        return OrderKey(value, path.direction, isNotNull: false)
    }
}

extension Compiler.OrderKey {
    /// A value of groups, which have no cursors.
    fileprivate init(_ value: SQL, _ direction: OrderDirection, isNotNull: Bool) {
        self.init(value: value, isNotNull: isNotNull, type: 0, name: "", direction: direction)
    }
}
