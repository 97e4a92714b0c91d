extension InputValue {
    /// The value as a literal of GraphQL, as in introspection's `defaultValue`.
    ///
    /// It calls itself as deep as the value nests, which ``DocumentLimits/depth`` bounds where a value is
    /// read.
    package var literal: String {
        switch self {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .int(let text), .float(let text), .enum(let text): text
        case .string(let text): StringLiteral.quoted(text)
        case .list(let items): "[" + items.map(\.literal).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { $0.name + ": " + $0.value.literal }.joined(separator: ", ") + "}"
        }
    }
}
