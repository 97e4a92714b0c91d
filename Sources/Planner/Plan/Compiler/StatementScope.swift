import GraphQL

/// What the statement of one fetch step names, while the step is planned: its columns, joins and reads.
///
/// The scope grows while conditions, orders and selections are planned. What the step is besides is a ``FetchPiece``, a value.
final class StatementScope {
    /// The step's number, once it is added.
    private(set) var index = -1
    /// The field that the step fetches for.
    let coordinate: String
    let parent: StatementScope?
    let table: TableBinding
    private let readsTable: Bool
    private(set) var columns: [SQL] = []
    /// The oid of each column's type, where the catalog says it; else 0.
    private(set) var columnTypes: [UInt32] = []
    private(set) var children: [Int] = []
    /// What stands beside the table's rows, at most one row for each: for orders that lead through relations.
    var joins: [SQL] = []
    /// Of the joins that show the key of a related row, what they are called, by the columns that lead there.
    var relatedKeys: [[String]: SQL] = [:]
    /// Of a list over several tables: each table, and where the key of its rows stands.
    var variants: [(table: TableBinding, keys: [SQL])] = []
    /// What it reads of relations, its own table first if it has one; see ``RelationSource``.
    var reads: [RelationRead] = []
    /// What the statement's result depends on.
    var dependencies = Dependencies()
    /// Whether no index serves a condition or an order, so that rows are searched one by one.
    var searchesRows = false

    /// - Parameter dependencies: of reading the table; `nil` where the rows are not read from it, but returned by a function or
    ///   put together from several tables.
    init(coordinate: String, parent: StatementScope?, table: TableBinding, _ dependencies: Dependencies?) {
        readsTable = dependencies != nil
        self.coordinate = coordinate
        self.parent = parent
        self.table = table
        if let dependencies { _ = read(table.relation, as: "t", by: [], dependencies) }
    }

    /// `name`, or a longer one where the step's table has a column of that name: a column that the statement adds.
    ///
    /// Expressions of the schema's author name the table's columns without saying whose they are.
    func addedName(_ name: SQL) -> SQL {
        var name = name
        while table.relation.column(name.rendered().text) != nil { name.append("_") }
        return name
    }

    /// Its own rows, which the statement calls `t`.
    var own: RelationSource {
        RelationSource(relation: table.relation, alias: "t", step: self, read: readsTable ? 0 : nil)
    }

    /// Makes its step the one with this number, and a child of its parent's step.
    func number(_ index: Int) {
        self.index = index
        parent?.children.append(index)
    }

    /// The index of the column with this expression, selected from now on.
    func column(_ expression: SQL, type: UInt32 = 0) -> Int {
        if let index = columns.firstIndex(of: expression) { return index }
        columns.append(expression)
        columnTypes.append(type)
        return columns.count - 1
    }

    /// The index of a column of the step's table.
    func column(_ column: Column) -> Int {
        self.column(own[column], type: column.type)
    }

    /// The columns, of which there is at least one: a row of none is nothing to look at, though it is legal.
    var selected: [SQL] { columns.isEmpty ? ["1"] : columns }
}
