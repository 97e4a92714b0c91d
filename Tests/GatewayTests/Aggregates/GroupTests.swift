import JSON
import TestSupport
import Testing

/// `groups` of connections.
@Suite("Groups", .serialized)
struct GroupTests {
    private static let visits = Result {
        try GatewayProcess(
            cluster: TestCluster.shared(),
            database: "visits",
            folder: "Tests/Fixtures/visits",
            login: "visits_gateway",
            seed: false
        )
    }

    private let visits: GatewayProcess

    init() throws { visits = try Self.visits.get() }

    private func ask(
        _ query: String,
        as role: String = "guard",
        variables: JSONValue.Object = [:]
    ) throws -> Answer {
        try visits.ask(query, as: role, variables: variables)
    }

    /// The groups of visits that `arguments` ask for, with the keys that `key` names and their count.
    private func groups(
        _ arguments: String,
        _ key: String,
        where filter: String = "{}",
        as role: String = "guard"
    ) throws -> [String] {
        let query =
            "{ visits(where: \(filter)) { groups(\(arguments)) { key { \(key) } aggregate { count } } } }"
        let answer = try ask(query, as: role)
        guard let groups = answer["data", "visits", "groups"] else { return [answer.body] }
        return groups.items.map { group in
            guard case .object(let key)? = group[["key"]] else { return "" }
            let values =
                key.members.map { Self.text($0.value) } + [group[["aggregate", "count"]]?.text ?? ""]
            return values.joined(separator: "|")
        }
    }

    /// A value as psql shows it; of an object, its only member's.
    private static func text(_ value: JSONValue) -> String {
        if case .object(let object) = value { return object.members.first.map { text($0.value) } ?? "" }
        return value.text ?? ""
    }

    private func sql(_ text: String) throws -> [String] {
        try visits.sql("set timezone to 'UTC'; set intervalstyle to iso_8601; \(text)")
    }

    // MARK: Keys

    /// What is grouped by, the key as it is selected, and the same in SQL.
    @Test(
        arguments: [
            ("booked: true", "booked", "booked::text"),
            ("mood: true", "mood", "upper(replace(mood::text, '-', '_'))"),
            ("guide: true", "guide", "guide"), ("opened: true", "opened", "opened"),
            ("paid: true", "paid", "paid"), ("price: true", "price", "price"), ("stay: true", "stay", "stay"),
            ("remarkLength: true", "remarkLength", "length(remark)"),
            ("cameOn: {bucket: DAY}", "cameOn", "came_on"),
            ("cameOn: {bucket: WEEK}", "cameOn", "came_on - (extract(isodow from came_on)::int - 1)"),
            ("cameOn: {bucket: QUARTER}", "cameOn", "date_trunc('quarter', came_on::timestamp)::date"),
            ("cameOn: {bucket: YEAR}", "cameOn", "make_date(extract(year from came_on)::int, 1, 1)"),
            ("wallClock: {bucket: MONTH}", "wallClock", "to_char(wall_clock, 'YYYY-MM-01\"T00:00:00\"')"),
            ("wallClock: {bucket: HOUR}", "wallClock", "to_char(wall_clock, 'YYYY-MM-DD\"T\"HH24:00:00')"),
            ("cameAt: {bucket: MINUTE}", "cameAt", "to_char(came_at, 'YYYY-MM-DD\"T\"HH24:MI:00\"Z\"')"),
            ("cameAt: {bucket: DAY}", "cameAt", "to_char(came_at, 'YYYY-MM-DD\"T00:00:00Z\"')"),
            ("visitor: true", "visitor { name }", "(select name from visitors where id = visitor_id)"),
            (
                "room: true", "room { name }",
                "(select name from rooms where floor = room_floor and number = room_number)"
            ),
        ]
    )
    func `rows are in one group where they are equal, null like others`(
        by: String,
        key: String,
        expression: String
    ) throws {
        let found = try groups("by: {\(by)}, first: 500", key)
        let expected = try sql(
            "select \(expression), count(*) from visits group by 1 order by \(expression) nulls last"
        )
        #expect(found.sorted() == expected.sorted())
        #expect(found.count > 1)
    }

    @Test func `several keys are one group each for all of their values together`() throws {
        let found = try groups(
            "by: {guide: true, mood: true, cameOn: {bucket: MONTH}, visitorID: true, visitor: true}",
            "cameOn mood visitor { name } guide"
        )
        let expected = try sql(
            """
            select date_trunc('month', came_on)::date, upper(replace(mood::text, '-', '_')),
              (select name from visitors where id = visitor_id), guide, count(*)
            from visits group by 1, 2, visitor_id, guide order by 1, date_trunc('month', min(came_on)), min(mood), guide, visitor_id
            """
        )
        #expect(found == expected)
    }

    @Test func `keys may come and go by variables`() throws {
        let query = """
            query A($mood: Boolean, $unit: TimeUnit!, $by: VisitGroupBy!) { visits(where: {guide: {eq: "odile"}}) {
              given: groups(by: {mood: $mood, cameAt: {bucket: $unit}}, first: 1) { key { cameAt } aggregate { count } }
              whole: groups(by: $by, first: 1) { key { guide } aggregate { count } } } }
            """
        for (mood, unit) in [(JSONValue.boolean(true), "DAY"), (.boolean(false), "YEAR"), (.null, "HOUR")] {
            let variables: JSONValue.Object = [
                "mood": mood, "unit": .string(unit), "by": .object(["guide": .boolean(true)]),
            ]
            let answer = try ask(query, variables: variables)
            let keys = "date_trunc('\(unit)', came_at)" + (mood == .boolean(true) ? ", mood" : "")
            let expected = try sql(
                "select count(*) from visits where guide = 'odile' group by \(keys) order by \(keys) limit 1"
            )
            #expect(answer["data", "visits", "given", "0", "aggregate", "count"]?.text == expected.first)
            #expect(
                answer["data", "visits", "whole", "0", "aggregate", "count"]?.text == "60",
                "\(answer.body)"
            )
        }
    }

    @Test(arguments: ["{}", "{guide: false}", "{guide: null}", "{cameAt: null}"])
    func `without a key there are no groups`(by: String) throws {
        let answer = try ask("{ visits { groups(by: \(by)) { aggregate { count } } } }")
        #expect(answer.code == "BAD_USER_INPUT" && answer.body.contains("names nothing to group by"))
    }

    @Test func `what is not grouped by is no key`() throws {
        let answer = try ask("{ visits { groups(by: {guide: true}) { key { guide mood } } } }")
        #expect(
            answer.code == "BAD_USER_INPUT" && answer.body.contains(#"\"mood\" is no key of these groups"#)
        )
        let ordered =
            "{ visits { groups(by: {guide: true}, orderBy: [{key: {mood: ASC}}]) { key { guide } } } }"
        #expect(try ask(ordered).code == "BAD_USER_INPUT")
    }

    @Test func `of no rows there are no groups`() throws {
        #expect(try groups("by: {mood: true}", "mood", where: #"{guide: {eq: "nobody"}}"#) == [])
    }

    // MARK: Time zones

    /// A guide, whose visits are those of one change of clocks; a unit, a zone, and the buckets.
    @Test(
        arguments: [
            (
                "havana", "DAY", "America/Havana",
                ["2025-11-01T04:00:00Z|1", "2025-11-02T04:00:00Z|3"]
            ),
            (
                "havana", "HOUR", "America/Havana",
                [
                    "2025-11-02T03:00:00Z|1", "2025-11-02T04:00:00Z|1", "2025-11-02T05:00:00Z|1",
                    "2025-11-03T04:00:00Z|1",
                ]
            ),
            (
                "paulo", "DAY", "America/Sao_Paulo",
                ["2018-11-03T03:00:00Z|1", "2018-11-04T03:00:00Z|2"]
            ),
            ("warsaw", "DAY", "Europe/Warsaw", ["2026-10-24T22:00:00Z|4"]),
            (
                "warsaw", "HOUR", "Europe/Warsaw",
                [
                    "2026-10-24T22:00:00Z|1", "2026-10-25T00:00:00Z|1", "2026-10-25T01:00:00Z|1",
                    "2026-10-25T22:00:00Z|1",
                ]
            ),
            ("warsaw", "DAY", "UTC", ["2026-10-24T00:00:00Z|1", "2026-10-25T00:00:00Z|3"]),
            ("warsaw", "WEEK", "Asia/Kathmandu", ["2026-10-18T18:15:00Z|3", "2026-10-25T18:15:00Z|1"]),
            ("warsaw", "MONTH", "Pacific/Auckland", ["2026-09-30T11:00:00Z|4"]),
            ("warsaw", "QUARTER", "Europe/Warsaw", ["2026-09-30T22:00:00Z|4"]),
            ("warsaw", "YEAR", "Europe/Warsaw", ["2025-12-31T23:00:00Z|4"]),
        ]
    )
    func `a bucket's key is the moment at which it begins there`(
        guide: String,
        unit: String,
        zone: String,
        expected: [String]
    ) throws {
        let found = try groups(
            "by: {cameAt: {bucket: \(unit), timeZone: \"\(zone)\"}}",
            "cameAt",
            where: "{guide: {eq: \"\(guide)\"}}"
        )
        #expect(found == expected)
    }

    @Test(arguments: ["Europe/Warschau", "Mars", "", "+05:00", "EST5EDT4", "utc'; --", "posix/UTC"])
    func `a time zone that nobody knows is the caller's mistake`(zone: String) throws {
        for query in [
            "query A($z: String!) { visits { groups(by: {cameAt: {bucket: DAY, timeZone: $z}}) { key { cameAt } } } }",
            "query A($z: String!) { visits(where: {id: {in: []}}) { groups(by: {cameAt: {bucket: DAY, timeZone: $z}}) { key { cameAt } } } }",
        ] {
            let answer = try ask(query, variables: ["z": .string(zone)])
            #expect(
                answer.code == "BAD_USER_INPUT" && answer.body.contains("is no time zone"),
                "\(answer.body)"
            )
            #expect(zone != "Europe/Warschau" || answer.body.contains("Europe/Warsaw"))
        }
    }

    // MARK: Having

    /// Conditions on groups by guide and mood, and the same in SQL.
    @Test(
        arguments: [
            ("{count: {gt: 12}}", "count(*) > 12"), ("{count: {in: [12, 16]}}", "count(*) in (12, 16)"),
            (#"{paid: {sum: {gt: "100000000000000000000"}}}"#, "sum(paid) > 100000000000000000000"),
            (#"{paid: {avg: {lte: "9223372036854775060.5"}}}"#, "avg(paid) <= 9223372036854775060.5"),
            (#"{paid: {max: {gte: "9223372036854775119"}}}"#, "max(paid) >= 9223372036854775119"),
            (
                "{warmth: {sum: {lt: 200.5}, min: {gte: 0.5}}}",
                "sum(warmth::float8) < 200.5 and min(warmth) >= 0.5"
            ),
            (#"{stay: {avg: {gt: "PT60H"}}}"#, "avg(stay) > 'PT60H'"),
            (#"{remark: {min: {startsWith: "Remark 1"}}}"#, "min(remark) like 'Remark 1%'"),
            (#"{cameAt: {max: {lt: "2025-10-28T20:00:00Z"}}}"#, "max(came_at) < '2025-10-28T20:00:00Z'"),
            (#"{cameOn: {min: {ne: "2024-12-29"}}}"#, "min(came_on) <> '2024-12-29'"),
            (#"{opened: {max: {eq: "10:00:00"}}}"#, "max(opened) = '10:00'"),
            ("{visitor: {countDistinct: {eq: 3}}}", "count(distinct visitor_id) = 3"),
            (
                "{room: {countDistinct: {lt: 2}}}",
                "count(distinct (room_floor, room_number)) filter (where (room_floor, room_number) is not null) < 2"
            ),
            ("{booked: {countDistinct: {gte: 2}}}", "count(distinct booked) >= 2"),
            (#"{price: {sum: {isNull: true}}}"#, "sum(price) is null"),
            (
                #"{or: [{count: {lt: 5}}, {not: {price: {sum: {gt: "100"}}}}]}"#,
                "(count(*) < 5 or not sum(price) > 100)"
            ),
            ("{and: [{count: {gt: 3}}, {count: {lt: 15}}]}", "count(*) between 4 and 14"),
            ("{}", "true"), ("null", "true"),
        ]
    )
    func `only groups that meet the conditions are there`(having: String, condition: String) throws {
        let found = try groups("by: {guide: true, mood: true}, having: \(having)", "guide mood")
        let expected = try sql(
            """
            select guide, upper(replace(mood::text, '-', '_')), count(*) from visits group by guide, mood having \(condition)
            order by visits.mood, guide
            """
        )
        #expect(found == expected)
        let variable = try ask(
            """
            query A($h: VisitAggregateFilter) { visits { groups(by: {guide: true, mood: true}, having: $h) { aggregate { count } } } }
            """,
            variables: ["h": .object(["count": .object(["gt": .number("100")])])]
        )
        #expect(variable["data", "visits", "groups"] == .array([]))
    }

    @Test(arguments: [
        "{count: {gt: null}}", "{count: null}", "{paid: {sum: {}}}", "{paid: {}}", "{paid: {sum: null}}",
    ])
    func `a condition without a value is never everything`(having: String) throws {
        let answer = try ask(
            "{ visits { groups(by: {mood: true}, having: \(having)) { aggregate { count } } } }"
        )
        #expect(answer.code == "BAD_USER_INPUT", "\(answer.body)")
    }

    @Test func `a figure is compared with nothing but its kind`() throws {
        let answer = try ask(
            #"{ visits { groups(by: {mood: true}, having: {paid: {sum: {gt: "many"}}}) { aggregate { count } } } }"#
        )
        #expect(answer.code == "BAD_USER_INPUT")
    }

    // MARK: Order and limit

    /// Orders of groups by visitor and mood, and the same in SQL.
    @Test(
        arguments: [
            ("[{aggregate: {count: DESC}}]", "count(*) desc"),
            ("{aggregate: {count: ASC}}", "count(*)"),
            ("[{aggregate: {paid: {sum: DESC_NULLS_LAST}}}]", "sum(paid) desc nulls last"),
            ("[{aggregate: {stay: {max: ASC}}}, {key: {mood: DESC}}]", "max(stay), mood desc"),
            (
                "[{aggregate: {remark: {countDistinct: DESC}}}, {key: {mood: ASC_NULLS_FIRST}}]",
                "count(distinct remark) desc, mood nulls first"
            ),
            ("[{key: {mood: DESC}}, {key: {mood: ASC}}]", "mood desc"),
            ("[{key: {visitor: {name: DESC}}}]", "(select name from visitors where id = visitor_id) desc"),
            ("[{key: {visitor: {secret: DESC}}}]", ""), ("[]", "true::boolean"), ("null", "true::boolean"),
        ]
    )
    func `groups are ordered as is asked, and ties by the keys`(orderBy: String, order: String) throws {
        let arguments = "by: {visitor: true, mood: true}, orderBy: \(orderBy)"
        if order.isEmpty {
            #expect(try groups(arguments, "mood").first?.contains("secret") == true)
            return
        }
        let query = """
            select upper(replace(mood::text, '-', '_')), (select name from visitors where id = visitor_id), count(*) from visits
            group by visits.mood, visitor_id order by \(order), visits.mood, visitor_id
            """
        let expected = try sql(query)
        #expect(try groups(arguments, "mood visitor { name }") == expected)
        #expect(
            try groups("\(arguments), first: 5", "mood visitor { name }") == Array(expected.prefix(5))
        )
        let behind = try groups("\(arguments), first: 4, offset: 3", "mood visitor { name }")
        #expect(behind == Array(expected.dropFirst(3).prefix(4)))
        #expect(try groups("\(arguments), offset: 1000", "mood") == [])
    }

    @Test(arguments: ["first: -1", "offset: -1", "first: 501"])
    func `sizes are bounded`(arguments: String) throws {
        let answer = try ask("{ visits { groups(by: {guide: true}, \(arguments)) { aggregate { count } } } }")
        #expect(answer.code == "BAD_USER_INPUT")
    }

    @Test func `more groups than a page are refused unless asked for by pages`() throws {
        let gateway = try visits.beside(
            ["--limit-page", "10", "--limit-default-page", "10"],
            schema: "Tests/Fixtures/visits/schema",
            login: "visits_gateway"
        )
        let all = try gateway.ask("{ visits { groups(by: {remark: true}) { key { remark } } } }", as: "guard")
        #expect(all.code == "LIMIT_EXCEEDED", "\(all.body)")
        let some = try gateway.ask(
            "{ visits { groups(by: {remark: true}, first: 10) { key { remark } } } }",
            as: "guard"
        )
        #expect(some["data", "visits", "groups"]?.items.count == 10)
    }

    // MARK: Relations

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
        let found = try groups("by: {visitor: true}", "visitor { name }", as: "guide")
        let expected = try sql(
            """
            select v.name, count(*) from visits left join visitors v on v.id = visitor_id and not secret where guide <> 'paulo'
            group by v.id, v.name order by v.id
            """
        )
        #expect(found == expected && found.count == 4)
        let answer = try ask("{ visits { aggregate { visitor { countDistinct } } } }", as: "guide")
        #expect(answer["data", "visits", "aggregate", "visitor", "countDistinct"]?.text == "3")
        // With the id itself, which the role may read, they are told apart.
        #expect(try groups("by: {visitorID: true}", "visitorID", as: "guide").count == 7)
    }

    @Test func `what a view shows some callers only is aggregated for them only`() throws {
        for (name, expected) in [("odile", "Remark 98"), ("even", "Remark 99")] {
            let answer = try visits.ask(
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
        let answer = try ask("{ visits { \(question) } }", as: "guide")
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
        // The year of PostgreSQL's first moment begins before it.
        try visits.sql("update visits set came_at = '4714-11-24 00:00+00 BC' where id = 1013")
        defer { _ = try? visits.sql("update visits set came_at = '2018-11-05 01:59+00' where id = 1013") }
        let query = "{ visits { groups(by: {cameAt: {bucket: YEAR}}) { aggregate { count } } } }"
        #expect(try ask(query).code == "BAD_USER_INPUT")
        let found = try ask(query, as: "guide")
        #expect(found["data", "visits", "groups"]?.items.count == 3, "\(found.body)")
    }
}
