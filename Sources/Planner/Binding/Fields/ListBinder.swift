import GraphQL

/// Binds a field to a list of rows, of one table or of several.
///
/// A union or interface all of whose members are tables is one list of all their rows, in one order. Which of them a role sees is decided
/// by the members' own grants and policies.
struct ListBinder: ContextReader {
    let context: BindingContext
    var findings: [Finding] = []
    private let tables: BoundTables

    init(_ context: BindingContext, _ tables: BoundTables) {
        self.context = context
        self.tables = tables
    }

    private var types: [TypeDefinition] { tables.types }

    /// How a list of `target`'s rows is served.
    mutating func list(
        _ field: FieldDefinition,
        of target: TableBinding,
        _ coordinate: String
    ) -> ListBinding? {
        var order: [(column: Column, direction: OrderDirection)] = []
        for part in field.directive("order")?.argument("default")?.text?.split(separator: ",") ?? [] {
            let words = part.split(whereSeparator: { " :{}".contains($0) }).map(String.init)
            let index = types[target.type.index].fields.firstIndex { $0.name == words.first }
            guard let index, let direction = OrderDirection(rawValue: words.count > 1 ? words[1] : "ASC"),
                case .column(let column) = bindColumnQuietly(
                    types[target.type.index].fields[index],
                    of: target
                )
            else {
                report(
                    "\(coordinate)'s default order \"\(part)\" is not a field of \(types[target.type.index].name) and a direction.",
                    at: field.location,
                    coordinate: coordinate,
                    fix: "Write it as in \"createdAt: DESC\"."
                )
                return nil
            }
            order.append((column.column, direction))
        }
        return ListBinding(
            target: target.type,
            isConnection: field.directive("connection") != nil,
            defaultOrder: order
        )
    }

    /// The column of a field whose own binding may not have been checked yet; its findings are reported there.
    private func bindColumnQuietly(_ field: FieldDefinition, of target: TableBinding) -> FieldBinding {
        var columns = ColumnBinder(context, tables)
        return columns.bind(field, of: target.relation, defaultName: field.name.snakeCased, field.name)
    }

    // MARK: Several tables

    /// A root field that lists rows of all of `tables`.
    mutating func bind(
        _ field: FieldDefinition,
        listing tables: [TableBinding],
        _ coordinate: String
    ) -> FieldBinding {
        var variants: [Variant] = []
        for table in tables {
            guard let list = list(field, of: table, coordinate) else { return .none }
            variants.append(Variant(table: table, relation: nil, defaultOrder: list.defaultOrder))
        }
        guard check(variants, field, coordinate) else { return .none }
        return .collection(ListBinding(of: field, variants))
    }

    /// A relation to rows of all tables of `variants`, which were bound one by one.
    mutating func bind(
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
        guard check(variants, field, coordinate), let from = variants.first?.relation?.from else {
            return .none
        }
        let relation = RelationBinding(target: field.type.type, from: from, to: [], through: nil)
        return .many(relation, ListBinding(of: field, variants))
    }

    /// Whether the rows of all variants can stand in one order.
    private mutating func check(
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
