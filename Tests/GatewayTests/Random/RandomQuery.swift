import JSON
import TestSupport

/// Makes questions at random, each both as GraphQL and as the SQL that says what the answer is.
struct RandomQuery {
    typealias ObjectType = GraphModel.ObjectType
    typealias Field = GraphModel.Field

    /// A piece of a question in both languages.
    struct Piece {
        var graph: String
        var sql: String
    }

    let desk: ReadingDesk
    let caller: ReadingDesk.Caller
    let seed: Int
    var random: Generator
    private(set) var declarations: [String] = []
    private(set) var variables = JSONValue.Object()
    private var aliases = 0

    init(_ desk: ReadingDesk, as caller: ReadingDesk.Caller, seed: Int) {
        self.desk = desk
        self.caller = caller
        self.seed = seed
        random = Generator(seed: seed)
    }

    /// The document, around what stands at its root.
    func document(_ root: String) -> String {
        declarations.isEmpty ? "{ \(root) }" : "query (\(declarations.joined(separator: ", "))) { \(root) }"
    }

    mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &random)]
    }

    // MARK: What the caller knows

    func type(_ name: String) -> ObjectType? { desk.model.types[name] }

    func canRead(_ column: String, of type: ObjectType) -> Bool {
        caller.readable.contains("\(type.table).\(column)")
    }

    func knows(_ type: ObjectType) -> Bool { canRead(desk.key(of: type), of: type) }

    func knows(_ field: Field, of type: ObjectType) -> Bool {
        switch field.binding {
        case .id: return true
        case .column(let column, let mask):
            return canRead(column, of: type) || mask.map { canRead($0, of: type) } ?? false
        case .embedded(let prefix):
            return desk.model.embedded[field.type]?.allSatisfy { canRead(prefix + $0, of: type) } ?? false
        case .one(let relation): return knows(relation, to: field.type, from: type)
        case .list(let relation, _): return relation.map { knows($0, to: field.type, from: type) } ?? false
        }
    }

    /// The fields of an object over columns of its owner's row.
    func embedded(_ field: Field) -> [Field] {
        guard case .embedded(let prefix) = field.binding else { return [] }
        return desk.model.embedded[field.type, default: []].map {
            Field(name: $0, type: "String", isList: false, binding: .column(prefix + $0, mask: nil))
        }
    }

    private func knows(_ relation: GraphModel.Relation, to name: String, from type: ObjectType) -> Bool {
        guard let target = self.type(name), knows(target),
            canRead(relation.from ?? desk.key(of: type), of: type)
        else { return false }
        guard let through = relation.through else {
            return canRead(relation.to ?? desk.key(of: target), of: target)
        }
        return [relation.to ?? "", through.to].allSatisfy {
            caller.readable.contains("\(through.table).\($0)")
        }
    }

    // MARK: Rows

    mutating func newAlias() -> String {
        aliases += 1
        return "a\(aliases)"
    }

    /// The rows of `target`, called `alias`, that `relation` leads to from the row called `owner`: FROM and WHERE.
    func rows(
        of target: ObjectType,
        _ alias: String,
        by relation: GraphModel.Relation?,
        from type: ObjectType?,
        _ owner: String,
        where condition: String
    ) -> String {
        guard let relation, let type else { return "\(target.table) \(alias) where \(condition)" }
        let from = "\(owner).\(relation.from ?? desk.key(of: type))"
        guard let through = relation.through else {
            let to = relation.to ?? desk.key(of: target)
            return "\(target.table) \(alias) where \(alias).\(to) = \(from) and \(condition)"
        }
        let between = "\(alias)b"
        return """
            \(target.table) \(alias) join \(through.table) \(between) on \(between).\(through.to) = \(alias).\(desk.key(of: target))
            where \(between).\(relation.to ?? "") = \(from) and \(condition)
            """
    }

    /// The global id of the row called `alias`.
    func id(of type: ObjectType, _ alias: String) -> String {
        ReadingDesk.id(of: type, alias, desk.columns)
    }

    // MARK: Orders

    /// Keys for the rows called `alias`, and the same with all directions turned round.
    struct Order {
        var graph: String?
        var sql: String
        var reversed: String
    }

    mutating func order(of target: ObjectType, _ alias: String, _ list: GraphModel.List) -> Order {
        var graph: [String] = []
        var keys: [(sql: String, direction: String)] = []
        if list.hasOrder {
            for _ in 0..<pick([0, 1, 1, 1, 2, 3]) {
                guard let (path, sql) = orderKey(of: target, alias), !keys.contains(where: { $0.sql == sql })
                else { continue }
                let direction = pick(Self.directions)
                let end = String(repeating: "}", count: path.count)
                graph.append("{\(path.joined(separator: ": {")): \(direction)\(end)")
                keys.append((sql, direction))
            }
        }
        if keys.isEmpty, let order = list.defaultOrder, canRead(order.column, of: target) {
            keys.append(("\(alias).\(order.column)", order.direction))
        }
        let key = "\(alias).\(desk.key(of: target))"
        if !keys.contains(where: { $0.sql == key }) {
            keys.append((key, keys.last?.direction.hasPrefix("DESC") ?? false ? "DESC" : "ASC"))
        }
        return Order(
            graph: graph.isEmpty ? nil : "orderBy: [\(graph.joined(separator: ", "))]",
            sql: keys.map { $0.sql + Self.sql($0.direction) }.joined(separator: ", "),
            reversed: keys.map { $0.sql + Self.sql(Self.reversed($0.direction)) }.joined(separator: ", ")
        )
    }

    /// A column of the row, or of one that a relation or two lead to: where it is in an order, and its value.
    private mutating func orderKey(of target: ObjectType, _ alias: String) -> (path: [String], sql: String)? {
        var (type, alias) = (target, alias)
        var path: [String] = []
        var select = ""
        while path.count < 3 {
            let fields = type.fields.filter { field in
                switch field.binding {
                case .column(let column, _):
                    !field.isList && field.type != "JSON" && canRead(column, of: type)
                case .one: knows(field, of: type) && random.chance(path.isEmpty ? 40 : 20)
                case .embedded: knows(field, of: type)
                case .id, .list: false
                }
            }
            guard let field = fields.randomElement(using: &random),
                let next = self.type(field.type) ?? Optional(type)
            else { return nil }
            path.append(field.name)
            switch field.binding {
            case .column(let column, _):
                let value = "\(alias).\(column)"
                return (path, select.isEmpty ? value : select.replacing("VALUE", with: value))
            case .one(let relation):
                let inner = newAlias()
                let found = rows(of: next, inner, by: relation, from: type, alias, where: "true")
                let value = "(select VALUE from \(found))"
                select = select.isEmpty ? value : select.replacing("VALUE", with: value)
                (type, alias) = (next, inner)
            case .embedded(let prefix):
                let inner = pick(embedded(field))
                path.append(inner.name)
                let value = "\(alias).\(prefix)\(inner.name)"
                return (path, select.isEmpty ? value : select.replacing("VALUE", with: value))
            case .id, .list: return nil
            }
        }
        return nil
    }

    static let directions = [
        "ASC", "DESC", "ASC_NULLS_FIRST", "ASC_NULLS_LAST", "DESC_NULLS_FIRST", "DESC_NULLS_LAST",
    ]

    static func sql(_ direction: String) -> String {
        " " + direction.lowercased().replacing("_", with: " ")
    }

    private static func reversed(_ direction: String) -> String {
        let turned =
            direction.hasPrefix("ASC") ? "DESC" + direction.dropFirst(3) : "ASC" + direction.dropFirst(4)
        if turned.hasSuffix("FIRST") { return turned.replacing("FIRST", with: "LAST") }
        return turned.replacing("LAST", with: "FIRST")
    }
}

// MARK: Values

extension RandomQuery {
    /// A value of the type `name` where GraphQL wants one: written out, or as a variable.
    mutating func value(_ value: JSONValue, of name: String) -> String {
        if random.chance(40) {
            let variable = "v\(declarations.count + 1)"
            declarations.append("$\(variable): \(name)")
            variables.set(variable, to: value)
            return "$" + variable
        }
        guard desk.model.enums.contains(name.filter { $0.isLetter }) else {
            return JSONWriter.text(of: value)
        }
        return JSONWriter.text(of: value).replacing("\"", with: "")
    }

    static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
}
