import JSON
import TestSupport
import Testing

/// Fifty at once: one wins, or all follow one another, and the history is that of one after the other.
@Suite("Races for a ticket", .serialized)
struct TicketRaceTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    private struct History {
        var version: Int
        /// Those of the events: a change has one, and its events share it.
        var versions: Set<Int>
        var kinds: [String]
        /// Whether the versions run from 1 to the ticket's without a gap.
        var isWhole: Bool { versions == Set(1...max(version, 1)) }
        var nodes: [JSONValue]
    }

    private func history(_ ticket: JSONValue) throws -> History {
        let answer = try desk.ask(
            """
            query H($t: ID!) { ticket(id: $t) { version events(first: 200, orderBy: [{createdAt: ASC}]) {
              nodes { kind version fromStatus toStatus fromAgent { id } toAgent { id } } } } }
            """,
            as: .lead,
            variables: ["t": ticket]
        )
        let nodes = answer["data", "ticket", "events", "nodes"]?.items ?? []
        return History(
            version: Int(answer["data", "ticket", "version"]?.text ?? "") ?? 0,
            versions: Set(nodes.compactMap { $0[["version"]]?.text.flatMap { Int($0) } }),
            kinds: nodes.map { $0[["kind"]]?.text ?? "" },
            nodes: nodes
        )
    }

    private func race(
        _ field: String,
        _ contenders: [(person: SupportDesk.Person, input: JSONValue.Object)]
    ) throws -> [Answer] {
        try desk.askAtOnce(
            contenders.map { ($0.person, SupportDesk.mutation(field), ["input": .object($0.input)]) }
        )
    }

    @Test func `of fifty who take a ticket one has it`() throws {
        let ticket = try desk.ticket()
        let answers = try race(
            "assignTicket",
            (0..<50).map { ($0 % 2 == 0 ? .agent : .colleague, ["ticketId": ticket]) }
        )
        #expect(answers.filter { $0.code == nil }.count == 1)
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 49)
        let history = try history(ticket)
        #expect(history.kinds.filter { $0 == "ASSIGNED" }.count == 1)
        #expect(history.version == 2 && history.isWhole)
    }

    @Test func `of fifty who resolve it one does`() throws {
        let ticket = try desk.ticket()
        let answers = try race(
            "updateTicketStatus",
            (0..<50).map { _ in (.agent, ["ticketId": ticket, "status": .string("RESOLVED")]) }
        )
        #expect(answers.filter { $0.code == nil }.count == 1)
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 49)
        let history = try history(ticket)
        #expect(history.kinds.filter { $0 == "STATUS_CHANGED" }.count == 1)
    }

    @Test func `of fifty decisions on one version one holds`() throws {
        let ticket = try desk.ticket()
        let version = JSONValue.number(String(try history(ticket).version))
        let answers = try race(
            "addTicketMessage",
            (0..<50).map { n in
                (.agent, ["ticketId": ticket, "body": .string("\(n)"), "expectedVersion": version])
            }
        )
        #expect(answers.filter { $0.code == nil }.count == 1)
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 49)
    }

    @Test func `fifty words follow one another, and the first is the first response`() throws {
        let ticket = try desk.ticket()
        let before = try history(ticket).kinds.count
        let answers = try race(
            "addTicketMessage",
            (0..<50).map { n in
                (n % 2 == 0 ? .agent : .client, ["ticketId": ticket, "body": .string("\(n)")])
            }
        )
        #expect(answers.allSatisfy { $0.code == nil })
        let history = try history(ticket)
        #expect(history.kinds.count == before + 51 && history.version == 51 && history.isWhole)
        #expect(history.kinds.filter { $0 == "STATUS_CHANGED" }.count == 1)
        let first = try desk.ask(
            """
            query F($t: ID!) { ticket(id: $t) { firstResponseAt
              messages(first: 1, where: {authorKind: {eq: AGENT}}, orderBy: [{createdAt: ASC}]) { nodes { createdAt } } } }
            """,
            as: .lead,
            variables: ["t": ticket]
        )
        #expect(
            first["data", "ticket", "firstResponseAt"]
                == first["data", "ticket", "messages", "nodes", "0", "createdAt"],
            "\(first.body)"
        )
    }

    @Test func `hand-offs to and fro are a chain`() throws {
        let ticket = try desk.ticket()
        _ = try desk.mutate("assignTicket", ["ticketId": ticket], as: .agent)
        let (agent, colleague) = (try desk.id(of: .agent), try desk.id(of: .colleague))
        let answers = try race(
            "handOffTicket",
            (0..<50).map { n in
                let toColleague = n % 2 == 0
                return (
                    toColleague ? .agent : .colleague,
                    [
                        "ticketId": ticket, "toAgentId": toColleague ? colleague : agent,
                        "reason": .string("\(n)"),
                    ]
                )
            }
        )
        let won = answers.filter { $0.code == nil }.count
        #expect(won >= 1)
        #expect(answers.allSatisfy { [nil, "FORBIDDEN", "CONFLICT"].contains($0.code) })
        let history = try history(ticket)
        let chain = history.nodes.filter { $0[["kind"]]?.text == "HANDED_OFF" }
        #expect(chain.count == won)
        var holder: JSONValue? = agent
        for link in chain {
            #expect(link[["fromAgent", "id"]] == holder)
            holder = link[["toAgent", "id"]]
        }
        let at = try desk.ask(
            "query A($t: ID!) { ticket(id: $t) { assignedAgent { id } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        #expect(at["data", "ticket", "assignedAgent", "id"] == holder)
    }

    @Test func `two tickets merged into each other at once: one goes on`() throws {
        let pairs = try (0..<5).map { _ in (try desk.ticket(), try desk.ticket()) }
        let answers = try race(
            "mergeTickets",
            pairs.flatMap { pair in
                (0..<10).map { n in
                    (
                        .agent,
                        n % 2 == 0
                            ? ["ticketId": pair.0, "intoTicketId": pair.1]
                            : ["ticketId": pair.1, "intoTicketId": pair.0]
                    )
                }
            }
        )
        #expect(answers.filter { $0.code == nil }.count == 5, "\(answers.compactMap(\.code))")
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 45)
    }

    @Test func `of fifty who route it one does`() throws {
        let ticket = try desk.ticket()
        let answers = try race(
            "routeTicket",
            (0..<50).map { ($0 % 2 == 0 ? .agent : .lead, ["ticketId": ticket]) }
        )
        #expect(answers.filter { $0.code == nil }.count == 1, "\(answers.compactMap(\.code))")
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 49)
        #expect(try history(ticket).kinds.filter { $0 == "ASSIGNED" }.count == 1)
    }

    @Test func `of fifty who reopen it one does`() throws {
        let ticket = try desk.ticket(of: .restless)
        for status in ["RESOLVED", "CLOSED"] {
            _ = try race("updateTicketStatus", [(.agent, ["ticketId": ticket, "status": .string(status)])])
        }
        let answers = try race(
            "updateTicketStatus",
            (0..<50).map {
                ($0 % 2 == 0 ? .restless : .lead, ["ticketId": ticket, "status": .string("OPEN")])
            }
        )
        #expect(answers.filter { $0.code == nil }.count == 1, "\(answers.compactMap(\.code))")
        let told = try desk.ask(
            "query R($t: ID!) { ticket(id: $t) { reopenCount sla { clocks { kind } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        #expect(told["data", "ticket", "reopenCount"]?.text == "1")
        let clocks = told["data", "ticket", "sla", "clocks"]?.items ?? []
        #expect(clocks.filter { $0[["kind"]]?.text == "RESOLUTION" }.count == 2)
    }

    @Test func `fifty escalations are three, one level each`() throws {
        let ticket = try desk.ticket()
        let answers = try race(
            "escalateTicket",
            (0..<50).map { (.lead, ["ticketId": ticket, "reason": .string("\($0)")]) }
        )
        #expect(answers.filter { $0.code == nil }.count == 3)
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 47)
        let told = try desk.ask(
            "query L($t: ID!) { ticket(id: $t) { escalationLevel status events(where: {kind: {eq: ESCALATED}}) { nodes { escalationLevel } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        let levels = told["data", "ticket", "events", "nodes"]?.items.map { $0[["escalationLevel"]]?.text }
        #expect(levels == ["1", "2", "3"])
        #expect(told["data", "ticket", "status"]?.text == "NEW", "a level is no status")
    }

    @Test func `of fifty who end a service one does`() throws {
        let client = try desk.client(number: "C-820001")
        let planned = try desk.mutate(
            "activateWhiteGloveService",
            [
                "clientId": client, "service": .string("Zakupy"), "agentId": try desk.id(of: .manager),
                "scheduledFor": .string("2039-01-01T10:00:00Z"),
            ],
            "service { id status }",
            as: .manager
        )
        let service = try #require(
            planned["data", "activateWhiteGloveService", "service", "id"],
            "\(planned.body)"
        )
        let started = try race(
            "startWhiteGloveService",
            (0..<50).map { _ in (.manager, ["serviceId": service]) }
        )
        #expect(started.filter { $0.code == nil }.count == 1)
        let ended = try desk.askAtOnce(
            (0..<50).map { n in
                let field = n % 2 == 0 ? "completeWhiteGloveService" : "cancelWhiteGloveService"
                let input: JSONValue.Object =
                    n % 2 == 0
                    ? ["serviceId": service] : ["serviceId": service, "reason": .string("Odwołane")]
                return (.manager, SupportDesk.mutation(field), ["input": .object(input)])
            }
        )
        #expect(ended.filter { $0.code == nil }.count == 1, "\(ended.compactMap(\.code))")
        #expect(ended.filter { $0.code == "CONFLICT" }.count == 49)
    }

    @Test func `a rating is given once`() throws {
        let ticket = try desk.ticket(of: .hidden)
        _ = try desk.mutate(
            "updateTicketStatus",
            ["ticketId": ticket, "status": .string("RESOLVED")],
            as: .lead
        )
        let surveys = try desk.ask(
            "query S($t: ID!) { ticket(id: $t) { surveys { nodes { id } } } }",
            as: .hidden,
            variables: ["t": ticket]
        )
        let survey = try #require(surveys["data", "ticket", "surveys", "nodes", "0", "id"], "\(surveys.body)")
        let answers = try race(
            "submitSurvey",
            (0..<50).map { n in (.hidden, ["surveyId": survey, "score": .number("\(1 + n % 5)")]) }
        )
        #expect(answers.filter { $0.code == nil }.count == 1)
        #expect(answers.filter { $0.code == "CONFLICT" }.count == 49)
    }

    @Test func `who is served several times at once is asked once`() throws {
        let tickets = try (0..<8).flatMap { n in
            let client = try desk.client(number: "C-82001\(n)")
            return try (0..<6).map { _ in try desk.ticket(for: client).id }
        }
        let answers = try race(
            "updateTicketStatus",
            tickets.map { (.lead, ["ticketId": $0, "status": .string("RESOLVED")]) }
        )
        #expect(answers.allSatisfy { $0.code == nil }, "\(answers.compactMap(\.code))")
        let asked = try desk.gateway.sql(
            """
            select s.kind from support_feedback_surveys s join clients c on c.id = s.client_id
            where client_number like 'C-82001_' order by s.kind
            """
        )
        #expect(asked == Array(repeating: "CSAT", count: 8) + Array(repeating: "NPS", count: 8))
    }

    @Test func `everything at once leaves histories that hold together`()
        throws
    {
        let tickets = try (0..<4).map { _ in try desk.ticket(of: .restless) }
        let client = try desk.id(of: .restless)
        let tag =
            try desk.ask("{ tagByCode(code: \"gift\") { id } }", as: .agent)["data", "tagByCode", "id"]
            ?? .null
        let answers = try desk.askAtOnce(
            (0..<80).map { n in
                let ticket = tickets[n / 8 % 3]
                let (person, field, more): (SupportDesk.Person, String, JSONValue.Object) =
                    switch n % 8 {
                    case 0: (.restless, "addTicketMessage", ["body": .string("\(n)")])
                    case 1:
                        (
                            .agent, "updateTicketStatus",
                            ["status": .string(n % 3 == 0 ? "PENDING" : "RESOLVED")]
                        )
                    case 2:
                        (.agent, "updateTicketPriority", ["priority": .string(n % 3 == 0 ? "HIGH" : "LOW")])
                    case 3: (.lead, "routeTicket", [:])
                    case 4: (.agent, n % 16 < 8 ? "tagTicket" : "untagTicket", ["tagId": tag])
                    case 5: (.agent, "mergeTickets", ["intoTicketId": tickets[(n / 8 + 1) % 3]])
                    case 6: (.lead, "escalateTicket", ["reason": .string("\(n)")])
                    default:
                        (
                            .manager, "setVipStatus",
                            [
                                "clientId": client, "tier": .string(n % 16 < 8 ? "PREMIUM" : "STANDARD"),
                                "reason": .string("\(n)"),
                            ]
                        )
                    }
                var input = more
                if field != "setVipStatus" { input.set("ticketId", to: ticket) }
                return (person, SupportDesk.mutation(field), ["input": .object(input)])
            }
        )
        #expect(answers.allSatisfy { [nil, "CONFLICT"].contains($0.code) }, "\(answers.compactMap(\.code))")
        #expect(answers.contains { $0.code == nil })
        for ticket in tickets {
            let history = try history(ticket)
            #expect(history.isWhole)
            var status: String?
            for move in history.nodes {
                guard let next = move[["toStatus"]]?.text else { continue }
                #expect(move[["fromStatus"]]?.text == status)
                status = next
            }
            let now = try desk.ask(
                "query S($t: ID!) { ticket(id: $t) { status sla { clocks { kind metAt cancelledAt paused } } } }",
                as: .lead,
                variables: ["t": ticket]
            )
            #expect(now["data", "ticket", "status"]?.text == status)
            // One clock runs for what is not settled, and it stands still while we wait for the client.
            let running = now["data", "ticket", "sla", "clocks"]?.items.filter {
                $0[["kind"]]?.text == "RESOLUTION" && $0[["metAt"]]?.text == nil
                    && $0[["cancelledAt"]]?.text == nil
            }
            let isSettled = status == "RESOLVED" || status == "CLOSED"
            #expect(running?.map { $0[["paused"]]?.text } == (isSettled ? [] : ["\(status == "PENDING")"]))
        }
    }
}
