import JSON
import TestSupport
import Testing

/// Surveys answered by who holds a link, without signing in.
@Suite("Surveys by link")
struct SurveyLinkTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    /// A link with `token` to a new survey of a new client, as its sender makes it.
    private func send(_ token: String, to client: String) throws {
        let (ticket, number) = try desk.ticket(for: try desk.client(number: client))
        try desk.gateway.sql(
            """
            insert into communication_preferences (client_id, confidential, category, channel, allowed)
            select id, confidential, 'SERVICE', 'EMAIL', true from clients where client_number = '\(client)';
            insert into support_feedback_surveys (ticket_id, client_id, confidential, kind, tier, channel, sent_at)
            select id, client_id, confidential, 'CSAT', tier, 'EMAIL', now() - interval '1 minute' from support_tickets
            where ticket_number = '\(number)'
            """
        )
        let surveys = try desk.ask(
            "query S($t: ID!) { ticket(id: $t) { surveys { nodes { id } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        let digest = try desk.gateway.sql("select encode(sha256('\(token)'), 'base64')").first ?? ""
        let sent = try desk.gateway.ask(
            SupportDesk.mutation("deliverSurvey", "survey { deliveredAt } expiresAt"),
            as: "system",
            variables: [
                "input": .object([
                    "surveyId": surveys["data", "ticket", "surveys", "nodes", "0", "id"] ?? .null,
                    "tokenDigest": .string(digest),
                ])
            ]
        )
        #expect(sent["data", "deliverSurvey", "survey", "deliveredAt"]?.text != nil, "\(sent.body)")
    }

    private static let answer = SupportDesk.mutation("submitSurveyByToken", "kind score")

    private func input(_ token: String, _ score: Int = 5) -> JSONValue.Object {
        ["input": .object(["token": .string(token), "score": .number("\(score)")])]
    }

    @Test func `who holds the link answers, and needs no more than that`() throws {
        try send("a secret of one", to: "C-810000")
        let question =
            "query Q($t: String!) { surveyByToken(token: $t) { kind lowestScore highestScore locale } }"
        let asked = try desk.gateway.ask(
            question,
            as: nil,
            variables: ["t": .string("a secret of one")]
        )
        #expect(
            asked.body
                == #"{"data":{"surveyByToken":{"kind":"CSAT","lowestScore":1,"highestScore":5,"locale":"PL"}}}"#
        )
        let wrong = try desk.gateway.ask(Self.answer, as: nil, variables: input("a secret of one", 6))
        #expect(wrong.code == "BAD_USER_INPUT")
        let given = try desk.gateway.ask(Self.answer, as: nil, variables: input("a secret of one", 4))
        #expect(given.body == #"{"data":{"submitSurveyByToken":{"kind":"CSAT","score":4}}}"#)
        // What was used and what never was are one thing.
        let again = try desk.gateway.ask(Self.answer, as: nil, variables: input("a secret of one"))
        let never = try desk.gateway.ask(Self.answer, as: nil, variables: input("a secret of nobody"))
        #expect(again.code == "NOT_FOUND")
        #expect(again.body == never.body)
        let none = try desk.gateway.ask(question, as: nil, variables: ["t": .string("a secret of one")])
        #expect(none.body == #"{"data":{"surveyByToken":null}}"#)
    }

    @Test func `of fifty with one link one answers`() throws {
        try send("a secret of fifty", to: "C-810001")
        let clients = (0..<50).map { _ in Client(port: desk.gateway.port) }
        for (n, client) in clients.enumerated() {
            let variables = input("a secret of fifty", 1 + n % 5)
            client.send(GatewayProcess.request(Self.answer, token: nil, variables: variables))
        }
        let codes = clients.map { $0.receiveAnswer().code }
        #expect(codes.count { $0 == nil } == 1)
        #expect(codes.count { $0 == "NOT_FOUND" } == 49)
    }

    @Test func `the secret is nowhere`() throws {
        try send("a secret of all", to: "C-810002")
        let token = "a secret of all"
        let body = JSONWriter.text(
            of: .object(["query": .string(Self.answer), "variables": .object(input(token, 9))])
        )
        let headers = "content-type: application/json\r\nidempotency-key: \"links\"\r\n"
        for score in ["9", "3", "3"] {
            let client = Client(port: desk.gateway.port)
            let text = body.replacing("\"score\":9", with: "\"score\":\(score)")
            client.send(
                GatewayProcess.post(
                    text,
                    token: nil,
                    headers: headers.replacing("links", with: "links \(score)")
                )
            )
            #expect(!client.receiveAnswer().body.contains(token))
        }
        let dump = try desk.gateway.sql(
            """
            select table_name from information_schema.tables
            where table_schema in ('public', 'concierge') and table_type = 'BASE TABLE'
                and query_to_xml(format('select * from %I.%I t where t::text like %L', table_schema, table_name,
                    '%' || 'a secret' || ' of all%'), false, false, '')::text like '%row%'
            """
        )
        #expect(dump == [])
        #expect(!desk.gateway.log.contains(token))
        let log = try ChildProcess.run(["cat", desk.gateway.cluster.folder + "/log"]).output
        #expect(!log.contains(token))
    }

    @Test func `nobody in particular can do that and nothing else`() throws {
        let fields = try desk.gateway.ask("{ __schema { mutationType { fields { name } } } }", as: nil)
        #expect(
            fields.body
                == #"{"data":{"__schema":{"mutationType":{"fields":[{"name":"submitSurveyByToken"}]}}}}"#
        )
        for role in ["client", "agent", "lead", "analyst"] {
            let sent = try desk.gateway.ask(
                SupportDesk.mutation("deliverSurvey"),
                as: role,
                variables: ["input": .object([:])]
            )
            #expect(sent.status == 422, "\(role)")
        }
    }
}
