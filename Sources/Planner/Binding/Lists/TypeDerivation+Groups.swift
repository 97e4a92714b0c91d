import GraphQL

/// The types of `groups`: what rows are put into groups by, which groups are wanted, in which order, and what a group shows.
extension TypeDerivation {
    /// The field `groups`; nothing where `node` has nothing to group by.
    mutating func groups(ofConnectionOf node: TypeID) -> [Derived] {
        guard !aggregateFields(of: node).isEmpty else { return [] }
        var groups = Derived(
            TypeReference(group(of: node), TypeModifiers([.nonNull, .list, .nonNull])),
            .connection(.groups),
            named: ConnectionField.groups.rawValue,
            "All objects that meet `where`, in groups: those with equal keys."
        )
        let keys = TypeReference(groupBy(of: node), TypeModifiers([.nonNull]))
        let order = TypeReference(groupOrder(of: node), TypeModifiers([.list, .nonNull]))
        groups.definition.arguments = [
            argument(.groupBy, keys, "The keys. Null is a key like others."),
            argument(
                .having,
                TypeReference(aggregateFilter(of: node)),
                "Only groups whose figures meet these conditions."
            ),
            argument(.order, order, "The order; ties are broken by the keys."),
            argument(.first, "Int", "At most so many, from the beginning or behind `offset`."),
            argument(.offset, "Int", "How many to leave out at the beginning."),
        ]
        var count = Derived(
            TypeReference(builtIn("Int"), TypeModifiers([.nonNull])),
            .connection(.groupCount),
            named: ConnectionField.groupCount.rawValue,
            "How many groups there are on all pages of `groups` with the same keys and conditions."
        )
        count.definition.arguments = Array(groups.definition.arguments.prefix(2))
        return [groups, count]
    }

    private mutating func group(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return derived(name + "Group", .object, "\(name) objects with equal keys.") { pass in
            let fields: [(GroupField, TypeID, String)] = [
                (
                    .key, pass.groupKey(of: node),
                    "What they have in common: what `by` names, and nothing else."
                ),
                (.aggregate, pass.aggregate(of: node), "Figures of them."),
            ]
            pass.setDerived(
                name + "Group",
                fields: fields.map {
                    Derived(
                        TypeReference($1, TypeModifiers([.nonNull])),
                        .group($0),
                        named: $0.rawValue,
                        $2
                    )
                }
            )
        }
    }

    private mutating func groupKey(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = groupKeys(of: node)
        return derived(name + "GroupKey", .object, "What \(name) objects of a group have in common.") {
            pass in
            let fields = members.map { pass.keyField($0.field, $0.aggregate) }
            pass.setDerived(name + "GroupKey", fields: fields)
        }
    }

    private mutating func keyField(_ field: FieldDefinition, _ aggregate: AggregateField) -> Derived {
        let beginning = aggregate.bucket.map { _ in "When the bucket begins." }
        var type = field.type
        if case .columns(of: let relation) = aggregate.source {
            type = TypeReference(columnKey(of: relation.target), TypeModifiers([.nonNull]))
        }
        return Derived(type, .groupKey(aggregate), named: field.name, beginning ?? field.description)
    }

    // MARK: Keys

    private typealias Keys = [(field: FieldDefinition, aggregate: AggregateField)]

    /// What rows of `node` are put into groups by: its own fields, and columns of the rows that are related.
    private func groupKeys(of node: TypeID) -> Keys {
        let own = aggregateFields(of: node)
        var names = Set(own.map(\.field.name))
        let related: Keys = own.compactMap { field, aggregate in
            guard case .one(let relation) = aggregate.source, !columnKeys(of: relation.target).isEmpty,
                names.insert(field.name + "Key").inserted
            else { return nil }
            var key = field
            key.name += "Key"
            key.description = "Values of \(field.name), each a key of its own."
            var columns = aggregate
            columns.source = .columns(of: relation)
            columns.position += types[node.index].fields.count
            return (key, columns)
        }
        return own + related
    }

    private mutating func groupBy(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        return groupBy(name + "GroupBy", groupKeys(of: node), "What \(name) objects are put into groups by.")
    }

    private mutating func groupBy(_ name: String, _ keys: Keys, _ description: String) -> TypeID {
        derived(name, .inputObject, description) { pass in
            let members: Members<AggregateField> = keys.map { field, aggregate in
                (field.member(of: pass.groupBy(aggregate)), aggregate)
            }
            pass.setDerived(name, members: members, in: \.groupings)
        }
    }

    /// The type of the member that makes `aggregate` a key.
    private mutating func groupBy(_ aggregate: AggregateField) -> TypeID {
        if let bucket = aggregate.bucket { return self.bucket(bucket) }
        guard case .columns(of: let relation) = aggregate.source else { return builtIn("Boolean") }
        let name = types[relation.target.index].name
        return groupBy(
            name + "ColumnGroupBy",
            columnKeys(of: relation.target),
            "What objects are put into groups by, of the \(name) that is related to each."
        )
    }

    private mutating func columnKey(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = columnKeys(of: node)
        let description = "What objects of a group have in common, of the \(name) that is related to each."
        return derived(name + "ColumnKey", .object, description) { pass in
            let fields = members.map { field, aggregate in
                var field = field
                // There may be no related object.
                field.type.modifiers = field.type.modifiers.nullable
                return pass.keyField(field, aggregate)
            }
            pass.setDerived(name + "ColumnKey", fields: fields)
        }
    }

    private mutating func bucket(_ kind: BucketKind) -> TypeID {
        derived(kind.rawValue, .inputObject, "Lengths of time to put points in time into.") { pass in
            let units = kind == .day ? TimeBucket.allCases.filter(\.isCalendar) : TimeBucket.allCases
            let name = kind == .day ? "CalendarBucket" : "TimeBucket"
            let unit = pass.derived(name, .enum, "A length of time. Weeks begin on Monday.") { pass in
                pass.elements.types[pass.builtIn(name).index].enumValues = units.map {
                    EnumValueDefinition(name: $0.rawValue)
                }
            }
            let nonNull = TypeModifiers([.nonNull])
            let length = InputValueDefinition(
                name: BucketMember.bucket.rawValue,
                type: TypeReference(unit, nonNull),
                description: "The length."
            )
            var members: Members<BucketMember> = [(length, .bucket)]
            if kind == .moment {
                var zone = InputValueDefinition(
                    name: BucketMember.timeZone.rawValue,
                    type: TypeReference(pass.builtIn("String"), nonNull),
                    description:
                        "Where days begin at midnight: a name of the IANA time zone database, as \"Europe/Warsaw\"."
                )
                zone.defaultValue = .string("UTC")
                members.append((zone, .timeZone))
            }
            pass.setDerived(kind.rawValue, members: members, in: \.buckets)
        }
    }

    // MARK: Conditions

    private mutating func aggregateFilter(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let members = aggregateFields(of: node)
        let typeName = name + "AggregateFilter"
        return derived(typeName, .inputObject, "Conditions on groups of \(name) objects; all of them hold.") {
            pass in
            var conditions = pass.combinations(of: pass.builtIn(typeName))
            let count = InputValueDefinition(
                name: AggregateMember.nameOfCount,
                type: TypeReference(pass.operators(on: "Int", .comparison)),
                description: "How many objects there are."
            )
            conditions.append((count, .aggregate(.count)))
            for (field, aggregate) in members {
                let type = pass.conditions(on: pass.family(of: field, aggregate))
                conditions.append((field.member(of: type), .aggregate(.values(aggregate))))
            }
            pass.setDerived(typeName, members: conditions, in: \.filters)
        }
    }

    private mutating func conditions(on family: AggregateFamily) -> TypeID {
        let name = family.name + "AggregateFilter"
        return derived(name, .inputObject, "Conditions on figures; all of them hold.") { pass in
            let conditions: Members<AggregateFunction> = family.functions.map { function, scalar in
                let set = family.operators(on: scalar)
                var type = pass.operators(on: scalar, set)
                if function == .percentiles { type = pass.percentile(of: scalar, meets: type) }
                let member = InputValueDefinition(
                    name: function.nameOfOne,
                    type: TypeReference(type),
                    description: function.description
                )
                return (member, function)
            }
            pass.setDerived(name, members: conditions, in: \.functions)
        }
    }

    private mutating func percentile(of scalar: String, meets conditions: TypeID) -> TypeID {
        let name = scalar + "PercentileFilter"
        return derived(name, .inputObject, "A condition on a percentile.") { pass in
            let value = InputValueDefinition(
                name: "value",
                type: TypeReference(conditions, TypeModifiers([.nonNull])),
                description: "What is asked of it."
            )
            pass.setDerived(
                name,
                members: [(pass.fraction(), .fraction), (value, .subject)],
                in: \.percentiles
            )
        }
    }

    private func fraction() -> InputValueDefinition {
        InputValueDefinition(
            name: "fraction",
            type: TypeReference(builtIn("Float"), TypeModifiers([.nonNull])),
            description: "From 0 to 1; 0.5 is the median."
        )
    }

    // MARK: Order

    private mutating func groupOrder(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let typeName = name + "GroupOrder"
        return derived(typeName, .inputObject, "One key to order groups of \(name) objects by.") { pass in
            var members: Members<GroupField> = []
            let keys = pass.orderedKeys(of: node)
            if !keys.isEmpty {
                let key = InputValueDefinition(
                    name: GroupField.key.rawValue,
                    type: TypeReference(pass.groupKeyOrder(of: node, keys)),
                    description: "One of the keys that `by` names."
                )
                members.append((key, .key))
            }
            let aggregate = InputValueDefinition(
                name: GroupField.aggregate.rawValue,
                type: TypeReference(pass.aggregateOrder(of: node)),
                description: "A figure."
            )
            members.append((aggregate, .aggregate))
            pass.setDerived(typeName, members: members, in: \.groupOrders, isOneOf: true)
        }
    }

    /// The keys by which groups can be ordered: rows that are related have an order if a field of theirs has one.
    private func orderedKeys(of node: TypeID) -> [(field: FieldDefinition, aggregate: AggregateField)] {
        groupKeys(of: node).filter { _, aggregate in
            if case .one(let relation) = aggregate.source { hasOrder(relation.target) } else { true }
        }
    }

    private mutating func groupKeyOrder(
        of node: TypeID,
        _ members: [(field: FieldDefinition, aggregate: AggregateField)]
    ) -> TypeID {
        keyOrder(types[node.index].name + "GroupKeyOrder", members)
    }

    private mutating func keyOrder(_ name: String, _ keys: Keys) -> TypeID {
        derived(name, .inputObject, "One key to order groups by.") { pass in
            let members: Members<AggregateField> = keys.map { field, aggregate in
                let type =
                    switch aggregate.source {
                    case .one(let relation): pass.order(of: relation.target)
                    case .columns(of: let relation):
                        pass.keyOrder(
                            pass.types[relation.target.index].name + "ColumnKeyOrder",
                            pass.columnKeys(of: relation.target)
                        )
                    case .column, .expression, .foreignID: pass.orderDirection()
                    }
                return (field.member(of: type), aggregate)
            }
            pass.setDerived(name, members: members, in: \.groupKeyOrders, isOneOf: true)
        }
    }

    private mutating func aggregateOrder(of node: TypeID) -> TypeID {
        let name = types[node.index].name
        let typeName = name + "AggregateOrder"
        let members = aggregateFields(of: node)
        return derived(typeName, .inputObject, "One figure to order groups of \(name) objects by.") {
            pass in
            let count = InputValueDefinition(
                name: AggregateMember.nameOfCount,
                type: TypeReference(pass.orderDirection()),
                description: "How many objects there are."
            )
            var keys: Members<AggregateMember> = [(count, .count)]
            for (field, aggregate) in members {
                let type = pass.order(by: pass.family(of: field, aggregate))
                keys.append((field.member(of: type), .values(aggregate)))
            }
            pass.setDerived(typeName, members: keys, in: \.aggregateOrders, isOneOf: true)
        }
    }

    private mutating func order(by family: AggregateFamily) -> TypeID {
        let name = family.name + "AggregateOrder"
        return derived(name, .inputObject, "A figure to order by.") { pass in
            let members: Members<AggregateFunction> = family.functions.map { function, _ in
                let type = function == .percentiles ? pass.percentileOrder() : pass.orderDirection()
                return (InputValueDefinition(name: function.nameOfOne, type: TypeReference(type)), function)
            }
            pass.setDerived(name, members: members, in: \.functions, isOneOf: true)
        }
    }

    private mutating func percentileOrder() -> TypeID {
        derived("PercentileOrder", .inputObject, "A percentile to order by.") { pass in
            let direction = InputValueDefinition(
                name: "direction",
                type: TypeReference(pass.orderDirection(), TypeModifiers([.nonNull])),
                description: "Its direction."
            )
            pass.setDerived(
                "PercentileOrder",
                members: [(pass.fraction(), .fraction), (direction, .subject)],
                in: \.percentiles
            )
        }
    }
}
