/// An expression as PostgreSQL prints it: words, and what stands in parentheses.
indirect enum PrintedNode: Equatable {
    /// A keyword, which is printed in capitals.
    case word(String)
    /// A name of something, without its quotes.
    case name(String)
    case symbol(Character)
    /// A constant: its text, or `nil` of a number and of a text with escapes.
    case literal(String?)
    /// A cast of what is before it, to whichever type.
    case cast
    case group([PrintedNode])

    /// Reads `text`, which PostgreSQL printed.
    static func read(_ text: String) -> [PrintedNode] {
        var reader = Reader(rest: Array(text)[...])
        return reader.read()
    }

    private struct Reader {
        var rest: ArraySlice<Character>

        mutating func read() -> [PrintedNode] {
            var open: [[PrintedNode]] = [[]]
            while let first = rest.first {
                switch first {
                case "(", "[":
                    rest.removeFirst()
                    open.append([])
                case ")", "]":
                    rest.removeFirst()
                    if open.count > 1 { open[open.count - 2].append(.group(open.removeLast())) }
                case let space where space.isWhitespace: rest.removeFirst()
                default: open[open.count - 1].append(next(first))
                }
            }
            // Nothing is lost of a text that ends too early: what it reads must not be overlooked.
            while let inner = open.popLast() {
                if open.isEmpty { return inner }
                open[open.count - 1].append(.group(inner))
            }
            return []
        }

        private mutating func next(_ first: Character) -> PrintedNode {
            if rest.starts(with: "::") {
                skipType()
                return .cast
            }
            if first == "'" {
                return .literal(skip(quotedBy: "'"))
            }
            if first == "\"" {
                return .name(skip(quotedBy: "\""))
            }
            guard first.isLetter || first.isNumber || first == "_" else {
                rest.removeFirst()
                return .symbol(first)
            }
            let word = takeWord()
            // The prefix of a constant with escapes.
            if word == "E" && rest.first == "'" {
                skip(quotedBy: "'")
                return .literal(nil)
            }
            if first.isNumber { return .literal(nil) }
            return first.isUppercase ? .word(word) : .name(word)
        }

        private mutating func takeWord() -> String {
            let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" }
            rest = rest[word.endIndex...]
            return String(word)
        }

        /// What stands between quotes, of which a doubled one is one of the text.
        @discardableResult
        private mutating func skip(quotedBy quote: Character) -> String {
            var text = ""
            rest.removeFirst()
            while let next = rest.popFirst() {
                if next != quote {
                    text.append(next)
                } else if rest.first == quote {
                    text.append(next)
                    rest.removeFirst()
                } else {
                    break
                }
            }
            return text
        }

        /// A type's name is several words where it is one of the standard's, such as `character varying(10)[]`.
        private mutating func skipType() {
            rest.removeFirst(2)
            while let first = rest.first {
                if first == "\"" {
                    skip(quotedBy: "\"")
                } else if first.isLowercase || first == "_" {
                    _ = takeWord()
                } else if first == "." {
                    rest.removeFirst()
                } else if rest.starts(with: "[]") {
                    rest.removeFirst(2)
                } else if first == "(", let end = rest.firstIndex(of: ")"),
                    rest[..<end].dropFirst().allSatisfy(\.isNumber)
                {
                    rest = rest[(end + 1)...]
                } else if first == " ", rest.dropFirst().first?.isLowercase == true {
                    rest.removeFirst()
                } else {
                    return
                }
            }
        }
    }
}

extension [PrintedNode] {
    var isSelect: Bool { first == .word("SELECT") || first == .word("WITH") }

    /// Whether the value is not a constant: something is called, selected, or read of the session or another row.
    var varies: Bool {
        let constant: Set<String> = ["ANY", "ARRAY", "NULL", "TRUE", "FALSE", "ROW"]
        return contains { node in
            switch node {
            case .word(let word): !constant.contains(word)
            case .name(let name): name != "true" && name != "false"
            case .group(let inner): inner.varies
            case .symbol, .literal, .cast: false
            }
        }
    }

    /// The subselects, also those inside of others; each part of a UNION for itself.
    var selects: [PolicySelect] {
        var selects: [PolicySelect] = []
        var open = [self]
        while let next = open.popLast() {
            if next.isSelect {
                let parts = next.split {
                    $0 == .word("UNION") || $0 == .word("INTERSECT") || $0 == .word("EXCEPT")
                }
                selects += parts.map { PolicySelect(nodes: Array($0)) }
            }
            for case .group(let inner) in next { open.append(inner) }
        }
        return selects
    }
}

/// A subselect of a policy.
struct PolicySelect {
    let nodes: [PrintedNode]

    /// What must hold for its rows: the WHERE, and how its tables are joined.
    var conditions: [[PrintedNode]] {
        var conditions: [[PrintedNode]] = []
        if let place = nodes.firstIndex(of: .word("WHERE")) {
            let end: Set<String> = ["GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR"]
            let condition = nodes[(place + 1)...].prefix { node in
                if case .word(let word) = node { return !end.contains(word) }
                return true
            }
            conditions.append(Array(condition))
        }
        var open = [from]
        while let next = open.popLast() {
            for index in next.indices {
                guard case .group(let inner) = next[index] else { continue }
                if index > 0, next[index - 1] == .word("ON") {
                    conditions.append(inner)
                } else if !inner.isSelect {
                    open.append(inner)
                }
            }
        }
        return conditions
    }

    /// The relations that it reads rows of, and what stands before their columns.
    func sources(in catalog: Catalog) -> [(relation: Relation, alias: String)] {
        var sources: [(relation: Relation, alias: String)] = []
        var open = [from]
        while let next = open.popLast() {
            for index in next.indices {
                if case .group(let inner) = next[index], !inner.isSelect,
                    index == 0 || next[index - 1] != .word("ON")
                {
                    open.append(inner)
                }
                guard index + 2 < next.endIndex, case .name(let schema) = next[index],
                    next[index + 1] == .symbol("."), case .name(let name) = next[index + 2],
                    let relation = catalog.relation(schema: schema, name: name)
                else { continue }
                if index + 3 < next.endIndex, case .name(let alias) = next[index + 3] {
                    sources.append((relation, alias))
                } else {
                    sources.append((relation, name))
                }
            }
        }
        return sources
    }

    private var from: [PrintedNode] {
        guard let place = nodes.firstIndex(of: .word("FROM")) else { return [] }
        let end: Set<String> = [
            "WHERE", "GROUP", "HAVING", "WINDOW", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR",
        ]
        return Array(
            nodes[(place + 1)...].prefix { node in
                if case .word(let word) = node { return !end.contains(word) }
                return true
            }
        )
    }
}
