import GraphQL

/// Makes commented fields of the functions of a database: which of them belong into the graph is for its author to say.
struct FunctionDrafting {
    let types: TypeDrafting
    let reader: String
    private var queries: [DraftElements.Field] = []
    private var mutations: [DraftElements.Field] = []
    private var names: NamesInUse
    private var mutationNames = NamesInUse()

    /// - Parameter names: the names of the fields of `Query`.
    init(_ types: TypeDrafting, reader: String, names: NamesInUse) {
        self.types = types
        self.reader = reader
        self.names = names
    }

    /// The types `Query` and `Mutation` with the fields, as comments.
    mutating func elements() -> [DraftElements.Element] {
        for function in types.catalog.functions
        where function.schema != "concierge" && !function.isPartOfExtension
            && function.executableBy.contains(reader)
        {
            append(function)
        }
        let comment = "Functions that the database has: uncomment those that belong into the graph."
        return [("extend type", "Query", queries), ("type", "Mutation", mutations)].compactMap {
            keyword,
            name,
            fields in
            guard !fields.isEmpty else { return nil }
            return DraftElements.Element(
                keyword: keyword,
                name: name,
                rest: "",
                fields: fields,
                comment: comment
            )
        }
    }

    private mutating func append(_ function: Function) {
        guard let result = result(of: function) else { return }
        var arguments: [String] = []
        for parameter in function.parameters {
            // A parameter without a name, or of a type that no scalar serves, has no argument.
            guard !parameter.name.isEmpty, let type = scalar(parameter.type) else { return }
            let name = DraftName.field(parameter.name.drop { $0 == "_" }.description)
            guard name.snakeCased == parameter.name else { return }
            arguments.append("\(name): \(type)\(parameter.hasDefault ? "" : "!")")
        }
        let list = arguments.isEmpty ? "" : "(\(arguments.joined(separator: ", ")))"
        var directive = "@function(name: \(StringLiteral.quoted(function.name))"
        if function.schema != "public" { directive += ", schema: \(StringLiteral.quoted(function.schema))" }
        let isMutation = function.volatility == .volatile
        let wanted = DraftName.field(function.name)
        let field = DraftElements.Field(
            name: isMutation ? mutationNames.take(wanted) : names.take(wanted),
            rest: "\(list): \(result.text) \(directive))",
            typeName: result.typeName
        )
        if isMutation { mutations.append(field) } else { queries.append(field) }
    }

    /// The type of the field, and the type of the draft in it; `nil` for a result that no type of the draft serves.
    private func result(of function: Function) -> (text: String, typeName: String?)? {
        let item: String
        var typeName: String?
        switch function.answer {
        case .nothing: return function.volatility == .volatile ? ("Boolean", nil) : nil
        case .row: return nil
        case .rowOfRelation(let oid):
            guard let name = types.typeNames[oid] else { return nil }
            (item, typeName) = (name, name)
        case .value(let type):
            guard let name = scalar(type) else { return nil }
            item = name
        }
        return (function.cardinality == .one ? item : "[\(item)!]!", typeName)
    }

    private func scalar(_ oid: UInt32) -> String? {
        let catalog = types.catalog
        let base = catalog.baseType(of: oid)
        var item = base
        if case .array(let inner)? = catalog.types[base]?.kind { item = catalog.baseType(of: inner) }
        switch catalog.types[item]?.kind {
        case .base?: return ScalarFormat.suggestion(for: base, in: catalog)
        case .enumeration?:
            return types.enumNames[item].map { item == base ? $0 : "[\($0)!]" }
        case _: return nil
        }
    }
}
