/// Finds the groups of subscribers whose answers a change may alter, without looking at each group.
///
/// It may name a group too many and never one too few. Complexity: a change costs the look-ups of its columns' values and its key, and
/// the groups that are found; groups with other values cost nothing.
package struct DependencyIndex {
    /// The number of a group.
    package typealias Group = Int

    private struct Entry: Hashable {
        var group: Group
        var columns: Set<String>?

        /// Whether it reads one of the columns.
        func reads(_ changed: Set<String>) -> Bool { columns.map { !$0.isDisjoint(with: changed) } ?? true }
    }

    private struct Table {
        var all: Set<Entry> = []
        var values: [String: [[UInt8]: Set<Entry>]] = [:]
        var keys: [RowKey: Set<Entry>] = [:]
        /// Those that count rows by a value: a change that hides the old value may take a row away from any of them.
        var counting: Set<Entry> = []

        var isEmpty: Bool { all.isEmpty && values.isEmpty && keys.isEmpty && counting.isEmpty }
    }

    private var tables: [UInt32: Table] = [:]

    /// Creates an index of no groups.
    package init() {}

    /// Whether no group depends on anything.
    var isEmpty: Bool { tables.isEmpty }

    /// The tables on which any group depends.
    package var relations: Set<UInt32> { Set(tables.keys) }

    /// Notes that `group` depends on `dependency`; the same twice counts once.
    package mutating func insert(_ dependency: Dependency, of group: Group) {
        change(dependency, of: group) { $0.insert($1) }
    }

    /// Forgets what ``insert(_:of:)`` noted.
    package mutating func remove(_ dependency: Dependency, of group: Group) {
        change(dependency, of: group) { $0.remove($1) }
    }

    private mutating func change(
        _ dependency: Dependency,
        of group: Group,
        _ body: (inout Set<Entry>, Entry) -> Void
    ) {
        let entry = Entry(group: group, columns: dependency.columns)
        var table = tables[dependency.relation] ?? Table()
        switch dependency.rows {
        case .all:
            body(&table.all, entry)
        case .value(let column, let bytes):
            body(&table.values[column, default: [:]][bytes, default: []], entry)
            if table.values[column]?[bytes]?.isEmpty == true { table.values[column]?[bytes] = nil }
            if table.values[column]?.isEmpty == true { table.values[column] = nil }
            if dependency.countsRows { body(&table.counting, entry) }
        case .key(let key):
            body(&table.keys[key, default: []], entry)
            if table.keys[key]?.isEmpty == true { table.keys[key] = nil }
        }
        tables[dependency.relation] = table.isEmpty ? nil : table
    }

    /// The groups that `transaction` may concern.
    package func groups(touchedBy transaction: CommittedTransaction) -> Set<Group> {
        var groups: Set<Group> = []
        for oid in transaction.truncated { addAll(of: oid, to: &groups) }
        switch transaction.content {
        case .tooLarge: for oid in transaction.relations { addAll(of: oid, to: &groups) }
        case .changes(let changes): for change in changes { add(change, to: &groups) }
        }
        return groups
    }

    private func addAll(of oid: UInt32, to groups: inout Set<Group>) {
        guard let table = tables[oid] else { return }
        for entry in table.all { groups.insert(entry.group) }
        for entries in table.keys.values { for entry in entries { groups.insert(entry.group) } }
        for values in table.values.values {
            for entries in values.values { for entry in entries { groups.insert(entry.group) } }
        }
    }

    private func add(_ change: RowChange, to groups: inout Set<Group>) {
        guard let table = tables[change.relation.oid] else { return }
        // The log carries neither generated columns nor those that the publication leaves out.
        let logged = Set(change.relation.columns.map(\.name))
        for (column, values) in table.values where !logged.contains(column) {
            for entries in values.values { for entry in entries { groups.insert(entry.group) } }
        }
        let changed = change.changedColumns
        func add(_ entries: Set<Entry>?) {
            for entry in entries ?? [] where changed.map({ entry.reads($0) }) ?? true {
                groups.insert(entry.group)
            }
        }
        add(table.all)
        for row in [change.new, change.old.row].compactMap(\.self) {
            if let key = change.relation.key(of: row) { add(table.keys[key]) }
            for (column, value) in zip(change.relation.columns, row.values) {
                guard let values = table.values[column.name] else { continue }
                switch value {
                case .binary(let bytes), .text(let bytes):
                    // A row that comes or goes concerns a group whatever it reads.
                    for entry in values[Array(bytes)] ?? []
                    where change.moves(column.name) || changed.map({ entry.reads($0) }) ?? true {
                        groups.insert(entry.group)
                    }
                case .unchanged: for entries in values.values { add(entries) }
                case .null: break
                }
            }
        }
        if change.kind != .inserted, !change.knowsOldRow { add(table.counting) }
    }
}

extension RowChange {
    /// Whether all columns of the row before the change are known.
    fileprivate var knowsOldRow: Bool {
        if case .whole = old { return true }
        return false
    }

    /// The columns that differ, of an update of which the old row is known; nil for any other change.
    fileprivate var changedColumns: Set<String>? {
        guard kind == .updated, case .whole(let old) = old, let new, old.values.count == new.values.count,
            old.values.count == relation.columns.count
        else { return nil }
        let names = zip(relation.columns, zip(old.values, new.values)).filter {
            $1.0 != $1.1 && $1.1 != .unchanged
        }
        return Set(names.map(\.0.name))
    }

    /// Whether the column's value may be another one than before.
    fileprivate func moves(_ column: String) -> Bool { changedColumns?.contains(column) ?? true }
}
