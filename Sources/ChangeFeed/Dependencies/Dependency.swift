/// What an answer depends on in one table.
package struct Dependency: Hashable, Sendable {
    /// Which rows of the table it depends on.
    package enum Rows: Hashable, Sendable {
        /// All of them.
        case all
        /// Those whose column has this value, in PostgreSQL's binary format. Only for types of which equal values have equal bytes.
        case value(column: String, bytes: [UInt8])
        /// The one with this key.
        case key(RowKey)
    }

    /// The table, by oid.
    package var relation: UInt32
    package var rows: Rows
    /// The columns that it reads; nil stands for all.
    package var columns: Set<String>?
    /// Whether a row that stops to be among ``rows`` matters although it was not shown: counts and sums.
    package var countsRows: Bool

    /// Creates a dependency.
    package init(relation: UInt32, rows: Rows, columns: Set<String>? = nil, countsRows: Bool = false) {
        (self.relation, self.rows, self.columns, self.countsRows) = (relation, rows, columns, countsRows)
    }
}
