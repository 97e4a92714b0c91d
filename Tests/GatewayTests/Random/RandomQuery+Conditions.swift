import JSON
import TestSupport

/// Conditions of `where`.
extension RandomQuery {
    /// A condition on the row called `alias`: an object of the filter's members, and an expression.
    mutating func condition(on type: ObjectType, _ alias: String, depth: Int = 0) -> Piece {
        var pieces: [Piece] = []
        var used: Set<String> = []
        for _ in 0..<(random.chance(30) ? 2 : 1) {
            if depth < 2, random.chance(25) {
                let name = pick(["and", "or", "not"])
                if used.insert(name).inserted { pieces.append(combination(name, type, alias, depth)) }
                continue
            }
            let fields = type.fields.filter {
                isFilterable($0, of: type, depth: depth) && !used.contains($0.name)
            }
            guard let field = fields.randomElement(using: &random) else { continue }
            used.insert(field.name)
            pieces.append(condition(by: field, type, alias, depth))
        }
        return Piece(
            graph: "{" + pieces.map(\.graph).joined(separator: ", ") + "}",
            sql: pieces.isEmpty ? "true" : "(" + pieces.map(\.sql).joined(separator: " and ") + ")"
        )
    }

    private func isFilterable(_ field: Field, of type: ObjectType, depth: Int) -> Bool {
        switch field.binding {
        case .id: true
        case .column(let column, _):
            canRead(column, of: type) && !["JSON", "Bytes"].contains(field.type)
                && desk.samples["\(type.table).\(column)"]?.isEmpty == false
        case .embedded: embedded(field).allSatisfy { isFilterable($0, of: type, depth: depth) }
        case .one, .list: depth < 2 && knows(field, of: type)
        }
    }

    private mutating func combination(
        _ name: String,
        _ type: ObjectType,
        _ alias: String,
        _ depth: Int
    ) -> Piece {
        let first = condition(on: type, alias, depth: depth + 1)
        if name == "not" { return Piece(graph: "not: \(first.graph)", sql: "not (\(first.sql))") }
        let second = condition(on: type, alias, depth: depth + 1)
        return Piece(
            graph: "\(name): [\(first.graph), \(second.graph)]",
            sql: "(\(first.sql) \(name) \(second.sql))"
        )
    }

    private mutating func condition(
        by field: Field,
        _ type: ObjectType,
        _ alias: String,
        _ depth: Int
    ) -> Piece {
        switch field.binding {
        case .column(let column, _):
            let values = desk.samples["\(type.table).\(column)"] ?? []
            let piece = operators(field, "\(alias).\(column)", values, of: "\(type.table).\(column)")
            return Piece(graph: "\(field.name): {\(piece.graph)}", sql: piece.sql)
        case .one(let relation):
            guard let target = self.type(field.type) else { break }
            let inner = newAlias()
            let part = condition(on: target, inner, depth: depth + 1)
            let found = rows(of: target, inner, by: relation, from: type, alias, where: part.sql)
            return Piece(graph: "\(field.name): \(part.graph)", sql: "exists (select from \(found))")
        case .list(let relation, _):
            guard let target = self.type(field.type) else { break }
            let inner = newAlias()
            let part = condition(on: target, inner, depth: depth + 1)
            let name = pick(["some", "none", "every"])
            let wanted = name == "every" ? "(\(part.sql)) is not true" : part.sql
            let found = rows(of: target, inner, by: relation, from: type, alias, where: wanted)
            let sql = "exists (select from \(found))"
            return Piece(
                graph: "\(field.name): {\(name): \(part.graph)}",
                sql: name == "some" ? sql : "not \(sql)"
            )
        case .id: return idCondition(type, alias)
        case .embedded:
            let piece = condition(by: pick(embedded(field)), type, alias, depth)
            return Piece(graph: "\(field.name): {\(piece.graph)}", sql: piece.sql)
        }
        return Piece(graph: "", sql: "true")
    }

    private mutating func idCondition(_ type: ObjectType, _ alias: String) -> Piece {
        let ids = some(desk.ids[type.name] ?? [])
        let (graph, sql) = pick([("in", "in"), ("notIn", "not in")])
        if ids.isEmpty || random.chance(20) {
            return Piece(graph: "id: {isNull: false}", sql: "\(alias).\(desk.key(of: type)) is not null")
        }
        return Piece(
            graph: "id: {\(graph): \(value(.array(ids.map { .string($0) }), of: "[ID!]"))}",
            sql: "\(id(of: type, alias)) \(sql) (\(ids.map(Self.quoted).joined(separator: ", ")))"
        )
    }

    // MARK: Operators

    private static let comparisons = [
        ("eq", "="), ("ne", "<>"), ("lt", "<"), ("lte", "<="), ("gt", ">"), ("gte", ">="),
    ]

    private mutating func operators(
        _ field: Field,
        _ column: String,
        _ samples: [String],
        of name: String
    ) -> Piece {
        if random.chance(10) {
            let isNull = random.chance(50)
            return Piece(graph: "isNull: \(isNull)", sql: "\(column) is \(isNull ? "" : "not ")null")
        }
        if field.isList { return arrayOperator(field, column, samples, of: name) }
        if random.chance(25) {
            let isIn = random.chance(50)
            let values = some(samples)
            let list = values.map(Self.quoted).joined(separator: ", ")
            return Piece(
                graph:
                    "\(isIn ? "in" : "notIn"): \(value(.array(values.map { json($0, field) }), of: "[\(field.type)!]"))",
                sql: "\(column) \(isIn ? "in" : "not in") (\(list))"
            )
        }
        if field.type == "String", random.chance(50) { return textOperator(column, samples) }
        let isOrdered = !["Boolean", "UUID"].contains(field.type)
        let (graph, sql) = pick(Array(Self.comparisons.prefix(isOrdered ? 6 : 2)))
        let text = pick(samples)
        return Piece(
            graph: "\(graph): \(value(json(text, field), of: field.type))",
            sql: "\(column) \(sql) \(Self.quoted(text))"
        )
    }

    private mutating func some(_ samples: [String]) -> [String] {
        samples.isEmpty ? [] : (0..<Int.random(in: 1...3, using: &random)).map { _ in pick(samples) }
    }

    private func json(_ text: String, _ field: Field) -> JSONValue {
        switch field.type {
        case "Int", "Float": .number(text)
        case "Boolean": .boolean(text == "true")
        case _: .string(text)
        }
    }

    private mutating func arrayOperator(
        _ field: Field,
        _ column: String,
        _ samples: [String],
        of name: String
    ) -> Piece {
        let operators = [("contains", "@>"), ("overlaps", "&&"), ("containedIn", "<@")]
        let (graph, sql) = pick(operators)
        let values = some(samples)
        let array =
            "array[\(values.map(Self.quoted).joined(separator: ", "))]::\(desk.columns[name]?.type ?? "text[]")"
        return Piece(
            graph: "\(graph): \(value(.array(values.map { json($0, field) }), of: "[\(field.type)!]"))",
            sql: "\(column) \(sql) \(array)"
        )
    }

    private mutating func textOperator(_ column: String, _ samples: [String]) -> Piece {
        let whole = Array(pick(samples))
        let start = Int.random(in: 0...max(whole.count - 1, 0), using: &random)
        let length = Int.random(in: 1...6, using: &random)
        let part = String(whole[start...].prefix(length))
        let name = pick(["contains", "startsWith", "endsWith", "like"])
        var text = part
        let sql: String
        switch name {
        case "contains":
            text = random.chance(50) ? part.uppercased() : part
            sql = "position(lower(\(Self.quoted(text))) in lower(\(column))) > 0"
        case "startsWith":
            text = String(whole.prefix(length))
            sql = "left(\(column), length(\(Self.quoted(text)))) = \(Self.quoted(text))"
        case "endsWith":
            text = String(whole.suffix(length))
            sql = "right(\(column), length(\(Self.quoted(text)))) = \(Self.quoted(text))"
        case _:
            text = pick(["%", ""]) + part.replacing("\\", with: "\\\\") + "_%"
            sql = "\(column) like \(Self.quoted(text))"
        }
        return Piece(graph: "\(name): \(value(.string(text), of: "String"))", sql: sql)
    }
}
