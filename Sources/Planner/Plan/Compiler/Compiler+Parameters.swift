import GraphQL

/// Arguments as parameters of statements: literals are encoded now, variables with each request.
extension Compiler {
    /// A single value of a column's format.
    mutating func parameter(_ argument: Argument, for format: ScalarFormat) throws(GraphQLError) -> Parameter
    {
        try parameter(argument, for: format, arrayType: nil, maximumBytes: .max)
    }

    /// A single value that a condition compares with by `comparison`, of the type that it is compared with.
    mutating func operand(
        _ argument: Argument,
        of comparison: ValueOperator,
        for format: ScalarFormat
    ) throws(GraphQLError) -> SQL {
        let bytes = format.isCostly(comparison) ? limits.maximumOperandBytes : .max
        return try cast(parameter(argument, for: format, arrayType: nil, maximumBytes: bytes), format.cast)
    }

    /// A list of values of a column's format, as an array.
    ///
    /// - Parameter most: the most items; `nil` is the limit of conditions.
    mutating func listParameter(
        _ argument: Argument,
        of comparison: ValueOperator? = nil,
        for format: ScalarFormat,
        most: Int? = nil
    ) throws(GraphQLError) -> SQL {
        let isCostly = comparison.map(format.isCostly) ?? false
        let bytes = isCostly ? limits.maximumOperandBytes : .max
        if case .list(let items) = argument {
            try checkLength(items.count, most: most)
            var parameters: [SQL] = []
            for item in items {
                let parameter = try parameter(item, for: format, arrayType: nil, maximumBytes: bytes)
                parameters.append(cast(parameter, format.cast))
            }
            return "ARRAY[\(parameters.joined(", "))]"
        }
        let parameter = try parameter(
            argument,
            for: format,
            arrayType: format.parameterArrayType,
            maximumItems: most ?? limits.maximumListItems,
            maximumBytes: bytes
        )
        return cast(parameter, format.arrayCast)
    }

    private mutating func parameter(
        _ argument: Argument,
        for format: ScalarFormat,
        arrayType: UInt32?,
        maximumItems: Int = .max,
        maximumBytes: Int
    ) throws(GraphQLError) -> Parameter {
        var parameter = Parameter(.literal(nil), format: format.parameter, arrayType: arrayType)
        parameter.maximumItems = maximumItems
        parameter.maximumBytes = maximumBytes
        parameter.labels = format.labels
        try fill(&parameter, argument)
        return parameter
    }

    /// One component of the key in a global id, or in each of a list of ids.
    mutating func idParameter(
        _ argument: Argument,
        of table: TableBinding,
        component: Int,
        isList: Bool = false,
        isArrayText: Bool = false,
        most: Int? = nil
    ) throws(GraphQLError) -> Parameter {
        let types = table.key.map { schema.baseType(of: $0.type) }
        let name = schema.schema[table.type].name
        var parameter = Parameter(
            .literal(nil),
            format: .binary(type: types[component]),
            arrayType: isList || isArrayText ? schema.arrayType(of: types[component]) : nil
        )
        parameter.isArrayText = isArrayText
        parameter.maximumItems = most ?? limits.maximumListItems
        parameter.keyTypes = types
        switch argument {
        case .literal(let value):
            parameter.source = .literal(try parameter.encodeID(value, of: name, component: component))
        case .variable(let path):
            parameter.source = .idComponent(path, type: name, component: component)
        case .list(let items):
            // Variables among the items of a list of ids are rare enough to be part of the shape.
            let values = items.map { value($0) ?? .null }
            parameter.source = .literal(try parameter.encodeID(.list(values), of: name, component: component))
        case .object: throw GraphQLError("An id is expected here.", code: .badUserInput)
        }
        return parameter
    }

    mutating func fill(_ parameter: inout Parameter, _ argument: Argument) throws(GraphQLError) {
        switch argument {
        case .literal(let value):
            parameter.source = .literal(try parameter.encode(value))
        case .variable(let path): parameter.source = .variable(path)
        case .list, .object: throw GraphQLError("A single value is expected here.", code: .badUserInput)
        }
    }

    func checkLength(_ count: Int, most: Int? = nil) throws(GraphQLError) {
        let most = most ?? limits.maximumListItems
        guard count <= most else {
            throw GraphQLError("A list has more than \(most) items.", code: .limitExceeded)
        }
    }

    /// The parameter, cast to the column's type where it is sent as another.
    func cast(_ parameter: Parameter, _ type: SQL?) -> SQL {
        guard let type else { return .parameter(parameter) }
        var parameter = parameter
        parameter.isInterpreted = true
        return "CAST(\(SQL.parameter(parameter)) AS \(type))"
    }
}
