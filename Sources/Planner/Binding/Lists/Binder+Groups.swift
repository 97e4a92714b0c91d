import GraphQL

/// The types of `groups`: what rows are put into groups by, which groups are wanted, in which order, and what a group shows.
extension Binder {
    /// The field `groups`; nothing where `node` has nothing to group by.
    mutating func groups(ofConnectionOf node: TypeID) -> [FieldDefinition] {
        guard !aggregateFields(of: node).isEmpty else { return [] }
        var field = FieldDefinition(
            name: "groups",
            type: TypeReference(group(of: node), TypeModifiers([.nonNull, .list, .nonNull])),
            description: "All objects that meet `where`, in groups: those with equal keys."
        )
        field.arguments = [
            InputValueDefinition(
                name: "by",
                type: TypeReference(groupBy(of: node), TypeModifiers([.nonNull])),
                description: "The keys. Null is a key like others."
            ),
            InputValueDefinition(
                name: "having",
                type: TypeReference(aggregateFilter(of: node)),
                description: "Only groups whose figures meet these conditions."
            ),
            InputValueDefinition(
                name: "orderBy",
                type: TypeReference(groupOrder(of: node), TypeModifiers([.list, .nonNull])),
                description: "The order; ties are broken by the keys."
            ),
            argument("first", "Int", "At most so many, from the beginning or behind `offset`."),
            argument("offset", "Int", "How many to leave out at the beginning."),
        ]
        var count = FieldDefinition(
            name: "groupCount",
            type: TypeReference(builtIn("Int"), TypeModifiers([.nonNull])),
            description:
                "How many groups there are on all pages of `groups` with the same keys and conditions."
        )
        count.arguments = Array(field.arguments.prefix(2))
        return [field, count]
    }

    private mutating func group(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Group", .object, "\(name) objects with equal keys.") { binder in
            let nonNull = TypeModifiers([.nonNull])
            binder.setDerived(
                name + "Group",
                as: .group,
                fields: [
                    FieldDefinition(
                        name: "key",
                        type: TypeReference(binder.groupKey(of: node), nonNull),
                        description: "What they have in common: what `by` names, and nothing else."
                    ),
                    FieldDefinition(
                        name: "aggregate",
                        type: TypeReference(binder.aggregate(of: node), nonNull),
                        description: "Figures of them."
                    ),
                ]
            )
        }
    }

    private mutating func groupKey(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        return derived(name + "GroupKey", .object, "What \(name) objects of a group have in common.") {
            binder in
            let fields = members.map { field, aggregate in
                let beginning = aggregate.bucket.map { _ in "When the bucket begins." }
                return FieldDefinition(
                    name: field.name,
                    type: field.type,
                    description: beginning ?? field.description
                )
            }
            binder.setDerived(name + "GroupKey", as: .aggregate(binder.byName(members)), fields: fields)
        }
    }

    // MARK: Keys

    private mutating func groupBy(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        return derived(name + "GroupBy", .inputObject, "What \(name) objects are put into groups by.") {
            binder in
            let fields = members.map { field, aggregate in
                InputValueDefinition(
                    name: field.name,
                    type: TypeReference(
                        aggregate.bucket.map { binder.bucket($0) } ?? binder.builtIn("Boolean")
                    ),
                    description: field.description
                )
            }
            binder.setDerived(
                name + "GroupBy",
                inputFields: fields,
                as: .aggregate(binder.byName(members))
            )
        }
    }

    private mutating func bucket(_ kind: BucketKind) -> TypeID {
        derived(kind.rawValue, .inputObject, "Lengths of time to put points in time into.") { binder in
            let units = kind == .day ? TimeBucket.allCases.filter(\.isCalendar) : TimeBucket.allCases
            let name = kind == .day ? "CalendarBucket" : "TimeBucket"
            let unit = binder.derived(name, .enum, "A length of time. Weeks begin on Monday.") { binder in
                binder.types[binder.builtIn(name).index].enumValues = units.map {
                    EnumValueDefinition(name: $0.rawValue)
                }
            }
            var fields = [
                InputValueDefinition(
                    name: "bucket",
                    type: TypeReference(unit, TypeModifiers([.nonNull])),
                    description: "The length."
                )
            ]
            if kind == .moment {
                var zone = binder.argument(
                    "timeZone",
                    "String",
                    "Where days begin at midnight: a name of the IANA time zone database, as \"Europe/Warsaw\"."
                )
                zone.type.modifiers = TypeModifiers([.nonNull])
                zone.defaultValue = .string("UTC")
                fields.append(zone)
            }
            binder.setDerived(kind.rawValue, inputFields: fields, as: .none)
        }
    }

    // MARK: Conditions

    private mutating func aggregateFilter(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        let typeName = name + "AggregateFilter"
        return derived(typeName, .inputObject, "Conditions on groups of \(name) objects; all of them hold.") {
            binder in
            var fields = binder.combinations(of: binder.builtIn(typeName))
            fields.append(
                InputValueDefinition(
                    name: "count",
                    type: TypeReference(binder.operators(on: "Int", isList: false, .comparison)),
                    description: "How many objects there are."
                )
            )
            var bindings: [String: FilterField] = ["and": .all, "or": .any, "not": .not, "count": .count]
            for (field, aggregate) in members {
                let family = binder.family(of: field, aggregate)
                bindings[field.name] = .aggregate(aggregate)
                fields.append(
                    InputValueDefinition(
                        name: field.name,
                        type: TypeReference(binder.conditions(on: family)),
                        description: field.description
                    )
                )
            }
            binder.setDerived(typeName, inputFields: fields, as: .filter(bindings))
        }
    }

    private mutating func conditions(on family: AggregateFamily) -> TypeID {
        let name = family.name + "AggregateFilter"
        return derived(name, .inputObject, "Conditions on figures; all of them hold.") { binder in
            let fields = family.functions.map { function, scalar in
                let set = binder.ownOperators(of: scalar)
                var type = binder.operators(on: scalar, isList: false, set)
                if function == .percentiles { type = binder.percentile(of: scalar, meets: type) }
                return InputValueDefinition(
                    name: function.nameOfOne,
                    type: TypeReference(type),
                    description: binder.figure(function, TypeReference(binder.builtIn(scalar))).description
                )
            }
            binder.setDerived(name, inputFields: fields, as: .none)
        }
    }

    private mutating func percentile(of scalar: String, meets conditions: TypeID) -> TypeID {
        let name = scalar + "PercentileFilter"
        return derived(name, .inputObject, "A condition on a percentile.") { binder in
            let value = InputValueDefinition(
                name: "value",
                type: TypeReference(conditions, TypeModifiers([.nonNull])),
                description: "What is asked of it."
            )
            binder.setDerived(name, inputFields: [binder.fraction(), value], as: .none)
        }
    }

    private func fraction() -> InputValueDefinition {
        var fraction = argument("fraction", "Float", "From 0 to 1; 0.5 is the median.")
        fraction.type.modifiers = TypeModifiers([.nonNull])
        return fraction
    }

    // MARK: Order

    private mutating func groupOrder(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let typeName = name + "GroupOrder"
        return derived(typeName, .inputObject, "One key to order groups of \(name) objects by.") { binder in
            var fields: [InputValueDefinition] = []
            let keys = binder.orderedKeys(of: node)
            if !keys.isEmpty {
                fields.append(
                    InputValueDefinition(
                        name: "key",
                        type: TypeReference(binder.groupKeyOrder(of: node, keys)),
                        description: "One of the keys that `by` names."
                    )
                )
            }
            fields.append(
                InputValueDefinition(
                    name: "aggregate",
                    type: TypeReference(binder.aggregateOrder(of: node)),
                    description: "A figure."
                )
            )
            binder.setDerived(typeName, inputFields: fields, as: .none, isOneOf: true)
        }
    }

    /// The keys by which groups can be ordered: rows that are related have an order if a field of theirs has one.
    private func orderedKeys(of node: TypeID) -> [(field: FieldDefinition, aggregate: AggregateField)] {
        aggregateFields(of: node).filter { _, aggregate in
            if case .one(let relation) = aggregate.source { hasOrder(relation.target) } else { true }
        }
    }

    private mutating func groupKeyOrder(
        of node: TypeID,
        _ members: [(field: FieldDefinition, aggregate: AggregateField)]
    ) -> TypeID {
        let name = types[node.index].name
        let typeName = name + "GroupKeyOrder"
        return derived(typeName, .inputObject, "One key of groups of \(name) objects to order them by.") {
            binder in
            var keys: [String: OrderField] = [:]
            var fields: [InputValueDefinition] = []
            for (field, aggregate) in members {
                let type: TypeID
                if case .one(let relation) = aggregate.source {
                    keys[field.name] = .one(relation)
                    type = binder.order(of: relation.target)
                } else {
                    keys[field.name] = .key(aggregate)
                    type = binder.orderDirection()
                }
                fields.append(
                    InputValueDefinition(
                        name: field.name,
                        type: TypeReference(type),
                        description: field.description
                    )
                )
            }
            binder.setDerived(typeName, inputFields: fields, as: .order(keys), isOneOf: true)
        }
    }

    private mutating func aggregateOrder(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let typeName = name + "AggregateOrder"
        let members = aggregateFields(of: node)
        return derived(typeName, .inputObject, "One figure to order groups of \(name) objects by.") {
            binder in
            var fields = [
                InputValueDefinition(
                    name: "count",
                    type: TypeReference(binder.orderDirection()),
                    description: "How many objects there are."
                )
            ]
            for (field, aggregate) in members {
                fields.append(
                    InputValueDefinition(
                        name: field.name,
                        type: TypeReference(binder.order(by: binder.family(of: field, aggregate))),
                        description: field.description
                    )
                )
            }
            let binding = InputBinding.aggregate(binder.byName(members))
            binder.setDerived(typeName, inputFields: fields, as: binding, isOneOf: true)
        }
    }

    private mutating func order(by family: AggregateFamily) -> TypeID {
        let name = family.name + "AggregateOrder"
        return derived(name, .inputObject, "A figure to order by.") { binder in
            let fields = family.functions.map { function, _ in
                let type = function == .percentiles ? binder.percentileOrder() : binder.orderDirection()
                return InputValueDefinition(name: function.nameOfOne, type: TypeReference(type))
            }
            binder.setDerived(name, inputFields: fields, as: .none, isOneOf: true)
        }
    }

    private mutating func percentileOrder() -> TypeID {
        derived("PercentileOrder", .inputObject, "A percentile to order by.") { binder in
            let direction = InputValueDefinition(
                name: "direction",
                type: TypeReference(binder.orderDirection(), TypeModifiers([.nonNull])),
                description: "Its direction."
            )
            binder.setDerived("PercentileOrder", inputFields: [binder.fraction(), direction], as: .none)
        }
    }
}
