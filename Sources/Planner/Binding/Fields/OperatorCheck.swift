import GraphQL

/// Checks that values are compared by the operators of their own type: those of extensions are found by name.
struct OperatorCheck: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let bound: BoundFields

    init(_ context: BindingContext, _ bound: BoundFields) {
        self.context = context
        self.bound = bound
    }

    mutating func run() {
        let types = bound.types
        for index in types.indices {
            guard let table = bound.table(of: TypeID(index)) else { continue }
            var checked: Set<UInt32> = []
            for column in table.key + bound.fields[index].flatMap(\.columns) {
                let base = catalog.baseType(of: column.type)
                guard checked.insert(base).inserted, case .hidden(let schema)? = catalog.types[base]?.equality
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
        case .none, .id, .expression, .lookup, .collection, .node, .nodes, .call, .live, .derived, .meta: []
        }
    }
}
