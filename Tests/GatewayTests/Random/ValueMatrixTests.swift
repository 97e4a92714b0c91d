import JSON
import TestSupport
import Testing

/// Role × table × column by value: each type that a caller reaches, with all of its fields, is what SQL reads under the role.
@Suite("The matrix of values")
struct ValueMatrixTests {
    @Test(arguments: ReadingDesk.names)
    func `every column of every table has the value that SQL reads`(name: String) throws {
        let desk = try ReadingDesk.shared()
        let caller = try desk.caller(name)
        var script = SQLScript()
        var questions: [(type: String, document: String)] = []
        for (type, path) in Self.paths(RandomQuery(desk, as: caller, seed: 0)) {
            var query = RandomQuery(desk, as: caller, seed: 0)
            let piece = query.every(path[...], of: nil, "")
            questions.append((type, query.document("every: " + piece.graph)))
            script.add("select \(piece.sql)", as: caller)
        }
        let answers = try script.run(desk.gateway)
        try #require(answers.count == questions.count)
        let conversation = try Conversation(desk.gateway, as: caller)
        let known =
            conversation.ask("{ __schema { types { name } } }")["data", "__schema", "types"]?.items ?? []
        let types = Set(known.compactMap { $0[["name"]]?.text }).intersection(desk.model.types.keys)
        #expect(types.count > 3)
        #expect(types.subtracting(questions.map(\.type)).sorted() == [])
        var values = 0
        for ((type, document), expected) in zip(questions, answers) {
            let answer = conversation.ask(document)
            let found = answer["data", "every"] ?? .null
            values += Self.count(expected)
            if agrees(found, expected), answer["errors"] == nil { continue }
            Issue.record(
                """
                \(name), \(type): \(document)
                found    \(answer.body.prefix(2000))
                expected \(JSONWriter.text(of: expected).prefix(2000))
                """
            )
        }
        #expect(values > 400)
    }

    /// For each type that is reached, the shortest way of fields from the root.
    private static func paths(_ query: RandomQuery) -> [(type: String, path: [GraphModel.Field])] {
        var found: [(type: String, path: [GraphModel.Field])] = []
        var open: [[GraphModel.Field]] = query.desk.model.roots.map { [$0] }
        while !open.isEmpty {
            let path = open.removeFirst()
            guard let last = path.last, let type = query.type(last.type), query.knows(type),
                !found.contains(where: { $0.type == type.name })
            else { continue }
            found.append((type.name, path))
            open += type.fields.filter { $0.isRelation && query.knows($0, of: type) }.map { path + [$0] }
        }
        return found
    }

    /// How many values an answer has.
    private static func count(_ value: JSONValue) -> Int {
        switch value {
        case .array(let items): items.reduce(0) { $0 + count($1) }
        case .object(let object): object.members.reduce(0) { $0 + count($1.value) }
        case .null: 0
        case .boolean, .number, .string: 1
        }
    }
}

extension RandomQuery {
    /// The fields of `path`, one inside the other, and at its end all that the caller knows of the row.
    mutating func every(_ path: ArraySlice<Field>, of type: ObjectType?, _ owner: String) -> Piece {
        guard let field = path.first, let target = self.type(field.type) else {
            return everything(of: type, owner)
        }
        let alias = newAlias()
        switch field.binding {
        case .one(let relation):
            let part = every(path.dropFirst(), of: target, alias)
            let found = rows(of: target, alias, by: relation, from: type, owner, where: "true")
            return member(field, of: type, part.graph, "(select \(part.sql) from \(found))")
        case .list(let relation, let list):
            var plain = list
            plain.hasOrder = false
            let order = self.order(of: target, alias, plain)
            let part = every(path.dropFirst(), of: target, alias)
            let size = type == nil ? 40 : 4
            let key = desk.key(of: target)
            let found = rows(of: target, alias, by: relation, from: type, owner, where: "true")
            let nodes = """
                (select coalesce(json_agg(\(part.sql) order by \(alias)p.number), '[]'::json) from
                (select \(alias).\(key) as key, row_number() over (order by \(order.sql)) as number
                from \(found) order by 2 limit \(size)) \(alias)p join \(target.table) \(alias) on \(alias).\(key) = \(alias)p.key)
                """
            let arguments = "(first: \(size))"
            return list.isConnection
                ? member(
                    field,
                    of: type,
                    "\(arguments) { nodes \(part.graph) }",
                    "json_build_object('nodes', \(nodes))"
                ) : member(field, of: type, "\(arguments) \(part.graph)", nodes)
        case .id, .column, .embedded: return everything(of: type, owner)
        }
    }

    /// A field of a row is a member of its object; one of the root is compared alone.
    private func member(_ field: Field, of type: ObjectType?, _ graph: String, _ sql: String) -> Piece {
        guard type != nil else { return Piece(graph: field.name + graph, sql: sql) }
        return Piece(
            graph: "{ \(field.name) \(graph) }",
            sql: "json_build_object('\(field.name)', \(sql))"
        )
    }

    private mutating func everything(of type: ObjectType?, _ alias: String) -> Piece {
        guard let type else { return Piece(graph: "", sql: "null") }
        var graph = ["__typename"]
        var sql = ["'__typename', '\(type.name)'"]
        for field in type.fields where !field.isRelation && knows(field, of: type) {
            let piece = self.field(field, of: type, alias, 0)
            graph.append(piece.graph)
            sql.append("'\(field.name)', \(piece.sql)")
        }
        return Piece(
            graph: "{ \(graph.joined(separator: " ")) }",
            sql: "json_build_object(\(sql.joined(separator: ", ")))"
        )
    }
}
