/// The clauses of a SELECT behind its columns, as data.
struct RowQuery {
    /// What stands behind FROM.
    enum Source {
        case rows(SQL)
        /// The rows of several queries, called `u`.
        case union([Branch])
    }

    /// One of several queries whose rows are put together.
    struct Branch {
        var columns: [SQL]
        var query: RowQuery

        fileprivate var sql: SQL { "(SELECT \(columns.joined(", "))\n\(query.clauses))" }
    }

    var source: Source
    /// Each begins with a line break.
    var joins: [SQL] = []
    var conditions: [SQL] = []
    var grouping: [SQL] = []
    var having: SQL?
    var order: [SQL] = []
    var limit: Int?
    var offset = 0

    /// From FROM on.
    var clauses: SQL {
        var sql: SQL
        switch source {
        case .rows(let rows): sql = "FROM \(rows)"
        case .union(let branches):
            sql = "FROM (\n\(branches.map(\.sql).joined("\nUNION ALL\n"))\n) AS u"
        }
        for join in joins { sql.append(join) }
        if !conditions.isEmpty { sql.append("\nWHERE \(conditions.joined("\n  AND "))") }
        if !grouping.isEmpty { sql.append("\nGROUP BY \(grouping.joined(", "))") }
        if let having { sql.append("\nHAVING \(having)") }
        if !order.isEmpty { sql.append("\nORDER BY \(order.joined(", "))") }
        if let limit { sql.append("\nLIMIT \(SQL.number(limit))") }
        if offset > 0 { sql.append(" OFFSET \(SQL.number(offset))") }
        return sql
    }
}

/// The statement of a fetch step, as data.
struct StepStatement {
    enum Rows {
        /// The rows of a relation whose column `name` is one of the keys; `column` is its place among the columns.
        case matching(SQL, name: SQL, column: Int)
        case query(RowQuery)
        /// One row about all groups of a query.
        case groups(RowQuery)
        /// PostgreSQL's plan of a query.
        case plan(RowQuery)
        /// What a function returns, with more columns behind those that are selected.
        case call(FunctionSource, [SQL])
        /// What a function returns for a set of calls: its name, and the attributes of a call as a row of `type`.
        case calls(function: SQL, attributes: [SQL], type: SQL)
    }

    var rows: Rows
    /// The parameters of the keys, an array for each component.
    ///
    /// The rows of each key are a query of its own, so that a limit is
    /// one for each.
    var keys: [SQL]

    /// The name of one component of the key, in the query of its rows.
    static func keyName(_ index: Int) -> SQL { "k.key\(SQL.number(index + 1))" }

    /// The text, and how a row says which key it was found for.
    func written(selecting columns: [SQL]) -> (sql: SQL, match: KeyMatch) {
        let selected = columns.joined(", ")
        switch rows {
        case .matching(let relation, let name, let column):
            let sql: SQL = "SELECT \(selected)\nFROM \(relation)\nWHERE \(name) = ANY(\(keys[0]))"
            return (sql, .key(columns: [column]))
        case .query(let query): return forEachKey("SELECT \(selected)\n\(query.clauses)", columns.count)
        case .groups(let query):
            return forEachKey("SELECT \(selected)\nFROM (\nSELECT\n\(query.clauses)\n) AS g", columns.count)
        case .plan(let query):
            return forEachKey("EXPLAIN (FORMAT JSON) SELECT \(selected)\n\(query.clauses)", columns.count)
        case .call(let source, let more):
            let all = columns + more
            return forEachKey("SELECT \(all.joined(", "))\n\(source.clauses)", all.count)
        case .calls(let function, let attributes, let type):
            let sql: SQL = """
                SELECT \(selected), t.ordinal
                FROM \(function)(ARRAY(
                SELECT CAST(ROW(\((["CAST(k.ordinal AS integer)"] + attributes).joined(", "))) AS \(type))
                FROM \(keyRows)
                ORDER BY k.ordinal
                )) AS t
                """
            return (sql, .ordinal(column: columns.count))
        }
    }

    private func forEachKey(_ query: SQL, _ count: Int) -> (sql: SQL, match: KeyMatch) {
        if keys.isEmpty { return (query, .everything) }
        let sql: SQL = """
            SELECT r.*, k.ordinal
            FROM \(keyRows)
            CROSS JOIN LATERAL (
            \(query)
            ) AS r
            """
        return (sql, .ordinal(column: count))
    }

    /// The keys as rows, with their number.
    private var keyRows: SQL {
        let names = keys.indices.map { "key\(SQL.number($0 + 1))" as SQL }
        return "unnest(\(keys.joined(", "))) WITH ORDINALITY AS k(\(names.joined(", ")), ordinal)"
    }
}
