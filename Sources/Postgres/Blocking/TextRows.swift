/// The rows of a statement, as text: for commands, not for requests.
package struct TextRows: Sendable {
    /// The columns' names, in order.
    package let columns: [String]
    /// The values, row by row; `nil` is NULL.
    package let values: [[String?]]
    /// How many rows an INSERT, UPDATE, DELETE or SELECT touched.
    package let affected: Int

    /// One row, by column name or place.
    package struct Row: Sendable {
        /// The columns' names.
        package let columns: [String]
        /// The values in the columns' order.
        package let values: [String?]

        /// The value of the column called `name`; `nil` when it is NULL or there is none.
        package subscript(name: String) -> String? {
            columns.firstIndex(of: name).flatMap { values[$0] }
        }

        /// The value of the column at `index`.
        package subscript(index: Int) -> String? { values[index] }
    }
}

extension TextRows: RandomAccessCollection {
    package var startIndex: Int { 0 }
    package var endIndex: Int { values.count }
    package subscript(index: Int) -> Row { Row(columns: columns, values: values[index]) }
}
