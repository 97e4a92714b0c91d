import GraphQL

/// Functions that take a set of calls: `@function(batch: true)`.
///
/// A field is bound to one call: to a function with the call's attributes as parameters, each of which may be left out.
extension Catalog {
    /// One call of `function` for `field`, which is of `type`; `nil` where the function takes no set of calls.
    func call(of function: Function, for field: FieldDefinition, _ type: TypeDefinition) -> Function? {
        guard let parameter = function.parameters.first, function.parameters.count == 1,
            let attributes = attributesOfCalls(parameter.type),
            function.cardinality == .set, case .row(let columns) = function.answer, isOrdinal(columns.first)
        else { return nil }
        var call = function
        call.callsType = parameter.type
        call.parameters = attributes.dropFirst().map {
            Function.Parameter(name: $0.name, type: $0.type, hasDefault: true)
        }
        call.cardinality = field.type.modifiers.isList ? .set : .one
        // A leaf is the only column beside the ordinal; a list of leaves is an array.
        if type.isLeaf {
            guard columns.count == 2 else { return nil }
            call.answer = .value(columns[1].type)
            call.cardinality = .one
            call.valueName = columns[1].name
        }
        return call
    }

    private func attributesOfCalls(_ oid: UInt32) -> [Column]? {
        guard case .array(let item)? = types[oid]?.kind, case .composite(let attributes)? = types[item]?.kind,
            isOrdinal(attributes.first)
        else { return nil }
        return attributes
    }

    private func isOrdinal(_ column: Column?) -> Bool {
        column?.name == "ordinal" && column?.type == TypeOID.int4
    }
}

extension FieldDefinition {
    /// Whether it calls a function that takes a set of calls.
    var callsSets: Bool { directive("function")?.argument("batch") == .boolean(true) }

    /// What `constants` gives to attributes of a call.
    var constantParameters: [(parameter: String, value: String)] {
        guard case .list(let items)? = directive("function")?.argument("constants") else { return [] }
        return items.map { ($0["parameter"]?.text ?? "", $0["value"]?.text ?? "") }
    }
}

extension FunctionBinder {
    /// Whether `function` takes a set of calls exactly where the field asks for it.
    mutating func checkCalls(of function: Function, at place: FunctionPlace) -> Bool {
        guard place.field.callsSets else {
            guard !place.field.constantParameters.isEmpty else { return true }
            report(
                "\(place.coordinate) gives constants to \"\(function.displayName)\", which takes one call.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Give `batch: true` where the function takes a set of calls, or the parameter a DEFAULT."
            )
            return false
        }
        guard !place.isMutation else {
            report(
                "\(place.coordinate) changes something: its calls cannot be made together with others.",
                at: place.location,
                coordinate: place.coordinate,
                fix: "Remove `batch: true`."
            )
            return false
        }
        guard function.callsType == nil else { return true }
        let isLeaf = context.schema[place.field.type.type].isLeaf
        report(
            "The function \"\(catalog.signature(of: function))\" takes no set of calls for \(place.coordinate).",
            at: place.location,
            coordinate: place.coordinate,
            fix:
                "Let its only parameter be an array of a composite type that begins with `ordinal integer`, and let it return a set of "
                + "rows that begin with `ordinal integer`\(isLeaf ? " and have one more column" : "")."
        )
        return false
    }

    /// Whether every argument of a call can stand among those of other calls.
    mutating func checkArguments(
        _ arguments: [InputValueDefinition],
        _ values: [ArgumentBinding],
        at place: FunctionPlace
    ) -> Bool {
        guard place.field.callsSets else { return true }
        var isSound = true
        for (argument, value) in zip(arguments, values) where !canBeBatched(value) {
            let coordinate = "\(place.coordinate)(\(argument.name):)"
            report(
                "\(coordinate) has a list that cannot be given for many calls at once.",
                at: argument.location,
                coordinate: coordinate,
                fix: "A list may be of texts, enums, ids, whole numbers or booleans."
            )
            isSound = false
        }
        return isSound
    }

    /// Whether a value of many calls can be sent as one array: arrays of arrays of different lengths do not exist.
    ///
    /// Composite types cannot contain themselves, so this ends.
    private func canBeBatched(_ value: ArgumentBinding) -> Bool {
        switch value {
        case .value(let format):
            if case .list = format.leaf { false } else { true }
        case .values(let format): ArrayText.canWrite(format.parameter.type)
        case .id: true
        case .ids(let target):
            tables.table(of: target).map { ArrayText.canWrite(catalog.baseType(of: $0.key[0].type)) } ?? false
        case .composite(_, let members): members.allSatisfy { $0.map { canBeBatched($0.value) } ?? true }
        case .composites: false
        }
    }

    /// The attributes that `constants` gives; `nil`, with a finding, where one does not fit.
    mutating func bindConstants(
        of function: Function,
        at place: FunctionPlace
    ) -> [(parameter: Function.Parameter, value: String)]? {
        var bound: [(parameter: Function.Parameter, value: String)] = []
        for (name, value) in place.field.constantParameters {
            let isGiven =
                place.field.arguments.contains { $0.name.snakeCased == name }
                || place.field.rowParameters.contains { $0.parameter == name }
                || bound.contains { $0.parameter.name == name }
            guard let parameter = function.parameter(name), !isGiven else {
                report(
                    isGiven
                        ? "\(place.coordinate) gives the attribute \"\(name)\" of its call twice."
                        : "A call of \"\(function.displayName)\" has no attribute \"\(name)\"."
                            + Suggestions.didYouMean(name, among: function.parameters.map(\.name)),
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Name another attribute, or remove the constant."
                )
                return nil
            }
            guard isText(value, of: parameter.type) else {
                report(
                    "\(place.coordinate) gives \"\(value)\" for the attribute \"\(name)\", which is "
                        + "\(catalog.displayName(ofType: parameter.type)).",
                    at: place.location,
                    coordinate: place.coordinate,
                    fix: "Give a label of the enum, or a text to an attribute that is one."
                )
                return nil
            }
            bound.append((parameter, value))
        }
        return bound
    }

    private func isText(_ value: String, of oid: UInt32) -> Bool {
        let base = catalog.baseType(of: oid)
        if case .enumeration(let labels)? = catalog.types[base]?.kind { return labels.contains(value) }
        return base == TypeOID.text || base == TypeOID.varchar
    }
}
