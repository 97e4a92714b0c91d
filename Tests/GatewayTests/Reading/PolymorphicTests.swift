import JSON
import Planner
import Testing

/// Lists of unions and interfaces, by plain SQL over their tables.
@Suite("Lists over several tables")
struct PolymorphicTests {
    private let gateway: GatewayProcess
    private static let members = [
        ("Ticket", "support_tickets"), ("TicketMessage", "ticket_messages"), ("TicketEvent", "ticket_events"),
        ("TicketHandoff", "ticket_handoffs"), ("Survey", "support_feedback_surveys"),
        ("WhiteGloveService", "white_glove_services"), ("TierChange", "client_tier_history"),
        ("Order", "orders"),
    ]

    init() throws { gateway = try GatewayProcess.shared() }

    /// The timeline of a client as SQL has it under a role: types and keys, the latest first.
    private func timeline(
        of client: String,
        as role: String,
        _ condition: String = "true"
    ) throws -> [String] {
        let known =
            role == "client"
            ? Self.members.filter { !["TicketEvent", "TicketHandoff"].contains($0.0) } : Self.members
        let branches = known.enumerated().map { number, member in
            "select '\(member.0)' as type, \(number) as number, created_at, id::text from \(member.1) "
                + "where client_id = '\(client)' and \(condition)"
        }
        return try gateway.sql(
            """
            begin; select set_config('claims.sub', '\(client)', true); set local role concierge_\(role);
            select type || ' ' || id from (\(branches.joined(separator: " union all "))) as x
            order by created_at desc, number desc, id desc; commit
            """
        ).filter { $0.contains(" ") }
    }

    /// What the graph shows of an item, as the same text.
    private func text(_ item: JSONValue) -> String {
        let id = GlobalID(item[["id"]]?.text ?? "")
        let type = item[["__typename"]]?.text ?? ""
        guard let key = id?.components.first, id?.type == type else { return "no id" }
        let number = key.reduce(0) { $0 << 8 | Int($1) }
        return "\(type) \(key.count == 16 ? UUIDText.text(key) : String(number))"
    }

    /// Clients with much on record, none of them confidential.
    private func clients() throws -> [String] {
        try gateway.sql(
            """
            select c.id from clients c join support_tickets t on t.client_id = c.id where not c.confidential
            group by c.id order by count(*) desc, c.id limit 3
            """
        )
    }

    @Test(arguments: ["lead", "agent", "client", "analyst"])
    func `pages of a union are the whole list, both ways`(role: String) throws {
        for client in try clients() {
            let expected = try timeline(of: client, as: role)
            try #require(expected.count > 20)
            let id = GlobalID(type: "Client", components: [try #require(UUIDText.bytes(client))]).text
            for (size, word, cursor, edge) in [
                (7, "first", "after", "endCursor"), (11, "last", "before", "startCursor"),
            ] {
                var found: [String] = []
                var place: JSONValue = .null
                for _ in 0...(expected.count / size) {
                    let answer = try gateway.ask(
                        """
                        query ($id: ID!, $c: String) { client(id: $id) { timeline(\(word): \(size), \(cursor): $c) {
                          nodes { __typename ... on Node { id } } pageInfo { \(edge) hasNextPage hasPreviousPage } totalCount } } }
                        """,
                        as: role,
                        subject: client,
                        variables: ["id": .string(id), "c": place]
                    )
                    let list = answer["data", "client", "timeline"]
                    let page = list?[["nodes"]]?.items.map(text) ?? []
                    found = word == "first" ? found + page : page + found
                    place = list?[["pageInfo", edge]] ?? .null
                    let hasMore = list?[["pageInfo", word == "first" ? "hasNextPage" : "hasPreviousPage"]]
                    #expect(hasMore == .boolean(found.count < expected.count), "\(answer.body.prefix(400))")
                    #expect(list?[["totalCount"]]?.text == String(expected.count))
                }
                #expect(found == expected)
            }
        }
    }

    @Test func `of many clients at once, each has its own page`() throws {
        let answer = try gateway.ask(
            """
            { clients(first: 20, where: {confidential: {eq: false}}) { nodes { id timeline(first: 4) {
              edges { cursor node { __typename ... on Node { id } ... on Ticket { subject } ... on TicketMessage { body ticket { number } }
                ... on TicketEvent { kind } ... on TierChange { tier } } } } } } }
            """,
            as: "lead"
        )
        let nodes = answer["data", "clients", "nodes"]?.items ?? []
        try #require(nodes.count == 20, "\(answer.body.prefix(300))")
        for node in nodes {
            let key = try #require(GlobalID(node[["id"]]?.text ?? "")?.components.first)
            let expected = try timeline(of: UUIDText.text(key), as: "lead").prefix(4)
            let found = node[["timeline", "edges"]]?.items.compactMap { $0[["node"]] } ?? []
            #expect(found.map(text) == Array(expected))
            for item in found where item[["__typename"]]?.text == "TicketMessage" {
                #expect(item[["ticket", "number"]]?.text != nil && item[["subject"]] == nil)
            }
        }
    }

    @Test func `conditions and orders are those of the columns that all members have`() throws {
        let client = try clients()[0]
        let id = GlobalID(type: "Client", components: [try #require(UUIDText.bytes(client))]).text
        let answer = try gateway.ask(
            """
            { client(id: "\(id)") { timeline(first: 500, where: {or: [{createdAt: {lt: "2024-06-01T00:00:00Z"}}, {createdAt: {isNull: true}}]},
              orderBy: [{createdAt: DESC}]) { totalCount nodes { __typename ... on Node { id } } } } }
            """,
            as: "lead"
        )
        let expected = try timeline(of: client, as: "lead", "created_at < '2024-06-01Z'")
        #expect(
            answer["data", "client", "timeline", "nodes"]?.items.map(text) == expected,
            "\(answer.body.prefix(300))"
        )
        #expect(answer["data", "client", "timeline", "totalCount"]?.text == String(expected.count))
        for wrong in ["where: {subject: {eq: \"x\"}}", "orderBy: [{subject: ASC}]"] {
            let query = "{ client(id: \"\(id)\") { timeline(\(wrong)) { totalCount } } }"
            #expect(try gateway.ask(query, as: "lead").status == 422)
        }
    }

    @Test func `members that a role does not know are neither listed nor known`() throws {
        let query = "{ viewer { timeline { nodes { ... on TicketEvent { kind } } } } }"
        let client = try clients()[0]
        #expect(try gateway.ask(query, as: "client", subject: client).status == 422)
        let types = try gateway.ask(
            "{ __type(name: \"ClientTimelineItem\") { possibleTypes { name } } }",
            as: "client",
            subject: client
        )
        let names = types["data", "__type", "possibleTypes"]?.items.compactMap { $0[["name"]]?.text }
        #expect(names?.contains("TicketMessage") == true && names?.contains("TicketHandoff") == false)
    }

    @Test func `a cursor of one role is none of another's`() throws {
        let client = try clients()[0]
        let id = GlobalID(type: "Client", components: [try #require(UUIDText.bytes(client))]).text
        let query =
            "query ($id: ID!, $c: String) { client(id: $id) { timeline(first: 1, after: $c) { pageInfo { endCursor } } } }"
        let first = try gateway.ask(query, as: "lead", variables: ["id": .string(id)])
        let cursor = first["data", "client", "timeline", "pageInfo", "endCursor"] ?? .null
        let next: JSONValue.Object = ["id": .string(id), "c": cursor]
        #expect(try gateway.ask(query, as: "lead", variables: next)["errors"] == nil)
        #expect(
            try gateway.ask(query, as: "client", subject: client, variables: next).code == "BAD_USER_INPUT"
        )
    }

    // MARK: An interface, over keys that have nothing in common

    @Test(arguments: ["ASC", "DESC", "ASC_NULLS_FIRST", "DESC_NULLS_LAST"])
    func `pages of an interface over a table and a view are the whole list`(direction: String) throws {
        let library = try LibraryTests.library.get()
        let order = direction.replacing("_", with: " ")
        let word = direction.hasPrefix("ASC") ? "" : "desc"
        let expected = try library.sql(
            """
            select type || ' ' || coalesce(shelf, '-') || ' ' || coalesce(number::text, '-') from (
              select 'Copy' as type, 0 as place, shelf, book::text, number, null::text as name from stacks.copies
              union all select 'Shelf', 1, shelf, null, null, shelf from stacks.shelf_summary) as x
            order by shelf \(order), place \(word), book \(word), number \(word), name \(word)
            """
        )
        try #require(expected.count > 100)
        var found: [String] = []
        var place: JSONValue = .null
        for _ in 0...(expected.count / 40) {
            let answer = try library.ask(
                """
                query ($c: String) { shelved(first: 40, after: $c, orderBy: [{shelf: \(direction)}]) {
                  nodes { __typename shelf ... on Copy { number } ... on Shelf { copies } } pageInfo { endCursor } } }
                """,
                as: nil,
                variables: ["c": place]
            )
            let page = answer["data", "shelved", "nodes"]?.items ?? []
            found += page.map {
                "\($0[["__typename"]]?.text ?? "") \($0[["shelf"]]?.text ?? "-") \($0[["number"]]?.text ?? "-")"
            }
            #expect(page.allSatisfy { ($0[["copies"]] != nil) == ($0[["__typename"]]?.text == "Shelf") })
            place = answer["data", "shelved", "pageInfo", "endCursor"] ?? .null
        }
        #expect(found == expected)
    }

    /// Clients chosen by what their timelines hold: by any of the tables, or by none of them.
    @Test(
        arguments: ["some", "none", "every"],
        ["lead", "client"]
    )
    func `conditions on what is over several tables ask each of them`(word: String, role: String) throws {
        let known =
            role == "client"
            ? Self.members.filter { !["TicketEvent", "TicketHandoff"].contains($0.0) } : Self.members
        let client = try gateway.sql("select client_id from support_tickets group by 1 order by 1 limit 1")[0]
        let condition = "x.created_at < '2026-03-01Z'"
        let parts = known.map { member in
            "\(word == "some" ? "" : "not ")exists (select from \(member.1) x where x.client_id = c.id "
                + "and \(word == "every" ? "not (\(condition))" : condition))"
        }
        let expected = try gateway.sql(
            """
            begin; select set_config('claims.sub', '\(client)', true); set local role concierge_\(role);
            select client_number from clients c where \(parts.joined(separator: word == "some" ? " or " : " and "))
            order by client_number limit 100; commit
            """
        ).filter { $0.hasPrefix("C-") }
        let answer = try gateway.ask(
            """
            { clients(first: 100, orderBy: [{number: ASC}], where: {timeline: {\(word): {createdAt: {lt: "2026-03-01T00:00:00Z"}}}})
              { nodes { number } } }
            """,
            as: role,
            subject: client
        )
        #expect(
            answer["data", "clients", "nodes"]?.items.compactMap { $0[["number"]]?.text } == expected,
            "\(answer.body)"
        )
    }
}
