import JSON
import Planner
import Testing

/// `nodes(ids:)`, by plain SQL.
@Suite("Many objects by their ids")
struct NodesTests {
    private let gateway: GatewayProcess
    private static let query = """
        query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id ... on Ticket { number client { id } } ... on Agent { number }
          ... on Client { number } } }
        """

    init() throws { gateway = try GatewayProcess.shared() }

    private func id(_ type: String, _ key: String) throws -> String {
        GlobalID(type: type, components: [try #require(UUIDText.bytes(key))]).text
    }

    /// Ids of rows that SQL finds, and the numbers that the graph shows of them.
    private func some(_ type: String, _ sql: String) throws -> [(id: String, number: String)] {
        try gateway.sql(sql).map { line in
            let parts = line.split(separator: "|").map(String.init)
            return (try id(type, parts[0]), parts[1])
        }
    }

    private func ask(_ ids: [String], as role: String = "lead", subject: String? = nil) throws -> Answer {
        let list = JSONValue.array(ids.map { .string($0) })
        return try gateway.ask(Self.query, as: role, subject: subject, variables: ["ids": list])
    }

    @Test func `order, repetitions and types are kept, and what is not there is null`() throws {
        let tickets = try some(
            "Ticket",
            "select id, ticket_number from support_tickets order by ticket_number limit 40"
        )
        let agents = try some(
            "Agent",
            "select id, agent_number from support_agents order by agent_number limit 4"
        )
        let gone = try id("Ticket", "00000000-0000-4000-8000-00000000dead")
        var asked: [(id: String, number: String?)] = []
        var generator = SystemRandomNumberGenerator()
        for number in 0..<120 {
            let one = (number % 3 == 0 ? agents : tickets).randomElement(using: &generator)
            asked.append(number % 10 == 7 ? (gone, nil) : (try #require(one).id, one?.number))
        }
        let answer = try ask(asked.map(\.id))
        let nodes = answer["data", "nodes"]?.items ?? []
        #expect(nodes.map { $0[["number"]]?.text } == asked.map(\.number), "\(answer.body.prefix(300))")
        for (node, one) in zip(nodes, asked) where one.number != nil {
            #expect(node[["id"]]?.text == one.id)
            #expect((node[["__typename"]]?.text == "Ticket") == (node[["client", "id"]] != nil))
        }
        #expect(answer["errors"] == nil)
    }

    @Test func `each type costs one statement`() throws {
        let tickets = try some("Ticket", "select id, ticket_number from support_tickets limit 30")
        let clients = try some("Client", "select id, client_number from clients limit 30")
        let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
        let ids = zip(tickets, clients).flatMap { [JSONValue.string($0.id), .string($1.id)] }
        let before = gateway.metric("batched_keys_total")
        let answer = try gateway.ask(query, as: "lead", variables: ["ids": .array(ids)])
        #expect(answer["data", "nodes"]?.items.count == 60)
        // Other tests ask meanwhile, so that only the least is known.
        #expect(gateway.metric("batched_keys_total") >= before + 60)
    }

    @Test func `what the caller may not see is as what is not there`() throws {
        let rows = try some("Ticket", "select id, ticket_number from support_tickets order by id limit 20")
        let owner = try #require(
            try gateway.sql("select client_id from support_tickets order by id limit 1").first
        )
        let own = Set(
            try gateway.sql("select ticket_number from support_tickets where client_id = '\(owner)'")
        )
        let answer = try gateway.ask(
            "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Ticket { number } } }",
            as: "client",
            subject: owner,
            variables: ["ids": .array(rows.map { .string($0.id) })]
        )
        #expect(
            answer["data", "nodes"]?.items.map { $0[["number"]]?.text }
                == rows.map { own.contains($0.number) ? $0.number : nil }
        )
    }

    @Test func `malformed ids, types without ids and too many are refused`() throws {
        let good = try some("Tag", "select id, code from tags limit 1")[0].id
        for bad in ["", "x", try id("Nothing", "00000000-0000-4000-8000-000000000001")] {
            let answer = try ask([good, bad])
            #expect(answer.code == "BAD_USER_INPUT" && answer["data"] == .null)
        }
        let short = GlobalID(type: "Ticket", components: [[1, 2, 3]]).text
        #expect(try ask([good, short]).code == "BAD_USER_INPUT")
        #expect(try ask(Array(repeating: good, count: 500))["data", "nodes"]?.items.count == 500)
        #expect(try ask(Array(repeating: good, count: 501)).code == "LIMIT_EXCEEDED")
        #expect(try ask([]).body == #"{"data":{"nodes":[]}}"#)
        // A client does not know of tags.
        let unknown = try gateway.ask("{ nodes(ids: [\"\(good)\"]) { id } }", as: "client")
        #expect(unknown.code == "BAD_USER_INPUT")
    }

    @Test func `literals and variables mix`() throws {
        let rows = try some("Ticket", "select id, ticket_number from support_tickets limit 2")
        let answer = try gateway.ask(
            "query ($id: ID!) { nodes(ids: [\"\(rows[0].id)\", $id]) { ... on Ticket { number } } }",
            as: "lead",
            variables: ["id": .string(rows[1].id)]
        )
        #expect(answer["data", "nodes"]?.items.map { $0[["number"]]?.text } == rows.map(\.number))
    }
}
