import JSON
import TestSupport
import Testing

/// What a ticket may not do, and who may not do it.
@Suite("The rules of a ticket")
struct TicketRuleTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    /// Takes a new ticket through moves as an agent.
    private func ticket(after moves: [String]) throws -> JSONValue {
        let ticket = try desk.ticket()
        for status in moves {
            let answer = try desk.mutate(
                "updateTicketStatus",
                ["ticketId": ticket, "status": .string(status)],
                as: .agent
            )
            #expect(answer.code == nil, "\(answer.body)")
        }
        return ticket
    }

    @Test(arguments: [
        ([], ["PENDING", "CLOSED", "NEW"]), (["OPEN"], ["NEW", "CLOSED", "OPEN"]),
        (["OPEN", "PENDING"], ["NEW", "CLOSED", "PENDING"]), (["RESOLVED"], ["NEW", "PENDING", "RESOLVED"]),
        (["RESOLVED", "CLOSED"], ["NEW", "PENDING", "RESOLVED", "CLOSED"]),
    ])
    func `all other moves are refused, and leave nothing`(moves: [String], refused: [String]) throws {
        let ticket = try ticket(after: moves)
        let state = "query S($t: ID!) { ticket(id: $t) { status version events { totalCount } } }"
        let before = try desk.ask(state, as: .lead, variables: ["t": ticket])
        for status in refused {
            let answer = try desk.mutate(
                "updateTicketStatus",
                ["ticketId": ticket, "status": .string(status)],
                as: .lead
            )
            #expect(answer.code == "CONFLICT", "\(answer.body)")
            #expect(
                answer["errors", "0", "message"]?.text?.hasPrefix("A ticket that is") == true
                    || answer["errors", "0", "message"]?.text?.hasSuffix("already.") == true
            )
        }
        #expect(try desk.ask(state, as: .lead, variables: ["t": ticket]).body == before.body)
    }

    @Test func `30 days after it was closed a ticket stays closed`() throws {
        let old = try ticket(after: ["RESOLVED", "CLOSED"])
        let fresh = try ticket(after: ["RESOLVED", "CLOSED"])
        let number = try desk.ask(
            "query N($t: ID!) { ticket(id: $t) { number } }",
            as: .lead,
            variables: ["t": old]
        )
        try desk.gateway.sql(
            """
            update support_tickets set created_at = created_at - interval '40 days', resolved_at = resolved_at - interval '40 days',
                closed_at = closed_at - interval '31 days'
            where ticket_number = '\(number["data", "ticket", "number"]?.text ?? "")'
            """
        )
        let late = try desk.mutate(
            "updateTicketStatus",
            ["ticketId": old, "status": .string("OPEN")],
            as: .client
        )
        #expect(late.code == "CONFLICT", "\(late.body)")
        #expect(late["errors", "0", "extensions", "hint"]?.text == "Open a new one.")
        let soon = try desk.mutate(
            "updateTicketStatus",
            ["ticketId": fresh, "status": .string("OPEN")],
            "ticket { status reopenCount resolvedAt }",
            as: .client
        )
        #expect(soon["data", "updateTicketStatus", "ticket", "reopenCount"]?.text == "1", "\(soon.body)")
    }

    @Test func `a merge closes for good`() throws {
        let (ticket, other) = (try desk.ticket(), try desk.ticket())
        let merged = try desk.mutate(
            "mergeTickets",
            ["ticketId": ticket, "intoTicketId": other],
            "ticket { status mergedInto { id } sla { breached clocks { cancelledAt } } }",
            as: .agent
        )
        #expect(merged["data", "mergeTickets", "ticket", "mergedInto", "id"] == other, "\(merged.body)")
        #expect(
            merged["data", "mergeTickets", "ticket", "sla", "clocks"]?.items.allSatisfy {
                $0[["cancelledAt"]]?.text != nil
            } == true
        )
        for person in [SupportDesk.Person.client, .lead] {
            let answer = try desk.mutate(
                "updateTicketStatus",
                ["ticketId": ticket, "status": .string("OPEN")],
                as: person
            )
            #expect(answer.code == "CONFLICT")
        }
        let strange = try desk.mutate(
            "mergeTickets",
            ["ticketId": try desk.ticket(of: .stranger), "intoTicketId": other],
            as: .agent
        )
        #expect(strange.code == "BAD_USER_INPUT")
    }

    @Test func `what a client may not do it does not know, or cannot`() throws {
        let ticket = try desk.ticket()
        for field in [
            "assignTicket", "routeTicket", "handOffTicket", "escalateTicket", "mergeTickets", "tagTicket",
            "watchTicket", "updateTicketPriority", "setVipStatus", "triggerWhiteGloveService",
        ] {
            let answer = try desk.mutate(field, ["ticketId": ticket], as: .client)
            #expect(answer.status == 422, "\(field)")
        }
        let pending = try desk.mutate(
            "updateTicketStatus",
            ["ticketId": ticket, "status": .string("PENDING")],
            as: .client
        )
        #expect(pending.code == "FORBIDDEN")
        let note = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("x"), "internal": .boolean(true)],
            as: .client
        )
        #expect(note.code == "FORBIDDEN")
        let foreign = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("x")],
            as: .stranger
        )
        #expect(foreign.code == "NOT_FOUND")
        let nothing = try desk.mutate(
            "addTicketMessage",
            ["ticketId": ticket, "body": .string("x")],
            as: .analyst
        )
        #expect(nothing.status == 422)
    }

    @Test func `a dry run shows what would happen, and nothing does`() throws {
        let ticket = try desk.ticket()
        let dry = try desk.ask(
            "mutation D($t: ID!) { updateTicketStatus(input: {ticketId: $t, status: RESOLVED}, dryRun: true) { ticket { status version } } }",
            as: .agent,
            variables: ["t": ticket]
        )
        #expect(dry["data", "updateTicketStatus", "ticket", "status"]?.text == "RESOLVED", "\(dry.body)")
        let after = try desk.ask(
            "query S($t: ID!) { ticket(id: $t) { status surveys { totalCount } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        #expect(
            after["data", "ticket", "status"]?.text == "NEW"
                && after["data", "ticket", "surveys", "totalCount"]?.text == "0"
        )
    }

    @Test func `preferences and VIP status compare versions`() throws {
        let state = "{ viewer { version tier preferences { version interests } } }"
        let changed = try desk.mutate(
            "updateClientPreferences",
            [
                "interests": .array([.string("joga")]),
                "dashboardLayout": .object(["a": .array([.number("1")])]),
            ],
            "client { preferences { interests version dashboardLayout } }",
            as: .stranger
        )
        let version = changed["data", "updateClientPreferences", "client", "preferences", "version"]
        #expect(version?.text == "1", "\(changed.body)")
        let stale = try desk.mutate(
            "updateClientPreferences",
            ["interests": .array([]), "expectedVersion": .number("0")],
            as: .stranger
        )
        #expect(
            stale.code == "CONFLICT" && stale["errors", "0", "extensions", "details", "version"] == version
        )
        let raised = try desk.mutate(
            "setVipStatus",
            [
                "clientId": try desk.id(of: .stranger), "tier": .string("VIP_GOLD"),
                "reason": .string("Wierność"),
                "dedicatedAgentId": try desk.id(of: .agent),
            ],
            "client { tier vipProfile { dedicatedAgent { id } } }",
            as: .manager
        )
        #expect(raised["data", "setVipStatus", "client", "tier"]?.text == "VIP_GOLD", "\(raised.body)")
        let seen = try desk.ask(state, as: .stranger)
        #expect(seen["data", "viewer", "tier"]?.text == "VIP_GOLD")
        #expect(seen["data", "viewer", "preferences", "interests", "0"]?.text == "joga")
        let allowed = try desk.ask(
            """
            mutation { updateCommunicationPreferences(input: {preferences: [
              {category: MARKETING, channel: EMAIL, allowed: true, weeklyLimit: 2}, {category: SERVICE, channel: SMS, allowed: false}]})
              { client { communicationPreferences { category allowed weeklyLimit } } } }
            """,
            as: .stranger
        )
        #expect(
            allowed["data", "updateCommunicationPreferences", "client", "communicationPreferences"]?.items
                .count == 2,
            "\(allowed.body)"
        )
    }
}
