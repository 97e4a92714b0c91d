import GraphQL

/// Fields that call functions: `@function`.
extension Binder {
    /// Binds the types of objects that functions return as rows of their own making.
    ///
    /// Such a row is as a table's, so that everything that is bound to columns can be bound to it.
    mutating func bindReturnedRows() {
        for root in [source.queryType, source.mutationType].compactMap({ $0 }) {
            for field in types[root.index].fields {
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
                mend: "Give each its own type, or let both return the same composite type."
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
        let wanted = Set(field.arguments.map(\.name.snakeCased))
        return found.first { Set($0.parameters.map(\.name)) == wanted } ?? found.first
    }

    /// Binds a field of `Query` or `Mutation` with `@function`.
    mutating func bindFunction(
        _ field: FieldDefinition,
        _ directive: AppliedDirective,
        of owner: TypeID
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
                mend: "Name an existing function, or create it in a migration and grant it to the roles."
            )
            return .none
        }
        proveSafety(of: function, at: place)
        guard let arguments = bindArguments(of: function, at: place),
            let (result, rows) = bindAnswer(of: function, at: place)
        else { return .none }
        return .call(
            FunctionBinding(
                function: function,
                arguments: arguments,
                result: result,
                rows: rows,
                isMutation: place.isMutation,
                isList: function.returnsSet
            )
        )
    }

    /// Where a function is bound.
    private struct FunctionPlace {
        var field: FieldDefinition
        var location: SourceLocation?
        var coordinate: String
        var isMutation: Bool
    }

    // MARK: What may be called

    private mutating func proveSafety(of function: Function, at place: FunctionPlace) {
        let signature = signature(of: function)
        if place.isMutation && function.volatility != .volatile {
            report(
                "\(place.coordinate) changes something, but the function \"\(function.displayName)\" is "
                    + "\(function.volatility == .stable ? "STABLE" : "IMMUTABLE"), which can change nothing.",
                at: place.location,
                coordinate: place.coordinate,
                mend: "ALTER FUNCTION \(signature) VOLATILE;"
            )
        }
        if !place.isMutation && function.volatility == .volatile {
            report(
                "\(place.coordinate) only reads, but the function \"\(function.displayName)\" is VOLATILE, which may change "
                    + "something.",
                at: place.location,
                coordinate: place.coordinate,
                mend: "ALTER FUNCTION \(signature) STABLE;"
            )
        }
        if function.isSecurityDefiner && !function.hasOwnSearchPath {
            report(
                "The function \"\(function.displayName)\" runs with its owner's rights on its caller's search_path, who could "
                    + "put other things under the names that it uses.",
                at: place.location,
                coordinate: place.coordinate,
                mend: "ALTER FUNCTION \(signature) SET search_path = pg_catalog, public;"
            )
        }
        if function.isSecurityDefiner {
            let ownsTables = catalog.relations.contains {
                $0.kind == .table && $0.hasRowSecurity && $0.owner == function.owner
            }
            if function.isOwnedBySuperuser || ownsTables {
                warn(
                    "The function \"\(function.displayName)\" runs with the rights of \"\(function.owner)\", "
                        + (function.isOwnedBySuperuser
                            ? "a superuser, whom no policy binds."
                            : "who owns tables and so may change their policies."),
                    at: place.location,
                    coordinate: place.coordinate,
                    mend: "ALTER FUNCTION \(signature) OWNER TO …, a role that may do no more than it must."
                )
            }
        }
        if !roles.contains(where: { function.executableBy.contains($0.database ?? catalog.login.name) }) {
            warn(
                "No role may execute the function \"\(function.displayName)\", so nobody sees \(place.coordinate).",
                at: place.location,
                coordinate: place.coordinate,
                mend: "GRANT EXECUTE ON FUNCTION \(signature) TO …;"
            )
        }
    }

    /// The function's name with its parameters' types, as SQL's commands want it.
    private func signature(of function: Function) -> String {
        let types = function.parameters.map { catalog.displayName(ofType: $0.type) }
        return "\(function.displayName)(\(types.joined(separator: ", ")))"
    }

    // MARK: Arguments

    private mutating func bindArguments(
        of function: Function,
        at place: FunctionPlace
    ) -> [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)]? {
        var bound: [(parameter: Function.Parameter, argument: InputValueDefinition, value: ArgumentBinding)] =
            []
        var isSound = true
        for argument in place.field.arguments {
            let coordinate = "\(place.coordinate)(\(argument.name):)"
            let name = argument.name.snakeCased
            guard let parameter = function.parameters.first(where: { $0.name == name }) else {
                let known = function.parameters.map(\.name)
                report(
                    "The function \"\(function.displayName)\" has no parameter \"\(name)\".\(Suggestions.didYouMean(name, among: known))",
                    at: argument.location,
                    coordinate: coordinate,
                    mend: "Name the argument as one of its parameters: \(known.joined(separator: ", "))."
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
        for parameter in function.parameters
        where !parameter.hasDefault
            && !place.field.arguments.contains(where: { $0.name.snakeCased == parameter.name })
        {
            report(
                "\(place.coordinate) gives the function \"\(function.displayName)\" no value for its parameter "
                    + "\"\(parameter.name)\".",
                at: place.location,
                coordinate: place.coordinate,
                mend: "Give the field an argument for it, or the parameter a DEFAULT."
            )
            isSound = false
        }
        return isSound ? bound : nil
    }

    /// How `input`, an argument or a field of an input object, gives a value of the type `oid`.
    private mutating func bind(
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
            guard let id = typeIDs[of], let target = table(of: id), target.key.count == 1 else {
                report(
                    "\(coordinate) takes ids of \"\(of)\", which is no type with a key of one column.",
                    at: input.location,
                    coordinate: coordinate,
                    mend: "Name a type with @table and a key of one column."
                )
                return nil
            }
            guard catalog.baseType(of: target.key[0].type) == catalog.baseType(of: item) else {
                return mismatch(input, oid, coordinate)
            }
            return isList ? .ids(target: id) : .id(target: id)
        }
        guard let format = ScalarFormat(of: item, as: type, in: catalog) else {
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
                mend:
                    "ALTER TYPE \(catalog.displayName(ofType: oid)) ADD ATTRIBUTE \(field.name.snakeCased) …; or remove "
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
            mend: "Choose types that fit each other."
        )
        return nil
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
                mend: place.isMutation || isScalar
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
            mend:
                "Let it return a row of a composite type with the fields of \(type.name), or give the field another type."
        )
        return nil
    }
}
