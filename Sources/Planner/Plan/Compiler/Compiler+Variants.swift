import GraphQL

/// Lists of the rows of several tables, in one order: each table's page beside the others', and of all of them the first rows.
///
/// So each table is read in the order of its own index, and no further than the page. The rows hold the values of the order and
/// the keys alone; what is selected of the objects is read by key, a step for each table.
extension Compiler {
    /// The variants whose rows the role may read.
    func readable(_ list: ListBinding) -> [Variant] {
        list.variants.filter { variant in
            schema.schema[variant.table.type].roles.contains(viewer)
                && (variant.relation?.to ?? []).allSatisfy { schema.isReadable($0, by: role) }
        }
    }

    /// A step over all tables of a list, without one of its own; it is not added yet.
    private func newStep(
        _ list: ListBinding,
        from source: ListSource
    ) -> StatementScope {
        let rows = Relation(oid: 0, schema: "", name: "", kind: .composite, owner: "")
        let table = TableBinding(type: list.target, relation: rows, key: [], idPrefix: [])
        return newStep(parent: source.parent, table: table, readsTable: false)
    }

    // MARK: Pages

    /// The step that reads one page of a list with variants; it is not added yet.
    mutating func variantPage(
        _ site: FieldSite,
        _ list: ListBinding,
        _ page: Page,
        from source: ListSource
    ) throws(GraphQLError) -> PlannedPage {
        let variants = readable(list)
        let step = newStep(list, from: source)
        let order = try variantOrder(site, list, variants)
        var branches: [RowQuery.Branch] = []
        var place = order.shared.count + 1
        for (number, variant) in variants.enumerated() {
            let rows = read(variant, on: step)
            let keys = order.keys(of: variant, number, firstKey: place, rows)
            place += variant.table.key.count
            var conditions = try conditions(site, on: step, rows: rows, variant: variant.table.type)
            for (cursor, isReversed) in [(page.after, false), (page.before, true)] {
                guard let cursor else { continue }
                conditions.append(try beyond(cursor, order.whole, keys, isReversed: isReversed))
            }
            var query = query(of: variant, rows, where: conditions)
            query.order = keys.filter { $0.component != order.shared.count }.map {
                orderTerm($0.key, isReversed: page.isReversed)
            }
            query.limit = page.limit + 1
            branches.append(RowQuery.Branch(columns: order.columns(of: number, keys, schema), query: query))
        }
        var query = RowQuery(source: .union(branches))
        query.order = order.whole.keys.map { orderTerm($0, isReversed: page.isReversed) }
        query.limit = page.limit + 1
        place = order.shared.count + 1
        for variant in variants {
            let keys = order.whole.keys[place..<(place + variant.table.key.count)].map(\.value)
            step.variants.append((variant.table, keys))
            place += variant.table.key.count
        }
        return PlannedPage(step: step, piece: .page(query, page), order: order.whole)
    }

    /// How many rows all variants have together.
    mutating func variantCount(
        _ site: FieldSite,
        _ list: ListBinding,
        from source: ListSource
    ) throws(GraphQLError) -> ValuePlan {
        let variants = readable(list)
        let step = newStep(list, from: source)
        var branches: [RowQuery.Branch] = []
        for variant in variants {
            let rows = read(variant, on: step)
            let conditions = try conditions(site, on: step, rows: rows, variant: variant.table.type)
            let query = query(of: variant, rows, where: conditions)
            branches.append(RowQuery.Branch(columns: ["1"], query: query))
        }
        _ = step.column("count(*)::int4")
        var piece = FetchPiece.figures(.query(RowQuery(source: .union(branches))))
        piece.rowCost *= variants.count
        add(step, keys: keys(of: source), piece)
        return .leafOfRow(step: step.index, .integer(width: 4, quoted: false), TypeModifiers([.nonNull]))
    }

    private func read(_ variant: Variant, on step: StatementScope) -> RelationSource {
        read(variant.table.relation, as: "t", by: variant.relation?.to ?? [], on: step)
    }

    private func query(of variant: Variant, _ source: RelationSource, where conditions: [SQL]) -> RowQuery {
        let own = (variant.relation?.to ?? []).enumerated().map { index, column -> SQL in
            "\(source[column]) = \(StepStatement.keyName(index))"
        }
        return RowQuery(source: .rows(source.from), conditions: own + conditions)
    }

    // MARK: Objects

    /// How the row of a step over several tables becomes an object: by a step for each table.
    mutating func variantObject(_ runs: [Run], on draft: StatementScope) -> ObjectPlan {
        var plan = ObjectPlan()
        var alternatives = Alternatives(
            isNonNull: true,
            coordinate: coordinate,
            offset: runs.first.map { document.selections[Int($0.lowerBound) - 1].offset } ?? 0
        )
        for (table, keys) in draft.variants {
            let step = newStep(parent: draft, table: table)
            let columns = keys.map { draft.column($0) }
            let keys = StepKeys(values: .parent(columns: columns), columns: table.key)
            let object = lookUp(step, by: table.key, keys, runs)
            alternatives.steps.append((step.index, object))
        }
        plan.alternatives = alternatives
        return plan
    }
}

/// The order of a list with variants.
///
/// Its keys are the shared ones, the number of the variant, and the keys of all variants one behind the other, of which a row has
/// its own and NULL for the others.
struct VariantOrder {
    /// By variant, the column of each shared key; and the key as the rows of all variants have it.
    var shared: [(columns: [Column], key: Compiler.OrderKey)]
    var whole: Compiler.Order

    /// The keys in which the rows of `variant`, those of `source`, differ, with their places in a cursor.
    func keys(
        of variant: Variant,
        _ number: Int,
        firstKey: Int,
        _ source: RelationSource
    ) -> [(component: Int, key: Compiler.OrderKey)] {
        var keys: [(component: Int, key: Compiler.OrderKey)] = []
        for (index, (columns, key)) in shared.enumerated() {
            keys.append((index, Compiler.OrderKey(columns[number], key.direction, of: source)))
        }
        let direction = whole.keys[shared.count].direction
        var constant = whole.keys[shared.count]
        constant.value = SQL.number(number)
        keys.append((shared.count, constant))
        for (index, column) in variant.table.key.enumerated() {
            keys.append((firstKey + index, Compiler.OrderKey(column, direction, of: source)))
        }
        return keys
    }

    /// What is selected of the rows of the variant with this number, under the names by which ``whole`` calls it.
    func columns(
        of number: Int,
        _ keys: [(component: Int, key: Compiler.OrderKey)],
        _ schema: BoundSchema
    ) -> [SQL] {
        whole.keys.indices.map { component in
            let name: SQL = "AS order\(SQL.number(component + 1))"
            if let own = keys.first(where: { $0.component == component }) {
                return "\(own.key.value) \(name)"
            }
            let type = schema.databaseTypes[whole.keys[component].type]?.identifier ?? "text"
            return "CAST(NULL AS \(type)) \(name)"
        }
    }
}

extension Compiler {
    /// The order that is asked for of a list with variants; the columns are those that every variant has.
    private mutating func variantOrder(
        _ site: FieldSite,
        _ list: ListBinding,
        _ variants: [Variant]
    ) throws(GraphQLError) -> VariantOrder {
        var shared = try askedOrder(site, variants)
        if shared.isEmpty {
            for place in list.variants[0].defaultOrder.indices {
                let columns = variants.map { $0.defaultOrder[place].column }
                guard columns.allSatisfy({ schema.isReadable($0, by: role) }) else { continue }
                let direction = variants[0].defaultOrder[place].direction
                shared.append((columns, key(columns, direction, columns.first?.name ?? "", shared.count)))
            }
        }
        let isAscending = shared.last?.key.direction.isAscending ?? true
        let direction: OrderDirection = isAscending ? .ascending : .descending
        var keys = shared.map(\.key)
        let others = [TypeOID.int4] + variants.flatMap { $0.table.key.map { schema.baseType(of: $0.type) } }
        for type in others {
            keys.append(
                OrderKey(
                    value: "u.order\(SQL.number(keys.count + 1))",
                    isNotNull: true,
                    type: type,
                    name: "",
                    direction: direction
                )
            )
        }
        let names = variants.map { schema.schema[$0.table.type].name }.joined(separator: " ")
        return VariantOrder(
            shared: shared,
            whole: Order(keys: keys, digest: digest(of: keys, site, names))
        )
    }

    private mutating func askedOrder(
        _ site: FieldSite,
        _ variants: [Variant]
    ) throws(GraphQLError) -> [(columns: [Column], key: OrderKey)] {
        var shared: [(columns: [Column], key: OrderKey)] = []
        guard let input = input(.order, of: site) else { return [] }
        for item in items(input.value) {
            guard let member = members(item, of: input.type, schema.inputs.sharedOrders).first else {
                throw GraphQLError("An order needs a direction.", code: .badUserInput)
            }
            let direction = try direction(member.value)
            if shared.contains(where: { $0.key.name == member.name }) { continue }
            let own = variants.compactMap { member.binding[$0.table.type]?.column }
            shared.append((own, key(own, direction, member.name, shared.count)))
        }
        return shared
    }

    private func key(
        _ columns: [Column],
        _ direction: OrderDirection,
        _ name: String,
        _ number: Int
    ) -> OrderKey {
        OrderKey(
            value: "u.order\(SQL.number(number + 1))",
            isNotNull: columns.allSatisfy(\.isNotNull),
            type: columns.first.map { schema.baseType(of: $0.type) } ?? TypeOID.text,
            name: name,
            direction: direction
        )
    }
}
