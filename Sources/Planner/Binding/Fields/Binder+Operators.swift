import GraphQL

/// Types whose operators the login does not look for.
extension Binder {
    /// Proves that values that are compared are compared by the operators of their own type, as those of extensions are found by name.
    mutating func proveOperators() {
        for index in types.indices {
            guard let table = table(of: TypeID(index)) else { continue }
            var proved: Set<UInt32> = []
            for column in table.key + fields[index].flatMap(\.columns) {
                let base = catalog.baseType(of: column.type)
                guard proved.insert(base).inserted, case .hidden(let schema)? = catalog.types[base]?.equality
                else { continue }
                let login = catalog.login.name
                report(
                    "Values of \(catalog.displayName(ofType: base)) in \"\(table.relation.displayName)\" are compared by operators of "
                        + "the schema \"\(schema)\", where \"\(login)\" does not look: equal ones would not be found.",
                    at: types[index].location,
                    coordinate: types[index].name,
                    fix:
                        "ALTER ROLE \(login.sqlName) SET search_path = \"$user\", public, \(schema.sqlName);"
                )
            }
        }
    }
}

extension FieldBinding {
    /// The columns of the row itself whose values are compared.
    fileprivate var columns: [Column] {
        switch self {
        case .column(let column): [column.column]
        case .foreignID(let columns, _): columns
        case .embedded(let inner):
            inner.flatMap { binding -> [Column] in
                if case .column(let column) = binding { [column.column] } else { [] }
            }
        case .one(let relation), .many(let relation, _): relation.from
        case .none, .id, .expression, .lookup, .collection, .node, .nodes, .call, .derived, .meta: []
        }
    }
}
