import JSON
import TestSupport
import Testing

/// A small database of functions of every shape.
struct Workshop {
    let gateway: GatewayProcess

    /// A database of one's own, so that what is changed is not changed by others.
    init(_ name: String, in cluster: TestCluster? = nil) throws {
        gateway = try GatewayProcess(
            fixture: "workshop",
            database: "workshop_\(name)",
            in: cluster ?? TestCluster.shared()
        )
    }

    func ask(_ query: String, variables: JSONValue.Object = [:]) throws -> Answer {
        try gateway.ask(query, as: nil, variables: variables)
    }

    func ask(_ query: String, key: String) throws -> Answer {
        let body = JSONWriter.text(of: .object(["query": .string(query)]))
        let client = Client(port: gateway.port)
        let headers = "content-type: application/json\r\nidempotency-key: \(key)\r\n"
        client.send(GatewayProcess.post(body, token: nil, headers: headers))
        return client.receiveAnswer()
    }

    /// What `check` says of the schema with `after` in place of `before`.
    func check(replacing before: String, with after: String, database: String) throws -> String {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/workshop/schema/workshop.graphql"],
            folder: GatewayProcess.folder
        )
        #expect(source.contains(before))
        let folder = try TestFolder(["workshop.graphql": source.replacing(before, with: after)])
        let connection = gateway.cluster.connectionString(database: database, user: "workshop_gateway")
        return try ChildProcess.run(
            [GatewayProcess.program, "check", "--schema", folder.path, "--database", connection],
            folder: GatewayProcess.folder
        ).output
    }

    /// The data of an answer, or the whole answer where there are errors.
    func data(_ query: String, variables: JSONValue.Object = [:]) throws -> String {
        let answer = try ask(query, variables: variables)
        return answer["errors"] == nil ? JSONWriter.text(of: answer["data"] ?? .null) : answer.body
    }
}
