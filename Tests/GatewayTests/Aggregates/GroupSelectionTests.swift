import JSON
import Testing

/// Which `groups` there are, and in which order.
@Suite("Choice and order of groups")
struct GroupSelectionTests {
    private let visits: Visits

    init() throws { visits = try Visits() }

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
            (
                "{mood: {max: {gte: GRAVE}, min: {in: [MERRY, GRAVE]}}}",
                "max(mood) >= 'grave' and min(mood) in ('merry', 'grave')"
            ),
            (#"{price: {sum: {isNull: true}}}"#, "sum(price) is null"),
            (
                #"{or: [{count: {lt: 5}}, {not: {price: {sum: {gt: "100"}}}}]}"#,
                "(count(*) < 5 or not sum(price) > 100)"
            ),
            ("{and: [{count: {gt: 3}}, {count: {lt: 15}}]}", "count(*) between 4 and 14"),
            (
                "{warmth: {percentile: {fraction: 0.5, value: {gt: 15.25, lte: 16}}}}",
                "percentile_cont(0.5) within group (order by warmth) between 15.26 and 16"
            ),
            (
                #"{stay: {percentile: {fraction: 0.95, value: {gt: "PT114H30M"}}}}"#,
                "percentile_cont(0.95) within group (order by stay) > 'PT114H30M'"
            ),
            (
                #"{cameAt: {percentile: {fraction: 0.25, value: {lt: "2025-10-26T15:00:00Z"}}}}"#,
                "percentile_disc(0.25) within group (order by came_at) < '2025-10-26T15:00:00Z'"
            ),
            (
                #"{not: {opened: {percentile: {fraction: 1, value: {in: ["10:00:00"]}}, max: {isNull: false}}}}"#,
                "not (percentile_disc(1) within group (order by opened) = '10:00' and max(opened) is not null)"
            ),
            (
                #"{or: [{cameOn: {percentile: {fraction: 0, value: {eq: "2024-12-30"}}}}, {paid: {percentile: {fraction: 0.5, value: {isNull: true}}}}]}"#,
                "(percentile_disc(0) within group (order by came_on) = '2024-12-30' or count(paid) = 0)"
            ),
            ("{}", "true"), ("null", "true"),
        ]
    )
    func `only groups that meet the conditions are there`(having: String, condition: String) throws {
        let found = try visits.groups("by: {guide: true, mood: true}, having: \(having)", "guide mood")
        let expected = try visits.sql(
            """
            select guide, upper(replace(mood::text, '-', '_')), count(*) from visits group by guide, mood having \(condition)
            order by visits.mood, guide
            """
        )
        #expect(found == expected)
        let variable = try visits.ask(
            """
            query A($h: VisitAggregateFilter) { visits { groups(by: {guide: true, mood: true}, having: $h) { aggregate { count } } } }
            """,
            variables: ["h": .object(["count": .object(["gt": .number("100")])])]
        )
        #expect(variable["data", "visits", "groups"] == .array([]))
    }

    @Test(arguments: [
        "{count: {gt: null}}", "{count: null}", "{paid: {sum: {}}}", "{paid: {}}", "{paid: {sum: null}}",
        "{paid: {percentile: null}}", "{paid: {percentile: {fraction: 0.5, value: {}}}}",
        "{paid: {percentile: {fraction: 0.5, value: {gt: null}}}}",
    ])
    func `a condition without a value is never everything`(having: String) throws {
        let answer = try visits.ask(
            "{ visits { groups(by: {mood: true}, having: \(having)) { aggregate { count } } } }"
        )
        #expect(answer.code == "BAD_USER_INPUT", "\(answer.body)")
    }

    @Test func `a percentile's fraction is from 0 to 1, also in conditions and orders`() throws {
        for argument in [
            "having: {paid: {percentile: {fraction: 1.5, value: {gt: 1}}}}",
            "orderBy: {aggregate: {paid: {percentile: {fraction: -0.5, direction: ASC}}}}",
        ] {
            let answer = try visits.ask(
                "{ visits { groups(by: {mood: true}, \(argument)) { aggregate { count } } } }"
            )
            #expect(answer.code == "BAD_USER_INPUT" && answer.body.contains("from 0 to 1"), "\(answer.body)")
        }
    }

    @Test func `percentiles may come as variables, whole or in part`() throws {
        let query = """
            query A($f: Float!, $v: FloatFilter!, $o: [VisitGroupOrder!]) { visits {
              groups(by: {guide: true}, having: {warmth: {percentile: {fraction: $f, value: $v}}}, orderBy: $o) { key { guide } } } }
            """
        for fraction in ["0.1", "0.9"] {
            let order: JSONValue = .object([
                "fraction": .number(fraction), "direction": .string("DESC"),
            ])
            let answer = try visits.ask(
                query,
                variables: [
                    "f": .number(fraction), "v": .object(["gt": .number("2.5")]),
                    "o": .object(["aggregate": .object(["warmth": .object(["percentile": order])])]),
                ]
            )
            let percentile = "percentile_cont(\(fraction)) within group (order by warmth)"
            let expected = try visits.sql(
                "select guide from visits group by 1 having \(percentile) > 2.5 order by \(percentile) desc, 1"
            )
            let found = answer["data", "visits", "groups"]?.items.compactMap { $0[["key", "guide"]]?.text }
            #expect(found == expected && !expected.isEmpty, "\(answer.body)")
        }
    }

    @Test func `a figure is compared with nothing but its kind`() throws {
        let answer = try visits.ask(
            #"{ visits { groups(by: {mood: true}, having: {paid: {sum: {gt: "many"}}}) { aggregate { count } } } }"#
        )
        #expect(answer.code == "GRAPHQL_VALIDATION_FAILED")
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
            (
                "[{aggregate: {warmth: {percentile: {fraction: 0.5, direction: DESC_NULLS_LAST}}}}]",
                "percentile_cont(0.5) within group (order by warmth) desc nulls last"
            ),
            (
                """
                [{aggregate: {opened: {percentile: {fraction: 0.5, direction: ASC}}}},
                  {aggregate: {opened: {percentile: {fraction: 0, direction: DESC}}}}]
                """,
                """
                percentile_disc(0.5) within group (order by opened), percentile_disc(0) within group (order by opened) desc
                """
            ),
            ("[{key: {visitor: {name: DESC}}}]", "(select name from visitors where id = visitor_id) desc"),
            ("[{key: {visitor: {secret: DESC}}}]", ""), ("[]", "true::boolean"), ("null", "true::boolean"),
        ]
    )
    func `groups are ordered as is asked, and ties by the keys`(orderBy: String, order: String) throws {
        let arguments = "by: {visitor: true, mood: true}, orderBy: \(orderBy)"
        if order.isEmpty {
            #expect(try visits.groups(arguments, "mood").first?.contains("secret") == true)
            return
        }
        let query = """
            select upper(replace(mood::text, '-', '_')), (select name from visitors where id = visitor_id), count(*) from visits
            group by visits.mood, visitor_id order by \(order), visits.mood, visitor_id
            """
        let expected = try visits.sql(query)
        #expect(try visits.groups(arguments, "mood visitor { name }") == expected)
        #expect(
            try visits.groups("\(arguments), first: 5", "mood visitor { name }") == Array(expected.prefix(5))
        )
        let behind = try visits.groups("\(arguments), first: 4, offset: 3", "mood visitor { name }")
        #expect(behind == Array(expected.dropFirst(3).prefix(4)))
        #expect(try visits.groups("\(arguments), offset: 1000", "mood") == [])
    }

    @Test(arguments: ["first: -1", "offset: -1", "first: 501"])
    func `sizes are bounded`(arguments: String) throws {
        let answer = try visits.ask(
            "{ visits { groups(by: {guide: true}, \(arguments)) { aggregate { count } } } }"
        )
        #expect(answer.code == "BAD_USER_INPUT")
    }

    @Test func `more groups than a page are refused unless asked for by pages`() throws {
        let gateway = try visits.gateway.beside(
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
}
