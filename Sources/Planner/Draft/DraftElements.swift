import GraphQL

/// The types of a draft in their order.
struct DraftElements {
    struct Field {
        var name: String
        /// What follows the name: arguments, type and directives.
        var rest: String
        /// The type of the draft that the field has, if any.
        var typeName: String?
        var description: String?
        /// Whether the field is a suggestion: printed as a comment.
        var isComment = false
    }

    struct Element {
        /// `type`, `enum`, `extend type`.
        var keyword: String
        var name: String
        /// What follows the name: interfaces and directives.
        var rest: String
        var description: String?
        var fields: [Field]
        /// Whether the element is a suggestion: printed as a comment.
        ///
        /// The line says why.
        var comment: String?

        /// Whether something of the element is served.
        var isServed: Bool { comment == nil && fields.contains { !$0.isComment } }

        var text: String {
            var lines = Self.described(description, indentation: "")
            lines.append("\(keyword) \(name)\(rest) {")
            for field in fields {
                if !field.isComment { lines += Self.described(field.description, indentation: "  ") }
                lines.append("  \(field.isComment ? "# " : "")\(field.name)\(field.rest)")
            }
            lines.append("}")
            guard let comment else { return lines.map { $0 + "\n" }.joined() }
            return "# \(comment)\n" + lines.map { "# \($0)\n" }.joined()
        }

        private static func described(_ description: String?, indentation: String) -> [String] {
            // The line breaks of a comment in the database have no meaning here.
            let words = description?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.map { ["\(indentation)\(StringLiteral.quoted($0))"] } ?? []
        }
    }

    private(set) var all: [Element] = []

    mutating func append(_ element: Element) { all.append(element) }

    /// Removes the types, and the fields as `Type.field`, at `coordinates`, and whatever has a type that is removed.
    ///
    /// - Returns: the coordinates that were found.
    mutating func remove(_ coordinates: Set<String>) -> Set<String> {
        var found: Set<String> = []
        var removed: Set<String> = []
        for index in all.indices where all[index].comment == nil {
            let name = all[index].name
            all[index].fields.removeAll { field in
                let coordinate = "\(name).\(field.name)"
                guard !field.isComment, coordinates.contains(coordinate) else { return false }
                found.insert(coordinate)
                return true
            }
            if coordinates.contains(name) { found.insert(name) }
            if coordinates.contains(name) || !all[index].isServed { removed.insert(name) }
        }
        while !removed.isEmpty {
            all.removeAll { $0.comment == nil && removed.contains($0.name) }
            let gone = removed
            removed = []
            for index in all.indices {
                all[index].fields.removeAll { $0.typeName.map(gone.contains) ?? false }
                if all[index].fields.isEmpty || (all[index].comment == nil && !all[index].isServed) {
                    removed.insert(all[index].name)
                }
            }
            all.removeAll { $0.comment != nil && $0.fields.isEmpty }
        }
        return found
    }
}
