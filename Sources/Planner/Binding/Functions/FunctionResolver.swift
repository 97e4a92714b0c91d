import GraphQL

/// Finds which of the functions with one name a field calls: *Function Type Resolution*, §10.3 of PostgreSQL's manual.
struct FunctionResolver {
    private let context: BindingContext
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    private var catalog: Catalog { context.catalog }

    /// What the name and the arguments of a field lead to.
    enum Resolution {
        case found(Function)
        case unknown
        /// No function with the name takes the field's arguments.
        case unfitting([Function])
        /// Several functions with the name take them, none of them better than the others.
        case ambiguous([Function])
    }

    /// The function called `name` (`schema.name`) that takes the arguments of `field`, and the columns that a row of `table` gives.
    func function(
        named name: String,
        for field: FieldDefinition,
        of table: TableBinding?
    ) -> Resolution {
        let found = catalog.functions(named: name)
        guard let first = found.first else { return .unknown }
        if field.callsSets {
            let type = tables.types[field.type.type.index]
            return .found(found.lazy.compactMap { catalog.call(of: $0, for: field, type) }.first ?? first)
        }
        // Of a single function the findings say which argument does not fit, and why.
        guard found.count > 1 else { return .found(first) }
        let fitting = found.compactMap { function in
            exactArguments(of: function, for: field, of: table).map { (function: function, exact: $0) }
        }
        let most = fitting.map(\.exact).max()
        // PostgreSQL does not prefer a function of which no parameter is left to its default.
        let best = fitting.filter { $0.exact == most }.map(\.function)
        if best.count == 1 { return .found(best[0]) }
        return best.isEmpty ? .unfitting(found) : .ambiguous(best)
    }

    /// How many arguments of `field` have exactly the type of their parameter; `nil` where the function cannot take them.
    private func exactArguments(
        of function: Function,
        for field: FieldDefinition,
        of table: TableBinding?
    ) -> Int? {
        var count = 0
        var given: Set<String> = []
        for (name, column) in field.rowParameters {
            guard let parameter = function.parameter(name), let column = table?.relation.column(column),
                catalog.baseType(of: parameter.type) == catalog.baseType(of: column.type)
            else { return nil }
            given.insert(name)
            if parameter.type == column.type { count += 1 }
        }
        for argument in field.arguments {
            guard let parameter = function.parameter(argument.name.snakeCased),
                let isExact = fits(argument, parameter.type)
            else { return nil }
            given.insert(parameter.name)
            if isExact { count += 1 }
        }
        let isComplete = function.parameters.allSatisfy { $0.hasDefault || given.contains($0.name) }
        return isComplete ? count : nil
    }

    /// Whether `input` gives values of exactly the type `oid`; `nil` where it gives none of it.
    private func fits(_ input: InputValueDefinition, _ oid: UInt32) -> Bool? {
        // Binding reports what does not fit, which is of no interest here.
        var trial = ArgumentBinder(context, tables)
        guard trial.bind(input, to: oid, "") != nil else { return nil }
        var item = oid
        if input.type.modifiers.isList, case .array(let inner)? = catalog.types[oid]?.kind { item = inner }
        let type = tables.types[input.type.type.index]
        switch type.kind {
        case .enum:
            if case .enumeration? = catalog.types[item]?.kind { return true }
            return false
        case .scalar where !input.appliedDirectives.contains { $0.name == "id" }:
            return ScalarType.ofExpressions(as: type.name == "ID" ? "String" : type.name)?.oid == item
        case .scalar, .object, .interface, .union, .inputObject: return true
        }
    }
}

extension Function {
    /// The parameter called `name`.
    func parameter(_ name: String) -> Parameter? { parameters.first { $0.name == name } }
}

extension Catalog {
    /// All functions called `name` (`schema.name`).
    func functions(named name: String) -> [Function] {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let schema = parts.count == 2 ? parts[0] : "public"
        return functions.filter { $0.name == parts.last && $0.schema == schema }
    }

    /// The function's name with its parameters' types, as SQL's commands want it.
    func signature(of function: Function) -> String {
        let types = (function.callsType.map { [$0] } ?? function.parameters.map(\.type)).map {
            sqlName(ofType: $0)
        }
        return "\(function.sqlName)(\(types.joined(separator: ", ")))"
    }

    /// The signatures of `functions`, as a person writes them.
    func signatures(of functions: [Function]) -> String {
        functions.map { signature(of: $0) }.joined(separator: ", ")
    }
}

extension FieldDefinition {
    /// What `@function(row:)` says.
    var rowParameters: [(parameter: String, column: String)] {
        guard case .list(let items)? = directive("function")?.argument("row") else { return [] }
        return items.map { ($0["parameter"]?.text ?? "", $0["column"]?.text ?? "") }
    }
}
