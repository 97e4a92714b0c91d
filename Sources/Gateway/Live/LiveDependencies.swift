import ChangeFeed
import Execution
import GraphQL
import Planner

/// What the answer to a live query depends on.
struct LiveDependencies {
    /// For the index of changes: it may name too much and never too little.
    private(set) var tables: Set<Dependency> = []
    /// Whether the answer can change although no change of `tables` is told: it is read again at its pace, too.
    private(set) var needsPolling = false

    /// Whether it depends on a table of whose changes the feed does not tell.
    private(set) var isUntold = false

    /// - Parameters:
    ///   - bindings: the bound tables, by the relation's oid.
    ///   - published: the relations of whose changes the feed tells.
    init(
        _ plan: ExecutionPlan,
        variables: [InputValue?],
        tables bindings: [UInt32: TableBinding],
        published: Set<UInt32>
    ) {
        for step in plan.steps {
            let key = Self.key(of: step, variables, bindings)
            for relation in step.dependencies.relations {
                if let key, key.relation == relation {
                    tables.insert(key)
                } else {
                    tables.insert(Dependency(relation: relation, rows: .all))
                }
            }
            if !step.dependencies.relations.isSubset(of: published) { isUntold = true }
            if !step.dependencies.isComplete || step.dependencies.movesByItself { needsPolling = true }
        }
        // All rows include each row.
        let whole = Set(tables.filter { $0.rows == .all }.map(\.relation))
        tables = tables.filter { $0.rows == .all || !whole.contains($0.relation) }
    }

    /// The rows of a step that looks one key up: those with the key's value, unless something else reads the table, too.
    ///
    /// Only types of which equal values have equal bytes.
    private static func key(
        of step: FetchStep,
        _ variables: [InputValue?],
        _ bindings: [UInt32: TableBinding]
    ) -> Dependency? {
        guard case .parameters(let parameters) = step.keys, parameters.count == 1,
            let read = step.reads.first(where: { $0.key.count == 1 }), step.reads.count == 1,
            !step.dependencies.indirect.contains(read.relation),
            let table = bindings[read.relation],
            let column = table.relation.column(read.key[0]),
            [PostgresType.uuid, .int4, .int8].map(\.rawValue).contains(column.type),
            parameters[0].type == column.type, !parameters[0].isInterpreted,
            let bytes = try? parameters[0].encoded(variables)
        else { return nil }
        let isKey = table.relation.primaryKey == [column.name]
        return Dependency(
            relation: read.relation,
            rows: .value(column: column.name, bytes: bytes),
            // Of another column than the key the log may not know the value before a change.
            countsRows: !isKey
        )
    }
}

/// Types of PostgreSQL, by oid (`pg_type.dat`).
private enum PostgresType: UInt32 {
    case int8 = 20
    case int4 = 23
    case uuid = 2950
}
