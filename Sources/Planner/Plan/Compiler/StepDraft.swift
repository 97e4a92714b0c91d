import GraphQL

/// A fetch step while it is being planned: the columns that its selections turn out to need are collected here.
final class StepDraft {
    /// The step's number, once it is added.
    private(set) var index = -1
    /// The field that it fetches for.
    let coordinate: String
    let parent: StepDraft?
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
    /// What its answer depends on.
    var dependencies = Dependencies()
    var lane = Lane.point
    /// Whether it calls a function that the schema binds.
    var callsFunction = false
    var keys = FetchStep.Keys.none
    var limit: Int?
    var isReversed = false
    var refusesMore = false
    /// The most items of the array that is the only column of the only row; more are an error.
    var maximumItems: Int?
    /// Whether the step also runs for parents of which a key is NULL.
    var takesNullKeys = false
    /// How many rows each parent may get, for the cost.
    var expectedRows = 1
    /// What one of its rows costs.
    var rowCost = 1
    /// The rows that its statement selects.
    var rows = StepStatement.Rows.query(RowQuery(source: .rows("")))
    /// The columns whose types its keys have, where it has keys.
    var keyColumns: [Column] = []

    /// - Parameter dependencies: of reading the table; `nil` where the rows are not read from it, but returned by a function or
    ///   put together from several tables.
    init(coordinate: String, parent: StepDraft?, table: TableBinding, _ dependencies: Dependencies?) {
        readsTable = dependencies != nil
        self.coordinate = coordinate
        self.parent = parent
        self.table = table
        if let dependencies { _ = read(table.relation, as: "t", by: [], dependencies) }
    }

    /// Its own rows, which the statement calls `t`.
    var own: RelationSource {
        RelationSource(relation: table.relation, alias: "t", step: self, read: readsTable ? 0 : nil)
    }

    /// Makes it the step with this number, and one of the steps of its parent.
    func add(as index: Int) {
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

    func step(_ statements: StatementRegistry, _ schema: BoundSchema, role: Int) -> FetchStep {
        let keyParameters = keyColumns.enumerated().map { schema.keyParameter($0, $1) }
        let (sql, match) = StepStatement(rows: rows, keys: keyParameters).written(selecting: selected)
        let (text, parameters) = sql.rendered()
        var keyPlaces: [Int: Int] = [:]
        var keyTypes: [Int: UInt32] = [:]
        var others: [(place: Int, parameter: Parameter)] = []
        for (place, parameter) in parameters.enumerated() {
            if case .keys(let component) = parameter.source {
                keyPlaces[component] = place
                keyTypes[component] = parameter.format.type
            } else {
                others.append((place, parameter))
            }
        }
        var values = max(others.map(\.parameter.values).max() ?? .none, keys.values)
        if callsFunction, values > .none { values = .arguments }
        return FetchStep(
            coordinate: coordinate,
            statement: statements.statement(
                text,
                types: parameters.map(\.type),
                columnTypes: columnTypes.map(schema.baseType),
                role: role,
                claims: dependencies.claims,
                lane: lane,
                values: values
            ),
            reads: reads,
            dependencies: dependencies,
            parameters: others,
            keyPlaces: keyPlaces,
            keyTypes: keyTypes.keys.sorted().compactMap { keyTypes[$0] },
            keys: keys,
            match: match,
            parent: parent?.index,
            children: children,
            limit: limit,
            isReversed: isReversed,
            refusesMore: refusesMore,
            maximumItems: maximumItems,
            takesNullKeys: takesNullKeys,
            expectedRows: expectedRows,
            rowCost: rowCost
        )
    }
}
