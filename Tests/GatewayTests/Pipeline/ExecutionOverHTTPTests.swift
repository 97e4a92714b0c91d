import JSON
import Testing

/// *Execution*, section 6, where an answer over HTTP shows it.
@Suite("Execution over HTTP")
struct ExecutionOverHTTPTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    @Test
    func
        `response keys stand in the order in which they are first met, fragments and merged fields included`()
        throws
    {
        let answer = try gateway.ask(
            """
            query($yes: Boolean! = true, $no: Boolean = false) {
              z: __typename
              ...B
              tickets(first: 1) { __typename nodes { b: __typename } }
              ... on Query @include(if: $yes) { y: __typename z: __typename }
              ... @skip(if: $yes) { never: __typename }
              tickets(first: 1) { pageInfo { __typename hasNextPage } nodes { ... on Node { c: __typename } a: __typename } }
              x: __typename @include(if: $no)
              w: __typename @skip(if: $no) @include(if: $yes)
            }
            fragment B on Query { b: __typename ...A z: __typename }
            fragment A on Query { a: __typename }
            """
        )
        #expect(
            answer.body == """
                {"data":{"z":"Query","b":"Query","a":"Query","tickets":{"__typename":"TicketConnection",\
                "nodes":[{"b":"Ticket","c":"Ticket","a":"Ticket"}],\
                "pageInfo":{"__typename":"PageInfo","hasNextPage":true}},"y":"Query","w":"Query"}}
                """
        )
    }

    @Test(arguments: ["skip", "include"])
    func `a condition that is null is an error, whatever its default`(directive: String) throws {
        let query = "query($if: Boolean = true) { a: __typename b: __typename @\(directive)(if: $if) }"
        let answer = try gateway.ask(query, variables: ["if": .null])
        #expect(answer.status == 294)
        #expect(answer["data"] == .null)
        #expect(answer.code == "BAD_USER_INPUT")
        #expect(answer["errors", "0", "path"] == nil)
        #expect(answer["errors", "0", "locations", "0", "column"] == .number("\(64 + directive.utf8.count)"))
        #expect(try gateway.ask(query)["data", "a"]?.text == "Query")
    }

    /// Which selection has the condition; where the error is; what is left.
    @Test(arguments: [
        (
            "tickets(first: 2) { nodes { category { id @include(if: $if) } number } }",
            "tickets.nodes.0.category",
            "null"
        ),
        (
            "ticket(id: $id) { id @skip(if: $if) } b: __typename", "ticket",
            #"{"ticket":null,"b":"Query"}"#
        ),
        (
            "ticket(id: $id) { id @include(if: $if) @skip(if: true) __typename }", "",
            #"{"ticket":{"__typename":"Ticket"}}"#
        ),
        (
            "tickets(first: 1) { pageInfo { hasNextPage @skip(if: $if) } nodes { __typename } }",
            "tickets.pageInfo",
            #"{"tickets":{"pageInfo":null,"nodes":[{"__typename":"Ticket"}]}}"#
        ),
        (
            "tickets(first: 1) { edges { cursor @skip(if: $if) } }", "tickets.edges.0",
            #"{"tickets":{"edges":[null]}}"#
        ),
        (
            "nodes(ids: [$id]) { ... on Ticket { id @skip(if: $if) } }", "nodes.0", #"{"nodes":[null]}"#
        ),
    ])
    func `a condition that is null is an error of the object whose fields it decides about`(
        selection: String,
        paths: String,
        data: String
    ) throws {
        let id = try gateway.ask("{ tickets(first: 1) { nodes { id } } }")[
            "data",
            "tickets",
            "nodes",
            "0",
            "id"
        ]
        let usesID = selection.contains("$id")
        let query = "query($if: Boolean = true\(usesID ? ", $id: ID!" : "")) { \(selection) }"
        let behavior = data == "null" ? "PROPAGATE" : "NULL"
        let answer = try gateway.post(
            JSONWriter.text(
                of: .object([
                    "query": .string(query), "onError": .string(behavior),
                    "variables": .object(["if": .null, "id": id ?? .null]),
                ])
            )
        )
        let found = (answer["errors"]?.items ?? []).map { error in
            (error[["path"]]?.items ?? []).map { $0.text ?? "" }.joined(separator: ".")
        }
        #expect(found.joined(separator: " ") == paths, "\(answer.body)")
        #expect(answer.body.hasPrefix(#"{"data":\#(data)"#), "\(answer.body)")
    }

    @Test func `null for an argument of introspection that takes none is an error of its field`() throws {
        let query =
            "query($name: String = \"Ticket\", $if: Boolean = true) { __type(name: $name) { name @skip(if: $if) kind } b: __typename }"
        for variables in [["name": .null], ["if": .null]] as [JSONValue.Object] {
            let answer = try gateway.ask(query, variables: variables)
            #expect(answer.status == 294)
            #expect(answer.code == "BAD_USER_INPUT")
            #expect(answer["errors", "0", "path"] == .array([.string("__type")]))
            #expect(answer.body.hasPrefix(#"{"data":{"__type":null,"b":"Query"}"#))
        }
        let deeper =
            "query($if: Boolean = true) { __type(name: \"Page\") { kind } t: __type(name: \"Tag\") { fields(includeDeprecated: $if) { name } } }"
        let answer = try gateway.ask(deeper, variables: ["if": .null])
        #expect(answer["errors", "0", "path"] == .array([.string("t"), .string("fields")]))
        #expect(answer.body.hasPrefix(#"{"data":{"__type":null,"t":{"fields":null}}"#), "\(answer.body)")
    }

    @Test func `of an object of an abstract type, the fragments that apply are answered`() throws {
        let page = try gateway.ask("{ tickets(first: 1) { nodes { id client { id } } } }")
        let ticket = page["data", "tickets", "nodes", "0", "id"] ?? .null
        let client = page["data", "tickets", "nodes", "0", "client", "id"] ?? .null
        let query = """
            query($id: ID!) { node(id: $id) { __typename ... on Ticket { number } ... on Client { tier __typename }
              ... on Node { id } ...N } } fragment N on Node { again: id ... on Ticket { status } }
            """
        let first = try gateway.ask(query, variables: ["id": ticket])["data", "node"]
        #expect(first?[["__typename"]]?.text == "Ticket" && first?[["again"]] == ticket)
        #expect(first?[["status"]]?.text != nil && first?[["tier"]] == nil)
        let second = try gateway.ask(query, variables: ["id": client])["data", "node"]
        #expect(second?[["__typename"]]?.text == "Client" && second?[["tier"]]?.text != nil)
        #expect(second?[["number"]] == nil && second?[["id"]] == client)
    }

    @Test func `absent, null and default are three things`() throws {
        let query = "query($n: Int = 2) { tickets(first: $n) { nodes { id } } }"
        func count(_ variables: JSONValue.Object) throws -> Int? {
            try gateway.ask(query, variables: variables)["data", "tickets", "nodes"]?.items.count
        }
        #expect(try count([:]) == 2)
        #expect(try count(["n": .null]) == 50)
        #expect(try count(["n": .number("3")]) == 3)
        let bare = "query($n: Int) { tickets(first: $n) { nodes { id } } }"
        #expect(try gateway.ask(bare)["data", "tickets", "nodes"]?.items.count == 50)
    }

    @Test func `several errors have each their path and place, and propagate no further than they must`()
        throws
    {
        let answer = try gateway.ask(
            """
            { a: ticket(id: "x") { id }
              tickets(first: 1) { nodes { id } }
              b: ticket(id: "y") { id } }
            """
        )
        #expect(answer.status == 294)
        #expect(answer["data", "a"] == .null && answer["data", "b"] == .null)
        #expect(answer["data", "tickets", "nodes"]?.items.count == 1)
        #expect(answer["errors"]?.items.count == 2)
        for (index, (name, line)) in [("a", "1"), ("b", "3")].enumerated() {
            #expect(answer["errors", "\(index)", "path"] == .array([.string(name)]))
            #expect(answer["errors", "\(index)", "locations", "0", "line"]?.text == line)
            #expect(answer["errors", "\(index)", "locations", "0", "column"]?.text == "3")
        }
    }
}
