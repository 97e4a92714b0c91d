import JSON
import Testing

/// `groups` of many parents, and as who asks.
@Suite("Groups")
struct GroupTests {
    private let visits: Visits

    init() throws { visits = try Visits() }

    @Test func `groups of all parents, and the objects in their keys, are a statement each`() throws {
        let gateway = try GatewayProcess.shared()
        let answer = try gateway.traced(
            """
            { clients(first: 50) { nodes { number tickets {
              groups(by: {assignedAgent: true, status: true}, orderBy: [{aggregate: {count: DESC}}], first: 3) {
                key { status assignedAgent { number } } aggregate { count createdAt { max } } } } } } }
            """
        )
        #expect(
            answer["extensions", "trace"]?.items.compactMap { $0[["coordinate"]]?.text } == [
                "Query.clients", "Client.tickets", "TicketGroupKey.assignedAgent",
            ]
        )
        let rows = try gateway.sql(
            """
            select json_build_object('number', client_number, 'tickets', json_build_object('groups', (select coalesce(json_agg(
              json_build_object('key', json_build_object('status', status, 'assignedAgent', (select json_build_object('number',
                agent_number) from support_agents where id = assigned_agent_id)), 'aggregate', json_build_object('count', n,
                'createdAt', json_build_object('max', to_char(latest at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))))
              order by n desc, status, assigned_agent_id), '[]') from (select status, assigned_agent_id, count(*) n,
                max(created_at) latest from support_tickets where client_id = c.id group by 1, 2
                order by 3 desc, 1, 2 limit 3) g)))
            from (select * from clients order by id limit 50) c order by id
            """
        )
        let found = answer["data", "clients", "nodes"]?.items ?? []
        #expect(found.count == 50 && rows.count == 50)
        for (one, row) in zip(found, rows) {
            let expected = try JSONReader.read(Array(row.utf8))
            #expect(agrees(one, expected), "\(JSONWriter.text(of: one)) \(row)")
        }
    }

    /// A question to another database, the path to its groups, and a row of SQL for each.
    @Test(
        arguments: [
            (
                """
                { list: books(where: {pages: {gt: 9}}) { groups(by: {title: true, binding: true}, having: {isbn: {max: {gt: "978-000000150"}}},
                  orderBy: [{key: {title: DESC}}, {aggregate: {price: {sum: ASC}}}], first: 500) {
                  key { binding title } aggregate { count price { sum } isbn { max } } } } }
                """,
                """
                select json_build_object('key', json_build_object('binding', upper(translate(binding::text, ' -', '__')), 'title', "Title"),
                  'aggregate', json_build_object('count', count(*), 'price', json_build_object('sum', sum(price)::text),
                  'isbn', json_build_object('max', max(isbn)))) from stacks."Books" b where pages > 9 group by b.binding, "Title"
                having max(isbn) > '978-000000150' order by "Title" desc, sum(price), "Title", b.binding
                """
            ),
            (
                """
                { list: authors { groups(by: {mentor: true, born: {bucket: QUARTER}}, orderBy: [{key: {mentor: {mentor: {name: DESC}}}},
                  {key: {born: DESC}}]) { key { born mentor { name mentor { name } } } aggregate { count number { max } } } } }
                """,
                """
                select json_build_object('key', json_build_object('born', q::date, 'mentor', (select json_build_object('name', m.name,
                  'mentor', (select json_build_object('name', n.name) from stacks.authors n where n.id = m.mentor_id))
                  from stacks.authors m where m.id = a.mentor_id)), 'aggregate', json_build_object('count', count(*), 'number',
                  json_build_object('max', max(id)::text))) from (select *, date_trunc('quarter', "Born"::timestamp) q from stacks.authors) a
                group by q, mentor_id order by (select n.name from stacks.authors m join stacks.authors n on n.id = m.mentor_id
                  where m.id = a.mentor_id) desc, q desc, mentor_id
                """
            ),
            (
                """
                { list: loans { groups(by: {copy: true, returned: true}, orderBy: [{aggregate: {count: DESC}}, {key: {copy: {shelf: ASC}}}],
                  first: 7) { key { copy { number shelf book { title } } returned } aggregate { count dueOn { min } } } } }
                """,
                """
                select json_build_object('key', json_build_object('copy', json_build_object('number', l.copy, 'shelf', max(shelf), 'book',
                  json_build_object('title', max("Title"))), 'returned', returned), 'aggregate', json_build_object('count', count(*),
                  'dueOn', json_build_object('min', min(due_on)))) from stacks."Loan Items" l
                join stacks.copies c on c.book = l.book and c.number = l.copy join stacks."Books" b on b.isbn = l.book
                where member = 7 group by l.book, l.copy, returned order by count(*) desc, max(shelf), returned, l.book, l.copy limit 7
                """
            ),
            (
                """
                { list: books(where: {inPrint: {isNull: false, notIn: ["empty"]}}) { groups(by: {inPrint: true}, first: 7,
                  orderBy: [{key: {inPrint: DESC}}]) { key { inPrint } aggregate { count } } } }
                """,
                """
                select json_build_object('key', json_build_object('inPrint', in_print::text), 'aggregate', json_build_object(
                  'count', count(*))) from stacks."Books" where in_print <> 'empty' group by in_print order by in_print desc limit 7
                """
            ),
            (
                """
                { list: books { groups(by: {keywords: true, ratings: true}, orderBy: [{key: {ratings: DESC_NULLS_LAST}}], first: 7) {
                  key { keywords ratings } aggregate { count details { countDistinct } } } } }
                """,
                """
                select json_build_object('key', json_build_object('keywords', keywords, 'ratings', ratings), 'aggregate', json_build_object(
                  'count', count(*), 'details', json_build_object('countDistinct', count(distinct details)))) from stacks."Books"
                group by keywords, ratings order by ratings desc nulls last, keywords limit 7
                """
            ),
        ]
    )
    func `keys of any number of columns, quoted names, domains, labels and lists are no matter`(
        query: String,
        sql: String
    ) throws {
        let library = try LibraryTests.library.get()
        let answer = try library.ask(query, as: "member", claims: ["member_number": .number("7")])
        let rows = try library.sql(sql)
        let found = answer["data", "list", "groups"]?.items ?? []
        #expect(found.count == rows.count && rows.count > 5, "\(answer.body.prefix(500))")
        for (one, row) in zip(found, rows) {
            let expected = try JSONReader.read(Array(row.utf8))
            #expect(agrees(one, expected), "\(JSONWriter.text(of: one)) \(row)")
        }
    }

    @Test func `a group costs what a count costs`() throws {
        let gateway = try GatewayProcess.shared()
        let nested =
            "{ tickets(first: 500) { nodes { messages { groups(by: {author: true}, first: 100) { aggregate { count } } } } } }"
        #expect(try gateway.ask(nested).code == "LIMIT_EXCEEDED")
    }

    // MARK: Who sees what

    @Test func `a row that is hidden is in the group of none, and counted as none`() throws {
        let found = try visits.groups("by: {visitor: true}", "visitor { name }", as: "guide")
        let expected = try visits.sql(
            """
            select v.name, count(*) from visits left join visitors v on v.id = visitor_id and not secret where guide <> 'paulo'
            group by v.id, v.name order by v.id
            """
        )
        #expect(found == expected && found.count == 4)
        let answer = try visits.ask("{ visits { aggregate { visitor { countDistinct } } } }", as: "guide")
        #expect(answer["data", "visits", "aggregate", "visitor", "countDistinct"]?.text == "3")
        // With the id itself, which the role may read, they are told apart.
        #expect(try visits.groups("by: {visitorID: true}", "visitorID", as: "guide").count == 7)
    }

    @Test func `what a view shows some callers only is aggregated for them only`() throws {
        for (name, expected) in [("odile", "Remark 98"), ("even", "Remark 99")] {
            let answer = try visits.gateway.ask(
                "{ seenVisits { aggregate { remark { max countDistinct } } groups(by: {remark: true, guide: true}) { key { guide } aggregate { count } } } }",
                as: "guide",
                claims: ["name": .string(name)]
            )
            #expect(
                answer["data", "seenVisits", "aggregate", "remark", "max"]?.text == expected,
                "\(answer.body)"
            )
            let groups = answer["data", "seenVisits", "groups"]?.items ?? []
            let others = groups.filter { $0[["key", "guide"]]?.text != name }
            #expect(others.count == 3 && groups.count == 63)
        }
    }

    /// What a role may not read is unknown to it wherever it would say something of groups.
    @Test(
        arguments: [
            "groups(by: {paid: true}) { aggregate { count } }", "groups(by: {guide: true}) { key { paid } }",
            "groups(by: {guide: true}, having: {paid: {max: {gt: \"1\"}}}) { aggregate { count } }",
            "groups(by: {guide: true}, orderBy: [{aggregate: {paid: {max: ASC}}}]) { aggregate { count } }",
            "groups(by: {guide: true}, orderBy: [{key: {paid: ASC}}]) { aggregate { count } }",
            "groups(by: {guide: true}) { aggregate { paid { countDistinct } } }",
            "groups(by: {pai: true}) { aggregate { count } }", "groups(by: {guide: true}) { key { pai } }",
        ]
    )
    func `what a role may not read is unknown`(question: String) throws {
        let answer = try visits.ask("{ visits { \(question) } }", as: "guide")
        #expect(answer.status == 422 && !answer.body.contains("\\\"paid\\\"?"), "\(answer.body)")
    }

    @Test func `masked data cannot be grouped, nor do others' names show in the schema`() throws {
        let gateway = try GatewayProcess.shared()
        for question in ["groups(by: {email: true}, first: 3)", "groups(by: {birthDate: {bucket: YEAR}})"] {
            let query = "{ clients { \(question) { aggregate { count } } } }"
            #expect(try gateway.ask(query, as: "analyst").status == 422)
            #expect(try gateway.ask(query, as: "lead").status == 200)
        }
        let types =
            #"{ a: __type(name: "ClientGroupBy") { inputFields { name } } b: __type(name: "ClientAggregate") { fields { name } } }"#
        let answer = try gateway.ask(types, as: "analyst")
        #expect(!answer.body.contains("email") && answer.body.contains("country"))
    }

    @Test func `a conversion that fails is not tried on what is hidden`() throws {
        let query = "{ visits { groups(by: {registeredAt: {bucket: YEAR}}) { aggregate { count } } } }"
        // No value of the request is the cause.
        #expect(try visits.ask(query).code == "INTERNAL_SERVER_ERROR")
        let found = try visits.ask(query, as: "guide")
        #expect(found["data", "visits", "groups"]?.items.count == 3, "\(found.body)")
    }
}
