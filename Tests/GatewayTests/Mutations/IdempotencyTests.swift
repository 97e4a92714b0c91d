import JSON
import TestSupport
import Testing

/// The same mutation, asked again with its key.
@Suite("Idempotency keys")
struct IdempotencyTests {
    private static let library = Result {
        try GatewayProcess(fixture: "library", database: "library_keys", in: TestCluster())
    }

    let gateway: GatewayProcess

    init() throws { gateway = try Self.library.get() }

    private func jots(_ text: String) throws -> Int {
        try gateway.sql("select id from stacks.jots where text = '\(text)'").count
    }

    private func kept(_ key: String) throws -> Int {
        try gateway.sql("select field from concierge.idempotency_keys where key = '\(key)'").count
    }

    private func ask(_ query: String, key: String, as member: Int = 3) throws -> Answer {
        try gateway.mutate(query, key: key, as: member)
    }

    @Test func `a repeated mutation answers as the first time, and its selection anew`() throws {
        let first = try ask("mutation { jot(text: \"twice\") { text jot { id } } }", key: "one")
        let second = try ask("mutation { jot(text: \"twice\") { writtenBy jot { id member } } }", key: "one")
        #expect(first["data", "jot", "jot", "id"]?.text != nil, "\(first.body)")
        #expect(first["data", "jot", "jot", "id"] == second["data", "jot", "jot", "id"], "\(second.body)")
        #expect(second["data", "jot", "writtenBy"]?.text == "3")
        #expect(try jots("twice") == 1)
        try gateway.sql("delete from stacks.jots where text = 'twice'")
        let third = try ask("mutation { jot(text: \"twice\") { text jot { id } } }", key: "one")
        #expect(third["data", "jot", "text"]?.text == "twice" && third["data", "jot", "jot"] == .null)
    }

    @Test func `values and rows that are null are repeated as they were`() throws {
        let numbers = try (0..<3).map { _ in try ask("mutation { collide(times: 0) }", key: "number") }
        #expect(numbers[0]["data", "collide"]?.text != nil)
        #expect(Set(numbers.map(\.body)).count == 1)
        for _ in 0..<2 {
            let answer = try ask("mutation { jot(text: \"\") { text } }", key: "nothing")
            #expect(answer.status == 200 && answer["data", "jot"] == .null)
        }
    }

    @Test func `the same key with another input is a conflict, and in another's hands or field another key`()
        throws
    {
        let texts = [
            "mutation { jot(text: \"mine\") { text } }", "mutation { jot(text: \"other\") { text } }",
        ]
        #expect(try ask(texts[0], key: "shared").status == 200)
        #expect(try ask(texts[1], key: "shared").code == "CONFLICT")
        #expect(try ask(texts[1], key: "shared", as: 4)["data", "jot", "text"]?.text == "other")
        #expect(
            try ask("mutation { refuse(code: \"QL404\", text: \"\") }", key: "shared").code == "NOT_FOUND"
        )
        #expect(try kept("shared") == 3)
    }

    @Test func `the input is compared by its values, not by how they are written`() throws {
        let literal = try ask("mutation { jot(text: \"written\", delay: 0) { jot { id } } }", key: "forms")
        let variable = try gateway.mutate(
            "mutation J($t: String!) { jot(delay: 0, text: $t) { jot { id } } }",
            key: "forms",
            as: 3,
            variables: ["t": .string("written")]
        )
        #expect(literal["data"] == variable["data"], "\(variable.body)")
    }

    @Test func `a key counts for each field of an operation by itself`() throws {
        let query =
            "mutation { a: jot(text: \"a\") { text jot { id } } b: jot(text: \"b\") { text jot { id } } }"
        let answers = try (0..<2).map { _ in try ask(query, key: "several") }
        #expect(answers[0]["data", "b", "text"]?.text == "b")
        #expect(answers[0].body == answers[1].body)
        #expect(try kept("several") == 2)
    }

    @Test func `rules and broken constraints are answers, and repeated`() throws {
        let query = "mutation { refuse(code: \"QL409\", text: \"r\") }"
        let answers = try (0..<2).map { _ in try ask(query, key: "rule") }
        #expect(answers[0]["errors", "0", "extensions", "details", "call"] != nil)
        #expect(answers[0].body == answers[1].body && answers[0].code == "CONFLICT")
        #expect(try ask(query, key: "new rule").body != answers[0].body)
        _ = try ask("mutation { jot(text: \"taken\") { text } }", key: "taker")
        let again = "mutation { jot(text: \"taken\") { text } }"
        #expect(try ask(again, key: "loser").code == "CONFLICT")
        try gateway.sql("delete from stacks.jots where text = 'taken'")
        #expect(try ask(again, key: "loser").code == "CONFLICT")
        #expect(try ask(again, key: "winner").code == nil)
    }

    @Test func `an exception of a function is an answer, and repeated with its words`() throws {
        let query = "mutation { refuse(code: \"P0001\", text: \"said\") }"
        let answers = try (0..<2).map { _ in try ask(query, key: "exception") }
        #expect(
            answers[0].code == "BAD_USER_INPUT" && answers[0].body.contains("Not today."),
            "\(answers[0].body)"
        )
        #expect(answers[0].body == answers[1].body)
        #expect(try kept("exception") == 1)
    }

    @Test func `what may succeed the next time is not kept`() throws {
        for code in ["57014", "40001", "22012"] {
            let answer = try ask("mutation { refuse(code: \"\(code)\", text: \"t\") }", key: "t" + code)
            #expect(answer.code != nil)
            #expect(try kept("t" + code) == 0)
        }
    }

    @Test func `a dry run uses no key`() throws {
        let dry = try ask("mutation { jot(text: \"dried\", dryRun: true) { text } }", key: "dry")
        #expect(dry["data", "jot", "text"]?.text == "dried")
        #expect(try kept("dry") == 0)
        _ = try ask("mutation { jot(text: \"dried\") { text } }", key: "dry")
        #expect(try jots("dried") == 1)
    }

    @Test func `after a day a key is new, and those that are void go`() throws {
        let query = "mutation { collide(times: 0) }"
        let first = try ask(query, key: "old")
        try gateway.sql(
            """
            update concierge.idempotency_keys set created_at = now() - interval '25 hours' where key = 'old';
            insert into concierge.idempotency_keys (role, subject, field, key, input, created_at)
            select 'r', 's', 'f', 'void ' || n, sha256(''), now() - interval '2 days' from generate_series(1, 30) n
            """
        )
        #expect(try ask(query, key: "old").body != first.body)
        _ = try ask(query, key: "newer")
        #expect(try gateway.sql("select key from concierge.idempotency_keys where key like 'void %'").isEmpty)
        #expect(try kept("old") == 1)
    }

    @Test func `fifty at once with one key are one effect and fifty equal answers`() throws {
        let body = "mutation { jot(text: \"crowd\", delay: 0.1) { text jot { id } } }"
        let request = try GatewayProcess.keyed(body, key: "crowd", as: 3)
        let clients = (0..<50).map { _ in Client(port: gateway.port) }
        for client in clients { client.send(request) }
        let answers = clients.map { $0.receiveAnswer() }
        #expect(answers[0]["data", "jot", "jot", "id"]?.text != nil, "\(answers[0].body)")
        #expect(Set(answers.map(\.body)).count == 1)
        #expect(try jots("crowd") == 1)
    }

    // MARK: How it is given

    @Test func `a key is a string in quotes, a bare one, or one of the extensions`() throws {
        let query = "mutation { jot(text: \"given\") { jot { id } } }"
        let answers = try ["\"gi\\\"ven\"", "gi\"ven"].map { try ask(query, key: $0) }
        let body = JSONWriter.text(
            of: .object([
                "query": .string(query), "extensions": .object(["idempotencyKey": .string("gi\"ven")]),
            ])
        )
        let client = Client(port: gateway.port)
        client.send(GatewayProcess.post(body, token: try GatewayProcess.member(3)))
        let third = client.receiveAnswer()
        #expect(Set((answers + [third]).map(\.body)).count == 1, "\(third.body)")
        #expect(try jots("given") == 1)
    }

    @Test func `a key that is no text is refused: two of them might become one`() throws {
        let text = "mutation { jot(text: \"no text\") { text } }"
        var request = try GatewayProcess.keyed(text, key: "k\u{7F}", as: 3)
        let place = try #require(request.firstIndex(of: 0x7F))
        request[place] = 0xE4
        let client = Client(port: gateway.port)
        client.send(request)
        #expect(client.receiveAnswer().code == "BAD_REQUEST")
        #expect(try jots("no text") == 0)
    }

    @Test(
        arguments: [
            "\"open", "\"a\"b", "\"\"", String(repeating: "k", count: 256),
            // Of two, nobody knows which is meant.
            "a\r\nidempotency-key: b",
        ]
    )
    func `a malformed key is refused before anything happens`(key: String) throws {
        let answer = try ask("mutation { jot(text: \"malformed\") { text } }", key: key)
        #expect(answer.status == 422 && answer.code == "BAD_REQUEST", "\(answer.body)")
        #expect(try jots("malformed") == 0)
    }
}

extension GatewayProcess {
    /// A token of a member of the library.
    static func member(_ number: Int) throws -> String {
        try token("member", claims: ["member_number": .number(String(number))])
    }

    /// The bytes of a mutation with a key in its header.
    static func keyed(
        _ query: String,
        key: String,
        as member: Int,
        variables: JSONValue.Object = [:]
    ) throws -> [UInt8] {
        let body = JSONWriter.text(of: .object(["query": .string(query), "variables": .object(variables)]))
        return post(
            body,
            token: try self.member(member),
            headers: "content-type: application/json\r\nidempotency-key: \(key)\r\n"
        )
    }

    /// Asks for a mutation with a key in its header.
    func mutate(
        _ query: String,
        key: String,
        as member: Int,
        variables: JSONValue.Object = [:]
    ) throws -> Answer {
        let client = Client(port: port)
        client.send(try Self.keyed(query, key: key, as: member, variables: variables))
        return client.receiveAnswer()
    }
}
