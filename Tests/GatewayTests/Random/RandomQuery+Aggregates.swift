import JSON
import TestSupport

/// Figures and groups of a list's rows.
extension RandomQuery {
    /// A place of rows whose values are aggregated.
    struct Measure {
        var field: Field
        /// The value in a row.
        var value: String
        /// What the value's row is, where it is the key of another one.
        var target: ObjectType?
        /// The functions that there are, beside `countDistinct`.
        var functions: [String] = []
    }

    func measures(of type: ObjectType, _ alias: String) -> [Measure] {
        type.fields.compactMap { field in
            switch field.binding {
            case .column(let column, _):
                let stored = desk.columns["\(type.table).\(column)"]?.type
                guard canRead(column, of: type), stored != "json" else { return nil }
                let functions = field.isList || stored == "uuid" ? [] : functions(of: field.type)
                return Measure(field: field, value: "\(alias).\(column)", functions: functions)
            case .one(let relation):
                guard let from = relation.from, from != desk.key(of: type), knows(field, of: type),
                    let target = self.type(field.type)
                else { return nil }
                let key = desk.key(of: target)
                let value =
                    "(select \(alias)k.\(key) from \(target.table) \(alias)k where \(alias)k.\(key) = \(alias).\(from))"
                return Measure(field: field, value: value, target: target)
            case .id, .embedded, .list: return nil
            }
        }
    }

    private func functions(of type: String) -> [String] {
        switch type {
        case "Int", "BigInt", "Float", "Decimal", "Duration": ["sum", "avg", "min", "max", "percentiles"]
        case "DateTime", "LocalDateTime", "Date", "LocalTime": ["min", "max", "percentiles"]
        case "String": ["min", "max"]
        case _ where desk.model.enums.contains(type): ["min", "max"]
        case _: []
        }
    }

    // MARK: Figures

    /// `aggregate` of the rows `found`, which are called `alias`.
    mutating func aggregate(of target: ObjectType, _ alias: String, found: String) -> Piece {
        let measures = some(of: measures(of: target, alias), atMost: 3)
        let part = figures(of: measures)
        let values = (["1 as one"] + measures.enumerated().map { "\($1.value) as v\($0)" }).joined(
            separator: ", "
        )
        return Piece(
            graph: "aggregate \(part.graph)",
            sql: "(select \(part.sql) from (select \(values) from \(found)) \(alias)v)"
        )
    }

    private mutating func some<Element>(of elements: [Element], atMost count: Int) -> [Element] {
        Array(elements.shuffled(using: &random).prefix(Int.random(in: 0...count, using: &random)))
    }

    /// Figures of measures, whose values are called `v` with a number.
    private mutating func figures(of measures: [Measure]) -> Piece {
        var graph = ["count"]
        var sql = ["'count', count(*)"]
        for (number, measure) in measures.enumerated() {
            let names = (["countDistinct"] + measure.functions).shuffled(using: &random)
            let pieces = names.prefix(3).map { figure($0, measure, "v\(number)") }
            graph.append("\(measure.field.name) { \(pieces.map(\.graph).joined(separator: " ")) }")
            sql.append(
                "'\(measure.field.name)', json_build_object(\(pieces.map(\.sql).joined(separator: ", ")))"
            )
        }
        return Piece(
            graph: "{ \(graph.joined(separator: " ")) }",
            sql: "json_build_object(\(sql.joined(separator: ", ")))"
        )
    }

    private mutating func figure(_ name: String, _ measure: Measure, _ value: String) -> Piece {
        let sql: String
        switch name {
        case "countDistinct": return Piece(graph: name, sql: "'\(name)', \(Self.sql(name, value))")
        case "percentiles":
            let fractions = (0...pick([0, 1, 2])).map { _ in pick(["0", "0.1", "0.5", "0.95", "1"]) }
                .joined(separator: ", ")
            let list = Self.percentile("array[\(fractions)]::float8[]", measure, value)
            sql = measure.field.type == "Duration" ? "(\(list))::text[]" : list
            return Piece(
                graph: "\(name)(fractions: [\(fractions)])",
                sql: "'\(name)', replace(to_json(\(sql))::text, '+00:00\"', 'Z\"')::json"
            )
        case "sum" where measure.field.type == "Float": sql = "sum(\(value)::float8)"
        case "sum", "avg":
            sql =
                measure.field.type == "Int"
                ? "\(name)(\(value))::text" : json("\(name)(\(value))", measure.field)
        case _: sql = json(Self.sql(name, value), measure.field)
        }
        return Piece(graph: name, sql: "'\(name)', \(sql)")
    }

    private static func sql(_ name: String, _ value: String) -> String {
        name == "countDistinct" ? "count(distinct \(value))" : "\(name)(\(value))"
    }

    /// Of points in time there is nothing between two of them.
    private static func percentile(_ fraction: String, _ measure: Measure, _ value: String) -> String {
        let isNumber = measure.functions.contains("avg")
        return "percentile_\(isNumber ? "cont" : "disc")(\(fraction)) within group (order by \(value))"
    }

    // MARK: Groups

    /// A key of groups: what it is called in `by`, what is selected of it, and its value.
    private struct Key {
        var by: String
        var selection: String
        var value: String
        var shown: String
        /// Orders that it gives, with their values.
        var orders: [Piece]
    }

    /// `groups` of the rows `found`, which are called `alias`.
    mutating func groups(of target: ObjectType, _ alias: String, found: String) -> Piece? {
        let all = measures(of: target, alias)
        var chosen: [Key] = []
        let places = all.indices.shuffled(using: &random).prefix(Int.random(in: 1...3, using: &random))
            .sorted()
        for (number, place) in places.enumerated() { chosen.append(key(all[place], "k\(number)")) }
        if chosen.isEmpty { return nil }
        let measures = some(of: all, atMost: 2)
        let part = figures(of: measures)
        let order = groupOrder(chosen, measures)
        let having = having(measures)
        let (first, offset) = (Int.random(in: 1...6, using: &random), pick([0, 0, 0, 1, 3]))
        let columns =
            chosen.enumerated().map { "\($1.value) as k\($0)" }
            + measures.enumerated().map { "\($1.value) as v\($0)" }
        let names = chosen.indices.map { "k\($0)" }.joined(separator: ", ")
        let shown = chosen.map(\.shown).joined(separator: ", ")
        var arguments = ["by: {\(chosen.map(\.by).joined(separator: ", "))}", "first: \(first)"]
        if offset > 0 { arguments.append("offset: \(offset)") }
        if let having { arguments.append("having: \(having.graph)") }
        if !order.graph.isEmpty { arguments.append("orderBy: [\(order.graph)]") }
        let grouped = """
            from (select \(columns.joined(separator: ", ")) from \(found)) \(alias)v
            group by \(names) having \(having?.sql ?? "true")
            """
        let which = arguments.filter { $0.hasPrefix("by: ") || $0.hasPrefix("having: ") }
        return Piece(
            graph: """
                groups(\(arguments.joined(separator: ", "))) {
                key { \(chosen.map(\.selection).joined(separator: " ")) } aggregate \(part.graph) }
                groupCount(\(which.joined(separator: ", ")))
                """,
            sql: """
                (select coalesce(json_agg(json_build_object('key', json_build_object(\(shown)), 'aggregate', f) order by n), '[]')
                from (select \(names), \(part.sql) as f, row_number() over (order by \(order.sql)) as n
                \(grouped) order by n limit \(first) offset \(offset)) \(alias)g),
                'groupCount', (select count(*) from (select \(grouped)) \(alias)c)
                """
        )
    }

    private mutating func key(_ measure: Measure, _ name: String) -> Key {
        let field = measure.field
        let value = Piece(graph: "\(field.name): DIRECTION", sql: name)
        let shown = "'\(field.name)', \(json(name, field))"
        switch field.type {
        case _ where field.isList: break
        case "Date":
            let unit = pick(["DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
            let bucket = "date_trunc('\(unit)', \(measure.value)::timestamp)::date"
            return Key(
                by: "\(field.name): {bucket: \(unit)}",
                selection: field.name,
                value: bucket,
                shown: shown,
                orders: [value]
            )
        case "DateTime":
            let unit = pick(["MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR"])
            let zone = pick([
                "UTC", "Europe/Warsaw", "America/New_York", "America/St_Johns", "Asia/Kathmandu",
            ])
            let local = "\(measure.value) at time zone '\(zone)'"
            var bucket = "date_trunc('\(unit)', \(local)) at time zone '\(zone)'"
            // Of an hour that comes twice, both have the same name.
            if unit == "MINUTE" || unit == "HOUR" {
                bucket = "\(measure.value) - ((\(local)) - date_trunc('\(unit)', \(local)))"
            }
            return Key(
                by: "\(field.name): {bucket: \(unit), timeZone: \"\(zone)\"}",
                selection: field.name,
                value: bucket,
                shown: shown,
                orders: [value]
            )
        case _: break
        }
        guard let target = measure.target else {
            return Key(
                by: "\(field.name): \(self.value(.boolean(true), of: "Boolean"))",
                selection: field.name,
                value: measure.value,
                shown: shown,
                orders: [value]
            )
        }
        return key(measure, name, of: target)
    }

    /// A key that is a row of `target`.
    private mutating func key(_ measure: Measure, _ name: String, of target: ObjectType) -> Key {
        let alias = newAlias()
        let part = selection(on: target, alias, depth: 0)
        let row = "from \(target.table) \(alias) where \(alias).\(desk.key(of: target)) = \(name)"
        let orders = target.fields.compactMap { field -> Piece? in
            guard case .column(let column, _) = field.binding, canRead(column, of: target), !field.isList,
                field.type != "JSON"
            else { return nil }
            return Piece(
                graph: "\(measure.field.name): {\(field.name): DIRECTION}",
                sql: "(select \(alias).\(column) \(row))"
            )
        }
        return Key(
            by: "\(measure.field.name): true",
            selection: "\(measure.field.name) \(part.graph)",
            value: measure.value,
            shown: "'\(measure.field.name)', (select \(part.sql) \(row))",
            orders: orders
        )
    }

    /// Keys of the order, and behind them the groups' own.
    private mutating func groupOrder(_ keys: [Key], _ measures: [Measure]) -> Piece {
        var possible = [Piece(graph: "{aggregate: {count: DIRECTION}}", sql: "count(*)")]
        for piece in keys.flatMap(\.orders) {
            possible.append(Piece(graph: "{key: {\(piece.graph)}}", sql: piece.sql))
        }
        for (number, measure) in measures.enumerated() {
            for name in ["countDistinct"] + measure.functions {
                if name == "percentiles" {
                    let fraction = pick(["0", "0.5", "0.99"])
                    possible.append(
                        Piece(
                            graph:
                                "{aggregate: {\(measure.field.name): {percentile: {fraction: \(fraction), direction: DIRECTION}}}}",
                            sql: Self.percentile(fraction, measure, "v\(number)")
                        )
                    )
                    continue
                }
                // Sums of floating-point numbers depend on the order in which they are added.
                if measure.field.type == "Float", name == "sum" || name == "avg" { continue }
                possible.append(
                    Piece(
                        graph: "{aggregate: {\(measure.field.name): {\(name): DIRECTION}}}",
                        sql: Self.sql(name, "v\(number)")
                    )
                )
            }
        }
        var graph: [String] = []
        var sql: [String] = []
        for piece in some(of: possible, atMost: 3) {
            let direction = pick(Self.directions)
            graph.append(piece.graph.replacing("DIRECTION", with: direction))
            sql.append(piece.sql + Self.sql(direction))
        }
        sql += keys.indices.map { "k\($0)" }
        return Piece(graph: graph.joined(separator: ", "), sql: sql.joined(separator: ", "))
    }

    private mutating func having(_ measures: [Measure]) -> Piece? {
        if random.chance(50) { return nil }
        let (graph, sql) = pick([("gt", ">"), ("lte", "<="), ("ne", "<>")])
        let count = Int.random(in: 0...5, using: &random)
        var conditions = [Piece(graph: "count: {\(graph): \(count)}", sql: "count(*) \(sql) \(count)")]
        for (number, measure) in measures.enumerated() {
            let value = "v\(number)"
            if random.chance(30) {
                conditions.append(
                    Piece(
                        graph: "\(measure.field.name): {countDistinct: {\(graph): \(count)}}",
                        sql: "count(distinct \(value)) \(sql) \(count)"
                    )
                )
            } else if measure.functions.contains("percentiles"), random.chance(40) {
                let comparison = measure.field.type == "Int" ? "\(graph): \(count)" : "isNull: false"
                let condition = measure.field.type == "Int" ? "\(sql) \(count)" : "is not null"
                conditions.append(
                    Piece(
                        graph:
                            "\(measure.field.name): {percentile: {fraction: 0.75, value: {\(comparison)}}}",
                        sql: "\(Self.percentile("0.75", measure, value)) \(condition)"
                    )
                )
            } else if measure.functions.contains("min") {
                let name = pick(["min", "max"])
                conditions.append(
                    Piece(
                        graph: "\(measure.field.name): {\(name): {isNull: false}}",
                        sql: "\(name)(\(value)) is not null"
                    )
                )
            }
            if measure.field.type == "Int" {
                conditions.append(
                    Piece(
                        graph: "not: {\(measure.field.name): {avg: {\(graph): \"\(count).5\"}}}",
                        sql: "not avg(\(value)) \(sql) \(count).5"
                    )
                )
                break
            }
        }
        // A member stands in an object once.
        var names: Set<Substring> = []
        let chosen = conditions.shuffled(using: &random).prefix(2).filter {
            names.insert($0.graph.prefix { $0 != ":" }).inserted
        }
        return Piece(
            graph: "{\(chosen.map(\.graph).joined(separator: ", "))}",
            sql: chosen.map(\.sql).joined(separator: " and ")
        )
    }
}
