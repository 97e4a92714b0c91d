import GraphQL

/// Arguments as parameters of statements: literals are encoded now, variables with each request.
extension Compiler {
    /// A single value of a column's format.
    mutating func parameter(_ argument: Argument, for format: ScalarFormat) throws(GraphQLError) -> Parameter
    {
        var parameter = Parameter(.literal(nil), format: format.parameter)
        parameter.labels = format.labels
        try fill(&parameter, argument)
        return parameter
    }

    /// A list of values of a column's format, as an array.
    ///
    /// - Parameter most: the most items; `nil` is the limit of conditions.
    mutating func listParameter(
        _ argument: Argument,
        for format: ScalarFormat,
        most: Int? = nil
    ) throws(GraphQLError) -> SQL {
        if case .list(let items) = argument {
            try proveLength(items.count, most: most)
            var parameters: [SQL] = []
            for item in items { parameters.append(try cast(parameter(item, for: format), format.cast)) }
            return "ARRAY[\(parameters.joined(", "))]"
        }
        var parameter = Parameter(
            .literal(nil),
            format: format.parameter,
            arrayType: format.parameterArrayType
        )
        parameter.maximumItems = most ?? limits.maximumListItems
        parameter.labels = format.labels
        try fill(&parameter, argument)
        return cast(parameter, format.arrayCast)
    }

    /// One component of the key in a global id, or in each of a list of ids.
    mutating func idParameter(
        _ argument: Argument,
        of table: TableBinding,
        component: Int,
        isList: Bool = false,
        most: Int? = nil
    ) throws(GraphQLError) -> Parameter {
        let types = table.key.map { schema.baseType(of: $0.type) }
        let name = schema.schema[table.type].name
        var parameter = Parameter(
            .literal(nil),
            format: .binary(type: types[component]),
            arrayType: isList ? schema.arrayType(of: types[component]) : nil
        )
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

    private mutating func fill(_ parameter: inout Parameter, _ argument: Argument) throws(GraphQLError) {
        switch argument {
        case .literal(let value):
            parameter.source = .literal(try parameter.encode(value))
        case .variable(let path): parameter.source = .variable(path)
        case .list, .object: throw GraphQLError("A single value is expected here.", code: .badUserInput)
        }
    }

    func proveLength(_ count: Int, most: Int? = nil) throws(GraphQLError) {
        let most = most ?? limits.maximumListItems
        guard count <= most else {
            throw GraphQLError("A list has more than \(most) items.", code: .limitExceeded)
        }
    }

    /// The parameter, cast to the column's type where it is sent as another.
    func cast(_ parameter: Parameter, _ type: SQL?) -> SQL {
        let value = SQL.parameter(parameter)
        return type.map { "CAST(\(value) AS \($0))" } ?? value
    }
}
