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
