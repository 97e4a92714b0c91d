import GraphQL

/// The types of `aggregate`: a field of a column, and in it the functions, as a condition names a column, and then an operator.
///
/// So the functions are types of the scalars, which all tables share.
extension TypeDerivation {
    func family(of field: FieldDefinition, _ aggregate: AggregateField) -> AggregateFamily {
        AggregateFamily(of: types[field.type.type.index].name, as: aggregate.format)
    }

    /// What a connection of `node` has beside its pages; nothing where no list of it has `@aggregate`.
    mutating func aggregates(ofConnectionOf node: TypeID) -> [Derived] {
        guard isAggregated(node) else { return [] }
        let aggregate = Derived(
            TypeReference(aggregate(of: node), TypeModifiers([.nonNull])),
            .connection(.aggregate),
            named: ConnectionField.aggregate.rawValue,
            "Figures of all objects on all pages: those that meet `where`."
        )
        return [aggregate] + groups(ofConnectionOf: node)
    }

    // MARK: Figures

    mutating func aggregate(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        return derived(name + "Aggregate", .object, "Figures of \(name) objects.") { pass in
            let nonNull = TypeModifiers([.nonNull])
            let count = Derived(
                TypeReference(pass.builtIn("Int"), nonNull),
                .aggregate(.count),
                named: AggregateMember.nameOfCount,
                "How many objects there are."
            )
            let values = members.map { field, aggregate in
                let type = pass.figures(of: pass.family(of: field, aggregate))
                return Derived(
                    TypeReference(type, nonNull),
                    .aggregate(.values(aggregate)),
                    named: field.name,
                    field.description
                )
            }
            pass.setDerived(name + "Aggregate", fields: [count] + values)
        }
    }

    private mutating func figures(of family: AggregateFamily) -> TypeID {
        let name = family.name + "Aggregate"
        let kind = family.name == "Distinct" ? "" : " of type \(family.name)"
        return derived(name, .object, "Figures of values\(kind), nulls aside.") { pass in
            let fields = family.functions.map { function, scalar in
                // The author's schema may not have used it, so that no role knows of it yet.
                pass.elements.types[pass.builtIn(scalar).index].roles = .all
                return pass.figure(function, TypeReference(pass.builtIn(scalar)))
            }
            pass.setDerived(name, fields: fields)
        }
    }

    private func figure(_ function: AggregateFunction, _ type: TypeReference) -> Derived {
        var type = type
        switch function {
        case .countDistinct: type.modifiers = TypeModifiers([.nonNull])
        case .sum, .average, .minimum, .maximum: break
        case .percentiles: type.modifiers = TypeModifiers([.list, .nonNull])
        }
        var figure = Derived(type, .function(function), named: function.rawValue, function.description)
        if case .percentiles = function {
            figure.definition.arguments = [
                argument(
                    .fractions,
                    TypeReference(builtIn("Float"), TypeModifiers([.nonNull, .list, .nonNull])),
                    "From 0 to 1; 0.5 is the median. An answer for each."
                )
            ]
        }
        return figure
    }

    // MARK: Checks

    /// Whether the connections of `node` have aggregates: where one has, all have, as they are of one type.
    private func isAggregated(_ node: TypeID) -> Bool {
        zip(types, fields).contains { type, bindings in
            zip(type.fields, bindings).contains { field, binding in
                field.directive("aggregate") != nil && binding.list?.target == node
            }
        }
    }

    mutating func checkAggregates() {
        for owner in types.indices {
            for (field, binding) in zip(types[owner].fields, fields[owner]) {
                let coordinate = "\(types[owner].name).\(field.name)"
                let isAsked = field.directive("aggregate") != nil
                if isAsked
                    && (field.directive("connection") == nil || binding.list?.variants.isEmpty == false)
                {
                    report(
                        "\(coordinate) has @aggregate, but is no connection of one table's rows.",
                        at: field.location,
                        coordinate: coordinate,
                        fix: "Give it @connection, or take @aggregate away."
                    )
                }
                guard !isAsked, let list = binding.list, list.isConnection, isAggregated(list.target) else {
                    continue
                }
                let name = types[list.target.index].name
                report(
                    "\(coordinate) is without @aggregate, but other lists of \(name) have it, and all are \(name)Connection.",
                    at: field.location,
                    coordinate: coordinate,
                    fix: "Give it @aggregate."
                )
            }
        }
    }
}

extension AggregateMember {
    /// The name of `count`; a field of the objects that is called so is not aggregated.
    static let nameOfCount = "count"
}

extension AggregateFunction {
    /// What its fields and members say of themselves.
    var description: String {
        switch self {
        case .countDistinct: "How many different ones there are."
        case .sum: "Their sum; null where there are none."
        case .average: "Their average; null where there are none."
        case .minimum: "The least; null where there are none."
        case .maximum: "The greatest; null where there are none."
        case .percentiles:
            "What so large a part of the values stays below: interpolated between two of them, or, of points in time, the "
                + "first that reaches it; null where there are none."
        }
    }
}
