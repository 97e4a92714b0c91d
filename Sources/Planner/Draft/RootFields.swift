/// Makes the fields of a draft's `Query`: of each type a list, and its rows by their keys.
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
    private var names = NamesInUse(["node", "nodes"])

    mutating func append(_ type: FieldDrafting) {
        let name = type.typeName
        let one = names.take(DraftName.one(of: name), DraftName.one(of: name) + "ById")
        let list = names.take(DraftName.list(of: name), DraftName.list(of: name) + "List")
        append(list, ": [\(name)!]! \(FieldDrafting.lists)", of: type)
        append(one, "(id: ID!): \(name)", of: type)
        let primary = type.relation.primaryKey
        // A unique key around the primary key is there for foreign keys; nobody asks by it.
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
