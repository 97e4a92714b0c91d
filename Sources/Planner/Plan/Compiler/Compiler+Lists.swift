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

    /// The step of one page that is not added yet, and its order.
    struct PlannedPage {
        let step: StatementScope
        let piece: FetchPiece
        let order: Order
    }

    // MARK: Connections

    mutating func connection(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        guard let type = site.definition?.type.type else { throw .unbound(site.name) }
        var plan = ObjectPlan()
        let groups = collectFields(of: type, children(of: site), for: &plan)
        let sites = groups.map { fieldSite($0, of: type) }
        // What is wrong with the page fails the connection, before anything of it is added.
        let page = sites.contains { $0.showsPage } ? try listPage(site, list, from: source) : nil
        for (group, inner) in zip(groups, sites) {
            let value: ValuePlan
            if case .meta(let field) = inner.binding {
                value = try metaValue(inner, field)
            } else {
                guard case .derived(.connection(let field)) = inner.binding else {
                    throw .unbound(inner.name)
                }
                if inner.showsPage, let page, page.step.index < 0 {
                    add(page.step, keys: keys(of: source), page.piece)
                }
                value = try connectionValue(inner, field, of: site, list, from: source, page)
            }
            plan.fields.append(self.field(group, inner, value))
        }
        return .object(plan)
    }

    /// The value of one field of a connection.
    ///
    /// - Parameter page: the step of the connection's page, where a field shows some of it.
    private mutating func connectionValue(
        _ site: FieldSite,
        _ field: ConnectionField,
        of connection: FieldSite,
        _ list: ListBinding,
        from source: ListSource,
        _ page: PlannedPage?
    ) throws(GraphQLError) -> ValuePlan {
        switch field {
        case .totalCount: return try count(connection, list, from: source)
        case .estimatedCount: return try estimate(connection, list, from: source)
        case .aggregate: return try aggregate(site, of: connection, list, from: source)
        case .groups: return try groups(site, of: connection, list, from: source)
        case .groupCount: return try groupCount(site, of: connection, list, from: source)
        case .nodes, .edges, .pageInfo:
            guard let page else { throw .unbound(site.name) }
            return try pageValue(site, field, of: connection, list, page)
        }
    }

    private mutating func pageValue(
        _ site: FieldSite,
        _ field: ConnectionField,
        of connection: FieldSite,
        _ list: ListBinding,
        _ page: PlannedPage
    ) throws(GraphQLError) -> ValuePlan {
        if case .pageInfo = field { return .object(try pageInfo(site, list: connection, page)) }
        if case .edges = field {
            return .rows(step: page.step.index, try edge(site, list, page), itemsAreNonNull: true)
        }
        let node = object(list.target, children(of: site), bindings: nil, on: page.step)
        return .rows(step: page.step.index, node, itemsAreNonNull: true)
    }

    private mutating func edge(
        _ site: FieldSite,
        _ list: ListBinding,
        _ page: PlannedPage
    ) throws(GraphQLError) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let inner = fieldSite(group, of: type)
            let value: ValuePlan
            if case .meta(let field) = inner.binding {
                value = try metaValue(inner, field)
            } else {
                guard case .derived(.edge(let field)) = inner.binding else { throw .unbound(inner.name) }
                switch field {
                case .cursor:
                    value = .cursor(
                        digest: page.order.digest,
                        columns: page.order.keys.map { page.step.column($0.value, type: $0.type) }
                    )
                case .node:
                    value = .object(
                        object(list.target, children(of: inner), bindings: nil, on: page.step)
                    )
                }
            }
            plan.fields.append(self.field(group, inner, value))
        }
        return plan
    }

    private mutating func pageInfo(
        _ site: FieldSite,
        list: FieldSite,
        _ page: PlannedPage
    ) throws(GraphQLError) -> ObjectPlan {
        var plan = ObjectPlan()
        guard let type = site.definition?.type.type else { return plan }
        let hasAfter = !isNull(argument(.after, of: list))
        let hasBefore = !isNull(argument(.before, of: list))
        for group in collectFields(of: type, children(of: site), for: &plan) {
            let inner = fieldSite(group, of: type)
            let value: ValuePlan
            if case .meta(let field) = inner.binding {
                value = try metaValue(inner, field)
            } else {
                guard case .derived(.pageInfo(let field)) = inner.binding else { throw .unbound(inner.name) }
                value = pageInfoValue(field, page, hasAfter: hasAfter, hasBefore: hasBefore)
            }
            plan.fields.append(self.field(group, inner, value))
        }
        return plan
    }

    private func pageInfoValue(
        _ field: PageInfoField,
        _ page: PlannedPage,
        hasAfter: Bool,
        hasBefore: Bool
    ) -> ValuePlan {
        let step = page.step
        switch field {
        case .hasNextPage:
            return page.piece.isReversed ? .constant(literal(hasBefore)) : .hasMore(step: step.index)
        case .hasPreviousPage:
            return page.piece.isReversed ? .hasMore(step: step.index) : .constant(literal(hasAfter))
        case .startCursor, .endCursor:
            return .boundaryCursor(
                step: step.index,
                isLast: field == .endCursor,
                digest: page.order.digest,
                columns: page.order.keys.map { step.column($0.value, type: $0.type) }
            )
        }
    }

    private func literal(_ flag: Bool) -> [UInt8] { Array((flag ? "true" : "false").utf8) }

    private mutating func count(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        if !list.variants.isEmpty { return try variantCount(site, list, from: source) }
        let (step, conditions) = try figureStep(site, list, from: source)
        let query = query(of: step, from: source, where: conditions)
        add(step, keys: keys(of: source), .figures(.query(query)))
        return count(on: step)
    }

    /// How many rows there are, as the only column of `step`.
    func count(on step: StatementScope) -> ValuePlan {
        _ = step.column("count(*)::int4")
        return .leafOfRow(step: step.index, ScalarFormat.count.leaf, TypeModifiers([.nonNull]))
    }

    /// A step of figures of the rows that meet the conditions of `site`, and these; it is not added yet.
    mutating func figureStep(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> (step: StatementScope, conditions: [SQL]) {
        let step = try newListStep(list, from: source)
        return (step, try conditions(site, on: step))
    }

    /// How many rows PostgreSQL's planner expects: from statistics, which know of rows that policies hide.
    private mutating func estimate(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        let step = try newListStep(list, from: source)
        let conditions = try conditions(site, on: step)
        let isWhole = step.reads.allSatisfy {
            schema.seesEveryRow[$0.relation]?.contains(viewer) == true
        }
        guard source.isRoot, isWhole else { return .constant(Array("null".utf8)) }
        let query = query(of: step, from: source, where: conditions)
        add(step, keys: keys(of: source), FetchPiece(rows: .plan(query), limit: 1, lane: .point))
        return .leafOfRow(step: step.index, .planRows, TypeModifiers())
    }

    // MARK: Pages

    /// A step of rows of `list` that is not added yet.
    func newListStep(_ list: ListBinding, from source: ListSource) throws(GraphQLError) -> StatementScope {
        guard let table = schema.table(of: list.target) else {
            throw .unbound(schema.schema[list.target].name)
        }
        return newStep(parent: source.parent, table: table)
    }

    mutating func conditions(
        _ site: FieldSite,
        on step: StatementScope,
        rows source: RelationSource? = nil,
        variant: TypeID? = nil
    ) throws(GraphQLError) -> [SQL] {
        try filter(.filter, of: site, on: step, rows: source, variant: variant).map { [$0] } ?? []
    }

    /// The step that reads one page of `list`; it is not added yet.
    mutating func listPage(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> PlannedPage {
        let page = try page(site, list)
        if !list.variants.isEmpty { return try variantPage(site, list, page, from: source) }
        let step = try newListStep(list, from: source)
        let order = try order(site, list, on: step)
        var conditions = try conditions(site, on: step)
        if let cursor = page.after {
            conditions.append(try beyond(cursor, order, isReversed: false))
        }
        if let cursor = page.before {
            conditions.append(try beyond(cursor, order, isReversed: true))
        }
        if !isIndexed(order, step.table, isRoot: source.isRoot) { step.searchesRows = true }
        var query = query(of: step, from: source, where: conditions)
        query.order = order.keys.map { orderTerm($0, isReversed: page.isReversed) }
        query.limit = page.limit + 1
        return PlannedPage(step: step, piece: .page(query, page), order: order)
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
        let first = try pageSize(.first, of: site)
        guard list.isConnection else { return Page(limit: first ?? limits.maximumPageSize) }
        let last = try pageSize(.last, of: site)
        if first != nil && last != nil {
            throw GraphQLError("Give \"first\" or \"last\", not both.", code: .badUserInput)
        }
        var page = Page(limit: first ?? last ?? limits.defaultPageSize, isReversed: last != nil)
        if let after = argument(.after, of: site), !isNull(after) { page.after = after }
        if let before = argument(.before, of: site), !isNull(before) { page.before = before }
        return page
    }

    mutating func pageSize(_ argument: DerivedArgument, of site: FieldSite) throws(GraphQLError) -> Int? {
        guard let value = value(self.argument(argument, of: site)), value != .null else { return nil }
        guard case .int(let text) = value, let size = Int(text), size >= 0 else {
            throw GraphQLError("\"\(argument.rawValue)\" must be zero or more.", code: .badUserInput)
        }
        guard size <= limits.maximumPageSize else {
            throw GraphQLError(
                "\"\(argument.rawValue)\" is at most \(limits.maximumPageSize); ask for what follows page by page.",
                code: .badUserInput
            )
        }
        return size
    }
}

extension FieldSite {
    /// Whether it is a field of a connection that shows some of its page.
    fileprivate var showsPage: Bool {
        guard case .derived(.connection(let field)) = binding else { return false }
        switch field {
        case .nodes, .edges, .pageInfo: return true
        case .totalCount, .estimatedCount, .aggregate, .groups, .groupCount: return false
        }
    }
}

extension FetchPiece {
    /// Figures of many rows: one row.
    static func figures(_ rows: StepStatement.Rows) -> FetchPiece {
        // How many rows it reads is not known.
        FetchPiece(rows: rows, limit: 1, lane: .analytic, rowCost: 10)
    }

    /// One page of rows; `query` finds one row more, which tells whether there are more.
    static func page(_ query: RowQuery, _ page: Compiler.Page) -> FetchPiece {
        FetchPiece(
            rows: .query(query),
            limit: page.limit,
            isReversed: page.isReversed,
            expectedRows: page.limit
        )
    }
}
