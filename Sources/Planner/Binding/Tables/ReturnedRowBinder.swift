import GraphQL

/// Binds the object types that stand for rows of composite types, which functions return.
///
/// Such a row is bound like a table's row, so that whatever is bound to columns can be bound to it.
struct ReturnedRowBinder: BindingPass, ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private var tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    mutating func run() -> BoundTables {
        let types = tables.types
        for owner in types.indices {
            for field in types[owner].fields {
                guard let directive = field.directive("function"),
                    types[field.type.type.index].kind == .object,
                    types[field.type.type.index].directive("table") == nil,
                    case .found(let function) = FunctionResolver(context, tables).function(
                        named: directive.argument("name")?.text ?? "",
                        for: field,
                        of: tables.table(of: TypeID(owner))
                    ), case .row(let columns) = function.answer
                else { continue }
                bind(field.type.type, to: columns, of: function, at: directive.location)
            }
        }
        return tables
    }

    private mutating func bind(
        _ type: TypeID,
        to columns: [Column],
        of function: Function,
        at location: SourceLocation?
    ) {
        if let known = tables.table(of: type) {
            let same = known.relation.columns.map { [$0.name, String($0.type)] }
            guard same != columns.map({ [$0.name, String($0.type)] }) else { return }
            return report(
                "\(tables.types[type.index].name) is what functions return whose rows differ, \(known.relation.displayName) and "
                    + "\(function.displayName).",
                at: location,
                coordinate: tables.types[type.index].name,
                fix: "Give each its own type, or let both return the same composite type."
            )
        }
        let relation = Relation(rowsOf: function, columns: columns)
        tables.objects[type.index] = .table(
            TableBinding(type: type, relation: relation, key: [], idPrefix: [])
        )
    }
}

extension Relation {
    /// The rows that `function` returns, with no table behind them.
    init(rowsOf function: Function, columns: [Column]) {
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
