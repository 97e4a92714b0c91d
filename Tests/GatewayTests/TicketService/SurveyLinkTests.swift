import JSON
import TestSupport
import Testing

/// Surveys answered by who holds a link, without signing in.
@Suite("Surveys by link")
struct SurveyLinkTests {
    let desk: SupportDesk

    init() throws { desk = try SupportDesk.shared() }

    /// A new client, who wants at most so many messages a week, with `count` surveys to be sent by e-mail.
    private func surveys(
        of client: String,
        count: Int,
        allowed: Bool = true,
        weeklyLimit: String = "null"
    ) throws -> [JSONValue] {
        let (ticket, number) = try desk.ticket(for: try desk.client(number: client))
        try desk.gateway.sql(
            """
            insert into communication_preferences (client_id, confidential, category, channel, allowed, weekly_limit)
            select id, confidential, 'SERVICE', 'EMAIL', \(allowed), \(weeklyLimit) from clients where client_number = '\(client)';
            insert into support_feedback_surveys (ticket_id, client_id, confidential, kind, tier, channel, sent_at)
            select id, client_id, confidential, 'CSAT', tier, 'EMAIL', now() - interval '1 minute'
            from support_tickets cross join generate_series(1, \(count)) where ticket_number = '\(number)'
            """
        )
        let asked = try desk.ask(
            "query S($t: ID!) { ticket(id: $t) { surveys(first: 50) { nodes { id } } } }",
            as: .lead,
            variables: ["t": ticket]
        )
        return asked["data", "ticket", "surveys", "nodes"]?.items.compactMap { $0[["id"]] } ?? []
    }

    private static let deliver = SupportDesk.mutation("deliverSurvey", "survey { deliveredAt } expiresAt")

    /// How a sender makes a link with `token`.
    private func delivery(of survey: JSONValue, _ token: String) throws -> JSONValue.Object {
        let digest = try desk.gateway.sql("select encode(sha256('\(token)'), 'base64')").first ?? ""
        return ["input": .object(["surveyId": survey, "tokenDigest": .string(digest)])]
    }

    /// A link with `token` to a survey of a new client, as its sender makes it.
    private func send(_ token: String, to client: String) throws {
        let survey = try #require(try surveys(of: client, count: 1).first)
        let sent = try desk.gateway.ask(
            Self.deliver,
            as: "system",
            variables: try delivery(of: survey, token)
        )
        #expect(sent["data", "deliverSurvey", "survey", "deliveredAt"]?.text != nil, "\(sent.body)")
    }

    @Test func `nothing is sent against the client's will, nor more often than it has it`() throws {
        let unwanted = try #require(try surveys(of: "C-810010", count: 1, allowed: false).first)
        let refused = try desk.gateway.ask(
            Self.deliver,
            as: "system",
            variables: try delivery(of: unwanted, "x")
        )
        #expect(refused.code == "CONFLICT")
        let many = try surveys(of: "C-810011", count: 50, weeklyLimit: "3")
        let token = try GatewayProcess.token("system")
        let clients = many.map { _ in Client(port: desk.gateway.port) }
        for (n, (client, survey)) in zip(clients, many).enumerated() {
            let variables = try delivery(of: survey, "one of many \(n)")
            client.send(GatewayProcess.request(Self.deliver, token: token, variables: variables))
        }
        let codes = clients.map { $0.receiveAnswer().code }
        #expect(codes.count { $0 == nil } == 3, "\(codes)")
        #expect(codes.count { $0 == "RATE_LIMITED" } == 47)
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
