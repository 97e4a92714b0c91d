import JSON
import TestSupport
import Testing

/// Enums whose values are numbers in the database.
@Suite("Enums of numbers")
struct NumberedEnumTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try Values.gateway() }

    @Test(arguments: [
        ("status: {eq: DONE}", "status = 10"), ("status: {in: [OPEN, REJECTED]}", "status in (0, -10)"),
        ("status: {notIn: [OPEN]}", "status <> 0"), ("status: {gt: REJECTED}", "status > -10"),
        ("rank: {isNull: true}", "rank is null"), ("rank: {lte: OPEN}", "rank <= 0"),
        ("history: {contains: [REJECTED]}", "history @> array[-10]::smallint[]"),
    ])
    func `a condition compares the numbers`(filter: String, sql: String) throws {
        let expected = try gateway.sql("select id from tasks where \(sql) order by id")
        #expect(try Values.taskNumbers("where: {\(filter)}, orderBy: [{number: ASC}]") == expected)
    }

    @Test func `an order is that of the numbers, over pages`() throws {
        let expected = try gateway.sql("select id from tasks where id < 99 order by status desc, id desc")
        var found: [String] = []
        var cursor = JSONValue.null
        repeat {
            let answer = try gateway.ask(
                """
                query ($c: String) { tasks(first: 7, after: $c, where: {number: {lt: 99}}, orderBy: [{status: DESC}]) {
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

    @Test func `groups, figures, lists, expressions and functions have the names`() throws {
        let answer = try gateway.ask(
            """
            { tasks(where: {number: {lt: 99}}) { groups(by: {status: true}, orderBy: [{key: {status: ASC}}]) {
              key { status } aggregate { count rank { min max countDistinct } } } }
              page: tasks(first: 1, where: {number: {eq: 2}}) { nodes { status history rank computed } }
              echoStatus(value: DONE) }
            """,
            as: nil
        )
        let groups = answer["data", "tasks", "groups"]?.items ?? []
        #expect(
            groups.map { $0[["key", "status"]]?.text } == ["REJECTED", "OPEN", "DONE"],
            "\(answer.body)"
        )
        #expect(groups.first?[["aggregate", "rank", "max"]]?.text == "REJECTED")
        let row = answer["data", "page", "nodes", "0"]
        #expect(row?[["status"]]?.text == "DONE" && row?[["computed"]]?.text == "DONE")
        #expect(row?[["history"]] == .array([.string("DONE"), .string("DONE")]))
        #expect(answer["data", "echoStatus"]?.text == "DONE")
    }

    @Test func `a number that the enum does not have is an error of its field`() throws {
        let answer = try gateway.ask(
            "{ tasks(where: {number: {eq: 99}}) { nodes { number status } } }",
            as: nil
        )
        #expect(answer["errors", "0", "path", "3"]?.text == "status", "\(answer.body)")
    }

    @Test func `a table with children is read alone where its binding says so`() throws {
        let answer = try gateway.ask(
            "{ files(first: 2, orderBy: [{number: ASC}]) { totalCount nodes { name } } file(number: 4) { name } }",
            as: nil
        )
        #expect(answer["data", "files", "totalCount"]?.text == "3", "\(answer.body)")
        #expect(answer["data", "files", "nodes", "1", "name"]?.text == "file 2")
        #expect(answer["data", "file"] == .null)
    }

    @Test(arguments: ["localtime", "Factory", "posixrules", "Mars/Olympus"])
    func `a time zone that depends on the machine is refused`(name: String) throws {
        let answer = try gateway.ask(
            """
            { samples { groups(by: {instant: {bucket: YEAR, timeZone: "\(name)"}}) { key { instant } } } }
            """,
            as: nil
        )
        #expect(answer.code == "BAD_USER_INPUT", "\(answer.body)")
    }
}
