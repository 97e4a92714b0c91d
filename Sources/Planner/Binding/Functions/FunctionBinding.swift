package import GraphQL

/// A field that calls a function.
package struct FunctionBinding: Sendable {
    /// How the field is made of one result of the function.
    package enum Result: Sendable {
        /// A scalar or an array of scalars.
        case value(ScalarFormat)
        /// A row of a composite type, as it was returned.
        case row
        /// A row of a table. The call says its key; the row is read by another statement, with the caller's own rights.
        case rowOfTable
    }

    package var function: Function
    /// The arguments that are given, by the parameters that take them.
    package var arguments:
        [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)]
    /// The parameters that take columns of the row that has the field.
    package var keys: [(parameter: Function.Parameter, column: Column)]
    package var result: Result
    /// The rows returned: those of a composite type or a table, or a single column `value`.
    package var rows: TableBinding
    /// What the call depends on, by the role's index.
    package var dependencies: [Dependencies]
    /// Whether it may change something: a field of `Mutation`.
    package var isMutation: Bool
    /// Whether there are other functions with its name: the types of the arguments say which one is called.
    package var isOverloaded: Bool
    /// Of a function that takes a set of calls, the attributes with one value for all calls of the field.
    package var constants: [(parameter: Function.Parameter, value: String)] = []

    /// Whether the function returns any number of results.
    package var isList: Bool { function.cardinality != .one }
}

/// How the value of an argument becomes an expression of SQL.
package indirect enum ArgumentBinding: Sendable {
    case value(ScalarFormat)
    /// An array of such values.
    case values(ScalarFormat)
    /// The key in a global id.
    case id(target: TypeID)
    /// An array of keys in global ids.
    case ids(target: TypeID)
    /// A composite value: for each attribute the input field that gives it, `nil` where none does.
    case composite(type: SQL, [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?])
    /// An array of composite values.
    case composites(type: SQL, [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?])
}

extension FunctionBinding {
    /// What a caller gives, by its path (`input.dueOn`), with the name that a column of it would have.
    var inputs: [(path: String, column: String)] {
        arguments.flatMap { Self.inputs($0.argument, $0.value, "") }
    }

    /// Composite types cannot contain themselves, so this ends.
    private static func inputs(
        _ input: InputValueDefinition,
        _ value: ArgumentBinding,
        _ prefix: String
    ) -> [(path: String, column: String)] {
        let path = prefix + input.name
        switch value {
        case .value, .values, .id, .ids: return [(path, input.name.snakeCased)]
        case .composite(_, let members), .composites(_, let members):
            return members.compactMap { $0 }.flatMap { inputs($0.field, $0.value, path + ".") }
        }
    }
}
