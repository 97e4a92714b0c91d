import GraphQL

/// Calls of functions that take a set of them: every value of a call is a component of its key, so that all calls share a statement.
extension Compiler {
    /// The key of a call while it is being planned.
    private struct CallKey {
        var columns: [Column] = []
        var parameters: [Parameter] = []

        /// The types of the components as columns.
        var components: [Column] {
            columns
                + parameters.map {
                    let type = $0.isArrayText ? TypeOID.text : $0.format.type
                    return Column(name: "", type: type, isNotNull: false)
                }
        }

        /// The next component in the statement.
        mutating func add(_ parameter: Parameter) -> SQL {
            parameters.append(parameter)
            return StepStatement.keyName(columns.count + parameters.count - 1)
        }
    }

    mutating func setCall(
        _ site: FieldSite,
        _ call: FunctionBinding,
        on parent: StatementScope?
    ) throws(GraphQLError) -> ValuePlan {
        let step = newStep(parent: parent, table: call.rows, readsTable: false)
        step.dependencies.formUnion(call.dependencies[role])
        let first = call.isList ? try pageSize(.first, of: site) : nil
        var key = CallKey(columns: call.keys.map(\.column))
        let attributes = try attributes(of: call, at: site, &key)
        let keys = StepKeys(
            values: .calls(
                columns: key.columns.compactMap { parent?.column($0) },
                parameters: key.parameters
            ),
            columns: key.components
        )
        let piece = FetchPiece(
            rows: .calls(
                function: call.function.identifier,
                attributes: attributes,
                type: callType(of: call)
            ),
            limit: call.isList ? first ?? limits.maximumCallRows : 1,
            refusesMore: first == nil,
            lane: .analytic,
            callsFunction: true,
            takesNullKeys: true,
            expectedRows: call.isList ? first ?? call.function.expectedRows : 1,
            maximumKeys: limits.maximumCalls
        )
        add(step, keys: keys, piece)
        if case .value(let format) = call.result {
            let value = step.own[call.rows.relation.columns[0]]
            _ = step.column(format.selected(value))
            return .leafOfRow(step: step.index, format.leaf, site.modifiers)
        }
        // All columns, so that fields with other selections have the same statement.
        for column in call.rows.relation.columns.dropFirst() { _ = step.column(column) }
        let plan = object(call.rows.type, children(of: site), bindings: nil, on: step)
        guard call.isList else { return .row(step: step.index, plan) }
        return .rows(step: step.index, plan, itemsAreNonNull: site.modifiers.item.isNonNull)
    }

    private func callType(of call: FunctionBinding) -> SQL {
        guard let oid = call.function.callsType, case .array(let item)? = schema.databaseTypes[oid]?.kind
        else {
            return "record"
        }
        return schema.databaseTypes[item]?.identifier ?? "record"
    }

    /// The attributes of a call behind its ordinal, in the order of their type; one that is not given is NULL.
    private mutating func attributes(
        of call: FunctionBinding,
        at site: FieldSite,
        _ key: inout CallKey
    ) throws(GraphQLError) -> [SQL] {
        var attributes: [SQL] = []
        for parameter in call.function.parameters {
            let name = parameter.name
            let type = schema.databaseTypes[parameter.type]?.identifier ?? "text"
            if let index = call.keys.firstIndex(where: { $0.parameter.name == name }) {
                attributes.append("CAST(\(StepStatement.keyName(index)) AS \(type))")
            } else if let constant = call.constants.first(where: { $0.parameter.name == name }) {
                let value = Parameter(.literal(Array(constant.value.utf8)), format: .text)
                attributes.append("CAST(\(key.add(value)) AS \(type))")
            } else if let argument = call.arguments.first(where: { $0.parameter.name == name }) {
                let given = self.argument(argument.argument, of: site)
                attributes.append(try component(given, argument.value, type, &key))
            } else {
                attributes.append("NULL")
            }
        }
        // A call without arguments is a key too.
        if key.columns.isEmpty && key.parameters.isEmpty {
            _ = key.add(Parameter(.literal([1]), format: .boolean))
        }
        return attributes
    }

    /// The value of `argument` as an expression of the type called `type` over components of the key; an absent one is NULL.
    ///
    /// Composite types cannot contain themselves, so this ends.
    private mutating func component(
        _ argument: Argument?,
        _ binding: ArgumentBinding,
        _ type: SQL,
        _ key: inout CallKey
    ) throws(GraphQLError) -> SQL {
        let argument = argument ?? .literal(.null)
        switch binding {
        case .value(let format):
            let value = format.parameter.isJSON ? whole(argument) : argument
            return "CAST(\(key.add(try parameter(value, for: format))) AS \(type))"
        case .values(let format):
            var list = Parameter(
                .literal(nil),
                format: format.parameter,
                arrayType: format.parameterArrayType
            )
            list.isArrayText = true
            list.labels = format.labels
            list.maximumItems = limits.maximumInputItems
            try fill(&list, whole(argument))
            return "CAST(\(key.add(list)) AS \(type))"
        case .id(let target), .ids(let target):
            guard let table = schema.table(of: target) else { return "CAST(NULL AS \(type))" }
            var isList = false
            if case .ids = binding { isList = true }
            return "CAST(\(key.add(try id(argument, of: table, isList: isList))) AS \(type))"
        case .composite(let name, let members):
            let isPresent = !isNull(argument)
            let presence = key.add(Parameter(.literal([isPresent ? 1 : 0]), format: .boolean))
            var values: [SQL] = []
            for member in members {
                guard let (type, field, binding) = member else {
                    values.append("NULL")
                    continue
                }
                let given = isPresent ? self.member(field, of: argument) : nil
                values.append(try component(given, binding, type, &key))
            }
            return "CASE WHEN \(presence) THEN CAST(ROW(\(values.joined(", "))) AS \(name)) END"
        case .composites: throw GraphQLError("A single value is expected here.", code: .internalError)
        }
    }

    /// The key in a global id, or those of a list as an array's text.
    private mutating func id(
        _ argument: Argument,
        of table: TableBinding,
        isList: Bool
    ) throws(GraphQLError) -> Parameter {
        var parameter = Parameter(
            .literal(nil),
            format: .binary(type: schema.baseType(of: table.key[0].type))
        )
        if !isNull(argument) {
            parameter = try idParameter(
                argument,
                of: table,
                component: 0,
                isArrayText: isList,
                most: limits.maximumInputItems
            )
        }
        parameter.isArrayText = isList
        return parameter
    }
}
