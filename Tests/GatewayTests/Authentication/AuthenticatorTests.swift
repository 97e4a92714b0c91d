import JSON
import TestSupport
import Testing

@Suite("Authentication of callers")
struct AuthenticatorTests {
    let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private func ask(authorization: String) -> Answer {
        let client = Client(port: gateway.port)
        client.send(
            GatewayProcess.post(
                #"{"query":"{ tickets { nodes { id } } }"}"#,
                token: nil,
                headers: "content-type: application/json\r\nauthorization: \(authorization)\r\n"
            )
        )
        return client.receiveAnswer()
    }

    @Test(arguments: ["Bearer nonsense", "Bearer a.b.c", "Basic dXNlcjpwYXNz", "Bearer", "Bearer  a b"])
    func `a bad token is refused with a code, and is no wider role`(authorization: String) {
        let answer = ask(authorization: authorization)
        #expect(answer.status == 401)
        #expect(answer.code == "UNAUTHENTICATED")
        #expect(answer.head.lowercased().contains("www-authenticate: bearer"))
    }

    @Test func `a role that is not declared is refused, PostgreSQL's own names too`() throws {
        for role in ["none", "postgres", "concierge_admin", "", "Agent"] {
            #expect(ask(authorization: "Bearer \(try GatewayProcess.token(role))").status == 401)
        }
    }

    @Test func `a claim that is not of its type is refused`() throws {
        let answer = ask(
            authorization:
                "Bearer \(try GatewayProcess.token("client", subject: "robert'); drop table clients"))"
        )
        #expect(answer.status == 401)
        #expect(answer["errors", "0", "extensions", "reason"]?.text == "TOKEN_CLAIM")
    }

    @Test func `a client without a subject sees nothing`() throws {
        let answer = try gateway.ask("{ tickets { totalCount nodes { id } } }", as: "client")
        #expect(answer["data", "tickets", "totalCount"]?.text == "0")
    }

    @Test func `what is hidden from a role is unknown to it, in suggestions and introspection too`() throws {
        let hidden = try gateway.ask("{ tickets { nodes { priority } } }", as: "client")
        #expect(hidden.status == 422)
        #expect(!hidden.body.contains("priority\\\"?"))
        let filter = try gateway.ask(
            "{ tickets(where: {priority: {eq: HIGH}}) { nodes { id } } }",
            as: "client"
        )
        #expect(filter.status == 422)
        let names = try gateway.ask(
            "{ __type(name: \"Ticket\") { fields { name } } priority: __type(name: \"TicketPriority\") { name } }",
            as: "client"
        )
        let fields = names["data", "__type", "fields"]?.items.compactMap { $0[["name"]]?.text } ?? []
        #expect(fields.contains("subject") && !fields.contains("priority"))
        #expect(names["data", "priority"] == .null)
    }

    @Test func `an analyst sees masks, and cannot search by what they hide`() throws {
        let answer = try gateway.ask("{ clients(first: 5) { nodes { fullName } } }", as: "analyst")
        let masks = try gateway.sql("select distinct full_name_masked from clients")
        let shown = answer["data", "clients", "nodes"]?.items.compactMap { $0[["fullName"]]?.text } ?? []
        #expect(shown.count == 5 && shown.allSatisfy(masks.contains))
        let search = try gateway.ask(
            "{ clients(where: {fullName: {eq: \"x\"}}) { nodes { id } } }",
            as: "analyst"
        )
        #expect(search.status == 422)
    }
}
