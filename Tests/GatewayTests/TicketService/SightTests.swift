import JSON
import TestSupport
import Testing

/// Changes by which who makes them comes to see, or sees no longer, what was changed: confidential clients are seen by
/// those in whose care they are.
@Suite("Who sees what it changed")
struct SightTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    private func sees(_ ticket: JSONValue, _ person: SupportDesk.Person) throws -> Bool {
        let answer = try desk.ask(
            "query T($t: ID!) { ticket(id: $t) { id } }",
            as: person,
            variables: ["t": ticket]
        )
        return answer["data", "ticket", "id"] == ticket
    }

    @Test func `who hands off a confidential client's ticket reads nothing of it any more`() throws {
        let ticket = try desk.ticket(for: try desk.client(number: "C-800001", confidential: true)).id
        let given = try desk.mutate(
            "assignTicket",
            ["ticketId": ticket, "agentId": try desk.id(of: .colleague)],
            as: .lead
        )
        #expect(given.code == nil, "\(given.body)")
        #expect(try sees(ticket, .colleague))
        let handOff = """
            mutation H($dry: Boolean!, $t: ID!, $a: ID!) {
              handOffTicket(input: {ticketId: $t, toAgentId: $a, reason: "Urlop"}, dryRun: $dry) {
                ticket { id subject } handoff { id } } }
            """
        for dry in [true, false] {
            let answer = try desk.ask(
                handOff,
                as: .colleague,
                variables: ["dry": .boolean(dry), "t": ticket, "a": try desk.id(of: .agent)]
            )
            #expect(
                answer.body == #"{"data":{"handOffTicket":{"ticket":null,"handoff":null}}}"#,
                "\(answer.body)"
            )
            #expect(try sees(ticket, .colleague) == dry)
        }
        #expect(try sees(ticket, .agent))
    }

    @Test func `who takes a client into her care reads it at once`() throws {
        let client = try desk.client(number: "C-800002")
        let take = """
            mutation S($dry: Boolean!, $c: ID!, $m: ID!) {
              setVipStatus(input: {clientId: $c, confidential: true, relationshipManagerId: $m}, dryRun: $dry) {
                client { fullName confidential vipProfile { relationshipManager { id } } } } }
            """
        let manager = try desk.id(of: .manager)
        for dry in [true, false] {
            let answer = try desk.ask(
                take,
                as: .manager,
                variables: ["dry": .boolean(dry), "c": client, "m": manager]
            )
            let read = answer["data", "setVipStatus", "client"]
            #expect(read?[["confidential"]]?.text == "true", "\(answer.body)")
            #expect(read?[["vipProfile", "relationshipManager", "id"]] == manager)
        }
    }

    @Test func `the next field of the same request knows it too`() throws {
        let client = try desk.client(number: "C-800003")
        let answer = try desk.ask(
            """
            mutation T($c: ID!, $m: ID!, $k: ID!) {
              setVipStatus(input: {clientId: $c, confidential: true, relationshipManagerId: $m}) { client { confidential } }
              createTicketForClient(input: {clientId: $c, categoryId: $k, subject: "Rozmowa", body: "x", channel: PHONE}) {
                ticket { confidential } } }
            """,
            as: .manager,
            variables: ["c": client, "m": try desk.id(of: .manager), "k": desk.category]
        )
        #expect(
            answer["data", "createTicketForClient", "ticket", "confidential"]?.text == "true",
            "\(answer.body)"
        )
    }
}
