import Glibc
import JSON
import TestSupport
import Testing

/// What members of the library change, over HTTP, by the built binary.
@Suite("Mutations")
struct MutationTests {
    static let library = Result {
        try GatewayProcess(fixture: "library", database: "library_mutations", in: TestCluster())
    }

    let gateway: GatewayProcess

    init() throws { gateway = try Self.library.get() }

    private func ask(
        _ query: String,
        as member: Int = 3,
        variables: JSONValue.Object = [:]
    ) throws -> Answer {
        try gateway.ask(
            query,
            as: "member",
            claims: ["member_number": .number(String(member))],
            variables: variables
        )
    }

    private func jots(_ condition: String) throws -> [String] {
        try gateway.sql("select text from stacks.jots where \(condition) order by id")
    }

    private func bookID(_ number: Int = 1) throws -> JSONValue {
        let isbn = "978-" + String(repeating: "0", count: 9 - String(number).count) + String(number)
        return try ask("{ bookByIsbn(isbn: \"\(isbn)\") { id } }")["data", "bookByIsbn", "id"] ?? .null
    }

    // MARK: Calling

    @Test func `an input object becomes a composite value, and the payload is read with the caller's rights`()
        throws
    {
        let answer = try ask(
            """
            mutation B($in: BorrowInput!) { borrow(input: $in) { message heaviest extra bindings seal
              loan { member dueOn returned copy { number book { title } } } } }
            """,
            as: 12,
            variables: [
                "in": .object([
                    "book": try bookID(7), "dueOn": .string("2026-12-24"),
                    "bindings": .array([.string("HARD_COVER")]),
                    "extra": .object(["a": .array([.number("1"), .null, .string("\"ż\"")])]),
                    "firstRemark": .object(["line": .string("it's a \\ (row), \"quoted\"")]),
                    "remarks": .array([
                        .object(["line": .string("x"), "weight": .string("10.25")]),
                        .object(["line": .string("y"), "weight": .null]),
                    ]), "seal": .string("+/8="),
                ])
            ]
        )
        #expect(answer.status == 200, "\(answer.body)")
        #expect(
            answer["data", "borrow", "message"]?.text
                == "library_member; it's a \\ (row), \"quoted\"; hard cover"
        )
        #expect(answer["data", "borrow", "heaviest"]?.text == "10.25")
        #expect(answer["data", "borrow", "extra", "a", "2"]?.text == "\"ż\"")
        #expect(answer["data", "borrow", "seal"]?.text == "+/8A")
        #expect(answer["data", "borrow", "bindings", "0"]?.text == "HARD_COVER")
        #expect(answer["data", "borrow", "loan", "member"]?.text == "12")
        #expect(answer["data", "borrow", "loan", "copy", "number"]?.text == "1")
        #expect(answer["data", "borrow", "loan", "copy", "book", "title"]?.text == "Title 7")
    }

    @Test func `the same input as literals and as variables inside of literals is the same`() throws {
        let book = try bookID(9).text ?? ""
        let literal = try ask(
            """
            mutation { borrow(input: {book: "\(book)", remarks: {line: "a"}, extra: {k: [1.5, PAPER]}}) {
              heaviest extra loan { dueOn } } }
            """
        )
        let mixed = try ask(
            """
            mutation M($b: ID!, $d: Date, $w: Decimal, $k: JSON) {
              borrow(input: {book: $b, dueOn: $d, remarks: [{line: "a", weight: $w}], extra: {k: $k}}) {
                heaviest extra loan { dueOn } } }
            """,
            variables: ["b": .string(book), "k": .array([.number("1.5"), .string("PAPER")])]
        )
        #expect(literal["data", "borrow", "heaviest"]?.text == "1.5", "\(literal.body)")
        #expect(literal["data"] == mixed["data"], "\(mixed.body)")
    }

    @Test func `where a condition of the payload is null nothing is called for it, but for its neighbours`()
        throws
    {
        let query =
            "mutation($if: Boolean = true) { jot(text: \"no payload\") { text @skip(if: $if) } b: jot(text: \"beside\") { text } }"
        let answer = try ask(query, variables: ["if": .null])
        #expect(answer.status == 294 && answer["data", "jot"] == .null)
        #expect(answer["errors", "0", "path"] == .array([.string("jot")]))
        #expect(try jots("text in ('no payload', 'beside')") == ["beside"])
    }

    @Test func `where a condition of the root is null nothing is called`() throws {
        let query =
            "mutation($if: Boolean = true) { jot(text: \"conditional\") { text } __typename @skip(if: $if) }"
        let answer = try ask(query, variables: ["if": .null])
        #expect(answer.status == 294 && answer["data"] == .null)
        #expect(try jots("text = 'conditional'") == [])
        #expect(try ask(query)["data", "jot", "text"]?.text == "conditional")
    }

    @Test func `an id of another type is refused before anything is called`() throws {
        let author = try ask("{ authors(first: 1) { nodes { id } } }")["data", "authors", "nodes", "0", "id"]
        let answer = try ask(
            "mutation G($l: ID!) { giveBack(loan: $l) { loanId } }",
            variables: ["l": author ?? .null]
        )
        #expect(answer.code == "BAD_USER_INPUT")
        #expect(answer["data", "giveBack"] == .null)
    }

    @Test func `root fields are run one after the other, and a failure does not stop the next`() throws {
        let answer = try ask(
            """
            mutation { a: jot(text: "serial 1", delay: 0.2) { text jot { text } } b: refuse(code: "QL409", text: "serial 2")
              c: jot(text: "serial 3") { text } d: jot(text: "serial 1") { text } }
            """
        )
        #expect(answer.status == 294)
        #expect(try jots("text like 'serial%'") == ["serial 1", "serial 3"])
        #expect(answer["data", "a", "jot", "text"]?.text == "serial 1")
        #expect(answer["data", "b"] == .null && answer["data", "d"] == .null)
        #expect(answer["data", "c", "text"]?.text == "serial 3")
        #expect(
            answer["errors", "0", "path", "0"]?.text == "b" && answer["errors", "1", "path", "0"]?.text == "d"
        )
    }

    @Test func `after a failure that leaves no data nothing more is done`() throws {
        let answer = try ask(
            """
            mutation { a: jotOrNothing(text: "stop 1") { text } b: jotOrNothing(text: "stop 1") { text }
              c: jotOrNothing(text: "stop 3") { text } }
            """
        )
        #expect(answer["data"] == .null && answer.code == "CONFLICT")
        #expect(try jots("text like 'stop%'") == ["stop 1"])
    }

    @Test func `refused arguments that leave no data end the mutation, too`() throws {
        let answer = try ask(
            "mutation { a: borrow(input: {book: \"no id\"}) { message } b: jot(text: \"after refused\") { text } }"
        )
        #expect(answer["data"] == .null && answer.code == "BAD_USER_INPUT", "\(answer.body)")
        #expect(try jots("text = 'after refused'") == [])
    }

    @Test(arguments: [("NULL", ["go NULL 1", "go NULL 3"]), ("HALT", ["go HALT 1"])])
    func `onError decides whether the next field runs after a failure`(onError: String, done: [String]) throws
    {
        let answer = try gateway.post(
            """
            {"onError":"\(onError)","query":"mutation { a: jotOrNothing(text: \\"go \(onError) 1\\") { text }
            b: jotOrNothing(text: \\"go \(onError) 1\\") { text } c: jotOrNothing(text: \\"go \(onError) 3\\") { text } }"}
            """
            .replacing("\n", with: " "),
            as: "member",
            claims: ["member_number": .number("3")]
        )
        #expect(try jots("text like 'go \(onError)%'") == done, "\(answer.body)")
        #expect(answer["errors"]?.items.count == 1)
        #expect(answer["errors", "0", "path", "0"]?.text == "b")
        #expect((answer["data", "c", "text"] != nil) == (onError == "NULL"))
    }

    @Test func `null for an argument that has a default but takes none is an error, and changes nothing`()
        throws
    {
        let query = "mutation N($dry: Boolean) { jot(text: \"null dry\", dryRun: $dry) { text } }"
        let answer = try ask(query, variables: ["dry": .null])
        #expect(answer.status == 294)
        #expect(answer.code == "BAD_USER_INPUT", "\(answer.body)")
        #expect(answer["errors", "0", "path", "0"]?.text == "jot")
        #expect(try jots("text = 'null dry'") == [])
        let within = try ask(
            "mutation N($book: ID!, $copy: Int) { borrow(input: {book: $book, copy: $copy}) { message } }",
            variables: ["book": try bookID(9), "copy": .null]
        )
        #expect(within.code == "BAD_USER_INPUT" && within["errors", "0", "path", "0"]?.text == "borrow")
        #expect(try ask(query)["data", "jot", "text"]?.text == "null dry")
    }

    @Test func `a function that answers nothing is null`() throws {
        let answer = try ask("mutation { jot(text: \"\") { text } collide(times: 0) }")
        #expect(answer.status == 200 && answer["data", "jot"] == .null)
        let none = try ask("mutation { jotOrNothing(text: \"\") { text } }")
        #expect(none["data"] == .null && none["errors", "0", "path", "0"]?.text == "jotOrNothing")
    }

    // MARK: Dry runs

    @Test(arguments: ["dryRun: true", "dryRun: $yes"])
    func `a dry run answers what would happen, and leaves nothing`(argument: String) throws {
        let answer = try ask(
            """
            mutation D($yes: Boolean = true) { jot(text: "dry", \(argument)) { text writtenBy jot { text member } }
              real: jot(text: "wet \(argument)") { text } other: jotOrNothing(text: "\(argument)", dryRun: $yes) { text } }
            """,
            as: 5
        )
        #expect(answer["data", "jot", "jot", "text"]?.text == "dry", "\(answer.body)")
        #expect(answer["data", "jot", "jot", "member"]?.text == "5")
        #expect(try jots("text in ('dry', '\(argument)')").isEmpty)
        #expect(try jots("text = 'wet \(argument)'").count == 1)
    }

    // MARK: Errors

    @Test(arguments: [
        ("QL400", "BAD_USER_INPUT"), ("QL403", "FORBIDDEN"), ("QL404", "NOT_FOUND"), ("QL409", "CONFLICT"),
        ("QL429", "RATE_LIMITED"),
    ])
    func `a rule speaks for itself`(state: String, code: String) throws {
        let answer = try ask("mutation { refuse(code: \"\(state)\", text: \"r\") }")
        #expect(answer.code == code)
        #expect(answer["errors", "0", "message"]?.text == "Not today.")
        #expect(answer["errors", "0", "extensions", "hint"]?.text == "Come tomorrow.")
        #expect(answer["errors", "0", "extensions", "details", "opens"]?.text == "08:00")
        #expect(try jots("text = 'r'").isEmpty)
    }

    @Test(arguments: [
        ("23505", "CONFLICT"), ("23503", "BAD_USER_INPUT"), ("23514", "BAD_USER_INPUT"),
        ("22003", "BAD_USER_INPUT"),
        ("42501", "FORBIDDEN"), ("57014", "TIMEOUT"), ("40P01", "CONFLICT"), ("54001", "LIMIT_EXCEEDED"),
        ("XX000", "INTERNAL_SERVER_ERROR"),
    ])
    func `all other states have words of the gateway's own`(state: String, code: String) throws {
        let answer = try ask("mutation { refuse(code: \"\(state)\", text: \"r\") }")
        #expect(answer.code == code)
        #expect(!answer.body.contains("Not today") && !answer.body.contains("tomorrow"))
    }

    @Test func `an exception of a function is the caller's to correct`() throws {
        let failed = gateway.log.ranges(of: "A statement failed").count
        let query = "mutation { refuse(code: \"P0001\", text: \"r\") }"
        let answer = try ask(query)
        #expect(answer.code == "BAD_USER_INPUT")
        #expect(answer["errors", "0", "message"]?.text == "Not today.")
        #expect(answer["errors", "0", "extensions", "hint"]?.text == "Come tomorrow.")
        #expect(gateway.log.ranges(of: "A statement failed").count == failed)
        let folder = "Tests/Fixtures/library/schema"
        let silent = try gateway.beside(
            ["--no-database-messages"],
            schema: folder,
            login: "library_gateway"
        )
        let hidden = try silent.ask(query, as: "member", claims: ["member_number": .number("7")])
        #expect(hidden.code == "BAD_USER_INPUT" && !hidden.body.contains("Not today"), "\(hidden.body)")
        #expect(!hidden.body.contains("tomorrow"))
    }

    @Test func `a constraint is named with the input's fields where the caller knows its columns`() throws {
        let long = String(repeating: "x", count: 100)
        let query =
            "mutation { a: jot(text: \"\(long)\") { text } b: jot(text: \"twice\") { text } c: jot(text: \"twice\") { text } }"
        let known = try ask(query)
        let errors = known["errors"]?.items ?? []
        let names = errors.map { $0[["extensions", "details", "constraint"]]?.text }
        #expect(names == ["secret_name_of_a_rule", "secret_name_of_a_key"], "\(known.body)")
        for error in errors {
            #expect(error[["extensions", "details", "fields"]] == .array([.string("text")]))
        }
        // A guest may write, and knows nothing of what is written.
        let unknown = try gateway.ask(query, as: "guest", claims: ["member_number": .number("7")])
        #expect(unknown["errors"]?.items.isEmpty == false && !unknown.body.contains("secret_name"))
    }

    @Test func `what loses against others is run again, and told when it loses too often`() throws {
        let won = try ask("mutation { collide(times: 2) }")
        #expect(won["data", "collide"]?.text != nil, "\(won.body)")
        let lost = try ask("mutation { collide(times: 1000000) }")
        #expect(lost.code == "CONFLICT")
    }

    // MARK: Who may

    @Test func `what a role may not call is unknown to it, with everything that only leads there`() throws {
        let answer = try gateway.ask("mutation { jot(text: \"x\") { text } }", as: nil)
        #expect(answer.status == 422)
        let schema = try gateway.ask(
            "{ __schema { mutationType { name } types { name } } payload: __type(name: \"JotPayload\") { name } }",
            as: nil
        )
        #expect(schema["data", "__schema", "mutationType"] == .null)
        #expect(schema["data", "payload"] == .null)
        for name in ["Mutation", "BorrowInput", "RemarkInput", "JotPayload", "Loan", "Jot"] {
            #expect(!schema.body.contains("\"\(name)\""))
        }
        #expect(
            try ask("{ __schema { mutationType { name } } }")["data", "__schema", "mutationType", "name"]
                != nil
        )
    }

    @Test func `what a role may call may answer with what it may not read on from`() throws {
        let answer = try gateway.ask(
            "mutation { jot(text: \"from a guest\") { text writtenBy } }",
            as: "guest",
            claims: ["member_number": .number("77")]
        )
        #expect(answer["data", "jot", "writtenBy"]?.text == "77", "\(answer.body)")
        let hidden = try gateway.ask("mutation { jot(text: \"x\") { jot { id } } }", as: "guest")
        #expect(hidden.status == 422)
        let schema = try gateway.ask(
            """
            { __schema { types { name } } payload: __type(name: "JotPayload") { fields { name } }
              mutation: __type(name: "Mutation") { fields { name args { name } } } }
            """,
            as: "guest"
        )
        let payload = schema["data", "payload", "fields"]?.items ?? []
        #expect(payload.map { $0[["name"]]?.text } == ["text", "writtenBy"])
        let fields = schema["data", "mutation", "fields"]?.items ?? []
        #expect(fields.map { $0[["name"]]?.text } == ["jot", "jotOrNothing"])
        #expect(fields.first?[["args"]]?.items.map { $0[["name"]]?.text } == ["text", "delay", "dryRun"])
        for name in ["Loan", "Jot", "Book", "BorrowInput", "Binding"] {
            #expect(!schema.body.contains("\"\(name)\""))
        }
    }

    @Test func `a mutation is not taken by GET`() throws {
        let client = Client(port: gateway.port)
        client.send(
            Array(
                """
                GET /graphql?query=mutation%7Bcollide(times:0)%7D HTTP/1.1\r\nhost: test\r
                authorization: Bearer \(try GatewayProcess.member(3))\r\n\r\n
                """.utf8
            )
        )
        let answer = client.receiveAnswer()
        #expect(answer.status == 405 && answer.head.contains("Allow: POST"), "\(answer.head)")
    }
}
