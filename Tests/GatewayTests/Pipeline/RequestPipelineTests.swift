import JSON
import TestSupport
import Testing

@Suite("The way of a request")
struct GraphQLEndpointTests {
    let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    @Test func `a page of tickets with all that hangs together answers with data`() throws {
        let answer = try gateway.ask(
            """
            { tickets(first: 3, where: {status: {eq: OPEN}}, orderBy: [{createdAt: DESC}]) { nodes { number subject
              client { fullName tier } assignedAgent { name } messages(first: 2) { nodes { body createdAt } }
              sla { firstResponseDueAt breached } } pageInfo { endCursor hasNextPage } } }
            """
        )
        let numbers = try gateway.sql(
            "select ticket_number from support_tickets where status = 'OPEN' and not confidential order by created_at desc, id desc limit 3"
        )
        #expect(answer.status == 200)
        #expect(answer["data", "tickets", "nodes"]?.items.map { $0[["number"]]?.text } == numbers)
        #expect(answer["data", "tickets", "pageInfo", "hasNextPage"] == .boolean(true))
        #expect(answer["data", "tickets", "nodes", "0", "messages", "nodes"]?.items.isEmpty == false)
    }

    @Test func `the second request of a text plans nothing, whatever its variables' values`() throws {
        // Other tests ask the shared gateway at the same time, and it counts their plans too.
        let gateway = try gateway.beside()
        let query = "query Second($id: ID!) { ticket(id: $id) { number } }"
        let ids =
            try gateway.ask("{ tickets(first: 2) { nodes { id } } }")["data", "tickets", "nodes"]?.items ?? []
        _ = try gateway.ask(query, variables: ["id": ids[0][["id"]] ?? .null])
        let plans = gateway.metric("plans_total")
        let answer = try gateway.ask(query, variables: ["id": ids[1][["id"]] ?? .null])
        #expect(answer["data", "ticket", "number"]?.text != nil)
        #expect(gateway.metric("plans_total") == plans)
    }

    @Test(
        arguments: [
            ("NONSENSE", 400, "BAD_REQUEST"), (#"{"query":"#, 400, "BAD_REQUEST"), ("[]", 422, "BAD_REQUEST"),
            (#"{"qeury":"{__typename}"}"#, 422, "BAD_REQUEST"), (#"{"query":7}"#, 422, "BAD_REQUEST"),
            (#"{"query":"{__typename}","variables":[7]}"#, 422, "BAD_REQUEST"),
            (#"{"query":"{"}"#, 400, "GRAPHQL_PARSE_FAILED"),
            (#"{"query":"{ nothing }"}"#, 422, "GRAPHQL_VALIDATION_FAILED"),
            (
                #"{"query":"query A { __typename } query B { __typename }"}"#, 422,
                "OPERATION_RESOLUTION_FAILURE"
            ),
            (#"{"query":"query($id: ID!) { ticket(id: $id) { number } }"}"#, 422, "BAD_USER_INPUT"),
            (#"{"query":"{ ticket(id: \"nonsense\") { number } }"}"#, 294, "BAD_USER_INPUT"),
            (#"{"query":"{ tickets(after: \"nonsense\") { nodes { number } } }"}"#, 294, "BAD_USER_INPUT"),
            (#"{"query":"{ tickets(first: 501) { nodes { number } } }"}"#, 294, "BAD_USER_INPUT"),
            (#"{"query":"{ tickets(first: -1) { nodes { number } } }"}"#, 294, "BAD_USER_INPUT"),
            (
                #"{"query":"{ tickets(where: {subject: {eq: null}}) { nodes { number } } }"}"#, 294,
                "BAD_USER_INPUT"
            ),
        ] as [(String, Int, String)]
    )
    func `what cannot be used has the draft's status and a code`(
        body: String,
        status: Int,
        code: String
    ) throws {
        let client = Client(port: gateway.port)
        client.send(GatewayProcess.post(body, token: try GatewayProcess.token("agent")))
        let answer = client.receiveAnswer()
        #expect(answer.status == status)
        #expect(answer.code == code, "\(answer.body)")
    }

    @Test func `a document of a million braces is refused before it is read`() throws {
        let clock = ContinuousClock()
        let body = #"{"query":""# + String(repeating: "{", count: 900_000) + #""}"#
        let request = GatewayProcess.post(body, token: try GatewayProcess.token("agent"))
        // Other tests run at the same time, so that the fastest of several counts.
        let times = (0..<5).map { _ in
            let client = Client(port: gateway.port)
            let start = clock.now
            client.send(request)
            #expect(client.receiveAnswer().code == "LIMIT_EXCEEDED")
            return clock.now - start
        }
        #expect(times.min()! < .seconds(2))
    }

    @Test func `variables, fragments, aliases and conditions do what they say`() throws {
        let answer = try gateway.ask(
            """
            query Q($n: Int = 2, $more: Boolean!, $where: TicketFilter) {
              a: tickets(first: $n, where: $where) { ...Page }
              b: tickets(first: 1) @skip(if: $more) { ...Page }
            }
            fragment Page on TicketConnection { nodes { ... on Ticket { id status @include(if: $more) } } __typename }
            """,
            variables: [
                "more": .boolean(true),
                "where": .object(["status": .object(["in": .array([.string("OPEN")])])]),
            ]
        )
        #expect(answer["data", "a", "nodes"]?.items.count == 2)
        #expect(answer["data", "a", "nodes", "0", "status"]?.text == "OPEN")
        #expect(answer["data", "a", "__typename"]?.text == "TicketConnection")
        #expect(answer["data", "b"] == nil)
    }

    @Test func `pages forwards and backwards are the whole list, ties included`() throws {
        let wanted = try gateway.sql(
            "select ticket_number from support_tickets where not confidential and ticket_number < 'T-000150' order by priority desc, id desc"
        )
        for (size, word, cursor, edge) in [
            (7, "first", "after", "endCursor"), (11, "last", "before", "startCursor"),
        ] {
            var found: [String] = []
            var place: JSONValue = .null
            while true {
                let answer = try gateway.ask(
                    """
                    query P($c: String) { tickets(\(word): \(size), \(cursor): $c, orderBy: [{priority: DESC}],
                      where: {number: {lt: "T-000150"}}) { nodes { number } pageInfo { hasNextPage hasPreviousPage \(edge) } } }
                    """,
                    variables: ["c": place]
                )
                let numbers = (answer["data", "tickets", "nodes"]?.items ?? []).compactMap {
                    $0[["number"]]?.text
                }
                found = word == "first" ? found + numbers : numbers + found
                let more = answer[
                    "data",
                    "tickets",
                    "pageInfo",
                    word == "first" ? "hasNextPage" : "hasPreviousPage"
                ]
                guard more == .boolean(true), !numbers.isEmpty else { break }
                place = answer["data", "tickets", "pageInfo", edge] ?? .null
            }
            #expect(found == wanted)
        }
    }
}
