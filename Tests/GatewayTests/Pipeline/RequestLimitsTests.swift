import JSON
import TestSupport
import Testing

@Suite("Limits on a request")
struct RequestLimitsTests {
    /// A folder with the schema and one more role, which has limits of its own.
    private static let schema = Result {
        let folder = try TestFolder([
            "guest.graphql": """
            extend schema @role(
              name: "guest", database: "concierge_admin", claims: [{name: "sub", type: UUID}], introspection: false
              limits: {depth: 3, aliases: 1, rootFields: 2, page: 10, cost: 25, tokens: 100, directives: 1, conditions: 1}
            )
            """
        ])
        try ChildProcess.require(
            ["sh", "-c", "cp schema/*.graphql \(folder.path)/"],
            folder: GatewayProcess.folder
        )
        return folder
    }
    private static let serving = Result {
        try GatewayProcess.shared().beside(["--limit-cost", "1000"], schema: schema.get().path)
    }

    private let gateway: GatewayProcess

    init() throws { gateway = try Self.serving.get() }

    private func ask(_ query: String, as role: String = "guest") throws -> Answer {
        try gateway.post(JSONWriter.text(of: .object(["query": .string(query)])), as: role)
    }

    @Test(arguments: [
        ("{ tickets(first: 1) { nodes { client { id } } } }", "3"), ("{ a: __typename b: __typename }", "1"),
        (
            "{ __typename ...A ...A ...A } fragment A on Query { tickets(first: 1) { nodes { id } } categories { id } }",
            "2"
        ),
        ("{ tickets(first: 1) @skip(if: false) { nodes { id } } __typename @skip(if: false) }", "1"),
        ("{ " + String(repeating: "__typename ", count: 100) + "}", "100"),
        ("{ tickets(first: 10) { nodes { client { id } agent: assignedAgent { id } } } }", "3"),
    ])
    func `a role's own limit refuses before anything is executed, and says how much is allowed`(
        query: String,
        limit: String
    ) throws {
        let answer = try ask(query)
        #expect(answer.status == 422, "\(answer.body)")
        #expect(answer.code == "LIMIT_EXCEEDED", "\(answer.body)")
        #expect(answer["errors", "0", "message"]?.text?.contains(limit) == true, "\(answer.body)")
    }

    @Test func `another role has the gateway's limits`() throws {
        let query = "{ tickets(first: 20) { nodes { client { fullName } } } a: __typename b: __typename }"
        #expect(try ask(query, as: "agent").status == 200)
        #expect(try ask(query).status == 422)
    }

    @Test func `a page is limited by role, also without first`() throws {
        #expect(try ask("{ tickets { nodes { id } } }")["data", "tickets", "nodes"]?.items.count == 10)
        #expect(try ask("{ tickets(first: 11) { nodes { id } } }").code == "BAD_USER_INPUT")
    }

    @Test(arguments: [
        "query($l: [String!]) { tickets(first: 1, where: {number: {in: $l}}) { nodes { id } } }",
        "query($l: [ID!]) { tickets(first: 1, where: {id: {in: $l}}) { nodes { id } } }",
    ])
    func `a list has no more items as a variable than it may have as a literal`(query: String) throws {
        let id = try gateway.ask("{ tickets(first: 1) { nodes { id } } }")[
            "data",
            "tickets",
            "nodes",
            "0",
            "id"
        ]
        for (count, isTaken) in [(1000, true), (1001, false)] {
            let list = JSONValue.array(Array(repeating: id ?? .null, count: count))
            let answer = try gateway.ask(query, variables: ["l": list])
            #expect(answer.status == (isTaken ? 200 : 294), "\(answer.body)")
            #expect(answer.code == (isTaken ? nil : "LIMIT_EXCEEDED"))
        }
    }

    @Test func `introspection may be closed to a role alone`() throws {
        #expect(try ask("{ __schema { queryType { name } } }").code == "FORBIDDEN")
        #expect(try ask("{ __type(name: \"Ticket\") { name } }").code == "FORBIDDEN")
        #expect(try ask("{ __typename }").status == 200)
        #expect(try ask("{ __schema { queryType { name } } }", as: "agent").status == 200)
    }

    // MARK: Cost

    private func cost(_ query: String, variables: String = "{}") throws -> Answer {
        try gateway.post(#"{"query":"\#(query)","variables":\#(variables),"extensions":{"cost":true}}"#)
    }

    @Test(arguments: [
        ("{ __typename }", "0"), ("{ tickets(first: 3) { nodes { id } } }", "3"),
        (
            "{ tickets(first: 3) { nodes { client { id } messages(first: 2) { nodes { client { id } } } } } }",
            "18"
        ),
        ("{ tickets(first: 3) { totalCount } }", "10"),
        ("{ tickets(first: 0) { nodes { client { id } } } }", "0"),
        ("{ tickets { nodes { id } } }", "50"),
    ])
    func `the cost is the rows of full pages, and is shown on request`(query: String, rows: String) throws {
        let answer = try cost(query)
        #expect(answer["extensions", "cost", "rows"]?.text == rows, "\(answer.body)")
        #expect(answer["extensions", "cost", "limit"]?.text == "1000")
        #expect(try ask(query, as: "agent")["extensions"] == nil)
    }

    @Test(arguments: [
        ("{ tickets(first: 3) { nodes { a: id b: id c: id } } }", "9"),
        ("{ tickets(first: 3) { nodes { a: __typename b: __typename id: number } } }", "6"),
        ("{ tickets(first: 3) { nodes { client { a: fullName b: fullName } } } }", "9"),
        ("{ a: __typename b: __typename c: __typename }", "2"),
    ])
    func `a value that is repeated under another alias costs a row`(query: String, rows: String) throws {
        #expect(try cost(query)["extensions", "cost", "rows"]?.text == rows)
    }

    @Test func `a response that is too large is an error that says what to do, and none of it is sent`()
        throws
    {
        let gateway = try gateway.beside(["--limit-response-bytes", "20000"])
        let query = "query($n: Int) { tickets(first: $n) { nodes { id number subject createdAt } } }"
        let small = try gateway.ask(query, variables: ["n": .number("3")])
        #expect(small.status == 200)
        #expect(small["data", "tickets", "nodes"]?.items.count == 3)
        let large = try gateway.ask(query, variables: ["n": .number("300")])
        #expect(large.status == 294)
        #expect(large.code == "LIMIT_EXCEEDED")
        #expect(large["data"] == .null)
        #expect(large["errors", "0", "message"]?.text?.contains("20000 bytes") == true)
        #expect(large.body.utf8.count < 1000)
    }

    @Test func `what may cost too much is refused by the variables' values`() throws {
        let query = "query($n: Int) { tickets(first: $n) { nodes { messages(first: 10) { nodes { id } } } } }"
        #expect(try cost(query, variables: #"{"n":90}"#)["extensions", "cost", "rows"]?.text == "990")
        let refused = try cost(query, variables: #"{"n":91}"#)
        #expect(refused.status == 422)
        #expect(refused.code == "LIMIT_EXCEEDED")
        let message = refused["errors", "0", "message"]?.text ?? ""
        #expect(message.contains("1001") && message.contains("1000"), "\(message)")
    }

    @Test func `a limit out of its range is an error with its place, and nothing is served`() throws {
        let folder = try TestFolder([
            "guest.graphql":
                #"extend schema @role(name: "guest", database: "concierge_admin", claims: [{name: "sub", type: UUID}], limits: {nesting: 101})"#
        ])
        try ChildProcess.require(
            ["sh", "-c", "cp schema/*.graphql \(folder.path)/"],
            folder: GatewayProcess.folder
        )
        let result = try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--schema", folder.path, "--database",
                gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway"),
            ],
            folder: GatewayProcess.folder
        )
        #expect(result.status == 1)
        #expect(result.output.contains("guest.graphql:1:"), "\(result.output)")
        #expect(result.output.contains("from 2 to 100"))
    }
}
