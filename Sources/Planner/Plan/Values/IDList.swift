package import GraphQL

/// A list of global ids that a request gives, as the keys of one type's rows.
package struct IDList: Sendable {
    enum Source: Sendable {
        case values([InputValue])
        case variable(ValuePath)

        func values(in variables: [InputValue?]) -> [InputValue] {
            switch self {
            case .values(let values): values
            case .variable(let path): path.value(in: variables)?.items ?? []
            }
        }
    }

    let source: Source
    let type: String
    let keyTypes: [UInt32]
    let maximumCount: Int

    /// For each id its key; `nil` for one of another type.
    ///
    /// - Throws: what is wrong with an id of the type, as BAD_USER_INPUT.
    package func keys(in variables: [InputValue?]) throws(GraphQLError) -> [[[UInt8]]?] {
        let values = source.values(in: variables)
        try Self.check(values.count, maximumCount)
        var keys: [[[UInt8]]?] = []
        for value in values {
            let isOwn = GlobalID(value.idText ?? "")?.type == type
            keys.append(isOwn ? try Parameter.id(value, of: type, keyTypes) : nil)
        }
        return keys
    }

    static func check(_ count: Int, _ maximum: Int) throws(GraphQLError) {
        guard count <= maximum else {
            throw GraphQLError("At most \(maximum) ids can be asked for at once.", code: .limitExceeded)
        }
    }
}

/// The root field `nodes`.
extension Compiler {
    /// `nodes(ids:)`: which types there are, the ids say; so that is part of the shape, and each type is one step.
    mutating func nodes(
        _ site: FieldSite,
        _ definition: InputValueDefinition
    ) throws(GraphQLError) -> ValuePlan {
        guard let argument = argument(definition, of: site) else { return .constant(Array("null".utf8)) }
        let (source, types, count) = try ids(argument)
        var plan = ObjectPlan()
        var alternatives = Alternatives(
            isNonNull: site.modifiers.item.isNonNull,
            coordinate: coordinate,
            offset: document.selections[Int(site.selections[0])].offset
        )
        var tables: [(name: String, table: TableBinding)] = []
        for name in types { tables.append((name, try node(called: name, of: site))) }
        for (name, table) in tables {
            let step = newStep(parent: nil, table: table)
            let list = IDList(
                source: source,
                type: name,
                keyTypes: table.key.map { schema.baseType(of: $0.type) },
                maximumCount: limits.maximumPageSize
            )
            let keys = StepKeys(values: .ids(list), columns: table.key)
            let object = lookUp(step, by: table.key, keys, expecting: count, children(of: site))
            alternatives.steps.append((step.index, object))
        }
        if types.isEmpty { return .constant(Array("[]".utf8)) }
        plan.alternatives = alternatives
        return .objects(plan)
    }

    /// Where the ids come from, the types that they name, and about how many they are.
    private mutating func ids(
        _ argument: Argument
    ) throws(GraphQLError) -> (IDList.Source, types: [String], count: Int) {
        if case .variable(let path) = argument {
            guard case .names(let types) = shape(path, .idTypes),
                case .count(let count) = shape(path, .magnitude)
            else { return (.values([]), [], 0) }
            return (.variable(path), types, count)
        }
        var values: [InputValue] = []
        for item in items(argument) { values.append(value(item) ?? .null) }
        try IDList.check(values.count, limits.maximumPageSize)
        return (.values(values), VariableShape.idTypes(of: values), values.count)
    }

    /// The table of the type that an id names, if `site` can have its rows and the role may know of it.
    func node(called name: String, of site: FieldSite) throws(GraphQLError) -> TableBinding {
        guard let type = schema.schema.type(named: name), let table = schema.table(of: type),
            schema.schema[type].roles.contains(viewer), let interface = site.definition?.type.type,
            schema.schema[type].interfaces.contains(interface)
        else { throw GraphQLError("This is no id of this graph.", code: .badUserInput) }
        return table
    }
}
