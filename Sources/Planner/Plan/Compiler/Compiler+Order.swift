import GraphQL

/// Orders and cursors.
extension Compiler {
    /// The order that is asked for, with the key behind it, so that no two rows are equal in it.
    mutating func order(
        _ site: FieldSite,
        _ list: ListBinding,
        on step: StatementScope
    ) throws(GraphQLError) -> Order {
        let table = step.table
        var keys: [OrderKey] = []
        if let input = input(.order, of: site) {
            for item in items(input.value) {
                guard let key = try orderKey(item, of: input.type, on: step) else { continue }
                if keys.contains(where: { $0.name == key.name }) { continue }
                guard keys.count < limits.maximumOrderKeys else { throw tooManyKeys() }
                keys.append(key)
            }
        }
        if keys.isEmpty {
            let readable = list.defaultOrder.filter { schema.isReadable($0.column, by: role) }
            keys = readable.map { OrderKey($0.column, $0.direction, of: step.own) }
        }
        let isAscending = keys.last?.direction.isAscending ?? true
        for column in table.key where !keys.contains(where: { $0.name == column.name }) {
            keys.append(OrderKey(column, isAscending ? .ascending : .descending, of: step.own))
        }
        return Order(keys: keys, digest: digest(of: keys, site, table.relation.displayName))
    }

    /// The key that `item`, an order of the input type `type`, names; `nil` where it names none.
    private mutating func orderKey(
        _ item: Argument,
        of type: TypeID,
        on step: StatementScope
    ) throws(GraphQLError) -> OrderKey? {
        guard let path = try orderPath(item, of: type) else { return nil }
        guard let first = path.relations.first else {
            switch path.value {
            case .column(let column): return OrderKey(column, path.direction, of: step.own)
            case .expression(let expression): return orderKey(path, evaluate(expression, on: step))
            }
        }
        // The join shows nothing but that value, under a name of ours: expressions of the schema's author name the columns of
        // the list's own table without saying whose they are.
        let number = SQL.number(step.joins.count + 1)
        let start = first.from.map { step.own[$0] }
        let name = step.addedName("order\(number)")
        let query = try query(of: path, from: start, as: name, on: step)
        step.joins.append("\nLEFT JOIN LATERAL (\(query)) AS o\(number) ON true")
        return orderKey(path, "o\(number).\(name)")
    }

    private func orderKey(_ path: OrderPath, _ value: SQL) -> OrderKey {
        OrderKey(
            value: value,
            isNotNull: false,
            type: path.value.type,
            name: path.name,
            direction: path.direction
        )
    }

    /// The query of the value, called `name`, of the row that `path` leads to from the values `start`.
    func query(
        of path: OrderPath,
        from start: [SQL],
        as name: SQL,
        on step: StatementScope
    ) throws(GraphQLError) -> SQL {
        let (source, rows) = try rows(along: path.relations, from: start, on: step)
        switch path.value {
        case .column(let column): return "SELECT \(source[column]) AS \(name) \(rows)"
        case .expression(let expression):
            let value = evaluate(expression, over: source)
            if path.relations.count == 1 { return "SELECT \(value) AS \(name) \(rows)" }
            // Alone in a query of its own, the last row is the only one whose columns the expression can name.
            let last = path.relations[path.relations.count - 1]
            let (parent, parents) = try self.rows(along: path.relations.dropLast(), from: start, on: step)
            let conditions = zip(last.to, last.from).map { column, other -> SQL in
                "\(source[column]) = \(parent[other])"
            }
            let own: SQL = "SELECT \(value) FROM \(source.from) WHERE \(conditions.joined(" AND "))"
            return "SELECT (\(own)) AS \(name) \(parents)"
        }
    }

    /// What an order goes by.
    enum OrderValue {
        case column(Column)
        case expression(ExpressionBinding)

        /// The oid of its type.
        var type: UInt32 {
            switch self {
            case .column(let column): column.type
            case .expression(let expression): expression.format.type
            }
        }
    }

    /// A value that an order goes by, and what leads to it.
    struct OrderPath {
        var relations: [RelationBinding] = []
        var value: OrderValue
        /// The names of the fields that lead to it.
        var name: String
        var direction: OrderDirection
    }

    /// The path that `item`, an order of the input type `type`, says; `nil` where it says none.
    ///
    /// - Parameter relations: what leads to the rows of that type.
    mutating func orderPath(
        _ item: Argument,
        of type: TypeID,
        behind relations: [RelationBinding] = []
    ) throws(GraphQLError) -> OrderPath? {
        var (item, type, relations) = (item, type, relations)
        var path = ""
        while let member = members(item, of: type, schema.inputs.orders).first {
            switch member.binding {
            case .column(let column):
                return OrderPath(
                    relations: relations,
                    value: .column(column.column),
                    name: relations.isEmpty ? column.column.name : path + member.name,
                    direction: try direction(member.value)
                )
            case .expression(let expression):
                return OrderPath(
                    relations: relations,
                    value: .expression(expression),
                    name: path + "@" + member.name,
                    direction: try direction(member.value)
                )
            case .one(let relation):
                guard relations.count < limits.maximumOrderKeys else { throw tooManyKeys() }
                relations.append(relation)
            case .embedded: break
            }
            path += member.name + "."
            (item, type) = (member.value, member.type)
        }
        if relations.isEmpty { return nil }
        throw GraphQLError("An order needs a direction.", code: .badUserInput)
    }

    mutating func direction(_ argument: Argument) throws(GraphQLError) -> OrderDirection {
        guard let text = value(argument)?.text, let direction = OrderDirection(rawValue: text) else {
            throw GraphQLError("An order needs a direction.", code: .badUserInput)
        }
        return direction
    }

    func tooManyKeys() -> GraphQLError {
        GraphQLError("An order has at most \(limits.maximumOrderKeys) keys.", code: .limitExceeded)
    }

    /// The row that `relations`, one behind the other and at least one, lead to from the values `start`: its source, FROM and WHERE.
    func rows(
        along relations: some Collection<RelationBinding>,
        from start: [SQL],
        on step: StatementScope
    ) throws(GraphQLError) -> (source: RelationSource, sql: SQL) {
        var from: [SQL] = []
        var conditions: [SQL] = []
        var (source, values) = (step.own, start)
        for (index, relation) in relations.enumerated() {
            guard let table = schema.table(of: relation.target) else { throw .unbound("orderBy") }
            if index > 0 { values = relation.from.map { source[$0] } }
            source = read(table.relation, as: "j\(SQL.number(index + 1))", by: relation.to, on: step)
            from.append(source.from)
            for (column, value) in zip(relation.to, values) {
                conditions.append("\(source[column]) = \(value)")
            }
        }
        return (source, "FROM \(from.joined(", ")) WHERE \(conditions.joined(" AND "))")
    }

    /// A word for (field, order, role): cursors of one do not fit another.
    func digest(of keys: [OrderKey], _ site: FieldSite, _ rows: String) -> UInt64 {
        var text = "\(schema.schema[site.owner].name).\(site.name)|\(schema.roles[role].name)|\(rows)"
        for key in keys { text += "|\(key.name) \(key.direction.rawValue)" }
        // FNV-1a of 64 bits: it tells orders apart, and guards nothing.
        return text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    func orderTerm(_ key: OrderKey, isReversed: Bool) -> SQL {
        let direction = isReversed ? key.direction.reversed : key.direction
        let name = key.value
        // Where there are no nulls, nothing is said of them: PostgreSQL would pass the index by.
        guard !key.isNotNull else { return direction.isAscending ? "\(name)" : "\(name) DESC" }
        switch direction {
        case .ascending, .ascendingNullsLast: return "\(name)"
        case .descending, .descendingNullsFirst: return "\(name) DESC"
        case .ascendingNullsFirst: return "\(name) NULLS FIRST"
        case .descendingNullsLast: return "\(name) DESC NULLS LAST"
        }
    }

    /// The condition that a row comes behind `cursor`, or before it where `isReversed`.
    mutating func beyond(_ cursor: Argument, _ order: Order, isReversed: Bool) throws(GraphQLError) -> SQL {
        let keys = order.keys.enumerated().map { (component: $0, key: $1) }
        return try beyond(cursor, order, keys, isReversed: isReversed)
    }

    /// The same for rows that differ in some of the order's keys only, each with its place in the cursor.
    mutating func beyond(
        _ cursor: Argument,
        _ order: Order,
        _ own: [(component: Int, key: OrderKey)],
        isReversed: Bool
    ) throws(GraphQLError) -> SQL {
        let types = order.keys.map { schema.baseType(of: $0.type) }
        let nulls = try nulls(of: cursor, order, types)
        var parameters: [SQL] = []
        for (component, _) in own {
            parameters.append(try cursorParameter(cursor, order.digest, types, component))
        }
        let keys = own.map { isReversed ? $0.key.reversed : $0.key }
        let isUniform = keys.allSatisfy {
            $0.direction.isAscending == keys[0].direction.isAscending && $0.isNotNull
        }
        if isUniform {
            let names = keys.map(\.value).joined(", ")
            let sign: SQL = keys[0].direction.isAscending ? ">" : "<"
            return "(\(names)) \(sign) (\(parameters.joined(", ")))"
        }
        return alternatives(keys, own.map { nulls[$0.component] }, parameters)
    }

    /// Behind in the first key, or equal there and behind in the second, and so on.
    private func alternatives(_ keys: [OrderKey], _ nulls: [Bool], _ parameters: [SQL]) -> SQL {
        var alternatives: [SQL] = []
        var equal: [SQL] = []
        for (index, key) in keys.enumerated() {
            let name = key.value
            if let behind = behind(name, key, isNull: nulls[index], parameters[index]) {
                alternatives.append("(\((equal + [behind]).joined(" AND ")))")
            }
            equal.append(nulls[index] ? "\(name) IS NULL" : "\(name) = \(parameters[index])")
        }
        return alternatives.isEmpty ? "false" : "(\(alternatives.joined(" OR ")))"
    }

    private func behind(_ name: SQL, _ key: OrderKey, isNull: Bool, _ parameter: SQL) -> SQL? {
        if isNull { return key.direction.putsNullsFirst ? "\(name) IS NOT NULL" : nil }
        let sign: SQL = key.direction.isAscending ? ">" : "<"
        if key.isNotNull || key.direction.putsNullsFirst { return "\(name) \(sign) \(parameter)" }
        return "(\(name) \(sign) \(parameter) OR \(name) IS NULL)"
    }

    private mutating func nulls(
        of cursor: Argument,
        _ order: Order,
        _ types: [UInt32]
    ) throws(GraphQLError) -> [Bool] {
        if case .variable(let path) = cursor,
            case .nulls(let nulls) = shape(path, .cursor(count: types.count))
        {
            return nulls
        }
        guard case .literal(let value) = cursor else {
            _ = try Parameter.cursor(.null, order.digest, types); return []
        }
        return try Parameter.cursor(value, order.digest, types).map { $0 == nil }
    }

    private func cursorParameter(
        _ cursor: Argument,
        _ digest: UInt64,
        _ types: [UInt32],
        _ index: Int
    ) throws(GraphQLError) -> SQL {
        let source: Parameter.Source
        switch cursor {
        case .literal(let value): source = .literal(try Parameter.cursor(value, digest, types)[index])
        case .variable(let path): source = .cursorComponent(path, digest: digest, component: index)
        case .list, .object: source = .literal(nil)
        }
        var parameter = Parameter(source, format: .binary(type: types[index]))
        parameter.keyTypes = types
        return .parameter(parameter)
    }
}

extension Compiler.OrderKey {
    /// A column of the rows of `source`.
    init(_ column: Column, _ direction: OrderDirection, of source: RelationSource) {
        self.init(
            value: source[column],
            isNotNull: column.isNotNull,
            type: column.type,
            name: column.name,
            direction: direction
        )
    }

    /// The same key in the opposite order.
    var reversed: Self {
        var key = self
        key.direction = direction.reversed
        return key
    }
}
