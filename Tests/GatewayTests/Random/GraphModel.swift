/// What the flagship's SDL binds, read line by line and independently of the gateway's own parser and binder.
///
/// Left out is what no plain SQL says: expressions, functions, look-ups, and rows that are computed.
struct GraphModel: Sendable {
    /// Views whose rows are computed, which no key of one column tells apart.
    private static let computed: Set<String> = ["ticket_routing", "ticket_conversations"]

    struct Field: Sendable {
        enum Binding: Sendable {
            case id
            case column(String, mask: String?)
            /// An object over columns of the same row: the prefix of their names.
            case embedded(prefix: String)
            case one(Relation)
            case list(Relation?, List)
        }

        var name: String
        /// The innermost type's name.
        var type: String
        var isList: Bool
        var binding: Binding
    }

    /// How rows find others; where a column is `nil`, the key of its table is meant.
    struct Relation: Sendable {
        var from: String?
        var to: String?
        var through: (table: String, to: String)?
    }

    struct List: Sendable {
        var isConnection: Bool
        var hasFilter: Bool
        var hasOrder: Bool
        var hasAggregate: Bool
        /// A column and its direction.
        var defaultOrder: (column: String, direction: String)?
    }

    struct ObjectType: Sendable {
        var name: String
        var table: String
        var fields: [Field] = []
    }

    private(set) var types: [String: ObjectType] = [:]
    /// The lists of the root.
    private(set) var roots: [Field] = []
    private(set) var enums: Set<String> = []
    /// The fields of types over columns of others' rows.
    private(set) var embedded: [String: [String]] = [:]

    init(sdl: String) {
        var owner = ""
        for line in sdl.replacing("\n    @", with: " @").split(separator: "\n") {
            let words = line.split(separator: " ").map(String.init)
            if line.hasPrefix("enum ") {
                enums.insert(words[1])
            } else if line.hasPrefix("type Query") || line.hasPrefix("extend type Query") {
                owner = "Query"
            } else if line.hasPrefix("extend type ") {
                owner = types[words[2]] == nil ? "" : words[2]
            } else if line.hasPrefix("type ") {
                owner = words[1]
                guard let table = Self.argument("name", of: line) else { continue }
                if !Self.computed.contains(table) { types[owner] = ObjectType(name: owner, table: table) }
            } else if line.hasPrefix("}") {
                owner = ""
            } else if !owner.isEmpty, line.hasPrefix("  "), line.dropFirst(2).first?.isLetter == true {
                read(line.dropFirst(2), of: owner)
            }
        }
        let all = self
        for name in all.types.keys { types[name]?.fields.removeAll { !all.isKnown($0) } }
        roots.removeAll { !all.isKnown($0) }
    }

    private func isKnown(_ field: Field) -> Bool {
        switch field.binding {
        case .id, .column: true
        case .embedded: embedded[field.type] != nil
        case .one, .list: types[field.type] != nil
        }
    }

    private mutating func read(_ line: Substring, of owner: String) {
        let head = line.prefix { $0 != "@" }
        guard let colon = head.firstIndex(of: ":"), !head.contains("(") else { return }
        for unsaid in ["@sql", "@function", "@claim"] where line.contains(unsaid) { return }
        let name = String(head[..<colon])
        let type = head[head.index(after: colon)...].filter { $0.isLetter }
        let isList = head.contains("[")
        let list = List(
            isConnection: line.contains("@connection"),
            hasFilter: line.contains("@filter"),
            hasOrder: line.contains("@order"),
            hasAggregate: line.contains("@aggregate"),
            defaultOrder: Self.argument("default", of: line).map { text in
                let parts = text.split(separator: ":").map { $0.filter { $0.isLetter } }
                return (Self.snakeCase(parts[0]), parts[1])
            }
        )
        func add(_ binding: Field.Binding) {
            let field = Field(name: name, type: type, isList: isList, binding: binding)
            if owner == "Query" { roots.append(field) } else { types[owner]?.fields.append(field) }
        }
        if owner == "Query" {
            if isList { add(.list(nil, list)) }
        } else if types[owner] == nil {
            embedded[owner, default: []].append(name)
        } else if line.contains("@relation") {
            let relation = Self.relation(of: line)
            add(isList ? .list(relation, list) : .one(relation))
        } else if line.contains("@embed") {
            add(.embedded(prefix: Self.argument("prefix", of: line) ?? ""))
        } else if name == "id" && type == "ID" {
            add(.id)
        } else {
            let column = line.contains("@column") ? Self.argument("name", of: line) : nil
            add(.column(column ?? Self.snakeCase(name), mask: Self.argument("masked", of: line)))
        }
    }

    private static func relation(of line: Substring) -> Relation {
        if let table = argument("through", of: line) {
            let to = argument("to", of: line) ?? ""
            return Relation(from: nil, to: argument("from", of: line), through: (table, to))
        }
        return Relation(from: argument("key", of: line), to: argument("foreignKey", of: line))
    }

    /// A directive's argument that is a string.
    private static func argument(_ name: String, of line: Substring) -> String? {
        for start in ["(", " "] {
            guard let range = line.firstRange(of: start + name + ": \"") else { continue }
            return String(line[range.upperBound...].prefix { $0 != "\"" })
        }
        return nil
    }

    static func snakeCase(_ name: String) -> String {
        name.reduce("") { $0 + ($1.isUppercase ? "_" + $1.lowercased() : String($1)) }
    }
}
