import TestSupport

/// What is selected, as JSON that PostgreSQL makes.
extension RandomQuery {
    /// Fields of the row called `alias`, and the object that they become.
    mutating func selection(on type: ObjectType, _ alias: String, depth: Int) -> Piece {
        var graph = ["__typename"]
        var sql = ["'__typename', '\(type.name)'"]
        let known = type.fields.filter { knows($0, of: type) && (depth > 0 || !$0.isRelation) }
        for field in known.shuffled(using: &random).prefix(Int.random(in: 1...7, using: &random)) {
            let key = random.chance(20) ? "k\(graph.count)" : field.name
            let prefix = key == field.name ? "" : key + ": "
            let piece = self.field(field, of: type, alias, depth)
            graph.append(wrapped(prefix + piece.graph, type))
            sql.append("'\(key)', \(piece.sql)")
        }
        return Piece(
            graph: "{ \(graph.joined(separator: " ")) }",
            sql: "json_build_object(\(sql.joined(separator: ", ")))"
        )
    }

    private mutating func wrapped(_ field: String, _ type: ObjectType) -> String {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: "... on \(type.name) { \(field) }"
        case 1: "... @include(if: true) { \(field) }"
        case _: field
        }
    }

    mutating func field(_ field: Field, of type: ObjectType, _ alias: String, _ depth: Int) -> Piece {
        switch field.binding {
        case .id: return Piece(graph: field.name, sql: id(of: type, alias))
        case .column(let column, let mask):
            let source = canRead(column, of: type) ? column : mask ?? column
            return Piece(graph: field.name, sql: json("\(alias).\(source)", field))
        case .embedded(let prefix):
            let names = desk.model.embedded[field.type] ?? []
            let members = names.map { "'\($0)', \(alias).\(prefix)\($0)" }
            return Piece(
                graph: "\(field.name) { \(names.joined(separator: " ")) }",
                sql: "json_build_object(\(members.joined(separator: ", ")))"
            )
        case .one(let relation):
            guard let target = self.type(field.type) else { break }
            let inner = newAlias()
            let part = selection(on: target, inner, depth: depth - 1)
            let found = rows(of: target, inner, by: relation, from: type, alias, where: "true")
            return Piece(graph: "\(field.name) \(part.graph)", sql: "(select \(part.sql) from \(found))")
        case .list(let relation, let list):
            return self.list(field, list, by: relation, of: type, alias, depth: depth)
        }
        return Piece(graph: field.name, sql: "null")
    }

    func json(_ value: String, _ field: Field) -> String {
        if field.isList || ["JSON", "Int", "Float", "Boolean"].contains(field.type) {
            return "to_json(\(value))"
        }
        switch field.type {
        case "DateTime": return "replace(to_json(\(value)) #>> '{}', '+00:00', 'Z')"
        case "Bytes": return "translate(encode(\(value), 'base64'), E'\\n', '')"
        case _: return "(\(value))::text"
        }
    }

    // MARK: Lists

    /// A list of the root, or of the row called `owner`.
    mutating func list(
        _ field: Field,
        _ list: GraphModel.List,
        by relation: GraphModel.Relation?,
        of type: ObjectType?,
        _ owner: String,
        depth: Int
    ) -> Piece {
        guard let target = self.type(field.type) else { return Piece(graph: field.name, sql: "null") }
        let alias = newAlias()
        var arguments: [String] = []
        var condition = "true"
        if list.hasFilter, random.chance(70) {
            let piece = self.condition(on: target, alias)
            arguments.append("where: \(piece.graph)")
            condition = piece.sql
        }
        let order = self.order(of: target, alias, list)
        arguments += order.graph.map { [$0] } ?? []
        let size = Int.random(in: 1...4, using: &random)
        let isLast = list.isConnection && random.chance(30)
        arguments.append("\(isLast ? "last" : "first"): \(size)")
        let found = rows(of: target, alias, by: relation, from: type, owner, where: condition)
        let part = selection(on: target, alias, depth: depth - 1)
        let key = desk.key(of: target)
        // Columns are read by name, as a role may not read all of them.
        let page = """
            (select \(alias).\(key) as key, row_number() over (order by \(isLast ? order.reversed : order.sql)) as number
            from \(found) order by 2 limit \(size)) \(alias)p join \(target.table) \(alias) on \(alias).\(key) = \(alias)p.key
            """
        let turned = isLast ? "desc" : "asc"
        let nodes = """
            (select coalesce(json_agg(\(part.sql) order by \(alias)p.number \(turned)), '[]'::json) from \(page))
            """
        let head = "\(field.name)(\(arguments.joined(separator: ", ")))"
        guard list.isConnection else { return Piece(graph: "\(head) \(part.graph)", sql: nodes) }
        let count = "(select count(*) from \(found))"
        let info = isLast ? "hasPreviousPage" : "hasNextPage"
        var graph = ["nodes \(part.graph)"]
        var sql = ["'nodes', \(nodes)"]
        if random.chance(40) {
            graph.append("totalCount")
            sql.append("'totalCount', \(count)")
        }
        if random.chance(40) {
            graph.append("pageInfo { \(info) }")
            sql.append("'pageInfo', json_build_object('\(info)', \(count) > \(size))")
        }
        if list.hasAggregate, random.chance(40) {
            let piece = aggregate(of: target, alias, found: found)
            graph.append(piece.graph)
            sql.append("'aggregate', \(piece.sql)")
        }
        if list.hasAggregate, random.chance(40), let piece = groups(of: target, alias, found: found) {
            graph.append(piece.graph)
            sql.append("'groups', \(piece.sql)")
        }
        return Piece(
            graph: "\(head) { \(graph.joined(separator: " ")) }",
            sql: "json_build_object(\(sql.joined(separator: ", ")))"
        )
    }
}

extension GraphModel.Field {
    var isRelation: Bool {
        switch binding {
        case .one, .list: true
        case .id, .column, .embedded: false
        }
    }
}
