import GraphQL

/// Binds a field that calls a function: `@function`.
struct FunctionBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    private var types: [TypeDefinition] { tables.types }

    /// Binds a field with `@function`: of `Query`, of `Mutation`, or of the type of `table`.
    mutating func bind(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        of owner: TypeID,
        _ table: TableBinding? = nil
    ) -> FieldBinding {
        let coordinate = "\(types[owner.index].name).\(field.name)"
        let name = directive.argument("name")?.text ?? ""
        let place = FunctionPlace(
            field: field,
            location: directive.location,
            coordinate: coordinate,
            isMutation: owner == context.schema.mutationType
        )
        guard let function = checkFunction(named: name, table, at: place),
            checkCalls(of: function, at: place), checkDirectives(at: place)
        else { return .none }
        checkSafety(of: function, at: place)
        let dependencies = bindReads(of: function, directive, at: place)
        guard
            let keys = with(ArgumentBinder(context, tables), { $0.bindRow(of: function, table, at: place) }),
            let arguments = with(ArgumentBinder(context, tables), { $0.bind(of: function, at: place) }),
            let constants = bindConstants(of: function, at: place),
            checkArguments(arguments.map(\.argument), arguments.map(\.value), at: place),
            let (result, rows) = bindAnswer(of: function, at: place)
        else { return .none }
        return .call(
            FunctionBinding(
                function: function,
                arguments: arguments,
                keys: keys,
                result: result,
                rows: rows,
                dependencies: dependencies,
                isMutation: place.isMutation,
                isOverloaded: catalog.functions(named: name).count > 1,
                constants: constants
            )
        )
    }

    /// The function called `name`; `nil`, with a finding, where there is none or it is not clear which one is meant.
    private mutating func checkFunction(
        named name: String,
        _ table: TableBinding?,
        at place: FunctionPlace
    ) -> Function? {
        switch FunctionResolver(context, tables).function(named: name, for: place.field, of: table) {
        case .found(let function): return function
        case .unknown:
            let known = catalog.functions.map { $0.displayName }
            report(
                "There is no function \"\(name)\".\(Suggestions.didYouMean(name, among: known))",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Name an existing function, or create it in a migration and grant it to the roles."
            )
        case .unfitting(let functions):
            report(
                "No function \"\(name)\" takes the arguments of \(place.coordinate). There are: \(catalog.signatures(of: functions)).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give the field the arguments of one of them."
            )
        case .ambiguous(let functions):
            report(
                "Several functions \"\(name)\" take the arguments of \(place.coordinate): \(catalog.signatures(of: functions)).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Rename the function that is meant, or give the arguments other types."
            )
        }
        return nil
    }

    /// Whether nothing beside `@function` asks for what a function's rows do not offer.
    private mutating func checkDirectives(at place: FunctionPlace) -> Bool {
        let names = ["connection", "filter", "order", "aggregate"].filter { place.field.directive($0) != nil }
        guard !names.isEmpty else { return true }
        let directives = names.map { "@\($0)" }.joined(separator: ", ")
        report(
            "\(place.coordinate) has \(directives), but its rows come from the function \"\(function(at: place))\".",
            at: place.location,
            coordinate: place.coordinate,
            fix:
                "Remove \(directives), and let the function take arguments; or bind the field to a table or view."
        )
        return false
    }

    private func function(at place: FunctionPlace) -> String {
        place.field.directive("function")?.argument("name")?.text ?? ""
    }

    // MARK: Results

    private mutating func bindAnswer(
        of function: Function,
        at place: FunctionPlace
    ) -> (FunctionBinding.Result, TableBinding)? {
        if case .value(let oid) = function.answer, types[place.field.type.type.index].isLeaf {
            return bindValue(of: oid, function, at: place)
        }
        guard checkCardinality(of: function, at: place) else { return nil }
        switch function.answer {
        case .nothing, .value: break
        case .row:
            // The type's rows were bound before the fields; a finding says why they could not be.
            if let rows = tables.table(of: place.field.type.type), rows.relation.kind == .composite {
                return (.row, rows)
            }
        case .rowOfRelation(let oid):
            if let rows = tables.table(of: place.field.type.type), rows.relation.oid == oid {
                adviseOnMissingRows(of: function, rows, at: place)
                return (.rowOfTable, rows)
            }
        }
        let type = types[place.field.type.type.index]
        report(
            "\(place.coordinate) is \(type.name), which is not what the function \"\(function.displayName)\" returns.",
            at: place.location,
            coordinate: place.coordinate,
            fix:
                "Let it return rows of a composite type with the fields of \(type.name), or give the field another type."
        )
        return nil
    }

    /// A scalar, an array of scalars, or a set of them, which is served as an array.
    private mutating func bindValue(
        of oid: UInt32,
        _ function: Function,
        at place: FunctionPlace
    ) -> (FunctionBinding.Result, TableBinding)? {
        var type = oid
        if function.cardinality == .set {
            guard checkCardinality(of: function, at: place) else { return nil }
            type = catalog.types[catalog.baseType(of: oid)]?.arrayType ?? 0
        }
        let column = Column(name: function.valueName ?? "value", type: type, isNotNull: false)
        guard
            let format = with(
                ColumnBinder(context, tables),
                {
                    $0.checkFormat(of: column, for: place.field, place.coordinate)
                }
            )
        else { return nil }
        let relation = Relation(rowsOf: function, columns: [column])
        let rows = TableBinding(type: place.field.type.type, relation: relation, key: [], idPrefix: [])
        return (.value(format), rows)
    }

    /// Whether the field is a list exactly when the function returns a set or an array of rows.
    private mutating func checkCardinality(of function: Function, at place: FunctionPlace) -> Bool {
        let isList = place.field.type.modifiers.isList
        guard isList != (function.cardinality != .one) else { return true }
        let name = types[place.field.type.type.index].name
        let results =
            switch function.cardinality {
            case .one: "one result"
            case .set: "a set"
            case .array: "an array"
            }
        report(
            "\(place.coordinate) is \(isList ? "a list" : "no list"), but the function \"\(function.displayName)\" returns "
                + "\(results).",
            at: place.location,
            coordinate: place.coordinate,
            fix: isList
                ? "Make the field \(name), or let the function return a set or an array."
                : "Make the field [\(name)], or let the function return one result."
        )
        return false
    }

    /// The row of a table that a function returned is read by its key afterwards: it may have been deleted, and a policy may hide it.
    private mutating func adviseOnMissingRows(
        of function: Function,
        _ rows: TableBinding,
        at place: FunctionPlace
    ) {
        let modifiers = place.field.type.modifiers
        let isList = modifiers.isList
        guard isList ? modifiers.nullable.item.isNonNull : modifiers.isNonNull else { return }
        let isHidden = roles.contains { role in
            function.executableBy.contains(access.databaseRole(of: role))
                && access.mayRead(rows.relation, as: role)
                && !access.seesEveryRow(of: rows.relation, as: role)
        }
        guard place.isMutation || isHidden else { return }
        let name = types[place.field.type.type.index].name
        warn(
            "\(place.coordinate) is non-null, but the row that the function \"\(function.displayName)\" returns is read from "
                + "\"\(rows.relation.displayName)\" by its key: it may be "
                + (place.isMutation
                    ? "deleted, or hidden from the caller." : "hidden from the caller by a policy."),
            at: place.location,
            coordinate: place.coordinate,
            fix: isList ? "Make the items nullable: [\(name)]." : "Make the field nullable: \(name)."
        )
    }
}

/// Where a function is bound.
struct FunctionPlace {
    var field: FieldDefinition
    var location: SourceLocation?
    var coordinate: String
    var isMutation: Bool
}
