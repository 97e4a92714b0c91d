/// A place in the database that casts a claim, as it is, to another type than text.
///
/// A claim that a token does not have reads as the empty text, which no number, UUID or date is read from: the statement would
/// fail for every caller without the claim.
package struct ClaimCast: Hashable, Sendable {
    /// What casts it, for a message: `policy "own" of "diaries"`.
    package var place: String
    /// The claim's name.
    package var claim: String

    /// Creates the finding of a cast.
    package init(place: String, claim: String) {
        self.place = place
        self.claim = claim
    }

    /// The names of the claims that `sql` casts without `nullif`: an expression as PostgreSQL prints it, or a function's body.
    package static func claims(castIn sql: String) -> Set<String> {
        var names: Set<String> = []
        let lowered = sql.lowercased()
        var rest = lowered[...]
        while let range = rest.firstRange(of: "current_setting") {
            var reader = Reader(rest: rest[range.upperBound...])
            let before = lowered[..<range.lowerBound]
            rest = reader.rest
            guard let name = reader.takeSetting(), name.hasPrefix("claims.") else { continue }
            if reader.isCast(inside: before) { names.insert(String(name.dropFirst("claims.".count))) }
        }
        return names
    }

    private struct Reader {
        var rest: Substring

        private mutating func skipSpace() { rest = rest.drop(while: \.isWhitespace) }

        /// Reads `('name' …)` to its end, and gives the name.
        mutating func takeSetting() -> String? {
            skipSpace()
            guard rest.popFirst() == "(" else { return nil }
            skipSpace()
            guard rest.popFirst() == "'", let end = rest.firstIndex(of: "'") else { return nil }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            var depth = 1
            while depth > 0, let next = rest.popFirst() {
                if next == "(" { depth += 1 }
                if next == ")" { depth -= 1 }
            }
            return name
        }

        private mutating func takeWord() -> String {
            skipSpace()
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
            rest = rest[word.endIndex...]
            return String(word)
        }

        /// Whether what was read is cast to a type that does not take every text, through any parentheses and subselects.
        mutating func isCast(inside before: Substring) -> Bool {
            let isArgumentOfCast = Self.isOpened(byCast: before)
            while true {
                skipSpace()
                if rest.first == ")" {
                    rest.removeFirst()
                } else if rest.hasPrefix("::") {
                    rest.removeFirst(2)
                    if !Self.isText(takeWord()) { return true }
                    if rest.hasPrefix(" varying") { rest.removeFirst(" varying".count) }
                } else if rest.hasPrefix("as ") {
                    rest.removeFirst(3)
                    let word = takeWord()
                    if isArgumentOfCast { return !Self.isText(word) }
                } else {
                    return false
                }
            }
        }

        private static func isOpened(byCast text: Substring) -> Bool {
            var text = text
            while let last = text.last {
                if last.isWhitespace || last == "(" {
                    text.removeLast()
                } else if let word = ["pg_catalog.", "select"].first(where: text.hasSuffix) {
                    text.removeLast(word.count)
                } else {
                    return text.hasSuffix("cast")
                }
            }
            return false
        }

        private static func isText(_ type: String) -> Bool {
            ["text", "varchar", "character", "bpchar", "name"].contains(type)
        }
    }
}
