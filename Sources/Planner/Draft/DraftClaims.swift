import GraphQL

/// The claims that a draft declares: those that policies read, without which its tables would not be served.
enum DraftClaims {
    /// The argument `claims` of `@role`, from a comma on; empty where no policy for `reader` reads a claim.
    static func argument(of catalog: Catalog, reader: String) -> String {
        var claims: [String: String] = [:]
        for policy in catalog.relations.flatMap(\.policies) where policy.roles.contains(reader) {
            for claim in policy.reads.claims ?? [] where claims[claim] == nil {
                claims[claim] = type(of: claim, in: policy.expression ?? "")
            }
        }
        if claims.isEmpty { return "" }
        let declarations = claims.sorted { $0.key < $1.key }.map { name, type in
            "{name: \(StringLiteral.quoted(name)), \(type)}"
        }
        return ", claims: [\(declarations.joined(separator: ", "))]"
    }

    /// The type that an expression casts `claim` to, as a declaration has it; a text where it says none.
    private static func type(of claim: String, in expression: String) -> String {
        guard let name = expression.lowercased().firstRange(of: "'claims.\(claim)'") else {
            return "type: TEXT"
        }
        var rest = expression.lowercased()[name.upperBound...]
        for end in [" and ", " or "] {
            rest = rest.firstRange(of: end).map { rest[..<$0.lowerBound] } ?? rest
        }
        while let cast = rest.firstRange(of: "::") {
            rest = rest[cast.upperBound...]
            let word = rest.prefix { $0.isLetter || $0.isNumber }
            guard let kind = kinds[String(word)] else { continue }
            return "type: \(kind.rawValue)"
                + (rest.dropFirst(word.count).hasPrefix("[]") ? ", list: true" : "")
        }
        return "type: TEXT"
    }

    private static let kinds: [String: ClaimDeclaration.Kind] = [
        "uuid": .uuid, "smallint": .integer, "integer": .integer, "bigint": .integer, "boolean": .boolean,
    ]
}
