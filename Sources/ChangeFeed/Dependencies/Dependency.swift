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

/// A row's key: the values of its table's key columns, as bytes that are equal only for equal keys.
package struct RowKey: Hashable, Sendable {
    let bytes: [UInt8]

    /// The key of a row with these values of the key columns, in the table's order; nil if there are none.
    init?(_ values: [LoggedRow.Value]) {
        guard !values.isEmpty else { return nil }
        bytes = values.reduce(into: []) { bytes, value in
            switch value {
            case .null: bytes.append(0)
            case .unchanged: bytes.append(1)
            case .text(let text): Self.append(2, text, to: &bytes)
            case .binary(let binary): Self.append(3, binary, to: &bytes)
            }
        }
    }

    /// The key with these values in PostgreSQL's binary format, in the table's order of columns.
    package init?(binary values: [[UInt8]]) { self.init(values.map { .binary($0[...]) }) }

    private static func append(_ kind: UInt8, _ value: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(kind)
        for shift in 0..<4 { bytes.append(UInt8(truncatingIfNeeded: value.count >> (shift * 8))) }
        bytes += value
    }
}

extension LoggedRelation {
    /// The key of `row`; nil for a table without a key.
    func key(of row: LoggedRow) -> RowKey? {
        RowKey(zip(columns, row.values).filter(\.0.isKey).map(\.1))
    }
}
