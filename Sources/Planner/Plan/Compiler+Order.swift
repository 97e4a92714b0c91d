import GraphQL

/// Orders and cursors.
extension Compiler {
    /// The order that is asked for, with the key behind it, so that no two rows are equal in it.
    mutating func order(
        _ site: FieldSite,
        _ list: ListBinding,
        _ table: TableBinding
    ) throws(GraphQLError) -> Order {
        var keys: [OrderKey] = []
        if let argument = argument("orderBy", of: site), !isNull(argument),
            let type = site.definition?.arguments.first(where: { $0.name == "orderBy" })?.type.type,
            case .order(let bindings) = schema.inputs[type.index]
        {
            for item in items(argument) {
                for member in members(item) {
                    guard let column = bindings[member.name], let text = value(member.value)?.text,
                        let direction = OrderDirection(rawValue: text)
                    else { throw GraphQLError("An order needs a direction.", code: .badUserInput) }
                    if keys.contains(where: { $0.column.name == column.column.name }) { continue }
                    keys.append(OrderKey(column: column.column, direction: direction))
                }
            }
        }
        if keys.isEmpty {
            let readable = list.defaultOrder.filter { schema.isReadable($0.column, by: role) }
            keys = readable.map { OrderKey(column: $0.column, direction: $0.direction) }
        }
        let isAscending = keys.last?.direction.isAscending ?? true
        for column in table.key where !keys.contains(where: { $0.column.name == column.name }) {
            keys.append(OrderKey(column: column, direction: isAscending ? .ascending : .descending))
        }
        return Order(keys: keys, digest: digest(of: keys, site, table))
    }

    /// A word for (field, order, role): cursors of one do not fit another.
    private func digest(of keys: [OrderKey], _ site: FieldSite, _ table: TableBinding) -> UInt64 {
        var text =
            "\(schema.schema[site.owner].name).\(site.name)|\(schema.roles[role].name)|\(table.relation.displayName)"
        for key in keys { text += "|\(key.column.name) \(key.direction.rawValue)" }
        // FNV-1a of 64 bits: it tells orders apart, and guards nothing.
        return text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    func orderTerm(_ key: OrderKey, isReversed: Bool) -> SQL {
        let direction = isReversed ? key.direction.reversed : key.direction
        let name: SQL = "t.\(SQL.identifier(key.column.name))"
        // Where there are no nulls, nothing is said of them: PostgreSQL would pass the index by.
        guard !key.column.isNotNull else { return direction.isAscending ? "\(name)" : "\(name) DESC" }
        switch direction {
        case .ascending, .ascendingNullsLast: return "\(name)"
        case .descending, .descendingNullsFirst: return "\(name) DESC"
        case .ascendingNullsFirst: return "\(name) NULLS FIRST"
        case .descendingNullsLast: return "\(name) DESC NULLS LAST"
        }
    }

    /// The condition that a row comes behind `cursor`, or before it where `isReversed`.
    mutating func beyond(_ cursor: Argument, _ order: Order, isReversed: Bool) throws(GraphQLError) -> SQL {
        let types = order.keys.map { schema.baseType(of: $0.column.type) }
        let nulls = try nulls(of: cursor, order, types)
        var parameters: [SQL] = []
        for (index, type) in types.enumerated() {
            parameters.append(try cursorParameter(cursor, order.digest, types, index, type))
        }
        let keys = order.keys.map { key in
            OrderKey(column: key.column, direction: isReversed ? key.direction.reversed : key.direction)
        }
        let isUniform = keys.allSatisfy {
            $0.direction.isAscending == keys[0].direction.isAscending && $0.column.isNotNull
        }
        if isUniform {
            let names = keys.map { key -> SQL in "t.\(SQL.identifier(key.column.name))" }.joined(", ")
            let sign: SQL = keys[0].direction.isAscending ? ">" : "<"
            return "(\(names)) \(sign) (\(parameters.joined(", ")))"
        }
        return alternatives(keys, nulls, parameters)
    }

    /// Behind in the first key, or equal there and behind in the second, and so on.
    private func alternatives(_ keys: [OrderKey], _ nulls: [Bool], _ parameters: [SQL]) -> SQL {
        var alternatives: [SQL] = []
        var equal: [SQL] = []
        for (index, key) in keys.enumerated() {
            let name: SQL = "t.\(SQL.identifier(key.column.name))"
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
        if key.column.isNotNull || key.direction.putsNullsFirst { return "\(name) \(sign) \(parameter)" }
        return "(\(name) \(sign) \(parameter) OR \(name) IS NULL)"
    }

    private mutating func nulls(
        of cursor: Argument,
        _ order: Order,
        _ types: [UInt32]
    ) throws(GraphQLError) -> [Bool] {
        if case .variable(let path) = cursor, case .nulls(let nulls) = look(path, .cursor(count: types.count))
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
        _ index: Int,
        _ type: UInt32
    ) throws(GraphQLError) -> SQL {
        let source: Parameter.Source
        switch cursor {
        case .literal(let value): source = .literal(try Parameter.cursor(value, digest, types)[index])
        case .variable(let path): source = .cursorComponent(path, digest: digest, component: index)
        case .list, .object: source = .literal(nil)
        }
        var parameter = Parameter(source, format: .binary(type: type))
        parameter.keyTypes = types
        return .parameter(parameter)
    }
}
