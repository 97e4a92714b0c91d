extension String {
    /// The name as a person writes it in SQL: quoted where PostgreSQL would read it as another name, or as none.
    ///
    /// For the fixes that findings print; statements that are sent quote every name (``SQL/identifier(_:)``).
    var sqlName: String {
        let isPlain =
            utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"):
                    true
                case _: false
                }
            } && first?.isNumber == false && !Self.reservedWords.contains(self)
        return isPlain ? self : "\"" + replacing("\"", with: "\"\"") + "\""
    }

    /// The text as an SQL string.
    var sqlString: String { "'" + replacing("'", with: "''") + "'" }

    /// PostgreSQL, appendix C "SQL Key Words": those that are reserved, functions' and types' names included.
    private static let reservedWords: Set<String> = [
        "all", "analyse", "analyze", "and", "any", "array", "as", "asc", "asymmetric", "authorization",
        "binary",
        "both", "case", "cast", "check", "collate", "collation", "column", "concurrently", "constraint",
        "create",
        "cross", "current_catalog", "current_date", "current_role", "current_schema", "current_time",
        "current_timestamp", "current_user", "default", "deferrable", "desc", "distinct", "do", "else", "end",
        "except", "false", "fetch", "for", "foreign", "freeze", "from", "full", "grant", "group", "having",
        "ilike",
        "in", "initially", "inner", "intersect", "into", "is", "isnull", "join", "lateral", "leading", "left",
        "like",
        "limit", "localtime", "localtimestamp", "natural", "not", "notnull", "null", "offset", "on", "only",
        "or",
        "order", "outer", "overlaps", "placing", "primary", "references", "returning", "right", "select",
        "session_user", "similar", "some", "symmetric", "system_user", "table", "tablesample", "then", "to",
        "trailing", "true", "union", "unique", "user", "using", "variadic", "verbose", "when", "where",
        "window",
        "with",
    ]
}
