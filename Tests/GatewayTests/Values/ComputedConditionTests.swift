import JSON
import TestSupport
import Testing

/// Conditions, orders and groups by what SQL computes of a row, and by columns of a related row.
@Suite("Computed and related keys")
struct ComputedConditionTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try Values.gateway() }

    @Test func `an expression is a condition and an order where it has one value for a row`() throws {
        let answer = try gateway.ask(
            """
            { filter: __type(name: "TaskFilter") { inputFields { name } } order: __type(name: "TaskOrder") { inputFields { name } } }
            """,
            as: nil
        )
        for place in ["filter", "order"] {
            let names = answer["data", place, "inputFields"]?.items.compactMap { $0[["name"]]?.text } ?? []
            #expect(
                names.contains("half") && !names.contains("age") && !names.contains("ownAlias"),
                "\(names)"
            )
        }
    }

    @Test(arguments: [
        ("half: {gt: 15}", "minutes / 2 > 15"), ("half: {in: [1, 2]}", "minutes / 2 in (1, 2)"),
        ("owner: {initial: {eq: \"3\"}}", "owner_id = 3"),
        (
            "owner: {tasks: {some: {half: {eq: 18}}}}",
            "exists (select from tasks o where o.owner_id = tasks.owner_id and o.minutes / 2 = 18)"
        ),
    ])
    func `a condition finds what its expression finds`(filter: String, sql: String) throws {
        let expected = try gateway.sql("select id from tasks where \(sql) order by id")
        #expect(!expected.isEmpty)
        #expect(try Values.taskNumbers("where: {\(filter)}, orderBy: [{number: ASC}]") == expected)
    }

    @Test(arguments: [
        ("{half: DESC}", "minutes / 2 desc, id desc"),
        ("{owner: {initial: ASC}}", "(select right(name, 1) from owners o where o.id = owner_id), id"),
    ])
    func `an order goes by its expression, over pages`(order: String, sql: String) throws {
        let expected = try gateway.sql("select id from tasks order by \(sql)")
        var found: [String] = []
        var cursor = JSONValue.null
        repeat {
            let answer = try gateway.ask(
                """
                query ($c: String) { tasks(first: 7, after: $c, orderBy: [\(order)]) {
                  nodes { number } pageInfo { hasNextPage endCursor } } }
                """,
                as: nil,
                variables: ["c": cursor]
            )
            found += answer["data", "tasks", "nodes"]?.items.compactMap { $0[["number"]]?.text } ?? []
            let hasMore = answer["data", "tasks", "pageInfo", "hasNextPage"] == .boolean(true)
            cursor = hasMore ? answer["data", "tasks", "pageInfo", "endCursor"] ?? .null : .null
        } while cursor != .null && found.count < 100
        #expect(found == expected)
    }

    @Test(arguments: [
        ("clash(number: 3) { sum }", ["3333"]),
        (
            "clashes(orderBy: [{owner: {name: DESC}}, {number: ASC}]) { nodes { sum } }",
            ["1111", "3333", "2222", "4444"]
        ),
        (
            """
            clashes { groups(by: {sum: true, owner: true, ownerKey: {name: true}}, orderBy: [{key: {sum: ASC}}]) {
            key { sum owner { clashes { nodes { sum } } } } } }
            """, ["1111", "2222", "1111", "2222", "3333", "3333", "4444", "1111", "2222", "3333"]
        ),
        (
            "clash(number: 2) { owner { clashes(orderBy: [{owner: {name: ASC}}, {sum: DESC}]) { nodes { sum } } } }",
            ["2222", "3333", "1111"]
        ),
    ])
    func `columns may be named as those which statements add`(query: String, sums: [String]) throws {
        let answer = try Values.gateway().ask("{ \(query) }", as: nil)
        #expect(answer["errors"] == nil, "\(answer.body)")
        let found = answer.body.split(separator: "\"sum\":").dropFirst().map { $0.prefix { $0.isNumber } }
        #expect(found.map(String.init) == sums, "\(answer.body)")
    }

    @Test func `groups are of the values that related rows have`() throws {
        let answer = try gateway.ask(
            """
            { tasks { groupCount(by: {ownerKey: {grade: true, city: true}})
              groups(by: {ownerKey: {grade: true, city: true}},
                orderBy: [{key: {ownerKey: {city: DESC}}}, {key: {ownerKey: {grade: ASC}}}]) {
                key { ownerKey { city grade } } aggregate { count minutes { sum } } } } }
            """,
            as: nil
        )
        let expected = try gateway.sql(
            """
            select concat_ws('|', city, grade, count(*), sum(minutes)) from tasks left join owners o on o.id = owner_id
            group by city, grade order by city desc, grade
            """
        )
        let groups = answer["data", "tasks", "groups"]?.items ?? []
        let found = groups.map { group in
            [
                group[["key", "ownerKey", "city"]]?.text, group[["key", "ownerKey", "grade"]]?.text,
                group[["aggregate", "count"]]?.text, group[["aggregate", "minutes", "sum"]]?.text,
            ].compactMap { $0 }.joined(separator: "|")
        }
        #expect(found == expected && !expected.isEmpty, "\(answer.body)")
        #expect(answer["data", "tasks", "groupCount"]?.text == String(expected.count))
        let unnamed = try gateway.ask(
            "{ tasks { groups(by: {ownerKey: {grade: true}}) { key { ownerKey { city } } } } }",
            as: nil
        )
        #expect(unnamed.code == "BAD_USER_INPUT", "\(unnamed.body)")
    }
}
