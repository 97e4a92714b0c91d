import GraphQL

/// Makes the types of a draft: names first, so that the types can refer to each other.
struct TypeDrafting {
    let catalog: Catalog
    let sources: DraftSources
    let comments: CatalogComments
    /// The names of the relations that become types, by oid.
    private(set) var typeNames: [UInt32: String] = [:]
    /// The names of the enums of columns, by oid.
    private(set) var enumNames: [UInt32: String] = [:]
    /// The PostgreSQL role that reads.
    private let reader: String
    private var enums: [DraftElements.Element] = []
    private var names: NamesInUse

    init(_ catalog: Catalog, reader: String, _ comments: CatalogComments) {
        self.catalog = catalog
        self.reader = reader
        self.comments = comments
        sources = DraftSources(catalog, reader: reader)
        names = NamesInUse(Self.reserved)
        nameTypes()
    }

    /// All types, `Query` first; suggestions last.
    mutating func elements() -> DraftElements {
        var types: [DraftElements.Element] = []
        var root = RootFields()
        for relation in sources.relations {
            var fields = FieldDrafting(relation, self)
            for column in relation.columns where sources.isReadable(column) {
                fields.append(column, type(of: column))
            }
            fields.appendRelations()
            root.append(fields, words(of: relation))
            types.append(fields.element)
        }
        let suggestions = sources.withoutKey.flatMap { suggestion($0) }
        var functions = FunctionDrafting(self, reader: reader, names: root.names)
        var elements = DraftElements()
        for element in [root.element] + types + enums + suggestions + functions.elements() {
            elements.append(element)
        }
        return elements
    }

    /// The words of what one row of `relation` is.
    func words(of relation: Relation) -> [String] { DraftName.singular(relation.name) }

    // MARK: Relations without a key

    /// A relation whose key its author has to name: its type and its list, as comments.
    private mutating func suggestion(_ relation: Relation) -> [DraftElements.Element] {
        let readable = relation.columns.filter { sources.isReadable($0) }
        let name = names.take(DraftName.type(relation.name), DraftName.type(relation.name) + "Row")
        let words = words(of: relation)
        let ids = ["id", words.joined(separator: "_") + "_id"]
        let key = (readable.first { ids.contains($0.name) } ?? readable.first)?.name ?? ""
        var table = FieldDrafting.table(relation, key: [key])
        if relation.readsAsOwner, catalog.readsRowSecurity(relation) { table += ", definerRights: true" }
        let fields = readable.map { column in
            let field = DraftName.field(column.name)
            let directive =
                field.snakeCased == column.name ? "" : " @column(name: \(StringLiteral.quoted(column.name)))"
            return DraftElements.Field(name: field, rest: ": \(type(of: column))\(directive)")
        }
        let comment =
            "\(relation.displayName) has no primary key: name the columns that identify a row, and uncomment it."
        return [
            DraftElements.Element(
                keyword: "type",
                name: name,
                rest: " \(table))",
                fields: fields,
                comment: comment
            ),
            DraftElements.Element(
                keyword: "extend type",
                name: "Query",
                rest: "",
                fields: [
                    DraftElements.Field(
                        name: DraftName.list(of: words),
                        rest: ": [\(name)!]! \(FieldDrafting.lists)"
                    )
                ],
                comment: "Its list:"
            ),
        ]
    }

    // MARK: Names

    private mutating func nameTypes() {
        let wanted = sources.relations.map { DraftName.type($0.name) }
        let all = Set(wanted)
        for (relation, name) in zip(sources.relations, wanted) {
            // The types that a list of one type brings with it have names of their own: ReleaseGroup, with Release.
            let isDerived = Self.derivedEndings.contains { ending in
                name.hasSuffix(ending) && all.contains(String(name.dropLast(ending.count)))
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
        "Query", "Mutation", "Subscription", "Cursor", "Node", "PageInfo", "Int", "Float", "String",
        "Boolean", "ID",
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
