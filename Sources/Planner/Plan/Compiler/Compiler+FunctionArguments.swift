import GraphQL

/// The arguments that fields give to functions.
extension Compiler {
    /// The call, with its arguments by name.
    mutating func sql(of call: FunctionBinding, at site: FieldSite) throws(GraphQLError) -> SQL {
        var arguments: [SQL] = []
        // PostgreSQL wants the array of a VARIADIC parameter last.
        var variadic: [SQL] = []
        func give(_ value: SQL, for parameter: Function.Parameter) throws(GraphQLError) {
            guard let type = schema.databaseTypes[parameter.type]?.identifier else {
                throw .unbound(site.name)
            }
            // Exact types lead PostgreSQL to this function, not to another one of the same name.
            let typed = call.isOverloaded ? "CAST(\(value) AS \(type))" : value
            let argument: SQL = "\(SQL.identifier(parameter.name)) => \(typed)"
            if parameter.isVariadic {
                variadic.append("VARIADIC \(argument)")
            } else {
                arguments.append(argument)
            }
        }
        for (index, key) in call.keys.enumerated() {
            try give("k.\(keyName(index))", for: key.parameter)
        }
        for (parameter, argument, binding) in call.arguments {
            let given = self.argument(argument, of: site)
            // An absent argument is left to the default of the parameter, where it has one.
            if given == nil && parameter.hasDefault { continue }
            let type = schema.databaseTypes[parameter.type]?.identifier ?? "text"
            try give(try sql(given, binding, type), for: parameter)
        }
        return "\(call.function.identifier)(\((arguments + variadic).joined(", ")))"
    }

    /// The value of `argument` as an expression of the type called `type`; an absent one is NULL.
    private mutating func sql(
        _ argument: Argument?,
        _ binding: ArgumentBinding,
        _ type: SQL
    ) throws(GraphQLError) -> SQL {
        guard var argument else { return "CAST(NULL AS \(type))" }
        switch binding {
        case .value(let format):
            if format.parameter.isJSON { argument = whole(argument) }
            return cast(try parameter(argument, for: format), format.cast)
        case .values(let format):
            return try listParameter(argument, for: format, most: limits.maximumInputItems)
        case .id(let target), .ids(let target):
            guard !isNull(argument), let table = schema.table(of: target) else {
                return "CAST(NULL AS \(type))"
            }
            var isList = false
            if case .ids = binding { isList = true }
            let parameter = try idParameter(
                argument,
                of: table,
                component: 0,
                isList: isList,
                most: limits.maximumInputItems
            )
            return "CAST(\(SQL.parameter(parameter)) AS \(type))"
        case .composite(let name, let members):
            if isNull(argument) { return "CAST(NULL AS \(type))" }
            return try row(argument, members, as: name)
        case .composites(let name, let members):
            if isNull(argument) { return "CAST(NULL AS \(type))" }
            let items = items(argument)
            // Each member may be a parameter, of which a statement has at most 65,535 (PostgreSQL's protocol).
            try checkLength(items.count, most: min(limits.maximumInputItems, 60_000 / max(members.count, 1)))
            var rows: [SQL] = []
            for item in items {
                rows.append(isNull(item) ? "CAST(NULL AS \(name))" : try row(item, members, as: name))
            }
            return "CAST(ARRAY[\(rows.joined(", "))] AS \(type))"
        }
    }

    private mutating func row(
        _ argument: Argument,
        _ members: [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?],
        as name: SQL
    ) throws(GraphQLError) -> SQL {
        var values: [SQL] = []
        for member in members {
            guard let (type, field, binding) = member else {
                values.append("NULL")
                continue
            }
            values.append(try sql(self.member(field, of: argument), binding, type))
        }
        return "CAST(ROW(\(values.joined(", "))) AS \(name))"
    }

    /// The member of an input object that `field` defines, or its default.
    mutating func member(_ field: InputValueDefinition, of argument: Argument) -> Argument? {
        let found: Argument?
        switch argument {
        // A coerced variable has its defaults already, and an absent member is NULL: its shape does not matter.
        case .variable(let path): return .variable(path.appending(.member(field.name)))
        case .literal(let value): found = value[field.name].map { .literal($0) }
        case .object(let members):
            found = members.first { $0.name == field.name && !isAbsent($0.value) }?.value
        case .list: found = nil
        }
        return found ?? field.defaultValue.map { .literal($0) }
    }

    /// An argument of any form as one value: the values of the variables within it become part of the plan's shape.
    mutating func whole(_ argument: Argument) -> Argument {
        switch argument {
        case .literal, .variable: argument
        case .list, .object: .literal(value(argument) ?? .null)
        }
    }
}
