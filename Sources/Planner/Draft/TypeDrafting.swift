import GraphQL

/// Makes the types of a draft: names first, so that each can speak of the others.
struct TypeDrafting {
    let catalog: Catalog
    /// The PostgreSQL role that reads.
    private let reader: String
    let comments: CatalogComments
    /// The relations that become types, and their names, by oid.
    private(set) var typeNames: [UInt32: String] = [:]
    var relations: [Relation] = []
    /// Tables that do nothing but tie two others together.
    private(set) var junctions: [Junction] = []
    /// What becomes no type, and why.
    private(set) var omissions: [String] = []
    /// The names of the enums that columns have, by oid.
    private var enumNames: [UInt32: String] = [:]
    private var enums: [DraftElements.Element] = []
    private var names: NamesInUse

    init(_ catalog: Catalog, reader: String, _ comments: CatalogComments) {
        self.catalog = catalog
        self.reader = reader
        self.comments = comments
        names = NamesInUse(Self.reserved)
        chooseRelations()
        nameTypes()
    }

    /// All types, `Query` first.
    mutating func elements() -> DraftElements {
        var types: [DraftElements.Element] = []
        var root = RootFields()
        for relation in relations {
            var fields = FieldDrafting(relation, self)
            for column in relation.columns where isReadable(column) {
                fields.append(column, type(of: column))
            }
            fields.appendRelations()
            root.append(fields)
            types.append(fields.element)
        }
        var elements = DraftElements()
        elements.append(root.element)
        for element in types + enums { elements.append(element) }
        return elements
    }

    func isReadable(_ column: Column) -> Bool { column.selectableBy.contains(reader) }

    /// The key by which rows of `relation` are known: its primary key, else a unique key without NULL.
    func key(of relation: Relation) -> [String] {
        let keys = [relation.primaryKey] + relation.uniqueKeys
        return keys.first { key in
            !key.isEmpty
                && key.allSatisfy { name in
                    relation.column(name).map { $0.isNotNull && isReadable($0) } ?? false
                }
        } ?? []
    }

    // MARK: Which types there are

    private mutating func chooseRelations() {
        for relation in catalog.relations where relation.schema != "concierge" {
            guard relation.columns.contains(where: { isReadable($0) }) else { continue }
            if key(of: relation).isEmpty {
                omissions.append(
                    "\(relation.displayName) has no key; give a type @table(name: \"\(relation.name)\", key: […])"
                )
            } else {
                relations.append(relation)
            }
        }
        let chosen = Set(relations.map(\.oid))
        junctions = relations.compactMap { Junction($0, among: chosen) }
        relations.removeAll { relation in junctions.contains { $0.relation.oid == relation.oid } }
    }

    private mutating func nameTypes() {
        let wanted = relations.map { DraftName.type($0.name) }
        for (relation, name) in zip(relations, wanted) {
            // What lists of one type bring with them has names of their own.
            let isDerived = wanted.contains { other in
                name != other && name.hasPrefix(other)
                    && Self.derivedEndings.contains(String(name.dropFirst(other.count)))
            }
            let long = DraftName.type(relation.schema + "_" + relation.name)
            typeNames[relation.oid] =
                isDerived ? names.take(name + "Row", long) : names.take(name, long, name + "Row")
        }
    }

    private static let derivedEndings: Set<String> = [
        "Connection", "Edge", "Order", "Filter", "ListFilter", "Aggregate", "AggregateFilter",
        "AggregateOrder", "Group",
        "GroupBy", "GroupKey", "GroupFilter", "GroupOrder", "GroupKeyOrder",
    ]

    private static let reserved: Set<String> = [
        "Query", "Mutation", "Subscription", "Node", "PageInfo", "Int", "Float", "String", "Boolean", "ID",
        "DateTime",
        "LocalDateTime", "Date", "LocalTime", "Duration", "Decimal", "BigInt", "UUID", "JSON", "Bytes",
        "OrderDirection", "ClaimDeclaration", "ClaimType", "RoleLimits", "RowParameter",
    ]

    // MARK: The types of columns

    /// The type of the field that serves `column`.
    private mutating func type(of column: Column) -> String {
        let base = catalog.baseType(of: column.type)
        var name = ScalarFormat.suggestion(for: base, in: catalog)
        var item = base
        if case .array(let inner)? = catalog.types[base]?.kind { item = catalog.baseType(of: inner) }
        if case .enumeration(let labels)? = catalog.types[item]?.kind {
            let named = enumName(of: item, labels)
            name = item == base ? named : "[\(named)]"
        }
        return name + (column.isNotNull || catalog.refusesNull(column.type) ? "!" : "")
    }

    private mutating func enumName(of oid: UInt32, _ labels: [String]) -> String {
        if let name = enumNames[oid] { return name }
        let type = catalog.types[oid]
        let words = DraftName.words(type?.name ?? "").map(\.capitalized).joined()
        let name = names.take(words.isEmpty ? "Choice" : words, words + "Value")
        enumNames[oid] = name
        var values = NamesInUse()
        let fields = labels.map { label in
            let value = values.take(DraftName.enumValue(label))
            let isRenamed = value != label
            return DraftElements.Field(
                name: value,
                rest: isRenamed ? " @label(name: \(StringLiteral.quoted(label)))" : ""
            )
        }
        enums.append(DraftElements.Element(keyword: "enum", name: name, rest: "", fields: fields))
        return name
    }
}

/// A table of two foreign keys and nothing else: it ties rows of two tables together.
struct Junction {
    let relation: Relation
    let one: ForeignKey
    let other: ForeignKey

    /// `nil` where `relation` is a table with something to say of its own.
    init?(_ relation: Relation, among chosen: Set<UInt32>) {
        guard relation.foreignKeys.count == 2,
            relation.foreignKeys.allSatisfy({ chosen.contains($0.target) }),
            Set(relation.primaryKey) == Set(relation.columns.map(\.name)),
            Set(relation.foreignKeys.flatMap(\.columns)) == Set(relation.primaryKey)
        else { return nil }
        self.relation = relation
        one = relation.foreignKeys[0]
        other = relation.foreignKeys[1]
    }
}
