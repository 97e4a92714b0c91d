import Glibc
import JSON
import TestSupport
import Testing

/// What happens to tickets by itself, at a desk where two gateways do the jobs of the schema.
@Suite("The jobs of the desk")
struct TicketJobTests {
    private static let shared = Result {
        let desk = try SupportDesk(database: "jobs_of_the_desk", jobs: true)
        return (desk: desk, other: try desk.gateway.beside(jobs: true))
    }

    let desk: SupportDesk

    init() throws { desk = try Self.shared.get().desk }

    /// Waits until the ticket of `id` is as wanted, for twice as long as the slowest job takes to come back.
    private func state(of id: JSONValue, until isWanted: (JSONValue) -> Bool) throws -> JSONValue {
        let query = """
            query S($t: ID!) { ticket(id: $t) { status resolvedBy assignedAgent { id }
              surveys { totalCount } events(last: 1) { nodes { kind actorKind actor { id } } } } }
            """
        var state = JSONValue.null
        for _ in 0..<100 {
            state = try desk.ask(query, as: .lead, variables: ["t": id])["data", "ticket"] ?? .null
            if isWanted(state) { break }
            usleep(200_000)
        }
        return state
    }

    private func move(_ ticket: JSONValue, _ status: [String]) throws {
        for status in status {
            let answer = try desk.mutate(
                "updateTicketStatus",
                ["ticketId": ticket, "status": .string(status)],
                as: .agent
            )
            #expect(answer.code == nil, "\(answer.body)")
        }
    }

    private func number(of ticket: JSONValue) throws -> String {
        let query = "query N($t: ID!) { ticket(id: $t) { number } }"
        return try desk.ask(query, as: .lead, variables: ["t": ticket])["data", "ticket", "number"]?.text
            ?? ""
    }

    /// As if the ticket had come to its state so long ago.
    private func age(_ ticket: JSONValue, by time: String) throws {
        try desk.gateway.sql(
            """
            update support_tickets set created_at = created_at - interval '\(time)', resolved_at = resolved_at - interval '\(time)',
                updated_at = updated_at - interval '\(time)'
            where ticket_number = '\(try number(of: ticket))'
            """
        )
    }

    @Test func `what nobody takes is given to the best agent, once`() throws {
        let ticket = try desk.ticket()
        try age(ticket, by: "1 minute")
        let best = try desk.id(of: .agent)
        let routed = try state(of: ticket) { $0[["assignedAgent", "id"]] == best }
        #expect(routed[["assignedAgent", "id"]] == best, "\(routed)")
        #expect(routed[["events", "nodes", "0", "kind"]]?.text == "ASSIGNED")
        #expect(routed[["events", "nodes", "0", "actorKind"]]?.text == "SYSTEM")
        #expect(routed[["status"]]?.text == "NEW")
        let told = try desk.ask(
            "query E($t: ID!) { ticket(id: $t) { events(where: {kind: {eq: ASSIGNED}}) { totalCount } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        #expect(told["data", "ticket", "events", "totalCount"]?.text == "1")
    }

    @Test func `the priority queue waits for nobody`() throws {
        let ticket = try desk.ticket(of: .hidden)
        let routed = try state(of: ticket) { $0[["assignedAgent", "id"]] != nil }
        #expect(
            routed[["assignedAgent", "id"]] == (try desk.id(of: .agent)),
            "her dedicated agent: \(routed)"
        )
    }

    @Test func `who does not answer for a week is not waited for`() throws {
        let (idle, waiting) = (try desk.ticket(), try desk.ticket())
        for ticket in [idle, waiting] { try move(ticket, ["OPEN", "PENDING"]) }
        try age(waiting, by: "6 days 23 hours")
        try age(idle, by: "7 days")
        let resolved = try state(of: idle) { $0[["status"]]?.text == "RESOLVED" }
        #expect(resolved[["resolvedBy"]]?.text == "IDLE", "\(resolved)")
        #expect(resolved[["surveys", "totalCount"]]?.text == "0")
        #expect(try state(of: waiting) { _ in true }[["status"]]?.text == "PENDING")
    }

    @Test func `what stays resolved for three days is closed`() throws {
        let (settled, fresh) = (try desk.ticket(), try desk.ticket())
        for ticket in [settled, fresh] { try move(ticket, ["RESOLVED"]) }
        try age(fresh, by: "71 hours")
        try age(settled, by: "72 hours")
        let closed = try state(of: settled) { $0[["status"]]?.text == "CLOSED" }
        #expect(closed[["status"]]?.text == "CLOSED")
        #expect(closed[["resolvedBy"]]?.text == "AGENT")
        #expect(try state(of: fresh) { _ in true }[["status"]]?.text == "RESOLVED")
    }

    @Test func `clocks that ran out are stamped`() throws {
        let number = try number(of: try desk.ticket())
        try desk.gateway.sql(
            """
            update support_sla_compliance c set started_at = c.started_at - interval '9 days',
                due_at = c.due_at - interval '9 days', goal_at = c.goal_at - interval '9 days'
            from support_tickets t where t.id = c.ticket_id and t.ticket_number = '\(number)'
            """
        )
        let stamped = """
            select count(c.breached_at) from support_sla_compliance c join support_tickets t on t.id = c.ticket_id
            where t.ticket_number = '\(number)'
            """
        for _ in 0..<100 where try desk.gateway.sql(stamped) != ["2"] { usleep(200_000) }
        #expect(try desk.gateway.sql(stamped) == ["2"])
    }
}
