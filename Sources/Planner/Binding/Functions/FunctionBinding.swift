package import GraphQL

/// A field that calls a function.
package struct FunctionBinding: Sendable {
    /// What the field is of what the function returns.
    package enum Result: Sendable {
        case value(ScalarFormat)
        /// The row itself, as an object of the table's type, which no table is behind.
        case row
        /// The row of a table that the returned row names by its key: read with the caller's own rights.
        case rowOfTable
    }

    package var function: Function
    /// The arguments that are given, by the parameters that take them.
    package var arguments:
        [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)]
    /// The parameters that take columns of the row that asks.
    package var keys: [(parameter: Function.Parameter, column: Column)]
    package var result: Result
    /// The rows returned: those of a composite type or a table, or a single column `value`.
    package var rows: TableBinding
    /// Whether it may change something: a field of `Mutation`.
    package var isMutation: Bool
    package var isList: Bool
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
