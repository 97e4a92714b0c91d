import GraphQL

/// Makes the fields of one type of a draft.
struct FieldDrafting {
    let relation: Relation
    /// The type's name.
    let typeName: String
    private let types: TypeDrafting
    private var fields: [DraftElements.Field] = []
    private var names = NamesInUse(["id"])
    /// The field and the type of each column that is a field, by the column's name.
    private(set) var columns: [String: (field: String, type: String)] = [:]

    /// What every list is served with.
    static let lists = "@connection @filter @order @aggregate"

    init(_ relation: Relation, _ types: TypeDrafting) {
        self.relation = relation
        self.types = types
        typeName = types.typeNames[relation.oid] ?? relation.name
        fields.append(DraftElements.Field(name: "id", rest: ": ID!"))
    }

    /// The columns that identify a row.
    var key: [String] { types.key(of: relation) }

    var element: DraftElements.Element {
        var table = "@table(name: \(StringLiteral.quoted(relation.name))"
        if relation.schema != "public" { table += ", schema: \(StringLiteral.quoted(relation.schema))" }
        if key != relation.primaryKey { table += ", key: \(Self.list(key))" }
        return DraftElements.Element(
            keyword: "type",
            name: typeName,
            rest: " implements Node \(table))",
            description: types.comments.relations[relation.oid],
            fields: fields
        )
    }

    /// Adds the field that serves `column`, unless a relation does.
    mutating func append(_ column: Column, _ type: String) {
        let isServed = toOne.contains { $0.columns == [column.name] }
        // Words that were prepared for searching say nothing to people.
        guard !isServed, types.catalog.types[column.type]?.name != "tsvector" else { return }
        let wanted = DraftName.field(column.name)
        let name = wanted == "id" ? names.take("rowId") : names.take(wanted)
        columns[column.name] = (name, type)
        let directive =
            name.snakeCased == column.name ? "" : " @column(name: \(StringLiteral.quoted(column.name)))"
        fields.append(
            DraftElements.Field(
                name: name,
                rest: ": \(type)\(directive)",
                typeName: type.filter { !"[]!".contains($0) },
                description: types.comments.columns[relation.oid]?[column.name]
            )
        )
    }

    mutating func appendRelations() {
        for key in toOne { appendOne(key) }
        for source in types.relations {
            for key in source.foreignKeys where isReadable(key, of: source) { appendMany(source, key) }
        }
        for junction in types.junctions {
            appendThrough(junction, from: junction.one, to: junction.other)
            appendThrough(junction, from: junction.other, to: junction.one)
        }
    }

    // MARK: Relations

    /// The foreign keys that lead to another type.
    private var toOne: [ForeignKey] {
        relation.foreignKeys.filter { types.typeNames[$0.target] != nil && isReadable($0, of: relation) }
    }

    private func isReadable(_ key: ForeignKey, of relation: Relation) -> Bool {
        key.columns.allSatisfy { relation.column($0).map(types.isReadable) ?? false }
    }

    private mutating func appendOne(_ key: ForeignKey) {
        guard let target = types.relations.first(where: { $0.oid == key.target }),
            let type = types.typeNames[key.target]
        else { return }
        let isRequired = key.columns.allSatisfy { relation.column($0)?.isNotNull ?? false }
        let isHidden = target.hasRowSecurity || target.kind != .table
        fields.append(
            DraftElements.Field(
                name: names.take(
                    Self.name(of: key, to: type),
                    DraftName.one(of: type),
                    DraftName.field(["by"] + key.columns.flatMap(DraftName.words))
                ),
                rest: ": \(type)\(isRequired && !isHidden ? "!" : "") "
                    + "@relation(key: \(Self.list(key.columns))\(references(key, target)))",
                typeName: type
            )
        )
    }

    /// What a foreign key's field is called: `client_id` leads to the client.
    private static func name(of key: ForeignKey, to type: String) -> String {
        guard key.columns.count == 1 else { return DraftName.one(of: type) }
        var words = DraftName.words(key.columns[0])
        if words.count > 1, ["id", "uuid", "key", "fk"].contains(words[words.count - 1]) {
            words.removeLast()
        }
        return words == ["id"] ? DraftName.one(of: type) : DraftName.field(words)
    }

    private mutating func appendMany(_ source: Relation, _ key: ForeignKey) {
        guard key.target == relation.oid, let type = types.typeNames[source.oid] else { return }
        let isOne = source.isUnique(key.columns)
        let plain = isOne ? DraftName.one(of: type) : DraftName.list(of: type)
        let ways = source.foreignKeys.count { $0.target == relation.oid }
        let way = Self.name(of: key, to: typeName).capitalized
        let directive = "@relation(foreignKey: \(Self.list(key.columns))\(references(key, relation)))"
        fields.append(
            DraftElements.Field(
                name: ways == 1 && source.oid != relation.oid
                    ? names.take(plain, "\(plain)By\(way)") : names.take("\(plain)By\(way)"),
                rest: isOne ? ": \(type) \(directive)" : ": [\(type)!]! \(directive) \(Self.lists)",
                typeName: type
            )
        )
    }

    private mutating func appendThrough(_ junction: Junction, from: ForeignKey, to: ForeignKey) {
        guard from.target == relation.oid, let type = types.typeNames[to.target],
            let target = types.relations.first(where: { $0.oid == to.target }),
            from.targetColumns == key, to.targetColumns == types.key(of: target)
        else { return }
        let table = junction.relation
        let name = table.schema == "public" ? table.name : "\(table.schema).\(table.name)"
        let plain = DraftName.list(of: type)
        fields.append(
            DraftElements.Field(
                name: names.take(plain, "\(plain)By\(DraftName.field(table.name).capitalized)"),
                rest: ": [\(type)!]! @relation(through: \(StringLiteral.quoted(name)), from: "
                    + "\(Self.list(from.columns)), to: \(Self.list(to.columns))) \(Self.lists)",
                typeName: type
            )
        )
    }

    private func references(_ foreignKey: ForeignKey, _ target: Relation) -> String {
        foreignKey.targetColumns == types.key(of: target)
            ? "" : ", references: \(Self.list(foreignKey.targetColumns))"
    }

    private static func list(_ names: [String]) -> String {
        let quoted = names.map(StringLiteral.quoted)
        return quoted.count == 1 ? quoted[0] : "[\(quoted.joined(separator: ", "))]"
    }
}
