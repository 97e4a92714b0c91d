/// A relation as a step's statement names it.
///
/// To declare that a step reads a relation is the one way to get a source, and a source is the one way to name a column. So what a
/// step sees, what it depends on and what `explain` shows follow from the statement itself.
struct RelationSource {
    let relation: Relation
    /// What stands before the columns.
    let alias: SQL
    let step: StatementScope
    /// Which of the step's reads it is; `nil` of rows that no relation holds.
    let read: Int?

    /// The relation under its alias, as it stands behind FROM.
    var from: SQL { "\(relation.identifier) AS \(alias)" }

    /// The column's name in the statement.
    subscript(column: Column) -> SQL {
        if let read { step.note([column.name], of: read) }
        return "\(alias).\(SQL.identifier(column.name))"
    }

    /// Notes that an expression reads whatever the row has.
    func noteAllColumns() {
        if let read { step.note(relation.columns.map(\.name), of: read) }
    }
}

/// What a fetch step reads of one relation.
package struct RelationRead: Hashable, Sendable {
    /// The relation's oid.
    package let relation: UInt32
    /// The columns that the statement names.
    package fileprivate(set) var columns: Set<String> = []
    /// The columns whose values find the rows; empty where all rows are looked at.
    package fileprivate(set) var key: [String]
}

extension StatementScope {
    /// Adds a read; see ``Compiler/read(_:as:by:on:)``.
    func read(
        _ relation: Relation,
        as alias: SQL,
        by key: [Column],
        _ dependencies: Dependencies
    ) -> RelationSource {
        self.dependencies.formUnion(dependencies)
        reads.append(RelationRead(relation: relation.oid, key: key.map(\.name)))
        let read = reads.count - 1
        note(key.map(\.name), of: read)
        return RelationSource(relation: relation, alias: alias, step: self, read: read)
    }

    /// Says by which columns the rows of the step's own table are found.
    func findRows(by key: [Column]) {
        guard let read = own.read else { return }
        reads[read].key = key.map(\.name)
        note(key.map(\.name), of: read)
    }

    fileprivate func note(_ columns: [String], of read: Int) { reads[read].columns.formUnion(columns) }
}

extension Compiler {
    /// Declares that the statement of `step` reads `relation`, finds its rows by `key`, and calls it `alias`.
    func read(
        _ relation: Relation,
        as alias: SQL,
        by key: [Column] = [],
        on step: StatementScope
    ) -> RelationSource {
        let dependencies = schema.dependencies(reading: relation.oid, as: role)
        return step.read(relation, as: alias, by: key, dependencies)
    }
}
