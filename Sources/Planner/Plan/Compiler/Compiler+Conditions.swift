import GraphQL

/// The conditions on one value: what its operators say.
extension Compiler {
    /// The conditions that `argument`, operators of the input type `type`, puts on the value `name`.
    mutating func valueConditions(
        _ argument: Argument,
        of type: TypeID,
        _ name: SQL,
        _ format: ScalarFormat,
        _ step: StatementScope
    ) throws(GraphQLError) -> [SQL] {
        var conditions: [SQL] = []
        for member in try operators(argument, of: type, schema.inputs.operators) {
            try checkComparable(member)
            conditions.append(try condition(member, name, format, step))
        }
        return conditions
    }

    /// - Throws: where an operator has null to compare with.
    private mutating func checkComparable(_ member: BoundMember<ValueOperator>) throws(GraphQLError) {
        guard member.binding != .isNull, isNull(member.value) else { return }
        throw GraphQLError(
            "\"\(member.name)\" has no value to compare with; ask with isNull.",
            code: .badUserInput
        )
    }

    /// The condition that `member`, an operator with a value, puts on the value `name`.
    private mutating func condition(
        _ member: BoundMember<ValueOperator>,
        _ name: SQL,
        _ format: ScalarFormat,
        _ step: StatementScope
    ) throws(GraphQLError) -> SQL {
        switch member.binding {
        case .isNull: return try nullCondition(member.value, name)
        case .array(let comparison):
            return "\(name) \(comparison.sign) \(try listParameter(member.value, for: format))"
        case .document(let comparison):
            let document = try operand(whole(member.value), of: member.binding, for: format)
            return "\(name) \(comparison.sign) \(document)"
        case .comparison(let comparison):
            if let labels = try labels(member.value, format) {
                return "\(name) \(comparison.sign) \(labels.joined(", "))"
            }
            let value = try operand(member.value, of: member.binding, for: format)
            return "\(name) \(comparison.sign) \(value)"
        case .membership(let membership):
            if let labels = try labels(member.value, format) {
                return labelCondition(membership, name, labels)
            }
            let values = try listParameter(member.value, of: member.binding, for: format)
            switch membership {
            case .oneOf: return "\(name) = ANY(\(values))"
            case .noneOf: return "\(name) <> ALL(\(values))"
            }
        case .pattern(let pattern):
            // Where no index finds it, each row is searched.
            if !format.indexedPatterns.contains(pattern) { step.searchesRows = true }
            let value = try operand(member.value, of: member.binding, for: format)
            return patternCondition(pattern, name, value, format)
        }
    }

    /// The values that a condition compares an enum with, as constants; `nil` where the value is no enum's.
    ///
    /// An enum has few values, and indexes of the rows of one value serve constants only; so the values belong to the shape.
    private mutating func labels(_ argument: Argument, _ format: ScalarFormat) throws(GraphQLError) -> [SQL]?
    {
        guard case .label = format.leaf, let value = value(argument) else { return nil }
        try checkLength(value.items.count)
        return value.items.compactMap { item in
            guard let name = item.text else { return nil }
            let label = SQL.constant(format.labels[name] ?? name)
            return format.cast.map { "CAST(\(label) AS \($0))" } ?? label
        }
    }

    private func labelCondition(_ membership: Membership, _ name: SQL, _ labels: [SQL]) -> SQL {
        switch membership {
        case .oneOf: labels.isEmpty ? "false" : "\(name) IN (\(labels.joined(", ")))"
        case .noneOf: labels.isEmpty ? "true" : "\(name) NOT IN (\(labels.joined(", ")))"
        }
    }

    /// The condition that `name` has, or matches, `value`; what is made of the value is made once, in a query of its own.
    private func patternCondition(
        _ pattern: TextPattern,
        _ name: SQL,
        _ value: SQL,
        _ format: ScalarFormat
    ) -> SQL {
        // A part of a text is a text: a type with an equality of its own is compared by that.
        let type = format.isSelectedAsText ? format.cast : nil
        func part(_ function: SQL) -> SQL {
            let part: SQL = "\(function)(\(name), (SELECT length(\(value))))"
            return type.map { "CAST(\(part) AS \($0))" } ?? part
        }
        switch pattern {
        case .contains: return "strpos(lower(\(name)), (SELECT lower(\(value)))) > 0"
        case .like: return "\(name) LIKE \(value)"
        case .startsWith: return type == nil ? "\(name) ^@ \(value)" : "\(part("left")) = \(value)"
        case .endsWith: return "\(part("right")) = \(value)"
        }
    }

    /// The operators on a value or a list: at least one, as a variable that is absent takes its operator with it, and what
    /// would be left is no condition at all.
    mutating func operators<Binding>(
        _ argument: Argument,
        of type: TypeID,
        _ bindings: [TypeID: [Binding]]
    ) throws(GraphQLError) -> [BoundMember<Binding>] {
        let operators = members(argument, of: type, bindings)
        if operators.isEmpty {
            throw GraphQLError(
                "This condition has no operator with a value; remove it.",
                code: .badUserInput
            )
        }
        return operators
    }

    private mutating func nullCondition(_ argument: Argument, _ name: SQL) throws(GraphQLError) -> SQL {
        guard case .boolean(let isNull)? = value(argument) else {
            throw GraphQLError("\"isNull\" needs true or false.", code: .badUserInput)
        }
        return isNull ? "\(name) IS NULL" : "\(name) IS NOT NULL"
    }

    /// The conditions that `argument`, operators of the input type `type`, puts on the row that `columns` identify.
    mutating func idConditions(
        _ argument: Argument,
        of type: TypeID,
        _ columns: [Column],
        _ target: TypeID,
        _ source: RelationSource
    ) throws(GraphQLError) -> [SQL] {
        guard let table = schema.table(of: target) else { throw .unbound("id") }
        let names = columns.map { source[$0] }
        let row: SQL = names.count == 1 ? names[0] : "(\(names.joined(", ")))"
        var conditions: [SQL] = []
        for member in try operators(argument, of: type, schema.inputs.operators) {
            try checkComparable(member)
            switch member.binding {
            case .isNull: conditions.append(try nullCondition(member.value, names[0]))
            case .comparison(let comparison):
                let values = try idParameters(member.value, of: table, isList: false)
                conditions.append(
                    "\(row) \(comparison.sign) \(names.count == 1 ? values : "(\(values))")"
                )
            case .membership(let membership):
                let values = try idParameters(member.value, of: table, isList: true)
                switch membership {
                case .oneOf: conditions.append("\(row) IN (SELECT * FROM unnest(\(values)))")
                case .noneOf: conditions.append("\(row) NOT IN (SELECT * FROM unnest(\(values)))")
                }
            case .pattern, .array, .document: throw .unbound(member.name)
            }
        }
        return conditions
    }

    /// The components of an id, or of each of a list of ids.
    private mutating func idParameters(
        _ argument: Argument,
        of table: TableBinding,
        isList: Bool
    ) throws(GraphQLError) -> SQL {
        var parameters: [SQL] = []
        for component in table.key.indices {
            parameters.append(
                .parameter(try idParameter(argument, of: table, component: component, isList: isList))
            )
        }
        return parameters.joined(", ")
    }
}

extension Comparison {
    fileprivate var sign: SQL {
        switch self {
        case .equal: "="
        case .notEqual: "<>"
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        }
    }
}

extension ArrayOperator {
    fileprivate var sign: SQL {
        switch self {
        case .contains: "@>"
        case .overlaps: "&&"
        case .containedIn: "<@"
        }
    }
}

extension DocumentOperator {
    fileprivate var sign: SQL {
        switch self {
        case .contains: "@>"
        case .containedIn: "<@"
        }
    }
}
