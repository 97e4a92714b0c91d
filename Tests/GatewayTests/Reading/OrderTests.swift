import JSON
import Testing

/// Orders that lead through relations, by plain SQL.
@Suite("Orders over related rows")
struct OrderTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private static let directions = [
        "ASC", "DESC", "ASC_NULLS_FIRST", "ASC_NULLS_LAST", "DESC_NULLS_FIRST", "DESC_NULLS_LAST",
    ]

    @Test(arguments: directions)
    func `pages by a related row's column are the whole list, both ways`(direction: String) throws {
        let order = direction.replacing("_", with: " ")
        let word = direction.hasPrefix("ASC") ? "" : "desc"
        // Half of them are nobody's; agents of one team tie, and so do tickets of one agent.
        let expected = try gateway.sql(
            """
            select t.ticket_number from support_tickets t
            left join support_agents a on a.id = t.assigned_agent_id left join teams g on g.id = a.team_id
            where t.status in ('OPEN', 'PENDING') or t.tier = 'VIP_PLATINUM' and t.priority = 'URGENT'
            order by g.code \(order), a.full_name \(order), t.id \(word)
            """
        )
        try #require(expected.count > 40)
        for (size, word, cursor, edge) in [
            (17, "first", "after", "endCursor"), (23, "last", "before", "startCursor"),
        ] {
            var found: [String] = []
            var place: JSONValue = .null
            for _ in 0...(expected.count / size) {
                let answer = try gateway.ask(
                    """
                    query ($c: String) { tickets(\(word): \(size), \(cursor): $c,
                      where: {or: [{status: {in: [OPEN, PENDING]}}, {tier: {eq: VIP_PLATINUM}, priority: {eq: URGENT}}]},
                      orderBy: [{assignedAgent: {team: {code: \(direction)}}}, {assignedAgent: {name: \(direction)}}]) {
                        nodes { number } pageInfo { \(edge) } } }
                    """,
                    as: "lead",
                    variables: ["c": place]
                )
                let page = answer["data", "tickets", "nodes"]?.items.compactMap { $0[["number"]]?.text } ?? []
                found = word == "first" ? found + page : page + found
                place = answer["data", "tickets", "pageInfo", edge] ?? .null
            }
            #expect(found == expected)
        }
    }

    @Test func `rows that the caller may not see count as null`() throws {
        // Of the pages of tags, no ticket's client is hidden from a lead; a confidential one's is from an agent.
        let answer = try gateway.ask(
            "{ vipProfiles(first: 5, orderBy: [{client: {createdAt: DESC}}]) { nodes { client { number } } } }"
        )
        let expected = try gateway.sql(
            """
            select c.client_number from vip_client_profiles v join clients c on c.id = v.client_id
            where not c.confidential order by c.created_at desc, v.id desc limit 5
            """
        )
        #expect(
            answer["data", "vipProfiles", "nodes"]?.items.map { $0[["client", "number"]]?.text } == expected
        )
    }

    @Test func `a column that is hidden or masked is unknown as an order, also through a relation`() throws {
        for query in [
            "{ tickets(first: 1, orderBy: [{client: {fullName: ASC}}]) { nodes { id } } }",
            "{ tickets(first: 1, orderBy: [{client: {email: ASC}}]) { nodes { id } } }",
        ] {
            #expect(try gateway.ask(query, as: "analyst").status == 422)
            #expect(try gateway.ask(query, as: "lead").status == 200)
        }
        let team = "{ tickets(first: 1, orderBy: [{team: {code: ASC}}]) { nodes { id } } }"
        #expect(try gateway.ask(team, as: "client").status == 422)
    }

    @Test func `expressions of the schema's author stay those of the list's own rows`() throws {
        let answer = try gateway.ask(
            """
            { tickets(first: 1, orderBy: [{client: {createdAt: ASC}}]) { nodes { ageSeconds } }
              tags { tickets(first: 1, orderBy: [{client: {createdAt: ASC}}]) { nodes { ageSeconds } } }
              agents(first: 3) { nodes { watchedTickets { ageSeconds } } } }
            """,
            as: "lead"
        )
        #expect(answer["errors"] == nil, "\(answer.body)")
    }

    @Test func `an order leads through few relations, and has few keys`() throws {
        let far =
            String(repeating: "{mergedInto: ", count: 9) + "{id: ASC}" + String(repeating: "}", count: 9)
        #expect(try gateway.ask("{ tickets(orderBy: [\(far)]) { nodes { id } } }").status == 422)
        let deep =
            String(repeating: "{mergedInto: ", count: 9) + "{number: ASC}" + String(repeating: "}", count: 9)
        #expect(try gateway.ask("{ tickets(orderBy: [\(deep)]) { nodes { id } } }").code == "LIMIT_EXCEEDED")
    }
}
