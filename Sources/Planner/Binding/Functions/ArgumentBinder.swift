import GraphQL

/// Binds what a field's arguments, and its row, give to the function that it calls.
struct ArgumentBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    private var types: [TypeDefinition] { tables.types }

    /// The parameters that take columns of the row of `table`, which has the field; `nil` where they do not fit.
    mutating func bindRow(
        of function: Function,
        _ table: TableBinding?,
        at place: FunctionPlace
    ) -> [(parameter: Function.Parameter, column: Column)]? {
        let wanted = place.field.rowParameters
        guard let table else {
            guard !wanted.isEmpty else { return [] }
            report(
                "\(place.coordinate) is a root field, of which there is no row.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give the field arguments in place of `row`."
            )
            return nil
        }
        guard !wanted.isEmpty else {
            report(
                "\(place.coordinate) gives the function \"\(function.displayName)\" nothing of its row.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give @function(row: [{parameter: …, column: …}]), or make it a field of Query."
            )
            return nil
        }
        let names = wanted.map(\.column)
        guard
            let found = columns(names, of: table.relation, at: place.location, coordinate: place.coordinate)
        else { return nil }
        var keys: [(parameter: Function.Parameter, column: Column)] = []
        for (name, column) in zip(wanted.map(\.parameter), found) {
            guard let parameter = function.parameter(name) else {
                let known = function.parameters.map(\.name)
                report(
                    "The function \"\(function.displayName)\" has no parameter \"\(name)\"."
                        + Suggestions.didYouMean(name, among: known),
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Name one of its parameters: \(known.joined(separator: ", "))."
                )
                return nil
            }
            guard catalog.baseType(of: parameter.type) == catalog.baseType(of: column.type) else {
                report(
                    "\(place.coordinate) gives \"\(table.relation.displayName).\(column.name)\" "
                        + "(\(catalog.displayName(ofType: column.type))) for the parameter \"\(name)\" "
                        + "(\(catalog.displayName(ofType: parameter.type))).",
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Name a column of the parameter's type."
                )
                return nil
            }
            // All rows are given in one call, as an array for each parameter; PostgreSQL has no arrays of arrays.
            guard catalog.types[catalog.baseType(of: column.type)]?.arrayType ?? 0 != 0 else {
                report(
                    "\(place.coordinate) gives the column \"\(table.relation.displayName).\(column.name)\", which is "
                        + "\(catalog.displayName(ofType: column.type)): it cannot be given for many rows at once.",
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Give the key of the row, and let the function read the column."
                )
                return nil
            }
            keys.append((parameter, column))
        }
        return keys
    }

    mutating func bind(
        of function: Function,
        at place: FunctionPlace
    ) -> [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)]? {
        var bound: [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)] =
            []
        var isSound = true
        for argument in place.field.arguments {
            let coordinate = "\(place.coordinate)(\(argument.name):)"
            let derived =
                place.isMutation ? DerivedArgument.dryRun : function.cardinality == .one ? nil : .first
            if argument.name == derived?.rawValue {
                report(
                    "\(coordinate) is an argument that Concierge itself adds.",
                    at: argument.location,
                    coordinate: coordinate,
                    fix: "Remove it, or give it and the parameter another name."
                )
                isSound = false
                continue
            }
            let name = argument.name.snakeCased
            guard let parameter = function.parameter(name) else {
                let known = function.parameters.map(\.name)
                report(
                    "The function \"\(function.displayName)\" has no parameter \"\(name)\".\(Suggestions.didYouMean(name, among: known))",
                    at: argument.location,
                    coordinate: coordinate,
                    fix: "Name the argument as one of its parameters: \(known.joined(separator: ", "))."
                )
                isSound = false
                continue
            }
            guard let value = bind(argument, to: parameter.type, coordinate) else {
                isSound = false
                continue
            }
            bound.append((parameter, argument, value))
        }
        let taken = place.field.rowParameters.map(\.parameter)
        for parameter in function.parameters
        where !parameter.hasDefault && !taken.contains(parameter.name)
            && !place.field.arguments.contains(where: { $0.name.snakeCased == parameter.name })
        {
            report(
                "\(place.coordinate) gives the function \"\(function.displayName)\" no value for its parameter "
                    + "\"\(parameter.name)\".",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give the field an argument for it, or the parameter a DEFAULT."
            )
            isSound = false
        }
        return isSound ? bound : nil
    }

    /// How `input`, an argument or a field of an input object, gives a value of the type `oid`.
    mutating func bind(
        _ input: InputValueDefinition,
        to oid: UInt32,
        _ coordinate: String
    ) -> ArgumentBinding? {
        let type = types[input.type.type.index]
        var item = oid
        let isList = input.type.modifiers.isList
        if isList {
            guard case .array(let inner)? = catalog.types[catalog.baseType(of: oid)]?.kind else {
                return mismatch(input, oid, coordinate)
            }
            item = inner
        }
        if type.kind == .inputObject {
            guard case .composite(let attributes)? = catalog.types[catalog.baseType(of: item)]?.kind,
                let name = catalog.types[item]?.identifier
            else { return mismatch(input, oid, coordinate) }
            guard let members = bind(type, to: attributes, of: item) else { return nil }
            return isList ? .composites(type: name, members) : .composite(type: name, members)
        }
        if let of = input.appliedDirectives.first(where: { $0.name == "id" })?.argument("of")?.text {
            guard let id = tables.typeIDs[of], let target = tables.table(of: id), target.key.count == 1 else {
                report(
                    "\(coordinate) takes ids of \"\(of)\", which is no type with a key of one column.",
                    at: input.location,
                    coordinate: coordinate,
                    fix: "Name a type with @table and a key of one column."
                )
                return nil
            }
            guard catalog.baseType(of: target.key[0].type) == catalog.baseType(of: item) else {
                return mismatch(input, oid, coordinate)
            }
            return isList ? .ids(target: id) : .id(target: id)
        }
        guard let format = ScalarFormat(ofParameter: item, as: type, in: catalog) else {
            return mismatch(input, oid, coordinate)
        }
        return isList ? .values(format) : .value(format)
    }

    /// How the members of the input object `type` give the attributes of a composite type.
    ///
    /// Composite types cannot contain themselves, so this ends.
    private mutating func bind(
        _ type: TypeDefinition,
        to attributes: [Column],
        of oid: UInt32
    ) -> [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?]? {
        var isSound = true
        for field in type.inputFields where !attributes.contains(where: { $0.name == field.name.snakeCased })
        {
            let known = attributes.map(\.name)
            report(
                "The type \(catalog.displayName(ofType: oid)) has no attribute \"\(field.name.snakeCased)\"."
                    + Suggestions.didYouMean(field.name.snakeCased, among: known),
                at: field.location,
                coordinate: "\(type.name).\(field.name)",
                fix:
                    "ALTER TYPE \(catalog.sqlName(ofType: oid)) ADD ATTRIBUTE \(field.name.snakeCased.sqlName) …; or remove "
                    + "the field."
            )
            isSound = false
        }
        var members: [(type: SQL, field: InputValueDefinition, value: ArgumentBinding)?] = []
        for attribute in attributes {
            guard let field = type.inputFields.first(where: { $0.name.snakeCased == attribute.name }) else {
                members.append(nil)
                continue
            }
            guard let value = bind(field, to: attribute.type, "\(type.name).\(field.name)"),
                let sql = catalog.types[attribute.type]?.identifier
            else {
                isSound = false
                continue
            }
            members.append((sql, field, value))
        }
        return isSound ? members : nil
    }

    private mutating func mismatch(
        _ input: InputValueDefinition,
        _ oid: UInt32,
        _ coordinate: String
    ) -> ArgumentBinding? {
        let type = types[input.type.type.index]
        let name = input.type.modifiers.isList ? "[\(type.name)]" : type.name
        report(
            "\(coordinate) is \(name), but the function takes \(catalog.displayName(ofType: oid)) there.",
            at: input.location,
            coordinate: coordinate,
            fix: "Choose types that fit each other."
        )
        return nil
    }
}
