import GraphQL

/// Fields that call functions: `@function`.
extension Binder {
    /// Binds the types of objects that functions return as rows of their own making.
    ///
    /// Such a row is as a table's, so that everything that is bound to columns can be bound to it.
    mutating func bindReturnedRows() {
        for owner in types.indices {
            for field in types[owner].fields {
                guard let directive = field.directive("function"),
                    types[field.type.type.index].kind == .object,
                    types[field.type.type.index].directive("table") == nil,
                    let function = function(named: directive.argument("name")?.text ?? "", for: field),
                    case .row(let columns) = function.answer
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
        var relation = Relation(
            oid: 0,
            schema: function.schema,
            name: function.name,
            kind: .composite,
            owner: function.owner
        )
        relation.columns = columns
        objects[type.index] = .table(TableBinding(type: type, relation: relation, key: [], idPrefix: []))
    }

    /// The function called `name` (`schema.name`) that takes the arguments of `field`, where several have the name.
    private func function(named name: String, for field: FieldDefinition) -> Function? {
        let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
        let schema = parts.count == 2 ? parts[0] : "public"
        let found = catalog.functions.filter { $0.name == parts.last && $0.schema == schema }
        let taken = Self.rowParameters(of: field).map(\.parameter)
        let wanted = Set(field.arguments.map(\.name.snakeCased) + taken)
        return found.first { Set($0.parameters.map(\.name)) == wanted } ?? found.first
    }

    /// What `@function(row:)` says.
    static func rowParameters(of field: FieldDefinition) -> [(parameter: String, column: String)] {
        guard case .list(let items)? = field.directive("function")?.argument("row") else { return [] }
        return items.map { ($0["parameter"]?.text ?? "", $0["column"]?.text ?? "") }
    }

    /// Binds a field with `@function`: of `Query`, of `Mutation`, or of the type of `table`, whose rows ask.
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
        guard let function = function(named: name, for: field) else {
            let known = catalog.functions.map { $0.displayName }
            report(
                "There is no function \"\(name)\".\(Suggestions.didYouMean(name, among: known))",
                at: directive.location,
                coordinate: coordinate,
                fix: "Name an existing function, or create it in a migration and grant it to the roles."
            )
            return .none
        }
        proveSafety(of: function, at: place)
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
                isMutation: place.isMutation,
                isList: function.returnsSet
            )
        )
    }

    /// Where a function is bound.
    struct FunctionPlace {
        var field: FieldDefinition
        var location: SourceLocation?
        var coordinate: String
        var isMutation: Bool
    }

    // MARK: Answers

    private mutating func bindAnswer(
        of function: Function,
        at place: FunctionPlace
    ) -> (FunctionBinding.Result, TableBinding)? {
        let type = types[place.field.type.type.index]
        let isList = place.field.type.modifiers.isList
        let isScalar: Bool
        switch function.answer {
        case .value: isScalar = true
        case .nothing, .row, .rowOfRelation: isScalar = false
        }
        guard function.returnsSet == (isList && !isScalar), !(place.isMutation && function.returnsSet) else {
            report(
                "\(place.coordinate) is \(isList ? "a list" : "no list"), but the function \"\(function.displayName)\" returns "
                    + "\(function.returnsSet ? "any number of rows" : "one").",
                at: place.location,
                coordinate: place.coordinate,
                fix: place.isMutation || isScalar
                    ? "Let the function return one value, an array where there are several."
                    : "Let both be one, or both many."
            )
            return nil
        }
        switch function.answer {
        case .nothing: break
        case .value(let oid) where type.isLeaf:
            let column = Column(name: "value", type: oid, isNotNull: false)
            guard let format = proveFormat(of: column, for: place.field, place.coordinate) else { return nil }
            var relation = Relation(
                oid: 0,
                schema: function.schema,
                name: function.name,
                kind: .composite,
                owner: function.owner
            )
            relation.columns = [column]
            let rows = TableBinding(type: place.field.type.type, relation: relation, key: [], idPrefix: [])
            return (.value(format), rows)
        case .value: break
        case .row:
            // The type's rows were bound before the fields; a finding says why they could not be.
            if let rows = table(of: place.field.type.type), rows.relation.kind == .composite {
                return (.row, rows)
            }
        case .rowOfRelation(let oid):
            if let rows = table(of: place.field.type.type), rows.relation.oid == oid {
                return (.rowOfTable, rows)
            }
        }
        report(
            "\(place.coordinate) is \(type.name), which is not what the function \"\(function.displayName)\" returns.",
            at: place.location,
            coordinate: place.coordinate,
            fix:
                "Let it return a row of a composite type with the fields of \(type.name), or give the field another type."
        )
        return nil
    }
}
