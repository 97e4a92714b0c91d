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
        #expect(output.contains("--   Index Scan") || output.contains("--   Bitmap Heap Scan"))
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
}
