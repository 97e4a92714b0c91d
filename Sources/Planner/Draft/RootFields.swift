/// Makes the fields of a draft's `Query`: for each type a list, and one row by each key.
struct RootFields {
    private(set) var element = DraftElements.Element(
        keyword: "type",
        name: "Query",
        rest: "",
        fields: [
            DraftElements.Field(name: "node", rest: "(id: ID!): Node"),
            DraftElements.Field(name: "nodes", rest: "(ids: [ID!]!): [Node]!"),
        ]
    )
    private(set) var names = NamesInUse(["node", "nodes"])

    /// Adds the fields of a type whose rows are called by `words`.
    mutating func append(_ type: FieldDrafting, _ words: [String]) {
        let name = type.typeName
        let one = names.take(DraftName.field(words), DraftName.field(words) + "ById")
        let list = names.take(DraftName.list(of: words), DraftName.list(of: words) + "List")
        append(list, ": [\(name)!]! \(FieldDrafting.lists)", of: type)
        append(one, "(id: ID!): \(name)", of: type)
        let primary = type.relation.primaryKey
        // A unique key that contains the primary key exists for foreign keys; it identifies nothing new.
        let others = type.relation.uniqueKeys.filter { primary.isEmpty || !Set(primary).isSubset(of: $0) }
        for key in [primary] + others {
            let columns = key.compactMap { type.columns[$0] }
            guard !key.isEmpty, columns.count == key.count else { continue }
            let way = columns.map { $0.field.capitalized }.joined(separator: "And")
            let arguments = columns.map { column in
                "\(column.field): \(column.type.hasSuffix("!") ? column.type : column.type + "!")"
            }
            append(
                names.take("\(one)By\(way)"),
                "(\(arguments.joined(separator: ", "))): \(name)",
                of: type
            )
        }
    }

    private mutating func append(_ name: String, _ rest: String, of type: FieldDrafting) {
        element.fields.append(DraftElements.Field(name: name, rest: rest, typeName: type.typeName))
    }
}
