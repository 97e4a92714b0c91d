import GraphQL

/// The types of a draft in their order, as text that is not put together yet.
struct DraftElements {
    struct Field {
        var name: String
        /// Behind the name: arguments, type and directives.
        var rest: String
        /// The type of the draft that it is of, if any.
        var typeName: String?
        var description: String?
    }

    struct Element {
        /// `type Client`, `enum Tier`.
        var keyword: String
        var name: String
        /// Behind the name: interfaces and directives.
        var rest: String
        var description: String?
        var fields: [Field]

        var text: String {
            var text = Self.described(description, indentation: "")
            text += "\(keyword) \(name)\(rest) {\n"
            for field in fields {
                text +=
                    Self.described(field.description, indentation: "  ") + "  \(field.name)\(field.rest)\n"
            }
            return text + "}\n"
        }

        private static func described(_ description: String?, indentation: String) -> String {
            // Lines are as long as they were in a migration, which says nothing here.
            let words = description?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return words.map { "\(indentation)\(StringLiteral.quoted($0))\n" } ?? ""
        }
    }

    private(set) var all: [Element] = []

    /// How many types and fields there are.
    private var count: Int { all.reduce(all.count) { $0 + $1.fields.count } }

    mutating func append(_ element: Element) { all.append(element) }

    /// Takes away the type, or the field as `Type.field`, at `coordinate`, and what would be left without its type.
    ///
    /// - Returns: whether it was there.
    mutating func remove(_ coordinate: String) -> Bool {
        let names = coordinate.split(separator: ".", maxSplits: 1).map(String.init)
        guard let place = all.firstIndex(where: { $0.name == names[0] }) else { return false }
        let before = count
        if names.count == 2 {
            all[place].fields.removeAll { $0.name == names[1] }
            if all[place].fields.isEmpty { removeType(names[0]) }
        } else {
            removeType(names[0])
        }
        return count < before
    }

    private mutating func removeType(_ name: String) {
        all.removeAll { $0.name == name }
        for place in all.indices {
            all[place].fields.removeAll { $0.typeName == name }
        }
    }
}
