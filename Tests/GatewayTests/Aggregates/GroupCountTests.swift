import JSON
import Testing

/// `groupCount`: how many groups there are on all pages.
@Suite("Number of groups")
struct GroupCountTests {
    private let visits: Visits

    init() throws { visits = try Visits() }

    /// Which groups, and the same in SQL.
    @Test(
        arguments: [
            ("by: {guide: true}", "group by guide"),
            ("by: {mood: true, visitor: true}", "group by mood, visitor_id"),
            (
                "by: {room: true}",
                "group by case when room_floor + room_number > 0 then (room_floor, room_number) end"
            ),
            (
                "by: {cameAt: {bucket: DAY, timeZone: \"America/St_Johns\"}}",
                "group by (came_at at time zone 'America/St_Johns')::date"
            ),
            ("by: {mood: true}, having: {count: {gt: 20}}", "group by mood having count(*) > 20"),
            (
                "by: {remark: true}, having: {warmth: {percentile: {fraction: 0.5, value: {gte: 29}}}}",
                "group by remark having max(warmth) >= 29"
            ),
            ("by: {guide: true}, having: {count: {gt: 1000}}", "group by guide having false"),
        ]
    )
    func `all groups are counted, whichever page is asked for`(which: String, sql: String) throws {
        let answer = try visits.ask(
            "{ visits { groupCount(\(which)) groups(\(which), first: 2, offset: 1) { aggregate { count } } } }"
        )
        let expected = try visits.sql("select count(*) from (select from visits \(sql)) g").first
        #expect(answer["data", "visits", "groupCount"]?.text == expected, "\(answer.body)")
        let shown = answer["data", "visits", "groups"]?.items.count ?? -1
        #expect(shown == min(2, max((Int(expected ?? "") ?? 0) - 1, 0)))
    }

    @Test func `groups of those rows are counted that meet the conditions and are seen`() throws {
        let query = #"{ visits(where: {guide: {ne: "paulo"}}) { groupCount(by: {visitor: true}) } }"#
        #expect(try visits.ask(query)["data", "visits", "groupCount"]?.text == "7")
        // What is hidden from a guide is in the group of none.
        #expect(try visits.ask(query, as: "guide")["data", "visits", "groupCount"]?.text == "4")
    }

    @Test func `groups of all parents are counted by one statement`() throws {
        let gateway = try GatewayProcess.shared()
        let answer = try gateway.traced(
            """
            { clients(first: 50) { nodes { number tickets(where: {status: {ne: OPEN}}) {
              groupCount(by: {status: true, assignedAgent: true}, having: {count: {gt: 1}}) } } } }
            """
        )
        #expect(answer["extensions", "trace"]?.items.count == 2)
        let expected = try gateway.sql(
            """
            select (select count(*) from (select from support_tickets where client_id = c.id and status <> 'OPEN'
              group by status, assigned_agent_id having count(*) > 1) g) from clients c order by id limit 50
            """
        )
        let found = answer["data", "clients", "nodes"]?.items ?? []
        #expect(found.compactMap { $0[["tickets", "groupCount"]]?.text } == expected && expected.count == 50)
        #expect(Set(expected).count > 3)
    }

    @Test func `what a role may not read is unknown to it`() throws {
        let answer = try visits.ask("{ visits { groupCount(by: {paid: true}) } }", as: "guide")
        #expect(answer.status == 422 && !answer.body.contains(#"\"paid\"?"#))
    }

    // MARK: Errors

    /// What is wrong with the groups, or with a figure, and where the error is.
    @Test(
        arguments: [
            ("groups(by: {}) { aggregate { count } }", ["visits", "groups"]),
            ("groups(by: {guide: true}, first: -1) { aggregate { count } }", ["visits", "groups"]),
            ("groups(by: {guide: true}, having: {count: {}}) { aggregate { count } }", ["visits", "groups"]),
            ("few: groupCount(by: {guide: false})", ["visits", "few"]),
            (
                "aggregate { paid { percentiles(fractions: [2]) } }",
                ["visits", "aggregate", "paid", "percentiles"]
            ),
            ("groups(by: {guide: true}) { key { mood } }", ["visits", "groups", "0", "key", "mood"]),
        ]
    )
    func `what is wrong with figures is an error of theirs, and of nothing beside them`(
        question: String,
        path: [String]
    ) throws {
        let query = "{ visits(first: 1) { nodes { guide } \(question) } }"
        let body: JSONValue = .object(["query": .string(query), "onError": .string("NULL")])
        let answer = try visits.gateway.post(JSONWriter.text(of: body), as: "guard")
        #expect(answer["errors", "0", "path"]?.items.compactMap(\.text) == path, "\(answer.body)")
        #expect(answer.code == "BAD_USER_INPUT")
        #expect(answer["data", "visits", "nodes"]?.items.count == 1)
    }

    @Test func `what is wrong with the list is one error of the list`() throws {
        let answer = try visits.ask(
            "{ visits(where: {guide: {eq: null}}) { groupCount(by: {}) groups(by: {guide: true}) { key { guide } } aggregate { count } } }"
        )
        #expect(answer["errors"]?.items.count == 1)
        #expect(answer["errors", "0", "path"] == .array([.string("visits")]), "\(answer.body)")
    }
}
