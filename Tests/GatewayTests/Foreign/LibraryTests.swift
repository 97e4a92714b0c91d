import JSON
import TestSupport
import Testing

/// A database that is no support desk, served by the same binary with flags alone.
@Suite("Another database")
struct LibraryTests {
    static let library = Result {
        try GatewayProcess(fixture: "library", in: TestCluster.shared())
    }

    let gateway: GatewayProcess

    init() throws { gateway = try Self.library.get() }

    private func ask(_ query: String, variables: JSONValue.Object = [:]) throws -> Answer {
        try gateway.ask(query, as: nil, variables: variables)
    }

    /// One row of SQL as JSON.
    private func json(_ sql: String) throws -> JSONValue {
        try JSONReader.read(Array(try gateway.sql(sql).joined().utf8))
    }

    @Test(arguments: [6, 7, 12, 60, 199])
    func `every type becomes the JSON that PostgreSQL itself would make of it`(number: Int) throws {
        let isbn = "978-" + String(repeating: "0", count: 9 - String(number).count) + String(number)
        let answer = try ask(
            """
            { bookByIsbn(isbn: "\(isbn)") { isbn title binding price weight pages wordCount keywords ratings cover details
              readingTime printedAt opensAt addedAt inPrint isLong } }
            """
        )
        let expected = try json(
            """
            set timezone to 'UTC'; set intervalstyle to iso_8601;
            select json_build_object('isbn', isbn, 'title', "Title",
              'binding', upper(translate(binding::text, ' -', '__')), 'price', price::text, 'weight', weight, 'pages', pages,
              'wordCount', word_count::text, 'keywords', keywords, 'ratings', ratings, 'cover', encode(cover, 'base64'),
              'details', details, 'readingTime', reading_time::text, 'printedAt', printed_at, 'opensAt', opens_at,
              'addedAt', replace(to_json(added_at) #>> '{}', '+00:00', 'Z'), 'inPrint', in_print::text, 'isLong', pages > 300)
            from stacks."Books" where isbn = '\(isbn)'
            """
        )
        guard case .object(let object)? = answer["data", "bookByIsbn"], case .object(let wanted) = expected
        else {
            Issue.record("\(answer.body)")
            return
        }
        for member in wanted.members {
            let found = object[member.key].map(JSONWriter.text(of:)) ?? "nothing"
            #expect(compact(found) == compact(JSONWriter.text(of: member.value)), "\(member.key)")
        }
    }

    /// Without spaces, which PostgreSQL's JSON has in other places.
    private func compact(_ text: String) -> String { text.filter { $0 != " " } }

    @Test func `a role may be kept from introspection, and from suggestions with it`() throws {
        for introspection in ["{ __schema { description } }", "{ a: __type(name: \"Book\") { name } }"] {
            #expect(try gateway.ask(introspection, as: "kiosk").code == "FORBIDDEN")
            #expect(try gateway.ask(introspection, as: "reader").status == 200)
        }
        #expect(try gateway.ask("{ shelvs { shelf } }", as: "reader").body.contains("Did you mean"))
        #expect(try !gateway.ask("{ shelvs { shelf } }", as: "kiosk").body.contains("Did you mean"))
        #expect(try gateway.ask("{ shelves { shelf __typename } }", as: "kiosk").status == 200)
    }

    @Test func `composite keys, mixed-case names and relations both ways hang together`() throws {
        let answer = try gateway.ask(
            """
            { loans(first: 3, orderBy: [{dueOn: ASC_NULLS_FIRST}]) { totalCount nodes { id member dueOn
              copy { id number book { title authors { name mentor { name students { totalCount } } } copies { number } }
                loans { nodes { id } } } } } }
            """,
            as: "member",
            claims: ["member_number": .number("7")]
        )
        #expect(answer["data", "loans", "totalCount"]?.text == "30")
        let loans = answer["data", "loans", "nodes"]?.items ?? []
        #expect(
            loans.count == 3 && loans.allSatisfy { $0[["member"]]?.text == "7" && $0[["dueOn"]] == .null }
        )
        for loan in loans {
            let id = try #require(loan[["copy", "id"]])
            let found = try ask(
                "query N($id: ID!) { node(id: $id) { __typename ... on Copy { number book { title } } } }",
                variables: ["id": id]
            )
            #expect(found["data", "node", "__typename"]?.text == "Copy")
            #expect(found["data", "node", "book", "title"]?.text == loan[["copy", "book", "title"]]?.text)
            #expect(loan[["copy", "loans", "nodes"]]?.items.contains { $0[["id"]] == loan[["id"]] } == true)
        }
    }

    @Test func `a reader does not know of loans, and a member sees none of others`() throws {
        #expect(try ask("{ loans { nodes { id } } }").status == 422)
        let none = try gateway.ask(
            "{ loans { totalCount } }",
            as: "member",
            claims: ["member_number": .number("999")]
        )
        #expect(none["data", "loans", "totalCount"]?.text == "0")
        #expect(try gateway.ask("{ loans { totalCount } }", as: "member").status == 401)
    }

    @Test func `a view with a key of its own is listed`() throws {
        let answer = try ask("{ shelves(orderBy: [{shelf: ASC}]) { shelf copies } }")
        let expected = try gateway.sql(
            "select shelf || ' ' || copies from stacks.shelf_summary order by shelf collate \"C\""
        )
        let found =
            answer["data", "shelves"]?.items.map {
                "\($0[["shelf"]]?.text ?? "") \($0[["copies"]]?.text ?? "")"
            } ?? []
        #expect(Set(found) == Set(expected))
    }

    @Test(
        arguments: [
            ("{price: {gt: \"100.5\"}}", "price > 100.5"), ("{price: {isNull: true}}", "price is null"),
            ("{binding: {in: [PAPER, E_BOOK]}, pages: {lte: 90}}", "binding <> 'hard cover' and pages <= 90"),
            (
                "{or: [{title: {startsWith: \"Title 1\"}}, {not: {pages: {lt: 500}}}]}",
                "starts_with(\"Title\", 'Title 1') or not pages < 500"
            ),
            ("{keywords: {contains: [\"k3\", \"say \\\"hi\\\"\"]}}", "keywords @> array['k3','say \"hi\"']"),
            ("{ratings: {overlaps: [5, 6]}}", "ratings && array[5,6]"),
            (
                "{title: {contains: \"TITLE 2\"}, wordCount: {gte: \"9007199254741100\"}}",
                "\"Title\" ilike '%title 2%' and word_count >= 9007199254741100"
            ),
            (
                "{copies: {some: {shelf: {eq: \"S3\"}}}}",
                "exists (select from stacks.copies c where c.book = isbn and c.shelf = 'S3')"
            ),
            (
                "{copies: {none: {shelf: {isNull: false}}}}",
                "not exists (select from stacks.copies c where c.book = isbn and c.shelf is not null)"
            ),
            (
                "{copies: {every: {number: {lt: 3}}}}",
                "not exists (select from stacks.copies c where c.book = isbn and (c.number < 3) is not true)"
            ),
            (
                "{authors: {some: {mentor: {name: {eq: \"Author 3\"}}}}}",
                "exists (select from stacks.authorships s join stacks.authors a on a.id = s.author join stacks.authors m on m.id = a.mentor_id where s.book = isbn and m.name = 'Author 3')"
            ),
            (
                "{addedAt: {lt: \"2020-03-01T00:00:00Z\"}, readingTime: {gt: \"P2M\"}}",
                "added_at < '2020-03-01Z' and reading_time > interval '2 months'"
            ),
            ("{details: {contains: {}}, words: \"titles -7\"}", "details @> '{}' and \"Title\" !~ '\\m7\\M'"),
            ("{title: {like: \"%\\\\_%\"}}", "\"Title\" like '%\\_%'"),
            ("{and: [], pages: {notIn: [3, 6]}}", "pages <> all (array[3,6])"), ("{or: []}", "false"),
        ] as [(String, String)]
    )
    func `a condition finds what the same condition in SQL finds`(filter: String, sql: String) throws {
        let answer = try ask(
            "{ books(first: 500, where: \(filter), orderBy: [{isbn: ASC}]) { totalCount nodes { isbn } } }"
        )
        let expected = try gateway.sql("select isbn from stacks.\"Books\" where \(sql) order by isbn")
        #expect(
            answer["data", "books", "nodes"]?.items.compactMap { $0[["isbn"]]?.text } == expected,
            "\(answer.body.prefix(300))"
        )
        #expect(answer["data", "books", "totalCount"]?.text == String(expected.count))
    }

    @Test(arguments: [
        "ASC", "DESC", "ASC_NULLS_FIRST", "ASC_NULLS_LAST", "DESC_NULLS_FIRST", "DESC_NULLS_LAST",
    ])
    func `pages over nulls and ties are the whole list, both ways`(direction: String) throws {
        let order = direction.replacing("_", with: " ")
        let cases = [
            ("[{price: \(direction)}]", "price \(order), isbn \(direction.hasPrefix("ASC") ? "" : "desc")"),
            (
                "[{binding: DESC}, {price: \(direction)}, {title: ASC}]",
                "binding desc, price \(order), \"Title\", isbn"
            ),
        ]
        for (orderBy, sql) in cases {
            let expected = try gateway.sql("select isbn from stacks.\"Books\" order by \(sql)")
            for (size, word, cursor, edge) in [
                (17, "first", "after", "endCursor"), (23, "last", "before", "startCursor"),
            ] {
                var found: [String] = []
                var place: JSONValue = .null
                for _ in 0..<30 {
                    let answer = try ask(
                        """
                        query P($c: String) { books(\(word): \(size), \(cursor): $c, orderBy: \(orderBy)) {
                          edges { cursor node { isbn } } pageInfo { hasNextPage hasPreviousPage \(edge) } } }
                        """,
                        variables: ["c": place]
                    )
                    let page = (answer["data", "books", "edges"]?.items ?? []).compactMap {
                        $0[["node", "isbn"]]?.text
                    }
                    found = word == "first" ? found + page : page + found
                    place = answer["data", "books", "pageInfo", edge] ?? .null
                    let flag = word == "first" ? "hasNextPage" : "hasPreviousPage"
                    if page.isEmpty || answer["data", "books", "pageInfo", flag] != .boolean(true) { break }
                }
                #expect(found == expected)
            }
        }
    }

    @Test func `a cursor of another order is refused`() throws {
        let cursor = try ask("{ books(first: 1, orderBy: [{price: ASC}]) { pageInfo { endCursor } } }")[
            "data",
            "books",
            "pageInfo",
            "endCursor"
        ]
        let answer = try ask(
            "query C($c: String) { books(first: 1, after: $c, orderBy: [{price: DESC}]) { nodes { isbn } } }",
            variables: ["c": cursor ?? .null]
        )
        #expect(answer.code == "BAD_USER_INPUT")
    }

    @Test func `a value that only PostgreSQL refuses is the error of its own request alone`() throws {
        let query = "query D($v: Date) { authors(first: 1, where: {born: {eq: $v}}) { nodes { id } } }"
        let values = ["2020-01-01", "not a date", "1900-04-08", "2020-02-30"]
        let clients = values.map { _ in Client(port: gateway.port) }
        for (client, value) in zip(clients, values) {
            client.send(GatewayProcess.request(query, token: nil, variables: ["v": .string(value)]))
        }
        #expect(clients.map { $0.receiveAnswer().code } == [nil, "BAD_USER_INPUT", nil, "BAD_USER_INPUT"])
    }
}
