import GraphQL

/// Makes the fields of one type of a draft.
struct FieldDrafting {
    let relation: Relation
    /// The type's name.
    let typeName: String
    private let types: TypeDrafting
    private var sources: DraftSources { types.sources }
    private var fields: [DraftElements.Field] = []
    private var names = NamesInUse(["id"])
    /// The field and the type of each column that is a field, by the column's name.
    private(set) var columns: [String: (field: String, type: String)] = [:]

    /// The directives of every list.
    static let lists = "@connection @filter @order @aggregate"

    init(_ relation: Relation, _ types: TypeDrafting) {
        self.relation = relation
        self.types = types
        typeName = types.typeNames[relation.oid] ?? relation.name
        fields.append(DraftElements.Field(name: "id", rest: ": ID!"))
    }

    var element: DraftElements.Element {
        let key = sources.key(of: relation)
        return DraftElements.Element(
            keyword: "type",
            name: typeName,
            rest: " implements Node \(Self.table(relation, key: key == relation.primaryKey ? nil : key)))",
            description: types.comments.relations[relation.oid],
            fields: fields
        )
    }

    /// `@table(…`, without the closing parenthesis.
    static func table(_ relation: Relation, key: [String]?) -> String {
        var table = "@table(name: \(StringLiteral.quoted(relation.name))"
        if relation.schema != "public" { table += ", schema: \(StringLiteral.quoted(relation.schema))" }
        if let key { table += ", key: \(list(key))" }
        return table
    }

    /// Adds the field of `column`; one that probably holds a secret is a comment.
    mutating func append(_ column: Column, _ type: String) {
        // Words prepared for searching mean nothing to people.
        guard types.catalog.types[column.type]?.name != "tsvector" else { return }
        let wanted = nameOfField(column)
        let name = wanted == "id" ? names.take("rowId") : names.take(wanted)
        let isSecret = holdsText(column) && SecretName.matches(column.name)
        if !isSecret { columns[column.name] = (name, type) }
        let directive =
            name.snakeCased == column.name ? "" : " @column(name: \(StringLiteral.quoted(column.name)))"
        fields.append(
            DraftElements.Field(
                name: name,
                rest: ": \(type)\(directive)",
                typeName: type.filter { !"[]!".contains($0) },
                description: types.comments.columns[relation.oid]?[column.name],
                isComment: isSecret
            )
        )
    }

    /// The name of a column's field.
    ///
    /// A foreign key that is called like its object leaves that name to the object.
    private func nameOfField(_ column: Column) -> String {
        let words = DraftName.words(column.name)
        let leads = relation.foreignKeys.contains { key in
            key.columns == [column.name] && sources.leadsToType(key, of: relation)
        }
        guard leads, words != ["id"], words == Self.object(of: column.name) else {
            return DraftName.field(words)
        }
        return DraftName.field(words + ["id"])
    }

    /// Whether the values can be texts of any length: numbers, times and truth values are no secrets.
    private func holdsText(_ column: Column) -> Bool {
        let scalar = ScalarFormat.suggestion(for: types.catalog.baseType(of: column.type), in: types.catalog)
        let others = [
            "Int", "BigInt", "Float", "Decimal", "Boolean", "DateTime", "LocalDateTime", "Date", "LocalTime",
        ]
        return !others.contains(scalar) && scalar != "Duration"
    }

    // MARK: Relations

    mutating func appendRelations() {
        for key in relation.foreignKeys where sources.leadsToType(key, of: relation) {
            appendOne(key, isComment: false)
        }
        for key in sources.suggested[relation.oid] ?? [] { appendOne(key, isComment: true) }
        for (source, key) in sources.incoming[relation.oid] ?? [] {
            appendMany(source, key, isComment: false)
        }
        for (source, key) in sources.suggestedIncoming[relation.oid] ?? [] {
            appendMany(source, key, isComment: true)
        }
        for junction in sources.junctions[relation.oid] ?? [] {
            for (from, to) in junction.ways(from: relation.oid) {
                appendThrough(junction, from: from, to: to)
            }
        }
    }

    private mutating func appendOne(_ key: ForeignKey, isComment: Bool) {
        guard let target = sources[key.target], let type = types.typeNames[key.target] else { return }
        // Without a foreign key nothing guarantees that the other row exists.
        let isRequired = !isComment && key.columns.allSatisfy { relation.column($0)?.isNotNull ?? false }
        let isHidden = target.hasRowSecurity || target.kind != .table
        fields.append(
            DraftElements.Field(
                name: names.take(
                    name(of: key, to: target),
                    DraftName.field(types.words(of: target)),
                    DraftName.field(["by"] + key.columns.flatMap(DraftName.words))
                ),
                rest: ": \(type)\(isRequired && !isHidden ? "!" : "") "
                    + "@relation(key: \(Self.list(key.columns))\(references(key, target)))",
                typeName: type,
                isComment: isComment
            )
        )
    }

    /// The name of a foreign key's field: `client_id` leads to `client`.
    private func name(of key: ForeignKey, to target: Relation) -> String {
        guard key.columns.count == 1 else { return DraftName.field(types.words(of: target)) }
        let words = Self.object(of: key.columns[0])
        return words == ["id"] ? DraftName.field(types.words(of: target)) : DraftName.field(words)
    }

    /// The words of a foreign key's column without its ending: `client_id` as `client`.
    private static func object(of column: String) -> [String] {
        var words = DraftName.words(column)
        if words.count > 1, ["id", "uuid", "key", "fk"].contains(words[words.count - 1]) {
            words.removeLast()
        }
        return words
    }

    private mutating func appendMany(_ source: Relation, _ key: ForeignKey, isComment: Bool) {
        guard let type = types.typeNames[source.oid] else { return }
        let isOne = source.isUnique(key.columns)
        let words = types.words(of: source)
        let plain = isOne ? DraftName.field(words) : DraftName.list(of: words)
        let ways = (sources.incoming[relation.oid] ?? []).count { $0.source.oid == source.oid }
        let way =
            key.columns.count == 1
            ? DraftName.field(Self.object(of: key.columns[0])) : DraftName.field(types.words(of: relation))
        let directive = "@relation(foreignKey: \(Self.list(key.columns))\(references(key, relation)))"
        let long = "\(plain)By\(way.capitalized)"
        fields.append(
            DraftElements.Field(
                name: ways <= 1 && source.oid != relation.oid ? names.take(plain, long) : names.take(long),
                rest: isOne ? ": \(type) \(directive)" : ": [\(type)!]! \(directive) \(Self.lists)",
                typeName: type,
                isComment: isComment
            )
        )
    }

    private mutating func appendThrough(_ junction: Junction, from: ForeignKey, to: ForeignKey) {
        guard let type = types.typeNames[to.target], let target = sources[to.target],
            from.targetColumns == sources.key(of: relation), to.targetColumns == sources.key(of: target)
        else { return }
        let table = junction.relation
        let name = table.schema == "public" ? table.name : "\(table.schema).\(table.name)"
        let plain = DraftName.list(of: types.words(of: target))
        fields.append(
            DraftElements.Field(
                name: names.take(plain, "\(plain)By\(DraftName.field(table.name).capitalized)"),
                rest: ": [\(type)!]! @relation(through: \(StringLiteral.quoted(name)), from: "
                    + "\(Self.list(from.columns)), to: \(Self.list(to.columns))) \(Self.lists)",
                typeName: type,
                isComment: !junction.isPlain
            )
        )
    }

    private func references(_ foreignKey: ForeignKey, _ target: Relation) -> String {
        foreignKey.targetColumns == sources.key(of: target)
            ? "" : ", references: \(Self.list(foreignKey.targetColumns))"
    }

    static func list(_ names: [String]) -> String {
        let quoted = names.map(StringLiteral.quoted)
        return quoted.count == 1 ? quoted[0] : "[\(quoted.joined(separator: ", "))]"
    }
}
