/// A transaction of which the commit has not been read.
struct OpenTransaction {
    /// A row, by its table and the bytes of its key.
    private struct RowName: Hashable {
        var relation: UInt32
        var key: RowKey
    }

    let commit: LogPosition
    private let transactionID: UInt32
    private let maximumBytes: Int
    private var changes: [RowChange?] = []
    /// Where the change of a row stands in `changes`.
    private var positions: [RowName: Int] = [:]
    private var byteCount = 0
    private var isTooLarge = false
    private var relations: Set<UInt32> = []
    private var truncated: Set<UInt32> = []
    var messages: Set<String> = []
    private var nextOrdinal: UInt32 = 0

    init(commit: LogPosition, transactionID: UInt32, maximumBytes: Int) {
        self.commit = commit
        self.transactionID = transactionID
        self.maximumBytes = maximumBytes
    }

    mutating func insert(_ new: LoggedRow, into relation: LoggedRelation) {
        add(
            RowChange(kind: .inserted, relation: relation, old: .absent, new: new, ordinal: 0),
            key: relation.key(of: new)
        )
    }

    mutating func update(_ relation: LoggedRelation, from old: OldRow, to new: LoggedRow) {
        let newKey = relation.key(of: new)
        if let row = old.row, let oldKey = relation.key(of: row), oldKey != newKey {
            // Whoever knows the row by its key sees one row go and another come.
            add(RowChange(kind: .deleted, relation: relation, old: old, new: nil, ordinal: 0), key: oldKey)
            add(
                RowChange(kind: .inserted, relation: relation, old: .absent, new: new, ordinal: 0),
                key: newKey
            )
        } else {
            add(RowChange(kind: .updated, relation: relation, old: old, new: new, ordinal: 0), key: newKey)
        }
    }

    mutating func delete(_ old: OldRow, from relation: LoggedRelation) {
        let key = old.row.flatMap { relation.key(of: $0) }
        add(RowChange(kind: .deleted, relation: relation, old: old, new: nil, ordinal: 0), key: key)
    }

    mutating func truncate(_ oid: UInt32) {
        relations.insert(oid)
        truncated.insert(oid)
        for (name, position) in positions where name.relation == oid { changes[position] = nil }
        positions = positions.filter { $0.key.relation != oid }
    }

    private mutating func add(_ change: RowChange, key: RowKey?) {
        relations.insert(change.relation.oid)
        guard !isTooLarge else { return }
        var change = change
        change.ordinal = nextOrdinal
        nextOrdinal += 1
        let name = key.map { RowName(relation: change.relation.oid, key: $0) }
        if let name, let position = positions.removeValue(forKey: name), let earlier = changes[position] {
            changes[position] = nil
            byteCount -= earlier.byteCount
            guard let merged = earlier.followed(by: change) else { return }
            change = merged
        }
        byteCount += change.byteCount
        guard byteCount <= maximumBytes, nextOrdinal < .max else {
            isTooLarge = true
            (changes, positions) = ([], [:])
            return
        }
        if let name { positions[name] = changes.count }
        changes.append(change)
    }

    func committed(end: LogPosition) -> CommittedTransaction {
        CommittedTransaction(
            commit: commit,
            end: end,
            transactionID: transactionID,
            content: isTooLarge ? .tooLarge : .changes(changes.compactMap(\.self)),
            relations: relations,
            truncated: truncated,
            messages: messages
        )
    }
}

extension RowChange {
    /// What this change and `later`, of the same row, are together.
    ///
    /// Nil if they cancel each other.
    fileprivate func followed(by later: RowChange) -> RowChange? {
        var merged = later
        switch (kind, later.kind) {
        case (.inserted, .deleted): return nil
        case (.inserted, _): (merged.kind, merged.old) = (.inserted, .absent)
        case (.deleted, .inserted), (.deleted, .updated): (merged.kind, merged.old) = (.updated, old)
        case (.updated, _), (.deleted, .deleted): merged.old = old.row == nil ? later.old : old
        }
        merged.new = later.new.map { $0.completed(by: new) }
        return merged
    }
}

extension LoggedRow {
    /// The row with what it leaves out as unchanged taken from `earlier`.
    fileprivate func completed(by earlier: LoggedRow?) -> LoggedRow {
        guard let earlier, earlier.values.count == values.count else { return self }
        return LoggedRow(values: zip(values, earlier.values).map { $0 == .unchanged ? $1 : $0 })
    }
}
