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
        #expect(try visits.ask(query).code == "BAD_USER_INPUT")
        let found = try visits.ask(query, as: "guide")
        #expect(found["data", "visits", "groups"]?.items.count == 3, "\(found.body)")
    }
}
