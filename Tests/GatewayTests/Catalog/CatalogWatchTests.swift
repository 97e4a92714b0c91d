import Glibc
import JSON
import TestSupport
import Testing

/// The database and the schema's folder change under a running gateway.
@Suite("Changes without a restart", .serialized)
struct CatalogWatchTests {
    private let schema: TestFolder
    private let gateway: GatewayProcess

    init() throws {
        let text = try ChildProcess.require(
            ["cat", "Tests/Fixtures/changing/schema/changing.graphql"],
            folder: GatewayProcess.folder
        )
        schema = try TestFolder(["changing.graphql": text])
        let migrated = try GatewayProcess(
            fixture: "changing",
            database: "changing_\(UInt32.random(in: .min ... .max))",
            in: TestCluster.shared()
        )
        gateway = try migrated.beside(schema: schema.path, login: "changing_gateway")
    }

    private func ask(_ query: String, claims: JSONValue.Object = [:]) throws -> Answer {
        try gateway.ask(query, as: "staff", claims: claims)
    }

    private func ready() -> Answer {
        let client = Client(port: gateway.port)
        client.send(Array("GET /health/ready HTTP/1.1\r\nhost: test\r\n\r\n".utf8))
        return client.receiveAnswer()
    }

    /// Waits until `condition` holds; six intervals of the watch at most.
    private func eventually(_ condition: () throws -> Bool) throws -> Bool {
        for _ in 0..<300 {
            if try condition() { return true }
            usleep(100_000)
        }
        return false
    }

    @Test func `a column of another type that still fits is no error for anybody`() throws {
        let query = "{ orders(first: 1) { nodes { number } } }"
        #expect(try ask(query)["data", "orders", "nodes", "0", "number"]?.text == "10")
        for type in ["smallint", "int", "smallint"] {
            try gateway.sql("alter table orders alter number type \(type)")
            let answer = try ask(query)
            #expect(answer["data", "orders", "nodes", "0", "number"]?.text == "10", "\(answer.body)")
        }
        #expect(gateway.metric("schema_replacements_total") > 0)
        #expect(ready().body == "ready\n")
    }

    @Test func `a renamed column is a clear error, and everything else is served`() throws {
        let query = "{ agents(first: 2) { nodes { name } } }"
        #expect(try ask(query)["errors"] == nil)
        try gateway.sql("alter table agents rename name to full_name")
        let answer = try ask(query)
        #expect(answer.code == "DATABASE_UNAVAILABLE")
        #expect(answer["errors", "0", "message"]?.text?.contains("does not fit") == true)
        #expect(try ask("{ orders(first: 1) { nodes { number } } }")["errors"] == nil)
        #expect(ready().status == 200)
        #expect(ready().body.contains("no longer fits the database"))
        #expect(gateway.metric("schema_errors") > 0)
        #expect(gateway.log.contains("it does not fit the database"))
        // The schema follows, and a signal has it read.
        let text = try ChildProcess.require(["cat", "\(schema.path)/changing.graphql"])
        try schema.write(
            "changing.graphql",
            text.replacing(
                "  name: String!",
                with: "  name: String! @column(name: \"full_name\")\n  id2: Int! @column(name: \"id\")"
            )
        )
        try gateway.signal("HUP")
        #expect(try eventually { try ask("{ agents(first: 2) { nodes { name id2 } } }")["errors"] == nil })
        #expect(ready().body == "ready\n")
        #expect(gateway.metric("schema_errors") == 0)
        #expect(gateway.log.contains("SIGHUP"))
    }

    @Test func `a broken schema is refused while the last good one serves`() throws {
        try schema.write("changing.graphql", "type Query { nothing: Int! }")
        try gateway.signal("HUP")
        #expect(try eventually { gateway.metric("schema_errors") > 0 })
        #expect(try ask("{ agents(first: 2) { nodes { name } } }")["errors"] == nil)
    }

    @Test func `a policy that reads another claim is followed within the interval`() throws {
        let query = "{ orders(first: 1) { nodes { number } } }"
        let claims: JSONValue.Object = ["org": .number("1")]
        #expect(try ask(query, claims: claims)["data", "orders", "nodes"]?.items.count == 1)
        try gateway.sql(
            "alter policy staff on orders using (orgs = (select nullif(current_setting('claims.org', true), ''))::int)"
        )
        #expect(
            try eventually { try ask(query, claims: claims)["data", "orders", "nodes"]?.items.count == 1 }
        )
        #expect(try ask(query)["data", "orders", "nodes"]?.items.count == 0)
    }

    @Test func `a revoked grant is followed`() throws {
        let query = "{ agents(first: 2) { nodes { name } } }"
        try gateway.sql("revoke select on agents from changing_staff")
        // The schema does not fit where its only role may not read a type's table.
        #expect(["FORBIDDEN", "DATABASE_UNAVAILABLE"].contains(try ask(query).code ?? ""))
        try gateway.sql("grant select on agents to changing_staff")
        #expect(try eventually { try ask(query)["errors"] == nil })
    }
}
