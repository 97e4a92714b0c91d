import GraphQL

/// A fetch step as data, besides what its statement names: made once, when nothing of the step can fail any more.
struct FetchPiece {
    /// The rows that its statement selects.
    var rows: StepStatement.Rows
    var limit: Int?
    var isReversed = false
    /// Whether more rows than the limit are an error.
    var refusesMore = false
    /// The most items of the array that is the only column of the only row; more are an error.
    var maximumItems: Int?
    /// The lane; `nil`: by whether an index serves the statement.
    var lane: Lane?
    /// Whether it calls a function that the schema binds.
    var callsFunction = false
    /// Whether the step also runs for parents of which a key is NULL.
    var takesNullKeys = false
    /// How many rows each parent may get, for the cost.
    var expectedRows = 1
    /// What one of its rows costs.
    var rowCost = 1
    /// The most keys of one statement; `nil`: the queue's own limit.
    var maximumKeys: Int?

    /// The same piece where more rows than the limit are an error, and `count` rows are expected at most.
    func refusingMore(expecting count: Int) -> FetchPiece {
        var piece = self
        piece.refusesMore = true
        piece.expectedRows = min(expectedRows, count)
        return piece
    }
}

/// The keys by which a step finds its rows.
struct StepKeys {
    var values = FetchStep.Keys.none
    /// The columns whose types the keys have.
    var columns: [Column] = []

    static let none = StepKeys()
}

/// A step that was added.
struct PlannedStep {
    let scope: StatementScope
    let keys: StepKeys
    let piece: FetchPiece

    /// The step with its statement, whose text is written here, when all selected columns are known.
    func step(_ statements: StatementRegistry, _ schema: BoundSchema, role: Int) -> FetchStep {
        let keyParameters = keys.columns.enumerated().map { schema.keyParameter($0, $1) }
        let (sql, match) = StepStatement(rows: piece.rows, keys: keyParameters)
            .written(selecting: scope.selected)
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
        var values = max(others.map(\.parameter.values).max() ?? .none, keys.values.values)
        if piece.callsFunction, values > .none { values = .arguments }
        return FetchStep(
            coordinate: scope.coordinate,
            statement: statements.statement(
                text,
                types: parameters.map(\.type),
                columnTypes: scope.columnTypes.map(schema.baseType),
                role: role,
                claims: scope.dependencies.claims,
                lane: piece.lane ?? (scope.searchesRows ? .analytic : .point),
                values: values
            ),
            reads: scope.reads,
            dependencies: scope.dependencies,
            parameters: others,
            keyPlaces: keyPlaces,
            keyTypes: keyTypes.keys.sorted().compactMap { keyTypes[$0] },
            keys: keys.values,
            match: match,
            parent: scope.parent?.index,
            children: scope.children,
            limit: piece.limit,
            isReversed: piece.isReversed,
            refusesMore: piece.refusesMore,
            maximumItems: piece.maximumItems,
            takesNullKeys: piece.takesNullKeys,
            expectedRows: piece.expectedRows,
            rowCost: piece.rowCost,
            maximumKeys: piece.maximumKeys
        )
    }
}
