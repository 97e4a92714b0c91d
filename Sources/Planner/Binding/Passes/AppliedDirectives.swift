import GraphQL

extension TypeDefinition {
    func directive(_ name: String) -> AppliedDirective? { appliedDirectives.first { $0.name == name } }
}

extension FieldDefinition {
    func directive(_ name: String) -> AppliedDirective? { appliedDirectives.first { $0.name == name } }
}

extension InputValue {
    /// The strings of a list, or of a single string as a list of one.
    var texts: [String]? {
        switch self {
        case .list(let items): items.compactMap(\.text)
        case .string(let text): [text]
        case .null, .boolean, .int, .float, .enum, .object: nil
        }
    }
}
