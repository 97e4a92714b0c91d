import JSON
import TestSupport
import Testing

/// Lists at random, read page by page in any direction from any cursor: each page is the slice of the list that SQL reads.
///
/// `RANDOM_PAGES` is about how many there are.
@Suite("Random pages")
struct RandomPageTests {
    private static let count = ChildProcess.environment("RANDOM_PAGES").flatMap { Int($0) } ?? 1000
    private static let pagesOfList = 8
    private static let longestList = 3000

    /// A list, and how to ask for a page of it.
    private struct Case {
        var field: String
        var arguments: [String]
        var query: RandomQuery
    }

    @Test func `a page is the slice of the list that SQL reads`() throws {
        let desk = try ReadingDesk.shared()
        var cases: [Case] = []
        var script = SQLScript()
        // Some lists are too long to be compared as a whole, and few of the many short ones do.
        for seed in 0..<(Self.count / Self.pagesOfList * 3) {
            guard let (one, sql) = try list(desk, seed: seed) else { continue }
            cases.append(one)
            script.add(sql, as: one.query.caller)
        }
        var (pages, rows) = (0, 0)
        for (one, answer) in zip(cases, try script.run(desk.gateway)) where pages < Self.count {
            guard case .array(let ids)? = answer[["ids"]], ids.count > 4 || one.query.seed % 5 == 0 else {
                continue
            }
            var reading = try ListReading(
                one.query,
                field: one.field,
                arguments: one.arguments,
                owner: answer[["owner"]]?.text,
                ids: ids.compactMap(\.text),
                desk.gateway
            )
            for _ in 0..<Self.pagesOfList { rows += reading.readPage() }
            pages += Self.pagesOfList
        }
        #expect(pages >= Self.count * 9 / 10 && rows > pages * 2)
    }

    // MARK: Lists

    /// A list, and the statement that has the ids of its rows in order, or null where they are too many.
    private func list(_ desk: ReadingDesk, seed: Int) throws -> (Case, String)? {
        var generator = Generator(seed: seed)
        let name = ReadingDesk.names.randomElement(using: &generator) ?? "lead"
        var query = RandomQuery(desk, as: try desk.caller(name), seed: seed)
        var lists: [(field: GraphModel.Field, owner: GraphModel.ObjectType?)] = desk.model.roots.map {
            ($0, nil)
        }
        for type in desk.model.types.values.sorted(by: { $0.name < $1.name }) where query.knows(type) {
            lists += type.fields.filter { query.knows($0, of: type) }.map { ($0, type) }
        }
        lists.removeAll { field, owner in
            guard case .list(_, let list) = field.binding, let target = query.type(field.type) else {
                return true
            }
            let hasIDs =
                target.fields.contains { $0.name == "id" }
                && owner?.fields.contains { $0.name == "id" } ?? true
            return !list.isConnection || !query.knows(target) || !hasIDs
        }
        // An editor knows of no connection.
        if lists.isEmpty { return nil }
        let (field, owner) = query.pick(lists)
        guard case .list(let relation, let list) = field.binding, let target = query.type(field.type) else {
            return nil
        }
        let alias = query.newAlias()
        var arguments: [String] = []
        var condition = "true"
        if list.hasFilter, query.random.chance(owner == nil ? 70 : 30) {
            let piece = query.condition(on: target, alias)
            arguments.append("where: \(piece.graph)")
            condition = piece.sql
        }
        let order = query.order(of: target, alias, list)
        arguments += order.graph.map { [$0] } ?? []
        let found = query.rows(of: target, alias, by: relation, from: owner, "o", where: condition)
        let ids = """
            case when (select count(*) from \(found)) <= \(Self.longestList) then
            (select coalesce(json_agg(i order by n), '[]'::json) from
            (select \(query.id(of: target, alias)) as i, row_number() over (order by \(order.sql)) as n from \(found)) s) end
            """
        let one = Case(
            field: owner.map { "\($0.name) \(field.name)" } ?? field.name,
            arguments: arguments,
            query: query
        )
        guard let owner else { return (one, "select json_build_object('owner', null, 'ids', \(ids))") }
        // Of some rows the one with the longest list, so that most have pages.
        let key = desk.key(of: owner)
        let some = "select \(key) from \(owner.table) order by md5(\(key)::text || '\(seed)') limit 20"
        let every = query.rows(of: target, alias, by: relation, from: owner, "o", where: "true")
        let best = """
            select o.\(key) from \(owner.table) o where o.\(key) in (\(some))
            order by (select count(*) from \(every)) desc, 1 limit 1
            """
        let object = "json_build_object('owner', \(query.id(of: owner, "o")), 'ids', \(ids))"
        return (
            one,
            "select coalesce((select \(object) from \(owner.table) o where o.\(key) = (\(best))), '{}'::json)"
        )
    }
}
