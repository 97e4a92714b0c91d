import GraphQL

/// Lists of a union or an interface: of the rows of several tables, in one order.
///
/// Nothing is declared beyond the list itself: a type all of whose members are tables is one list of all their rows. Which of
/// them a role sees is decided by the members' own grants and policies.
extension Binder {
    /// The tables that the values of `type`, a union or an interface, are rows of; `nil` where a member is no table.
    func variants(of type: TypeID) -> [TableBinding]? {
        let definition = types[type.index]
        guard definition.kind == .union || definition.kind == .interface else { return nil }
        let tables = definition.possibleTypes.compactMap { table(of: $0) }
        return tables.isEmpty || tables.count < definition.possibleTypes.count ? nil : tables
    }

    /// A root field that lists rows of all of `tables`.
    mutating func bindRoot(
        _ field: FieldDefinition,
        listing tables: [TableBinding],
        _ coordinate: String
    ) -> FieldBinding {
        var variants: [Variant] = []
        for table in tables {
            guard let list = list(field, of: table, coordinate) else { return .none }
            variants.append(Variant(table: table, relation: nil, defaultOrder: list.defaultOrder))
        }
        guard prove(variants, field, coordinate) else { return .none }
        return .collection(ListBinding(of: field, variants))
    }

    /// A relation to rows of all tables of `variants`, which were bound one by one.
    mutating func bindRelation(
        _ field: FieldDefinition,
        to tables: [TableBinding],
        _ bindings: [FieldBinding],
        _ coordinate: String
    ) -> FieldBinding {
        var variants: [Variant] = []
        for (table, binding) in zip(tables, bindings) {
            guard case .many(let relation, let list) = binding else { return .none }
            variants.append(Variant(table: table, relation: relation, defaultOrder: list.defaultOrder))
        }
        guard prove(variants, field, coordinate), let from = variants.first?.relation?.from else {
            return .none
        }
        let relation = RelationBinding(target: field.type.type, from: from, to: [], through: nil)
        return .many(relation, ListBinding(of: field, variants))
    }

    /// Whether the rows of all variants can stand in one order.
    private mutating func prove(
        _ variants: [Variant],
        _ field: FieldDefinition,
        _ coordinate: String
    ) -> Bool {
        for place in variants[0].defaultOrder.indices {
            let types = Set(variants.map { catalog.baseType(of: $0.defaultOrder[place].column.type) })
            guard types.count > 1 else { continue }
            report(
                "\(coordinate)'s default order compares values of different types.",
                at: field.location,
                coordinate: coordinate,
                fix: "Order by fields that have the same type in all members."
            )
            return false
        }
        return true
    }

    // MARK: Conditions and orders

    /// The columns that all members have under the same name and with the same type, by name; those of an interface are its own.
    func sharedColumns(of type: TypeID) -> [(field: FieldDefinition, columns: [TypeID: ColumnBinding])] {
        guard let tables = variants(of: type) else { return [] }
        let definition = types[type.index]
        let named = definition.kind == .interface ? definition.fields : types[tables[0].type.index].fields
        return named.compactMap { field in
            var columns: [TypeID: ColumnBinding] = [:]
            for table in tables {
                let index = types[table.type.index].fields.firstIndex { $0.name == field.name }
                guard let index, case .column(let column) = fields[table.type.index][index] else {
                    return nil
                }
                columns[table.type] = column
            }
            let formats = Set(columns.values.map(\.format))
            let bases = Set(columns.values.map { catalog.baseType(of: $0.column.type) })
            return formats.count == 1 && bases.count == 1 ? (field, columns) : nil
        }
    }

    // MARK: Visibility

    /// The roles that may know of one member at least, and may read all of `columns` whose member they know of.
    func readers(ofShared columns: [TypeID: ColumnBinding]) -> RoleSet {
        var result: RoleSet = []
        for index in roles.indices {
            let role = RoleSet(role: index)
            let known = columns.filter { types[$0.key.index].roles.contains(role) }
            if !known.isEmpty, known.values.allSatisfy({ readers(of: [$0.column]).contains(role) }) {
                result.insert(role)
            }
        }
        return result
    }

    /// The roles that may read rows of one variant at least.
    func readers(of variants: [Variant]) -> RoleSet {
        variants.reduce(into: RoleSet()) { result, variant in
            var roles = types[variant.table.type.index].roles
            if let relation = variant.relation { roles.formIntersection(readers(of: relation.to)) }
            result.formUnion(roles)
        }
    }

    /// A field of an interface is known where every member that is known has it.
    mutating func narrowInterfaces() {
        for index in types.indices where types[index].kind == .interface {
            for field in types[index].fields.indices {
                let name = types[index].fields[field].name
                for member in types[index].possibleTypes {
                    let own = types[member.index].fields.first { $0.name == name }?.roles ?? []
                    let unknown = types[member.index].roles.symmetricDifference(.all)
                    types[index].fields[field].roles.formIntersection(own.union(unknown))
                }
            }
        }
    }
}

extension ListBinding {
    /// A list of rows of several tables.
    init(of field: FieldDefinition, _ variants: [Variant]) {
        self.init(
            target: field.type.type,
            isConnection: field.directive("connection") != nil,
            defaultOrder: [],
            variants: variants
        )
    }
}
