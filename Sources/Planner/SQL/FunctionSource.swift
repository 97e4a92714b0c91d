/// What a call of a function stands for in a FROM clause: rows under the name `t`.
struct FunctionSource {
    /// How the results become rows.
    enum Shape {
        /// One result, a scalar: the column `value`.
        case value
        /// A set of scalars: one row, whose column `value` is the array of them.
        case values
        /// One row; none where it is NULL.
        case row
        /// One row, also where it is NULL.
        case nullableRow
        /// A set of rows.
        case rows
        /// An array of rows. An array that is NULL is one row, which ``isItem`` tells from the others.
        case items
    }

    var shape: Shape
    /// The call itself.
    var call: SQL
    /// The most results that are read.
    var limit: Int?

    private var limitClause: SQL { limit.map { "\nLIMIT \(SQL.number($0))" } ?? "" }

    /// From FROM on.
    var clauses: SQL {
        switch shape {
        case .value: "FROM (SELECT * FROM \(call) AS f(value)) AS t"
        case .values:
            """
            FROM (
            SELECT coalesce(array_agg(f.value ORDER BY f.ordinal), '{}') AS value
            FROM (SELECT * FROM \(call) WITH ORDINALITY AS f(value, ordinal)\(limitClause)) AS f
            ) AS t
            """
        // A composite value that is NULL comes as a row of NULLs.
        case .row: "FROM (SELECT * FROM \(call) AS f) AS t\nWHERE NOT (t IS NULL)"
        case .nullableRow, .rows: "FROM (SELECT * FROM \(call) AS f) AS t\(limitClause)"
        case .items:
            // OFFSET keeps the call from being written, and run, once for each use of its result.
            """
            FROM (SELECT \(call) AS list_of_call OFFSET 0) AS c
            LEFT JOIN LATERAL unnest(c.list_of_call) AS t ON true
            WHERE c.list_of_call IS NULL OR cardinality(c.list_of_call) > 0\(limitClause)
            """
        }
    }

    /// Of an array, a column that says what a row stands for: true is an item, false an item that is NULL, and NULL the whole
    /// array, which is NULL.
    var isItem: SQL? {
        guard case .items = shape else { return nil }
        return "CASE WHEN c.list_of_call IS NOT NULL THEN NOT (t IS NULL) END"
    }
}

/// The same rows once more, made of what was stored of them: a JSON array of objects.
struct StoredSource {
    /// The stored text.
    var parameter: SQL
    /// The names of the rows' columns, and their types.
    var columns: [(name: String, type: SQL)]
    /// Whether it is an array of rows, which has a column as ``FunctionSource/isItem``.
    var isArray: Bool

    /// From FROM on.
    ///
    /// Entries that older versions stored are one object, not an array.
    var clauses: SQL {
        let definitions = columns.map { "\(SQL.identifier($0.name)) \($0.type)" as SQL }
        return """
            FROM (SELECT CAST(\(parameter) AS jsonb) AS stored_list) AS s
            CROSS JOIN LATERAL jsonb_array_elements(
            CASE jsonb_typeof(s.stored_list) WHEN 'array' THEN s.stored_list ELSE jsonb_build_array(s.stored_list) END
            ) WITH ORDINALITY AS i(stored_item, stored_ordinal)
            CROSS JOIN LATERAL jsonb_to_record(
            CASE jsonb_typeof(i.stored_item) WHEN 'object' THEN i.stored_item ELSE '{}' END
            ) AS t(\(definitions.joined(", ")))
            ORDER BY i.stored_ordinal
            """
    }

    /// As ``FunctionSource/isItem``.
    var isItem: SQL? {
        guard isArray else { return nil }
        return
            "CASE WHEN jsonb_typeof(s.stored_list) = 'array' THEN jsonb_typeof(i.stored_item) = 'object' END"
    }
}
