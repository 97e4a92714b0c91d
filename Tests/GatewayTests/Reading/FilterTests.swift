import JSON
import Testing

/// Conditions of `where`, by plain SQL: those beside which `LibraryTests` has none.
@Suite("Filters")
struct FilterTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private func expect(
        _ filter: String,
        of field: String,
        is sql: String,
        variables: JSONValue.Object = [:],
        declaring: String = "",
        as role: String = "lead"
    ) throws {
        let answer = try gateway.ask(
            "query A\(declaring) { \(field)(first: 500, where: \(filter)) { nodes { number } totalCount } }",
            as: role,
            variables: variables
        )
        let expected = try gateway.sql(sql)
        #expect(
            answer["data", field, "nodes"]?.items.compactMap { $0[["number"]]?.text } == expected,
            "\(answer.body.prefix(300))"
        )
        #expect(answer["data", field, "totalCount"]?.text == String(expected.count))
    }

    @Test(arguments: ["C-00001_", "C-0000%1", "%9", "C-00", "C\\_%", "%"])
    func `like is SQL's, escapes included`(pattern: String) throws {
        let literal = JSONWriter.text(of: .string(pattern))
        try expect(
            "{number: {like: \(literal)}, tier: {eq: VIP_GOLD}}",
            of: "clients",
            is:
                "select client_number from clients where client_number like '\(pattern)' and tier = 'VIP_GOLD' order by id"
        )
    }

    @Test func `a pattern that ends in the midst of an escape is the caller's mistake`() throws {
        let answer = try gateway.ask(
            #"{ clients(where: {number: {like: "%\\"}}) { nodes { id } } }"#,
            as: "lead"
        )
        #expect(answer.code == "BAD_USER_INPUT")
    }

    @Test func `what contains takes is no pattern`() throws {
        try expect(
            "{email: {contains: $v}}",
            of: "clients",
            is: "select client_number from clients where position('_' in email) > 0 order by id limit 500",
            variables: ["v": .string("_")],
            declaring: "($v: String)"
        )
        try expect("{email: {startsWith: \"%\"}}", of: "clients", is: "select 1 where false")
        try expect("{email: {endsWith: \"_\"}}", of: "clients", is: "select 1 where false")
    }

    @Test func `documents are found by what they contain`() throws {
        try gateway.sql(
            """
            update client_preferences set dashboard_layout = '{"tests": ["orders", {"a b": null}], "wide": 1.5}'
            where client_id in (select id from clients order by id limit 3)
            """
        )
        let expected = "select client_number from clients order by id limit 3"
        for literal in [
            #"{tests: ["orders"]}"#, "{wide: 1.5}", #"{wide: 1.50, tests: [$w]}"#,
        ] {
            try expect(
                "{preferences: {dashboardLayout: {contains: \(literal)}}}",
                of: "clients",
                is: expected,
                variables: literal.contains("$w") ? ["w": .object(["a b": .null])] : [:],
                declaring: literal.contains("$w") ? "($w: JSON)" : ""
            )
        }
        try expect(
            "{preferences: {dashboardLayout: {containedIn: {wide: true}}}, tier: {eq: VIP_PLATINUM}}",
            of: "clients",
            is: """
                select client_number from clients c join client_preferences p on p.client_id = c.id
                where dashboard_layout <@ '{"wide": true}' and tier = 'VIP_PLATINUM' order by c.id
                """
        )
    }

    @Test(
        arguments: [
            ("{priority: {gte: HIGH}}", "priority >= 'HIGH'"),
            ("{priority: {lt: NORMAL}}", "priority < 'NORMAL'"),
            ("{priority: {gt: $p}, status: {lte: OPEN}}", "priority > 'LOW' and status <= 'OPEN'"),
        ]
    )
    func `labels have the order of the database's enum`(filter: String, condition: String) throws {
        try expect(
            "{and: [\(filter), {tier: {eq: VIP_DIAMOND}}]}",
            of: "tickets",
            is:
                "select ticket_number from support_tickets where \(condition) and tier = 'VIP_DIAMOND' order by id limit 500",
            variables: filter.contains("$p") ? ["p": .string("LOW")] : [:],
            declaring: filter.contains("$p") ? "($p: TicketPriority)" : ""
        )
    }

    @Test func `columns of an object over the same row are asked for by its name`() throws {
        let query = """
            query A($n: CategoryNameFilter!) { categories(where: {or: [{name: $n}, {parent: {name: {en: {like: "%issue"}}}}]},
              orderBy: [{parent: {name: {pl: DESC_NULLS_LAST}}}, {name: {en: DESC}}]) { code } }
            """
        let name: JSONValue = .object(["en": .object(["contains": .string("ORDER")])])
        let expected = try gateway.sql(
            """
            select c.code from support_categories c left join support_categories p on p.id = c.parent_id
            where c.name_en ilike '%order%' or p.name_en like '%issue' order by p.name_pl desc nulls last, c.name_en desc, c.id desc
            """
        )
        let answer = try gateway.ask(query, as: "lead", variables: ["n": name])
        #expect(answer["data", "categories"]?.items.compactMap { $0[["code"]]?.text } == expected)
        #expect(expected.count > 2, "\(answer.body)")
        for filter in ["{name: {}}", "{name: {en: {}}}", "{name: null}", "{name: {en: $e}}"] {
            let head = filter.contains("$e") ? "query A($e: StringFilter) " : ""
            let none = try gateway.ask("\(head){ categories(where: \(filter)) { code } }", as: "lead")
            #expect(none.code == "BAD_USER_INPUT" && none["data"] == .null, "\(none.body)")
        }
    }

    // MARK: Conditions without a value

    @Test(arguments: [
        "{id: {eq: null}}", "{id: null}", "{number: {in: null}}", "{number: {}}", "{tier: {}}", "{id: {}}",
        "{client: {number: {eq: null}}}", "{or: [{number: {}}]}", "{not: {number: {eq: null}}}",
        "{and: null}",
        "{messages: {some: null}}", "{messages: {}}", "{search: null}", "{number: {isNull: null}}",
    ])
    func `null is never everything`(filter: String) throws {
        let answer = try gateway.ask("{ tickets(where: \(filter)) { nodes { id } } }")
        #expect(answer.code == "BAD_USER_INPUT" && answer["data"] == .null, "\(answer.body)")
    }

    @Test(arguments: [JSONValue.Object(), ["v": .null]])
    func `a variable without a value is never everything`(variables: JSONValue.Object) throws {
        for filter in [
            "{number: {eq: $v}}", "{number: {ne: $v}}", "{client: {number: {eq: $v}}}",
            "{not: {number: {eq: $v}}}",
            "{search: $v}",
        ] where filter != "{search: $v}" || variables["v"] != nil {
            let answer = try gateway.ask(
                "query ($v: String) { tickets(where: \(filter)) { nodes { id } } }",
                variables: variables
            )
            #expect(answer.code == "BAD_USER_INPUT" && answer["data"] == .null, "\(filter) \(answer.body)")
        }
    }

    @Test(arguments: [JSONValue.Object(), ["v": .null]])
    func `nor is one on related rows`(variables: JSONValue.Object) throws {
        let answer = try gateway.ask(
            "query ($v: TicketMessageFilter) { tickets(where: {messages: {some: $v}}) { nodes { id } } }",
            variables: variables
        )
        #expect(answer.code == "BAD_USER_INPUT" && answer["data"] == .null, "\(answer.body)")
    }

    @Test func `a filter that is not given, or null as a whole, is none`() throws {
        for variables in [[:], ["w": .null]] as [JSONValue.Object] {
            let query = "query ($w: AgentFilter) { agents(where: $w) { totalCount } }"
            let answer = try gateway.ask(query, as: "lead", variables: variables)
            let count = try gateway.sql("select count(*) from support_agents").first
            #expect(answer["data", "agents", "totalCount"]?.text == count)
        }
    }

    // MARK: Words

    @Test func `tickets are found by the words of their subject`() throws {
        let words = try #require(
            try gateway.sql("select lower(subject) from support_tickets group by 1 order by count(*) limit 1")
                .first
        )
        let first = words.split(separator: " ").first.map(String.init) ?? ""
        let found =
            "select count(*) from support_tickets where words @@ websearch_to_tsquery('simple', $$%$$)"
        for text in [
            first, words, first.uppercased(), "\"\(words)\"", "-\(first)", "\(first) or nothing", "", "((:&",
        ] {
            let answer = try gateway.ask(
                "query ($t: String) { tickets(where: {search: $t}) { totalCount } }",
                as: "lead",
                variables: ["t": .string(text)]
            )
            let expected = try gateway.sql(found.replacing("%", with: text)).last
            #expect(answer["data", "tickets", "totalCount"]?.text == expected, "\(text): \(answer.body)")
        }
    }

    @Test func `messages are searched by those who read them, and only what they see`() throws {
        let query = "query ($t: String) { tickets(where: {messages: {some: {search: $t}}}) { totalCount } }"
        let body = try #require(
            try gateway.sql("select body from ticket_messages where internal order by id limit 1").first
        )
        let ticket = "(select ticket_id from ticket_messages where internal order by id limit 1)"
        let owner = try #require(
            try gateway.sql("select client_id from support_tickets where id = \(ticket)").first
        )
        let variables: JSONValue.Object = ["t": .string("\"\(body)\"")]
        let lead = try gateway.ask(query, as: "lead", variables: variables)
        #expect(Int(lead["data", "tickets", "totalCount"]?.text ?? "") ?? 0 > 0, "\(lead.body)")
        let client = try gateway.ask(query, as: "client", subject: owner, variables: variables)
        let public_ = try gateway.sql(
            """
            select count(distinct ticket_id) from ticket_messages where not internal and client_id = '\(owner)'
              and words @@ websearch_to_tsquery('simple', $$"\(body)"$$)
            """
        ).last
        #expect(client["data", "tickets", "totalCount"]?.text == public_, "\(client.body)")
        // Those who see masks do not know that words can be asked for.
        #expect(try gateway.ask(query, as: "analyst", variables: variables).status == 422)
    }

    // MARK: Estimates

    @Test func `an estimate is near, and only for those who see all rows`() throws {
        try gateway.sql("analyze support_tickets; analyze clients")
        let count = try #require(Int(try gateway.sql("select count(*) from support_tickets").last ?? ""))
        let query = "{ tickets { estimatedCount } }"
        let estimate =
            Int(try gateway.ask(query, as: "admin")["data", "tickets", "estimatedCount"]?.text ?? "") ?? 0
        #expect(estimate > count / 2 && estimate < count * 2)
        for role in ["client", "agent", "vip_manager", "lead"] {
            #expect(try gateway.ask(query, as: role).status == 422)
        }
        let filtered =
            "query ($s: String) { tickets(where: {status: {eq: OPEN}, number: {lt: $s}}) { estimatedCount totalCount } }"
        let answer = try gateway.ask(filtered, as: "analyst", variables: ["s": .string("T-005000")])
        let some = Int(answer["data", "tickets", "estimatedCount"]?.text ?? "") ?? -1
        #expect(some >= 0 && some < count / 2, "\(answer.body)")
    }

    @Test func `no estimate is made of what a policy hides, nor for each of many lists`() throws {
        let nested = "{ clients(first: 2) { nodes { tickets { estimatedCount } } } }"
        let answer = try gateway.ask(nested, as: "admin")
        #expect(answer["data", "clients", "nodes", "1", "tickets", "estimatedCount"] == .null)
        // Clients see all agents, but not all tickets.
        let hidden = "{ agents(where: {tickets: {some: {status: {eq: OPEN}}}}) { estimatedCount } }"
        #expect(try gateway.ask(hidden, as: "client")["data", "agents", "estimatedCount"] == .null)
        #expect(try gateway.ask(hidden, as: "admin")["data", "agents", "estimatedCount"] != .null)
        #expect(
            try gateway.ask("{ agents { estimatedCount } }", as: "client")["data", "agents", "estimatedCount"]
                != .null
        )
    }
}
