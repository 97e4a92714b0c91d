import GraphQL

/// Pages of rows: *Relay Cursor Connections* by keyset.
extension Compiler {
    /// One key of an order.
    struct OrderKey {
        /// The value in the statement, and whether it is never NULL there.
        var value: SQL
        var isNotNull: Bool
        var type: UInt32
        /// What tells it from other keys: the names of the fields that lead to it.
        var name: String
        var direction: OrderDirection
    }

    /// An order, and what its cursors begin with.
    struct Order {
        var keys: [OrderKey]
        var digest: UInt64
    }

    /// Which rows of an ordered list are asked for.
    struct Page {
        var limit: Int
        var isReversed = false
        var after: Argument?
        var before: Argument?
    }

    // MARK: Connections

    mutating func connection(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        guard let type = site.definition?.type.type else { throw .unbound(site.name) }
        var page: (step: StepDraft, order: Order)?
        var plan = ObjectPlan()
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let selection = document.selections[Int(group.selections[0])]
            guard let name = selection.name.map({ document.text($0) }) else { continue }
            let inner = fieldSite(name, of: type, group.selections)
            if page == nil, !Self.figures.contains(name) {
                page = try listStep(site, list, from: source)
            }
            let value: ValuePlan
            switch (name, page) {
            case ("__typename", _): value = .constant(quoted(schema.schema[type].name))
            case ("totalCount", _): value = try count(site, list, from: source)
            case ("estimatedCount", _): value = try estimate(site, list, from: source)
            case ("aggregate", _): value = try aggregate(inner, of: site, list, from: source)
            case ("groups", _): value = try groups(inner, of: site, list, from: source)
            case ("groupCount", _): value = try groupCount(inner, of: site, list, from: source)
            case ("nodes", let page?):
                let node = object(list.target, children(of: inner), bindings: nil, on: page.step)
                value = .rows(step: page.step.index, node, itemsAreNonNull: true)
            case ("edges", let page?):
                value = .rows(step: page.step.index, edge(inner, list, page), itemsAreNonNull: true)
            case ("pageInfo", let page?): value = .object(try pageInfo(inner, list: site, page))
            default: throw .unbound(name)
            }
            plan.fields.append(field(group, inner, value, selection.offset))
        }
        return .object(plan)
    }

    /// What a connection is asked without reading a page of it.
    private static let figures: Set<String> = [
        "totalCount", "estimatedCount", "aggregate", "groups", "groupCount", "__typename",
    ]

    func fieldSite(_ name: String, of type: TypeID, _ selections: [Int32]) -> FieldSite {
        FieldSite(
            name: name,
            definition: schema.schema[type].fields.first { $0.name == name },
            owner: type,
            selections: selections
        )
    }

    func field(
        _ group: FieldGroup,
        _ site: FieldSite,
        _ value: ValuePlan,
        _ offset: UInt32
    ) -> FieldPlan {
        FieldPlan(
            key: group.key,
            responseName: group.name,
            coordinate: coordinate(of: site),
            isNonNull: site.name == "__typename" || site.modifiers.isNonNull,
            value: value,
            offset: offset
        )
    }

    private mutating func edge(
        _ site: FieldSite,
        _ list: ListBinding,
        _ page: (step: StepDraft, order: Order)
    ) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let selection = document.selections[Int(group.selections[0])]
            guard let name = selection.name.map({ document.text($0) }) else { continue }
            let inner = fieldSite(name, of: type, group.selections)
            let value: ValuePlan =
                switch name {
                case "__typename": .constant(quoted(schema.schema[type].name))
                case "cursor":
                    .cursor(
                        digest: page.order.digest,
                        columns: page.order.keys.map { page.step.column($0.value, type: $0.type) }
                    )
                default: .object(object(list.target, children(of: inner), bindings: nil, on: page.step))
                }
            plan.fields.append(field(group, inner, value, selection.offset))
        }
        return plan
    }

    private mutating func pageInfo(
        _ site: FieldSite,
        list: FieldSite,
        _ page: (step: StepDraft, order: Order)
    ) throws(GraphQLError) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        let step = page.step
        let hasAfter = !isNull(argument("after", of: list))
        let hasBefore = !isNull(argument("before", of: list))
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let selection = document.selections[Int(group.selections[0])]
            guard let name = selection.name.map({ document.text($0) }) else { continue }
            let value: ValuePlan
            switch name {
            case "__typename": value = .constant(quoted(schema.schema[type].name))
            case "hasNextPage":
                value = step.isReversed ? .constant(literal(hasBefore)) : .hasMore(step: step.index)
            case "hasPreviousPage":
                value = step.isReversed ? .hasMore(step: step.index) : .constant(literal(hasAfter))
            default:
                value = .boundaryCursor(
                    step: step.index,
                    isLast: name == "endCursor",
                    digest: page.order.digest,
                    columns: page.order.keys.map { step.column($0.value, type: $0.type) }
                )
            }
            plan.fields.append(
                field(group, fieldSite(name, of: type, group.selections), value, selection.offset)
            )
        }
        return plan
    }

    private func literal(_ flag: Bool) -> [UInt8] { Array((flag ? "true" : "false").utf8) }

    private mutating func count(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        if !list.variants.isEmpty { return try variantCount(site, list, from: source) }
        let (step, conditions) = try figureStep(site, list, from: source)
        let count = self.count(on: step)
        finish(step, from: source, where: conditions, ending: "")
        return count
    }

    /// How many rows there are, as the only column of `step`.
    func count(on step: StepDraft) -> ValuePlan {
        _ = step.column("count(*)::int4")
        return .leafOfRow(step: step.index, ScalarFormat.count.leaf, TypeModifiers([.nonNull]))
    }

    /// A step of figures of the rows that meet the conditions of `site`, and these.
    mutating func figureStep(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> (step: StepDraft, conditions: [SQL]) {
        let step = try newListStep(list, from: source)
        step.limit = 1
        step.lane = .analytic
        // What it reads nobody knows; it is one row in the end.
        step.rowCost = 10
        return (step, try conditions(site, on: step))
    }

    /// How many rows PostgreSQL's planner expects: from statistics, which know of rows that policies hide.
    private mutating func estimate(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        let planned = steps.count
        let step = try newListStep(list, from: source)
        let conditions = try conditions(site, on: step)
        let isWhole = ([step.table.relation.oid] + step.looksInto).allSatisfy {
            schema.seesEveryRow[$0]?.contains(viewer) == true
        }
        guard source.isRoot, isWhole else {
            steps.removeLast(steps.count - planned)
            source.parent?.dropChildren(from: planned)
            return .constant(Array("null".utf8))
        }
        step.limit = 1
        step.lane = .point
        finish(step, from: source, where: conditions, ending: "")
        let counted = step.finish
        step.finish = { selected in ("EXPLAIN (FORMAT JSON) \(counted(selected).sql)", .everything) }
        return .leafOfRow(step: step.index, .planRows, TypeModifiers())
    }

    // MARK: Pages

    mutating func newListStep(
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> StepDraft {
        guard let table = schema.table(of: list.target) else {
            throw .unbound(schema.schema[list.target].name)
        }
        switch source {
        case .root: return newStep(parent: nil, table: table)
        case .relation(let relation, let parent):
            let step = newStep(parent: parent, table: table)
            step.keys = .parent(columns: relation.from.map { parent.column($0) })
            if let through = relation.through {
                step.claims.formUnion(schema.claims(reading: through.relation.oid, as: role))
            }
            return step
        }
    }

    mutating func conditions(
        _ site: FieldSite,
        on step: StepDraft,
        variant: TypeID? = nil
    ) throws(GraphQLError) -> [SQL] {
        try filter("where", of: site, on: step, variant: variant).map { [$0] } ?? []
    }

    /// Adds the step that reads one page of `list`.
    mutating func listStep(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> (step: StepDraft, order: Order) {
        let page = try page(site, list)
        if !list.variants.isEmpty { return try variantStep(site, list, page, from: source) }
        let step = try newListStep(list, from: source)
        let order = try order(site, list, on: step)
        step.limit = page.limit
        step.expectedRows = page.limit
        step.isReversed = page.isReversed
        var conditions = try conditions(site, on: step)
        if let cursor = page.after {
            conditions.append(try beyond(cursor, order, isReversed: false))
        }
        if let cursor = page.before {
            conditions.append(try beyond(cursor, order, isReversed: true))
        }
        let keys = order.keys.map { key in
            orderTerm(key, isReversed: page.isReversed)
        }
        if !isIndexed(order, step.table, isRoot: source.isRoot) { step.lane = .analytic }
        let ending: SQL = "\nORDER BY \(keys.joined(", "))\nLIMIT \(SQL.number(page.limit + 1))"
        finish(step, from: source, where: conditions, ending: ending)
        return (step, order)
    }

    /// Whether an index leads to the page's first row, or the table is small.
    private func isIndexed(_ order: Order, _ table: TableBinding, isRoot: Bool) -> Bool {
        let relation = table.relation
        if !isRoot || relation.kind == .table && relation.estimatedRowCount < 10_000 { return true }
        return order.keys.first.map { key in
            ([relation.primaryKey] + relation.uniqueKeys + relation.indexes).contains { $0.first == key.name }
        } ?? true
    }

    private mutating func page(_ site: FieldSite, _ list: ListBinding) throws(GraphQLError) -> Page {
        let first = try pageSize("first", of: site)
        guard list.isConnection else { return Page(limit: first ?? limits.maximumPageSize) }
        let last = try pageSize("last", of: site)
        if first != nil && last != nil {
            throw GraphQLError("Give \"first\" or \"last\", not both.", code: .badUserInput)
        }
        var page = Page(limit: first ?? last ?? limits.defaultPageSize, isReversed: last != nil)
        if let after = argument("after", of: site), !isNull(after) { page.after = after }
        if let before = argument("before", of: site), !isNull(before) { page.before = before }
        return page
    }

    mutating func pageSize(_ name: String, of site: FieldSite) throws(GraphQLError) -> Int? {
        guard let value = value(argument(name, of: site)), value != .null else { return nil }
        guard case .int(let text) = value, let size = Int(text), size >= 0 else {
            throw GraphQLError("\"\(name)\" must be zero or more.", code: .badUserInput)
        }
        guard size <= limits.maximumPageSize else {
            throw GraphQLError(
                "\"\(name)\" is at most \(limits.maximumPageSize); ask for what follows page by page.",
                code: .badUserInput
            )
        }
        return size
    }
}
