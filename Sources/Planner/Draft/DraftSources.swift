/// The relations that a draft makes types of, and what leads from one to another, found once.
struct DraftSources {
    /// The relations that become types, in the order of the catalog.
    private(set) var relations: [Relation] = []
    /// Relations whose rows no key identifies: views, mostly.
    private(set) var withoutKey: [Relation] = []
    /// The relations that become types, by oid.
    private var places: [UInt32: Int] = [:]
    /// Tables that only connect rows of two others, by the oid of each of the two.
    private(set) var junctions: [UInt32: [Junction]] = [:]
    /// The foreign keys that lead to a relation, by its oid.
    private(set) var incoming: [UInt32: [(source: Relation, key: ForeignKey)]] = [:]
    /// Foreign keys that the names of columns suggest, by the oid of their table.
    private(set) var suggested: [UInt32: [ForeignKey]] = [:]
    /// The same, by the oid of the table that they lead to.
    private(set) var suggestedIncoming: [UInt32: [(source: Relation, key: ForeignKey)]] = [:]

    private let catalog: Catalog
    private let reader: String

    /// - Parameter reader: the PostgreSQL role that reads.
    init(_ catalog: Catalog, reader: String) {
        self.catalog = catalog
        self.reader = reader
        choose()
        connect()
        guess()
    }

    subscript(oid: UInt32) -> Relation? { places[oid].map { relations[$0] } }

    func isReadable(_ column: Column) -> Bool { column.selectableBy.contains(reader) }

    /// Whether the columns of a foreign key can be read, and lead to a type.
    func leadsToType(_ key: ForeignKey, of relation: Relation) -> Bool {
        places[key.target] != nil
            && key.columns.allSatisfy { relation.column($0).map(isReadable) ?? false }
    }

    /// The columns that identify a row of `relation`: its primary key, else a unique key without NULL.
    func key(of relation: Relation) -> [String] {
        ([relation.primaryKey] + relation.uniqueKeys).first { key in
            !key.isEmpty
                && key.allSatisfy { name in
                    relation.column(name).map { $0.isNotNull && isReadable($0) } ?? false
                }
        } ?? []
    }

    // MARK: Choosing

    private mutating func choose() {
        var tables: [Relation] = []
        // A partition is read through its parent.
        for relation in catalog.relations where relation.schema != "concierge" && !relation.isPartition {
            guard relation.columns.contains(where: { isReadable($0) }) else { continue }
            if key(of: relation).isEmpty { withoutKey.append(relation) } else { tables.append(relation) }
        }
        let chosen = Set(tables.map(\.oid))
        for relation in tables {
            guard let junction = Junction(relation, among: chosen) else {
                places[relation.oid] = relations.count
                relations.append(relation)
                continue
            }
            note(junction)
        }
    }

    private mutating func note(_ junction: Junction) {
        junctions[junction.one.target, default: []].append(junction)
        if junction.one.target != junction.other.target {
            junctions[junction.other.target, default: []].append(junction)
        }
    }

    private mutating func connect() {
        let chosen = Set(places.keys)
        for relation in relations {
            for key in relation.foreignKeys where leadsToType(key, of: relation) {
                incoming[key.target, default: []].append((relation, key))
            }
            if let junction = Junction(relation, withMoreColumnsAmong: chosen) { note(junction) }
        }
    }

    // MARK: Guessing

    /// Finds columns such as `user_id` that no foreign key covers, and the table `users` with a key of the same type.
    private mutating func guess() {
        var targets: [String: Relation] = [:]
        for relation in relations.reversed() where relation.primaryKey.count == 1 {
            targets[DraftName.singular(relation.name).joined(separator: "_")] = relation
        }
        for relation in relations {
            for column in relation.columns where isReadable(column) {
                guard let key = guessedKey(column, of: relation, targets) else { continue }
                suggested[relation.oid, default: []].append(key)
                suggestedIncoming[key.target, default: []].append((relation, key))
            }
        }
    }

    private func guessedKey(
        _ column: Column,
        of relation: Relation,
        _ targets: [String: Relation]
    ) -> ForeignKey? {
        var words = DraftName.words(column.name)
        guard words.count > 1, words.popLast() == "id",
            !relation.foreignKeys.contains(where: { $0.columns.contains(column.name) }),
            relation.primaryKey != [column.name], let target = targets[words.joined(separator: "_")],
            let identifier = target.column(target.primaryKey[0]),
            catalog.baseType(of: identifier.type) == catalog.baseType(of: column.type)
        else { return nil }
        return ForeignKey(columns: [column.name], target: target.oid, targetColumns: target.primaryKey)
    }
}

/// A table that connects rows of two tables by two foreign keys.
struct Junction {
    let relation: Relation
    let one: ForeignKey
    let other: ForeignKey
    /// Whether the table has no further columns: then it is nothing but a relation between the two.
    let isPlain: Bool

    /// `nil` if `relation` has columns beyond two foreign keys.
    init?(_ relation: Relation, among chosen: Set<UInt32>) {
        guard relation.foreignKeys.count == 2,
            relation.foreignKeys.allSatisfy({ chosen.contains($0.target) }),
            Set(relation.primaryKey) == Set(relation.columns.map(\.name)),
            Set(relation.foreignKeys.flatMap(\.columns)) == Set(relation.primaryKey)
        else { return nil }
        self.init(relation, isPlain: true)
    }

    /// `nil` unless two foreign keys of `relation` together are unique, beside further columns.
    init?(_ relation: Relation, withMoreColumnsAmong chosen: Set<UInt32>) {
        guard relation.foreignKeys.count == 2,
            relation.foreignKeys.allSatisfy({ chosen.contains($0.target) }),
            Set(relation.foreignKeys[0].columns).isDisjoint(with: relation.foreignKeys[1].columns),
            relation.isUnique(relation.foreignKeys.flatMap(\.columns)),
            !relation.foreignKeys.contains(where: { relation.isUnique($0.columns) })
        else { return nil }
        self.init(relation, isPlain: false)
    }

    private init(_ relation: Relation, isPlain: Bool) {
        self.relation = relation
        self.isPlain = isPlain
        one = relation.foreignKeys[0]
        other = relation.foreignKeys[1]
    }

    /// The two directions in which the junction leads from the relation `oid` to another.
    func ways(from oid: UInt32) -> [(from: ForeignKey, to: ForeignKey)] {
        [(one, other), (other, one)].filter { $0.0.target == oid }
    }
}
