extension Catalog {
    /// Whether SQL of the schema's author could read a setting: it names `current_setting`, or calls a function that is
    /// not PostgreSQL's own.
    package func mayReadSettings(_ expression: String) -> Bool {
        var word = ""
        for character in expression + " " {
            if character.isLetter || character.isNumber || character == "_" {
                word.append(character)
                continue
            }
            if word == "current_setting" || userFunctions.contains(word) { return true }
            word = ""
        }
        return false
    }

    /// The names of the claims that an expression of PostgreSQL's catalog reads as `current_setting('claims.…')`;
    /// `nil` where it reads a setting in another way.
    package static func claims(readBy expression: String) -> Set<String>? {
        var names: Set<String> = []
        var rest = Substring(expression)
        while let range = rest.firstRange(of: "current_setting(") {
            rest = rest[range.upperBound...]
            guard rest.first == "'", let end = rest.dropFirst().firstIndex(of: "'") else { return nil }
            let name = rest[rest.index(after: rest.startIndex)..<end]
            if name.hasPrefix("claims.") { names.insert(String(name.dropFirst("claims.".count))) }
            rest = rest[end...]
        }
        return names
    }
}
