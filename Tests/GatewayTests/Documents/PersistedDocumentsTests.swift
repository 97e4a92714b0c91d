import Bytes
import JSON
import TestSupport
import Testing

@Suite("Documents by identifier")
struct PersistedDocumentsTests {
    private static let page = "query Page { tickets(first: 1) { nodes { number } } }"
    private static let folder = Result {
        try TestFolder([
            "page.graphql": page + "\n",
            "relay.json": #"{"0123456789abcdef0123456789abcdef":"{ __typename }"}"#,
            "apollo.json": """
            {"format":"apollo-persisted-query-manifest","version":1,
             "operations":[{"id":"a1","name":"A","type":"query","body":"query A { a: __typename }"}]}
            """,
        ])
    }
    private static let serving = Result {
        let folder = try Self.folder.get()
        return try GatewayProcess.shared().beside(["--documents", folder.path])
    }

    private let gateway: GatewayProcess

    init() throws { gateway = try Self.serving.get() }

    private func hash(_ text: String) -> String { SHA256.hexadecimal(of: text.utf8) }

    private func persisted(_ text: String) -> String {
        #""extensions":{"persistedQuery":{"version":1,"sha256Hash":"\#(hash(text))"}}"#
    }

    // MARK: Trusted documents

    @Test(arguments: [
        "page", "a1", "0123456789abcdef0123456789abcdef", "sha256:" + SHA256.hexadecimal(of: page.utf8),
        "sha256:" + SHA256.hexadecimal(of: (page + "\n").utf8),
    ])
    func `a trusted document is executed by its identifier`(identifier: String) throws {
        let posted = try gateway.post(#"{"documentId":"\#(identifier)"}"#)
        #expect(posted.status == 200, "\(posted.body)")
        #expect(try gateway.get("documentId=\(identifier)").status == 200)
    }

    @Test func `an unknown identifier is one error, which no cache may keep`() throws {
        let answer = try gateway.post(#"{"documentId":"unknown"}"#)
        #expect(answer.status == 404)
        #expect(answer.code == "PERSISTED_QUERY_NOT_FOUND")
        #expect(answer["errors", "0", "message"]?.text == "PersistedQueryNotFound")
        #expect(answer["errors"]?.items.count == 1)
        #expect(answer.header("cache-control") == "no-store")
    }

    @Test(arguments: [
        #"{"documentId":7}"#, #"{"documentId":"page","query":"{ __typename }"}"#,
        #"{"query":"{ __typename }","extensions":{"persistedQuery":7}}"#,
        #"{"query":"{ __typename }","extensions":{"persistedQuery":{"version":2,"sha256Hash":"x"}}}"#,
        #"{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1}}}"#,
        #"{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}"#,
        #"{"documentId":"x","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}"#,
    ])
    func `a malformed reference is refused`(body: String) throws {
        let answer = try gateway.post(body)
        #expect(answer.status == 422)
        #expect(answer.code == "BAD_REQUEST")
    }

    // MARK: Automatic ones

    @Test func `a document is kept under its hash once it has proved valid`() throws {
        let text = "query Kept { tickets(first: 2) { nodes { id } } }"
        #expect(try gateway.post("{\(persisted(text))}").code == "PERSISTED_QUERY_NOT_FOUND")
        #expect(try gateway.post(#"{"query":"\#(text)",\#(persisted(text))}"#).status == 200)
        #expect(try gateway.post("{\(persisted(text))}")["data", "tickets", "nodes"]?.items.count == 2)
        #expect(try gateway.post(#"{"documentId":"sha256:\#(hash(text))"}"#).status == 200)

        let byGet =
            "extensions=%7B%22persistedQuery%22:%7B%22version%22:1,%22sha256Hash%22:%22\(hash(text))%22%7D%7D"
        #expect(try gateway.get(byGet)["data", "tickets", "nodes"]?.items.count == 2)

        let invalid = "{ nothing }"
        #expect(try gateway.post(#"{"query":"\#(invalid)",\#(persisted(invalid))}"#).status == 422)
        #expect(try gateway.post("{\(persisted(invalid))}").code == "PERSISTED_QUERY_NOT_FOUND")
    }

    // MARK: Nothing else

    @Test func `where only trusted documents are answered, nothing else is, introspection included`() throws {
        let strict = try GatewayProcess.shared().beside([
            "--documents", Self.folder.get().path, "--only-trusted-documents",
        ])
        #expect(try strict.post(#"{"documentId":"page"}"#).status == 200)
        #expect(try strict.post(#"{"query":"\#(Self.page)"}"#).status == 200)
        for text in ["{ __schema { queryType { name } } }", "{ tickets(first: 1) { nodes { id } } }"] {
            let answer = try strict.post(#"{"query":"\#(text)"}"#)
            #expect(answer.status == 403)
            #expect(answer.code == "FORBIDDEN")
            #expect(try strict.post(#"{"query":"\#(text)",\#(persisted(text))}"#).status == 403)
        }
    }

    @Test func `a role alone may be held to trusted documents, here those of a manifest`() throws {
        let schema = try TestFolder([
            "guest.graphql": """
            extend schema @role(
              name: "guest", database: "concierge_admin", claims: [{name: "sub", type: UUID}], onlyTrustedDocuments: true
            )
            """
        ])
        try ChildProcess.require(
            ["sh", "-c", "cp schema/*.graphql \(schema.path)/"],
            folder: GatewayProcess.folder
        )
        let manifest = try Self.folder.get().path + "/relay.json"
        let gateway = try GatewayProcess.shared().beside(["--documents", manifest], schema: schema.path)
        let known = #"{"documentId":"0123456789abcdef0123456789abcdef"}"#
        #expect(try gateway.post(known, as: "guest")["data", "__typename"]?.text == "Query")
        let other = #"{"query":"{ a: __typename }"}"#
        #expect(try gateway.post(other, as: "guest").status == 403)
        #expect(try gateway.post(other, as: "agent").status == 200)
    }

    @Test(arguments: [
        ("a.json", "[]", "no manifest"), ("a.json", "{", "is not JSON, at byte 1"),
        ("a.json", #"{"x":7}"#, "\"x\" must be"),
        ("a.json", #"{"operations":[{"id":"x"}]}"#, "operation 0 needs"), ("a.txt", "", "no document in"),
    ])
    func `documents that cannot be read are an error, and nothing is served`(
        name: String,
        text: String,
        message: String
    )
        throws
    {
        let folder = try TestFolder([name: text])
        let shared = try GatewayProcess.shared()
        let result = try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--documents", folder.path, "--database",
                shared.cluster.connectionString(database: shared.database, user: "concierge_gateway"),
            ],
            folder: GatewayProcess.folder
        )
        #expect(result.status == 1)
        #expect(result.output.contains(message), "\(result.output)")
    }

    @Test func `check reports the documents that fit no role, and the roles of the others`() throws {
        let folder = try TestFolder([
            "broken.graphql": "{\n  nothing\n}", "some.graphql": "{ tickets(first: 1) { nodes { id } } }",
            "good.graphql": "{ __typename }",
            "dear.graphql":
                "{ tickets(first: 500) { nodes { client { tickets(first: 500) { nodes { id } } } } } }",
            "wide.graphql": """
            query($n: Int, $if: Boolean!) { tickets(first: $n) { nodes { client @include(if: $if) {
              tickets(first: $n) { nodes { client { tickets(first: $n) { nodes { id } } } } } } } } }
            """,
        ])
        let shared = try GatewayProcess.shared()
        let result = try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--documents", folder.path, "--database",
                shared.cluster.connectionString(database: shared.database, user: "concierge_gateway"),
            ],
            folder: GatewayProcess.folder
        )
        #expect(result.status == 1)
        #expect(result.output.contains("broken.graphql:2:3: no role can ask it"), "\(result.output)")
        #expect(result.output.contains("some.graphql: not for anonymous"), "\(result.output)")
        #expect(!result.output.contains("good.graphql"))
        #expect(
            result.output.contains(
                "system): The request may need 251000 rows; the limit is 100000. Request smaller pages"
            ),
            "\(result.output)"
        )
        #expect(
            result.output.contains(
                "only with smaller pages than by default: The request may need 130100 rows"
            ),
            "\(result.output)"
        )
        #expect(result.output.contains("5 trusted documents, 2 of which no role can ask."))
    }
}
