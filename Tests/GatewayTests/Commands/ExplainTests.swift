import TestSupport
import Testing

@Suite("concierge explain")
struct ExplainTests {
    private func explain(_ document: String, _ arguments: [String]) throws -> (status: Int32, output: String)
    {
        let gateway = try GatewayProcess.shared()
        let database = gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway")
        let folder = try TestFolder(["q.graphql": document])
        let result = try ChildProcess.run(
            [GatewayProcess.program, "explain", folder.path + "/q.graphql", "--database", database]
                + arguments,
            folder: GatewayProcess.folder
        )
        return (result.status, result.output)
    }

    @Test func `each step is told with its field, its statement and the plan of PostgreSQL`() throws {
        let (status, output) = try explain(
            "query Q($id: ID!) { ticket(id: $id) { messages(first: 2) { nodes { body } } } }",
            ["--role", "agent", "--variables", "{\"id\":\"VGlja2V0ABAAAAAAAAAAAAAAAAAAAAAA\"}"]
        )
        #expect(status == 0)
        #expect(output.contains("-- Query.ticket: step 0, lane point\nSELECT "))
        #expect(output.contains("    -- Ticket.messages: step 1, for the rows of step 0"))
        // Of the index alone, once the table has been vacuumed.
        let scans = ["Index Scan", "Index Only Scan", "Bitmap Heap Scan"]
        #expect(scans.contains { output.contains("--   \($0)") }, "\(output)")
    }

    @Test(arguments: [
        ("{ tickets { nodes { x } } }", "q.graphql:1:21: Cannot query field \"x\""),
        ("query Q($id: ID!) { ticket(id: $id) { id } }", "Variable \"$id\""),
        ("query A { __typename } query B { __typename }", "operation"),
    ])
    func `what cannot be explained is told with its place`(document: String, complaint: String) throws {
        let (status, output) = try explain(document, ["--role", "agent"])
        #expect(status == 1)
        #expect(output.contains(complaint), "\(output)")
    }

    private static let conversation =
        "{ viewer { tickets(first: 3) { nodes { messages(first: 2) { nodes { body } } } } } }"

    @Test func `analyzed, each statement is executed as its caller, with its values`() throws {
        let gateway = try GatewayProcess.shared()
        let client = try gateway.sql("select client_id from support_tickets order by id limit 1")
        let (status, output) = try explain(
            Self.conversation,
            ["--role", "client", "--analyze", "--sub", client.first ?? ""]
        )
        #expect(status == 0, "\(output)")
        let parts = output.split(separator: "-- Client.tickets: step 1")
        #expect(parts.count == 2 && parts[0].contains("-- Query.viewer: step 0"), "\(output)")
        for part in parts {
            #expect(part.contains("actual time="))
            #expect(part.contains("Buffers: shared hit="))
            #expect(part.contains("Execution Time: "))
        }
        #expect(output.contains("-- Ticket.messages: step 2"))
        #expect(output.count(where: { $0 == "$" }) > 0 && !output.contains("Planned"))
    }

    @Test func `what has no row to ask for is not executed`() throws {
        let (status, output) = try explain(Self.conversation, ["--role", "client", "--analyze"])
        #expect(status == 0)
        #expect(output.contains("-- Ticket.messages: step 2"))
        #expect(output.split(separator: "Execution Time: ").count == 2, "\(output)")
    }

    @Test func `an agent's care is asked for as in a request`() throws {
        let gateway = try GatewayProcess.shared()
        let carer = try gateway.sql(
            "select dedicated_agent_id, client_id from vip_client_profiles where confidential and dedicated_agent_id is not null limit 1"
        )
        let keys = (carer.first ?? "").split(separator: "|").map(String.init)
        let number = try gateway.sql("select client_number from clients where id = '\(keys[1])'").first ?? ""
        for (subject, rows) in [(keys[0], "rows=1 "), ("00000000-0000-4000-8000-000000000000", "rows=0 ")] {
            let (status, output) = try explain(
                "{ clientByNumber(number: \"\(number)\") { city } }",
                ["--role", "agent", "--analyze", "--sub", subject]
            )
            let line = output.split(separator: "\n").first { $0.contains("actual time=") } ?? ""
            #expect(status == 0 && line.contains(rows), "\(output)")
        }
    }

    @Test(arguments: [
        (
            "mutation { updateTicketStatus(input: {ticketId: \"VGlja2V0ABAAAAAAAAAAAAAAAAAAAAAA\", status: OPEN}) { ticket { id } } }",
            ["--role", "agent", "--analyze"], "--analyze does not execute mutations"
        ),
        (
            "{ viewerAgent { id } }", ["--role", "agent", "--analyze", "--sub", "x"],
            "The claim \"sub\" is missing or not of its type."
        ),
    ])
    func `what is not analyzed is told why`(document: String, arguments: [String], complaint: String) throws {
        let (status, output) = try explain(document, arguments)
        #expect(status == 1)
        #expect(output.contains(complaint), "\(output)")
    }
}
