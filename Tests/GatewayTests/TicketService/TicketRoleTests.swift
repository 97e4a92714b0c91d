import JSON
import TestSupport
import Testing

/// What each role may do at the desk, and what it reads of a ticket that has been lived through.
@Suite("Each role at the desk")
struct TicketRoleTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    private static let words = [
        "addTicketMessage", "attachToTicket", "updateClientPreferences", "updateCommunicationPreferences",
        "updateTicketStatus",
    ]
    private static let client = words + ["createTicket", "submitSurvey"]
    private static let agent =
        words + [
            "assignTicket", "createTicketForClient", "escalateTicket", "handOffTicket", "logInteraction",
            "mergeTickets",
            "markTicketSpam", "routeTicket", "setAgentStatus", "tagTicket", "untagTicket", "unwatchTicket",
            "updateTicketPriority", "watchTicket",
        ]
        + ["activate", "advance", "cancel", "complete", "schedule", "start", "trigger"].map {
            $0 + "WhiteGloveService"
        }

    private static let lead = [
        "cancelShift", "changeShift", "closeIncident", "coachAgent", "evaluateTicket", "openIncident",
        "planShifts", "removeAgentSkill", "retireAgent", "reviewPerformance", "saveAgent",
        "saveTrainingProgram",
        "setAgentSkill", "updateSurveyRule",
    ]
    private static let audit = [
        "certifyAgent", "closeQualityFinding", "performQualityAudit", "recordTraining",
        "updateQualityStandard",
    ]

    /// What the role changes; what only reads has no mutation.
    @Test(arguments: [
        ("anonymous", ["submitSurveyByToken"]), ("client", client), ("agent", agent),
        ("lead", agent + lead + audit),
        ("vip_manager", agent + ["setVipStatus"]), ("analyst", ["addBenchmark"]),
        ("executive", ["addBenchmark", "closeGoal", "setGoal", "updateGoalProgress"]), ("auditor", audit),
        ("editor", []),
        (
            "system",
            [
                "closeIncident", "deliverSurvey", "openIncident", "recordOrder", "recordPerformance",
                "routeTicket", "updateOrder",
            ]
        ),
    ])
    func `a role knows the changes that are its own`(role: String, fields: [String]) throws {
        let answer = try desk.gateway.ask(
            "{ __schema { mutationType { fields { name } } } }",
            as: role == "anonymous" ? nil : role
        )
        let known = answer["data", "__schema", "mutationType", "fields"]?.items.map {
            $0[["name"]]?.text ?? ""
        }
        #expect(Set(known ?? []) == Set(fields), "\(answer.body)")
    }

    /// A ticket with a word of the client, one of ours, a note, an escalation and a rating.
    private func lived() throws -> (ticket: JSONValue, client: String) {
        let number = "C-830001"
        let ticket = try desk.ticket(for: try desk.client(number: number)).id
        for (field, input, person) in [
            ("assignTicket", ["agentId": try desk.id(of: .agent)], SupportDesk.Person.lead),
            ("addTicketMessage", ["body": .string("Proszę spróbować teraz.")], .agent),
            (
                "addTicketMessage", ["body": .string("Klientka zdenerwowana."), "internal": .boolean(true)],
                .agent
            ),
            ("escalateTicket", ["reason": .string("Trzeci raz")], .lead),
            ("updateTicketStatus", ["status": .string("RESOLVED")], .agent),
        ] as [(String, JSONValue.Object, SupportDesk.Person)] {
            var input = input
            input.set("ticketId", to: ticket)
            let answer = try desk.mutate(field, input, as: person)
            #expect(answer.code == nil, "\(answer.body)")
        }
        let key = try desk.gateway.sql("select id from clients where client_number = '\(number)'").first ?? ""
        return (ticket, key)
    }

    @Test func `each role reads of a ticket what it is for`() throws {
        let (ticket, key) = try lived()
        let sees = { (selection: String, role: String?) -> Answer in
            try desk.gateway.ask(
                "query R($t: ID!) { ticket(id: $t) { \(selection) } }",
                as: role,
                subject: role == "client" ? key : SupportDesk.Person.agent.key,
                variables: ["t": ticket]
            )
        }
        let words = "messages(first: 9) { nodes { body } } client { fullName }"
        let staff = ["agent", "vip_manager", "lead", "admin", "system"]
        for role in staff {
            let body = try sees(words, role).body
            #expect(
                body.contains("Klientka zdenerwowana.") && body.contains("Zofia Cicha"),
                "\(role): \(body)"
            )
        }
        for role in ["analyst", "executive", "auditor"] {
            let body = try sees(words, role).body
            #expect(!body.contains("spróbować") && !body.contains("zdenerwowana") && !body.contains("Cicha"))
            #expect(body.contains("*** (22)") && body.contains("Z***"), "\(role): \(body)")
        }
        let own = try sees(words, "client").body
        #expect(own.contains("Proszę spróbować teraz.") && own.contains("Zofia Cicha"), "\(own)")
        #expect(!own.contains("zdenerwowana"))
        // What is hidden from a role cannot be asked about, in whatever way.
        for hidden in [
            "escalationLevel", "priority", "events { totalCount }", "routing { rank }", "sentiment",
            "messages(where: {internal: {eq: true}}) { totalCount }", "team { code }", "tags { code }",
        ] {
            let answer = try sees(hidden, "client")
            #expect(answer.status == 422, "\(hidden): \(answer.body)")
        }
        for role in ["editor", nil] {
            #expect(try sees("id", role).status == 422, "\(role ?? "anonymous") knows no tickets")
        }
        let stranger = try desk.ask(
            "query R($t: ID!) { ticket(id: $t) { id } }",
            as: .stranger,
            variables: ["t": ticket]
        )
        #expect(stranger.body == #"{"data":{"ticket":null}}"#)
    }
}
