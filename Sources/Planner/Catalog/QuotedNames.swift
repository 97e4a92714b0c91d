extension [Column] {
    /// The columns' names as a list in SQL.
    var sqlNames: String { map(\.name.sqlName).joined(separator: ", ") }
}

extension Relation {
    /// The relation's name as a person writes it in SQL.
    var sqlName: String { schema == "public" ? name.sqlName : schema.sqlName + "." + name.sqlName }
}

extension Function {
    /// The function's name as a person writes it in SQL.
    var sqlName: String { schema == "public" ? name.sqlName : schema.sqlName + "." + name.sqlName }
}

extension Catalog {
    /// The type's name as a person writes it in SQL.
    func sqlName(ofType oid: UInt32) -> String {
        guard let type = types[oid] else { return "…" }
        if case .array(let item) = type.kind { return sqlName(ofType: item) + "[]" }
        let isNear = ["pg_catalog", "public"].contains(type.schema)
        return (isNear ? "" : type.schema.sqlName + ".") + type.name.sqlName
    }
}
