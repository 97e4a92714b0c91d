import JSON
import TestSupport
import Testing

/// The life of a ticket, as each role has its part in it.
@Suite("The life of a ticket")
struct TicketLifeTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    private func clocks(_ ticket: JSONValue) throws -> [String] {
        let answer = try desk.ask(
            "query C($t: ID!) { ticket(id: $t) { sla { clocks(orderBy: [{kind: ASC}, {startedAt: ASC}]) { kind paused metAt } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        return answer["data", "ticket", "sla", "clocks"]?.items.map { clock in
            let state =
                clock[["paused"]]?.text == "true"
                ? "paused" : clock[["metAt"]]?.text == nil ? "runs" : "met"
            return "\(clock[["kind"]]?.text ?? "") \(state)"
        } ?? []
    }

    @Test func `from the first word to the client's rating`() throws {
        // The client opens; a rule answers, which is nobody's first response.
        let opened = try desk.mutate(
            "createTicket",
            [
                "categoryId": desk.category, "subject": .string("Logowanie"), "body": .string("Nie działa."),
                "channel": .string("CHAT"),
            ],
            "ticket { id number status firstResponseAt messages { nodes { authorKind body } } } automaticAnswer { body }",
            as: .newcomer
        )
        let ticket = try #require(opened["data", "createTicket", "ticket", "id"], "\(opened.body)")
        let number = opened["data", "createTicket", "ticket", "number"]?.text ?? ""
        #expect(opened["data", "createTicket", "ticket", "status"]?.text == "NEW")
        #expect(opened["data", "createTicket", "ticket", "firstResponseAt"] == .null)
        #expect(
            opened["data", "createTicket", "automaticAnswer", "body"]?.text == "Dzień dobry, Ola: \(number)."
        )
        let authors = opened["data", "createTicket", "ticket", "messages", "nodes"]?.items.map {
            $0[["authorKind"]]?.text
        }
        #expect(authors == ["CLIENT", "AUTOMATION"])

        // Routing says who is best, and why; the best gets it.
        let ranked = try desk.ask(
            "query R($t: ID!) { ticket(id: $t) { routing { rank score agent { id } tierPoints skillPoints } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        let best = try #require(ranked["data", "ticket", "routing", "0"], "\(ranked.body)")
        #expect(best[["agent", "id"]] == (try desk.id(of: .agent)))
        #expect(best[["tierPoints"]]?.text == "20" && best[["skillPoints"]]?.text == "17")
        let hidden = try desk.ask(
            "query R($t: ID!) { ticket(id: $t) { routing { rank } } }",
            as: .newcomer,
            variables: ["t": ticket]
        )
        #expect(hidden.status == 422, "clients know nothing of routing")
        let routed = try desk.mutate(
            "routeTicket",
            ["ticketId": ticket],
            "score agent { id } ticket { version assignedAgent { id } }",
            as: .lead
        )
        #expect(routed["data", "routeTicket", "agent", "id"] == best[["agent", "id"]], "\(routed.body)")
        #expect(routed["data", "routeTicket", "ticket", "assignedAgent", "id"] == best[["agent", "id"]])

        // The agent asks, and waits: the clock of the resolution pauses.
        let asked = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("Jaki to telefon?")],
            "ticket { status version firstResponseAt }",
            as: .agent
        )
        #expect(asked["data", "addTicketMessage", "ticket", "status"]?.text == "OPEN", "\(asked.body)")
        #expect(asked["data", "addTicketMessage", "ticket", "firstResponseAt"]?.text != nil)
        let waiting = try desk.mutate(
            "updateTicketStatus",
            [
                "ticketId": ticket, "status": .string("PENDING"),
                "expectedVersion": asked["data", "addTicketMessage", "ticket", "version"] ?? .null,
            ],
            "ticket { status }",
            as: .agent
        )
        #expect(
            waiting["data", "updateTicketStatus", "ticket", "status"]?.text == "PENDING",
            "\(waiting.body)"
        )
        #expect(try clocks(ticket) == ["FIRST_RESPONSE met", "RESOLUTION paused"])

        // A note among us, which is nothing to the client; the lead escalates.
        let note = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("Trzeci raz w tym tygodniu."), "internal": .boolean(true)],
            as: .agent
        )
        #expect(note.code == nil, "\(note.body)")
        let escalated = try desk.mutate(
            "escalateTicket",
            ["ticketId": ticket, "reason": .string("Wraca")],
            "ticket { escalationLevel }",
            as: .lead
        )
        #expect(
            escalated["data", "escalateTicket", "ticket", "escalationLevel"]?.text == "1",
            "\(escalated.body)"
        )

        // The client answers: we go on, and so does the clock.
        let answered = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("Nowy.")],
            "ticket { status messages { totalCount } }",
            as: .newcomer
        )
        #expect(answered["data", "addTicketMessage", "ticket", "status"]?.text == "OPEN", "\(answered.body)")
        #expect(answered["data", "addTicketMessage", "ticket", "messages", "totalCount"]?.text == "4")
        #expect(try clocks(ticket) == ["FIRST_RESPONSE met", "RESOLUTION runs"])

        // The agent resolves; the client is asked, and rates.
        let resolved = try desk.mutate(
            "updateTicketStatus",
            ["ticketId": ticket, "status": .string("RESOLVED")],
            "ticket { status resolvedBy }",
            as: .agent
        )
        #expect(
            resolved["data", "updateTicketStatus", "ticket", "resolvedBy"]?.text == "AGENT",
            "\(resolved.body)"
        )
        #expect(try clocks(ticket) == ["FIRST_RESPONSE met", "RESOLUTION met"])
        let surveys = try desk.ask(
            "query S($t: ID!) { ticket(id: $t) { surveys(where: {kind: {eq: CSAT}}) { nodes { id answeredAt } } } }",
            as: .newcomer,
            variables: ["t": ticket]
        )
        let survey = try #require(surveys["data", "ticket", "surveys", "nodes", "0", "id"], "\(surveys.body)")
        let rated = try desk.mutate(
            "submitSurvey",
            ["surveyId": survey, "score": .number("5"), "comment": .string("Szybko!")],
            "survey { score answeredAt }",
            as: .newcomer
        )
        #expect(rated["data", "submitSurvey", "survey", "score"]?.text == "5", "\(rated.body)")
        let again = try desk.mutate(
            "submitSurvey",
            ["surveyId": survey, "score": .number("1")],
            as: .newcomer
        )
        #expect(again.code == "CONFLICT")

        // All of it is told, with who did it; an analyst reads how it went, not what was said.
        let told = try desk.ask(
            "query E($t: ID!) { ticket(id: $t) { version events(first: 50) { nodes { kind version actorKind actor { id } } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        let events = told["data", "ticket", "events", "nodes"]?.items ?? []
        #expect(
            events.map { $0[["kind"]]?.text } == [
                "CREATED", "MESSAGE_ADDED", "MESSAGE_ADDED", "ASSIGNED", "MESSAGE_ADDED", "STATUS_CHANGED",
                "STATUS_CHANGED", "MESSAGE_ADDED", "ESCALATED", "MESSAGE_ADDED", "STATUS_CHANGED",
                "STATUS_CHANGED", "SURVEY_ANSWERED",
            ]
        )
        let versions = Set(events.compactMap { $0[["version"]]?.text.flatMap { Int($0) } })
        #expect(
            told["data", "ticket", "version"]?.text == "\(versions.count)" && versions.max() == versions.count
        )
        #expect(events.last?[["actorKind"]]?.text == "CLIENT")
        let masked = try desk.ask(
            "query A($t: ID!) { ticket(id: $t) { messages { nodes { body } } surveys { nodes { score comment } } } }",
            as: .analyst,
            variables: ["t": ticket]
        )
        #expect(
            masked["data", "ticket", "messages", "nodes", "0", "body"]?.text == "*** (11)",
            "\(masked.body)"
        )
        #expect(!masked.body.contains("Szybko"))
    }

    @Test func `a file, a tag, a watcher and a hand-off`() throws {
        let ticket = try desk.ticket()
        let taken = try desk.mutate("assignTicket", ["ticketId": ticket], "ticket { version }", as: .agent)
        #expect(taken.code == nil, "\(taken.body)")
        let attached = try desk.mutate(
            "attachToTicket",
            [
                "ticketId": ticket, "fileName": .string("a.txt"), "mediaType": .string("text/plain"),
                "content": .string("SGVq"),
            ],
            "attachment { content byteCount fileName }",
            as: .client
        )
        #expect(
            attached["data", "attachToTicket", "attachment", "content"]?.text == "SGVq",
            "\(attached.body)"
        )
        for content in ["SGV", "SGV-", "SGVq====", "*"] {
            let answer = try desk.mutate(
                "attachToTicket",
                [
                    "ticketId": ticket, "fileName": .string("a.txt"), "mediaType": .string("text/plain"),
                    "content": .string(content),
                ],
                as: .client
            )
            #expect(answer.code == "BAD_USER_INPUT", "\(content): \(answer.body)")
        }
        let page = try desk.mutate(
            "attachToTicket",
            [
                "ticketId": ticket, "fileName": .string("a.html"), "mediaType": .string("text/html"),
                "content": .string("SGVq"),
            ],
            as: .client
        )
        #expect(page.code == "BAD_USER_INPUT")
        #expect(page["errors", "0", "extensions", "details", "mediaTypes"]?.items.count == 5)
        let tag = try desk.ask("{ tagByCode(code: \"gift\") { id } }", as: .agent)["data", "tagByCode", "id"]
        let tagged = try desk.mutate(
            "tagTicket",
            ["ticketId": ticket, "tagId": tag ?? .null],
            "ticket { tags { code } }",
            as: .agent
        )
        #expect(tagged["data", "tagTicket", "ticket", "tags", "0", "code"]?.text == "gift", "\(tagged.body)")
        let watched = try desk.mutate(
            "watchTicket",
            ["ticketId": ticket],
            "ticket { watchers { id } }",
            as: .manager
        )
        #expect(
            watched["data", "watchTicket", "ticket", "watchers", "0", "id"] == (try desk.id(of: .manager)),
            "\(watched.body)"
        )
        let given = try desk.mutate(
            "handOffTicket",
            [
                "ticketId": ticket, "toAgentId": try desk.id(of: .colleague),
                "reason": .string("Koniec zmiany"),
            ],
            "handoff { reason } ticket { assignedAgent { id } }",
            as: .agent
        )
        #expect(
            given["data", "handOffTicket", "ticket", "assignedAgent", "id"] == (try desk.id(of: .colleague)),
            "\(given.body)"
        )
    }

    @Test func `who hands a confidential ticket off sees it no more`() throws {
        let ticket = try desk.ticket(of: .hidden)
        for person in [SupportDesk.Person.colleague, .stranger] {
            let answer = try desk.mutate(
                "addTicketMessage",
                ["ticketId": ticket, "body": .string("x")],
                as: person
            )
            #expect(answer.code == "NOT_FOUND")
        }
        _ = try desk.mutate(
            "assignTicket",
            ["ticketId": ticket, "agentId": try desk.id(of: .colleague)],
            as: .lead
        )
        let given = try desk.mutate(
            "handOffTicket",
            ["ticketId": ticket, "toAgentId": try desk.id(of: .agent), "reason": .string("Opiekunka")],
            "ticket { id }",
            as: .colleague
        )
        #expect(given.code == nil, "\(given.body)")
        let after = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("x")],
            as: .colleague
        )
        #expect(after.code == "NOT_FOUND")
    }

    @Test func `white glove goes its way, for those who are entitled`() throws {
        let refused = try desk.mutate(
            "triggerWhiteGloveService",
            ["clientId": try desk.id(of: .client), "service": .string("Zakupy")],
            as: .manager
        )
        #expect(refused.code == "FORBIDDEN", "\(refused.body)")
        let asked = try desk.mutate(
            "triggerWhiteGloveService",
            ["clientId": try desk.id(of: .hidden), "service": .string("Zakupy")],
            "service { id status }",
            as: .lead
        )
        let service = try #require(
            asked["data", "triggerWhiteGloveService", "service", "id"],
            "\(asked.body)"
        )
        let early = try desk.mutate("completeWhiteGloveService", ["serviceId": service], as: .lead)
        #expect(early.code == "CONFLICT")
        let planned = try desk.mutate(
            "scheduleWhiteGloveService",
            [
                "serviceId": service, "agentId": try desk.id(of: .manager),
                "scheduledFor": .string("2039-01-01T10:00:00Z"),
            ],
            "service { status scheduledFor }",
            as: .lead
        )
        #expect(
            planned["data", "scheduleWhiteGloveService", "service", "status"]?.text == "SCHEDULED",
            "\(planned.body)"
        )
        for step in ["startWhiteGloveService", "completeWhiteGloveService"] {
            #expect(try desk.mutate(step, ["serviceId": service], as: .lead).code == nil)
        }
        let seen = try desk.ask(
            "{ viewer { whiteGloveServices { nodes { status progress } } } }",
            as: .hidden
        )
        #expect(
            seen["data", "viewer", "whiteGloveServices", "nodes", "0", "status"]?.text == "COMPLETED",
            "\(seen.body)"
        )
    }
}
