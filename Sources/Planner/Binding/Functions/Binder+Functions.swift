import GraphQL

/// Fields that call functions: `@function`.
extension Binder {
    /// Binds the object types that stand for rows of composite types, which functions return.
    ///
    /// Such a row is bound like a table's row, so that whatever is bound to columns can be bound to it.
    mutating func bindReturnedRows() {
        for owner in types.indices {
            for field in types[owner].fields {
                guard let directive = field.directive("function"),
                    types[field.type.type.index].kind == .object,
                    types[field.type.type.index].directive("table") == nil,
                    case .found(let function) = overloads(
                        named: directive.argument("name")?.text ?? "",
                        for: field,
                        of: table(of: TypeID(owner))
                    ), case .row(let columns) = function.answer
                else { continue }
                bindReturnedRow(field.type.type, to: columns, of: function, at: directive.location)
            }
        }
    }

    private mutating func bindReturnedRow(
        _ type: TypeID,
        to columns: [Column],
        of function: Function,
        at location: SourceLocation?
    ) {
        if let known = table(of: type) {
            let same = known.relation.columns.map { [$0.name, String($0.type)] }
            guard same != columns.map({ [$0.name, String($0.type)] }) else { return }
            return report(
                "\(types[type.index].name) is what functions return whose rows differ, \(known.relation.displayName) and "
                    + "\(function.displayName).",
                at: location,
                coordinate: types[type.index].name,
                fix: "Give each its own type, or let both return the same composite type."
            )
        }
        let relation = Relation(rowsOf: function, columns: columns)
        objects[type.index] = .table(TableBinding(type: type, relation: relation, key: [], idPrefix: []))
    }

    /// What `@function(row:)` says.
    static func rowParameters(of field: FieldDefinition) -> [(parameter: String, column: String)] {
        guard case .list(let items)? = field.directive("function")?.argument("row") else { return [] }
        return items.map { ($0["parameter"]?.text ?? "", $0["column"]?.text ?? "") }
    }

    /// Binds a field with `@function`: of `Query`, of `Mutation`, or of the type of `table`.
    mutating func bindFunction(
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
            isMutation: owner == source.mutationType
        )
        guard let function = proveFunction(named: name, table, at: place) else { return .none }
        proveSafety(of: function, at: place)
        let dependencies = bindReads(of: function, directive, at: place)
        guard let keys = bindRow(of: function, table, at: place),
            let arguments = bindArguments(of: function, at: place),
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
                isOverloaded: functions(named: name).count > 1
            )
        )
    }

    /// The function called `name`; `nil`, with a finding, where there is none or it is not clear which one is meant.
    private mutating func proveFunction(
        named name: String,
        _ table: TableBinding?,
        at place: FunctionPlace
    ) -> Function? {
        switch overloads(named: name, for: place.field, of: table) {
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
                "No function \"\(name)\" takes the arguments of \(place.coordinate). There are: \(signatures(of: functions)).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give the field the arguments of one of them."
            )
        case .ambiguous(let functions):
            report(
                "Several functions \"\(name)\" take the arguments of \(place.coordinate): \(signatures(of: functions)).",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Rename the function that is meant, or give the arguments other types."
            )
        }
        return nil
    }

    /// Where a function is bound.
    struct FunctionPlace {
        var field: FieldDefinition
        var location: SourceLocation?
        var coordinate: String
        var isMutation: Bool
    }

    // MARK: Results

    private mutating func bindAnswer(
        of function: Function,
        at place: FunctionPlace
    ) -> (FunctionBinding.Result, TableBinding)? {
        if case .value(let oid) = function.answer, types[place.field.type.type.index].isLeaf {
            return bindValue(of: oid, function, at: place)
        }
        guard proveCardinality(of: function, at: place) else { return nil }
        switch function.answer {
        case .nothing, .value: break
        case .row:
            // The type's rows were bound before the fields; a finding says why they could not be.
            if let rows = table(of: place.field.type.type), rows.relation.kind == .composite {
                return (.row, rows)
            }
        case .rowOfRelation(let oid):
            if let rows = table(of: place.field.type.type), rows.relation.oid == oid {
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
            guard proveCardinality(of: function, at: place) else { return nil }
            type = catalog.types[catalog.baseType(of: oid)]?.arrayType ?? 0
        }
        let column = Column(name: "value", type: type, isNotNull: false)
        guard let format = proveFormat(of: column, for: place.field, place.coordinate) else { return nil }
        let relation = Relation(rowsOf: function, columns: [column])
        let rows = TableBinding(type: place.field.type.type, relation: relation, key: [], idPrefix: [])
        return (.value(format), rows)
    }

    /// Whether the field is a list exactly when the function returns a set or an array of rows.
    private mutating func proveCardinality(of function: Function, at place: FunctionPlace) -> Bool {
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
            function.executableBy.contains(role.database ?? catalog.login.name)
                && mayRead(rows.relation, as: role) && !seesEveryRow(of: rows.relation, as: role)
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

extension Relation {
    /// The rows that `function` returns, with no table behind them.
    fileprivate init(rowsOf function: Function, columns: [Column]) {
        self.init(
            oid: 0,
            schema: function.schema,
            name: function.name,
            kind: .composite,
            owner: function.owner
        )
        self.columns = columns
    }
}
