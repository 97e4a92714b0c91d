import JSON
import TestSupport
import Testing

/// `aggregate` of connections, by plain SQL.
@Suite("Aggregates")
struct AggregateTests {
    private let gateway: GatewayProcess
    private let library: GatewayProcess

    init() throws {
        gateway = try GatewayProcess.shared()
        library = try LibraryTests.library.get()
    }

    /// The aggregate of all books that meet `filter`, with the figures that `selection` names.
    private func books(_ selection: String, where filter: String = "{}") throws -> JSONValue {
        let answer = try library.ask(
            "{ books(where: \(filter)) { aggregate { \(selection) } } }",
            as: "reader"
        )
        return answer["data", "books", "aggregate"] ?? .string(answer.body)
    }

    private func json(_ sql: String, of gateway: GatewayProcess) throws -> JSONValue {
        let settings = "set timezone to 'UTC'; set intervalstyle to iso_8601;"
        return try JSONReader.read(Array(try gateway.sql("\(settings) \(sql)").joined(separator: "\n").utf8))
    }

    /// A field of books, a figure of it, and what SQL says: numbers with a fraction or beyond 32 bits are strings.
    @Test(
        arguments: [
            (
                "pages { countDistinct sum avg min max percentiles(fractions: [0, 0.5, 0.95]) }", "pages",
                """
                'countDistinct', count(distinct pages), 'sum', sum(pages)::text, 'avg', avg(pages)::text, 'min', min(pages),
                'max', max(pages), 'percentiles', percentile_cont(array[0, 0.5, 0.95]) within group (order by pages)
                """
            ),
            (
                "wordCount { sum avg min max percentiles(fractions: [0.25]) }", "wordCount",
                """
                'sum', sum(word_count)::text, 'avg', avg(word_count)::text, 'min', min(word_count)::text,
                'max', max(word_count)::text, 'percentiles', percentile_cont(array[0.25]) within group (order by word_count)
                """
            ),
            (
                "price { countDistinct sum avg min max percentiles(fractions: 1) }", "price",
                """
                'countDistinct', count(distinct price), 'sum', sum(price)::text, 'avg', avg(price)::text,
                'min', min(price)::text, 'max', max(price)::text, 'percentiles', percentile_cont(array[1]) within group (order by price)
                """
            ),
            (
                "weight { sum avg min max }", "weight",
                "'sum', sum(weight), 'avg', avg(weight), 'min', min(weight), 'max', max(weight)"
            ),
            (
                "readingTime { sum avg min max percentiles(fractions: [0.5]) }", "readingTime",
                """
                'sum', sum(reading_time)::text, 'avg', avg(reading_time)::text, 'min', min(reading_time)::text, 'max',
                max(reading_time)::text, 'percentiles', (percentile_cont(array[0.5]) within group (order by reading_time))::text[]
                """
            ),
            (
                "title { countDistinct min max }", "title",
                #"'countDistinct', count(distinct "Title"), 'min', min("Title"), 'max', max("Title")"#
            ),
            ("isbn { min max }", "isbn", "'min', min(isbn), 'max', max(isbn)"),
            (
                "printedAt { min max percentiles(fractions: [0, 0.4, 1]) }", "printedAt",
                """
                'min', min(printed_at), 'max', max(printed_at), 'percentiles',
                percentile_disc(array[0, 0.4, 1]) within group (order by printed_at)
                """
            ),
            (
                "opensAt { min max percentiles(fractions: [0.5]) }", "opensAt",
                """
                'min', min(opens_at), 'max', max(opens_at), 'percentiles',
                percentile_disc(array[0.5]) within group (order by opens_at)
                """
            ),
            (
                "addedAt { min max }", "addedAt",
                """
                'min', replace(to_json(min(added_at)) #>> '{}', '+00:00', 'Z'),
                'max', replace(to_json(max(added_at)) #>> '{}', '+00:00', 'Z')
                """
            ),
            (
                "binding { countDistinct min max }", "binding",
                """
                'countDistinct', count(distinct binding), 'min', upper(translate(min(binding)::text, ' -', '__')),
                'max', upper(translate(max(binding)::text, ' -', '__'))
                """
            ),
            ("isLong { countDistinct }", "isLong", "'countDistinct', count(distinct pages > 300)"),
            ("cover { countDistinct }", "cover", "'countDistinct', count(distinct cover)"),
            ("details { countDistinct }", "details", "'countDistinct', count(distinct details)"),
            ("inPrint { countDistinct }", "inPrint", "'countDistinct', count(distinct in_print)"),
            ("keywords { countDistinct }", "keywords", "'countDistinct', count(distinct keywords)"),
        ]
    )
    func `figures are those of PostgreSQL, with all their digits`(
        selection: String,
        field: String,
        sql: String
    ) throws {
        for (filter, condition) in [("{}", "true"), ("{pages: {lt: 100}}", "pages < 100")] {
            let expected = try json(
                #"select json_build_object('\#(field)', json_build_object(\#(sql))) from stacks."Books" where \#(condition)"#,
                of: library
            )
            let found = try books(selection, where: filter)
            #expect(agrees(found, expected), "\(found) \(expected)")
        }
    }

    @Test func `a sum that fits into no integer of PostgreSQL is exact`() throws {
        // 200 numbers beyond 2^53 stay below 2^63; the average has no fraction that a Float could hold.
        let found = try books("wordCount { sum avg }")
        #expect(found[["wordCount", "sum"]]?.text == "1801439850948218700")
        let answer = try library.ask(
            "{ authors { aggregate { number { sum max } born { min max countDistinct } mentor { countDistinct } } } }",
            as: "reader"
        )
        #expect(answer["data", "authors", "aggregate", "number", "sum"] == .string("820"))
        #expect(answer["data", "authors", "aggregate", "born", "countDistinct"]?.text == "27")
        #expect(answer["data", "authors", "aggregate", "mentor", "countDistinct"]?.text == "5")
    }

    @Test func `of no rows the count is 0 and everything else null`() throws {
        let found = try books(
            "count pages { countDistinct sum avg min max percentiles(fractions: [0.5]) } copies: isbn { min }",
            where: "{pages: {lt: 0}}"
        )
        let expected = """
            {"count":0,"pages":{"countDistinct":0,"sum":null,"avg":null,"min":null,"max":null,"percentiles":null},
            "copies":{"min":null}}
            """
        #expect(try found == JSONReader.read(Array(expected.utf8)))
    }

    @Test func `values that are null count among the rows and in nothing else`() throws {
        let found = try books("count price { countDistinct min }", where: "{price: {isNull: true}}")
        #expect(found[["count"]]?.text == "50" && found[["price", "countDistinct"]]?.text == "0")
        #expect(found[["price", "min"]] == .null)
    }

    @Test(arguments: ["[1.5]", "[-0.1]", "[0.5, 2]"])
    func `a fraction beyond 0 and 1 is the caller's mistake`(fractions: String) throws {
        for variables in [[:], ["f": .number("7")]] as [JSONValue.Object] {
            let list = variables["f"] == nil ? fractions : "[$f]"
            let head = variables["f"] == nil ? "" : "query A($f: Float!) "
            let answer = try library.ask(
                "\(head){ books { aggregate { pages { percentiles(fractions: \(list)) } } } }",
                as: "reader",
                variables: variables
            )
            #expect(answer.code == "BAD_USER_INPUT" && answer.body.contains("from 0 to 1"), "\(answer.body)")
        }
    }

    @Test func `fractions may come as a variable`() throws {
        let query = """
            query A($f: [Float!]!) { books { aggregate { pages { percentiles(fractions: $f) none: percentiles(fractions: []) } } } }
            """
        for fractions in [["0.5"], ["0.1", "0.9"]] {
            let variables: JSONValue.Object = ["f": .array(fractions.map { .number($0) })]
            let answer = try library.ask(query, as: "reader", variables: variables)
            let expected = try json(
                """
                select to_json(percentile_cont(array[\(fractions.joined(separator: ","))]) within group (order by pages))
                from stacks."Books"
                """,
                of: library
            )
            let found = answer["data", "books", "aggregate", "pages", "percentiles"] ?? .null
            #expect(agrees(found, expected), "\(answer.body)")
            #expect(answer["data", "books", "aggregate", "pages", "none"] == .array([]))
        }
    }

    @Test func `a page and its cursors do not matter`() throws {
        let answer = try gateway.ask(
            "{ tickets(first: 1, where: {tier: {eq: VIP_GOLD}}) { nodes { id } totalCount aggregate { count } } }",
            as: "lead"
        )
        let expected = try gateway.sql("select count(*) from support_tickets where tier = 'VIP_GOLD'").first
        #expect(answer["data", "tickets", "aggregate", "count"]?.text == expected)
        #expect(answer["data", "tickets", "totalCount"]?.text == expected)
    }

    // MARK: Relations

    @Test func `fifty parents are one statement, which also those without rows are answered by`() throws {
        let answer = try gateway.traced(
            """
            { clients(first: 50) { nodes { number tickets(where: {status: {ne: CLOSED}}) {
              aggregate { count reopenCount { sum avg max } category { countDistinct } } } } } }
            """
        )
        #expect(answer["extensions", "trace"]?.items.count == 2)
        let expected = try json(
            """
            select json_agg(json_build_object('number', client_number, 'tickets', json_build_object('aggregate', (
              select json_build_object('count', count(*), 'reopenCount', json_build_object('sum', sum(reopen_count)::text,
                'avg', avg(reopen_count)::text, 'max', max(reopen_count)), 'category', json_build_object('countDistinct',
                count(distinct category_id))) from support_tickets where client_id = c.id and status <> 'CLOSED'))) order by c.id)
            from (select * from clients order by id limit 50) c
            """,
            of: gateway
        )
        let found = answer["data", "clients", "nodes"] ?? .null
        #expect(agrees(found, expected))
        #expect(found.items.contains { $0[["tickets", "aggregate", "count"]]?.text == "0" })
    }

    @Test func `relations through a table and back to composite keys have figures, too`() throws {
        let answer = try library.ask(
            "{ authors(first: 40) { nodes { name books { aggregate { count pages { sum } } } } } }",
            as: "reader"
        )
        let expected = try json(
            """
            select json_agg(json_build_object('name', name, 'books', json_build_object('aggregate', (select json_build_object(
              'count', count(*), 'pages', json_build_object('sum', sum(pages)::text)) from stacks."Books"
              join stacks.authorships on book = isbn where author = a.id))) order by id) from stacks.authors a
            """,
            of: library
        )
        #expect(agrees(answer["data", "authors", "nodes"] ?? .null, expected), "\(answer.body.prefix(300))")
        let loans = try library.ask(
            "{ loans { aggregate { copy { countDistinct } } nodes { copy { loans { aggregate { count } } } } } }",
            as: "member",
            claims: ["member_number": .number("7")]
        )
        let copies = "select count(distinct (book, copy)) from stacks.\"Loan Items\" where member = 7"
        #expect(
            try loans["data", "loans", "aggregate", "copy", "countDistinct"]?.text
                == library.sql(copies).first
        )
        let counts = loans["data", "loans", "nodes"]?.items ?? []
        #expect(counts.count == 30)
        #expect(counts.allSatisfy { $0[["copy", "loans", "aggregate", "count"]]?.text != "0" })
    }

    // MARK: Who sees what

    @Test func `a caller's figures are of the rows that it sees`() throws {
        let client = try #require(
            try gateway.sql(
                "select client_id from support_tickets group by 1 order by count(*) desc, 1 limit 1"
            ).first
        )
        let query = "{ tickets { aggregate { count client { countDistinct } createdAt { max } } } }"
        let answer = try gateway.ask(query, as: "client", subject: client)
        let expected = try gateway.sql("select count(*) from support_tickets where client_id = '\(client)'")
            .first
        #expect(answer["data", "tickets", "aggregate", "count"]?.text == expected)
        #expect(answer["data", "tickets", "aggregate", "client", "countDistinct"]?.text == "1")
        let agent = try gateway.ask(query, as: "agent")["data", "tickets", "aggregate", "count"]?.text
        let open = try gateway.sql("select count(*) from support_tickets where not confidential").first
        #expect(agent == open)
    }

    /// A role, and a field of which it knows no figures.
    @Test(
        arguments: [
            ("client", "tickets { aggregate { sentiment { avg } } }"),
            ("client", "tickets { aggregate { sentimen { avg } } }"),
            ("analyst", "clients { aggregate { email { min } } }"),
            ("analyst", "clients { aggregate { fullName { countDistinct } } }"),
            ("analyst", "clients { aggregate { birthDate { max } } }"),
            ("client", "agents { aggregate { name { max } } }"),
        ]
    )
    func `what a role may not read has no figures, and no suggestion names it`(
        role: String,
        query: String
    ) throws {
        let subject = try gateway.sql("select id from clients order by id limit 1").first
        let answer = try gateway.ask("{ \(query) }", as: role, subject: subject)
        #expect(answer.status == 422 && !answer.body.contains("Did you mean \\\"sentiment"), "\(answer.body)")
    }
}

extension GatewayProcess {
    /// Asks as an administrator, who is told how the answer was made.
    func traced(_ query: String, variables: JSONValue.Object = [:]) throws -> Answer {
        let body: JSONValue = .object([
            "query": .string(query), "variables": .object(variables),
            "extensions": .object(["trace": .boolean(true)]),
        ])
        return try post(JSONWriter.text(of: body), as: "admin")
    }
}
