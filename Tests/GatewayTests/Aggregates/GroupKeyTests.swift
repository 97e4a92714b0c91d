import JSON
import Testing

/// What rows are put into `groups` by.
@Suite("Keys of groups")
struct GroupKeyTests {
    private let visits: Visits

    init() throws { visits = try Visits() }

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
        let found = try visits.groups("by: {\(by)}, first: 500", key)
        let expected = try visits.sql(
            "select \(expression), count(*) from visits group by 1 order by \(expression) nulls last"
        )
        #expect(found.sorted() == expected.sorted())
        #expect(found.count > 1)
    }

    @Test func `several keys are one group each for all of their values together`() throws {
        let found = try visits.groups(
            "by: {guide: true, mood: true, cameOn: {bucket: MONTH}, visitorID: true, visitor: true}",
            "cameOn mood visitor { name } guide"
        )
        let expected = try visits.sql(
            """
            select date_trunc('month', came_on)::date, upper(replace(mood::text, '-', '_')),
              (select name from visitors where id = visitor_id), guide, count(*)
            from visits group by 1, 2, visitor_id, guide order by 1, date_trunc('month', min(came_on)), min(mood), guide, visitor_id
            """
        )
        #expect(found == expected)
    }

    @Test func `rows without a field that has an order are keys like others, but give none`() throws {
        let found = try visits.groups("by: {place: true}", "place { id }")
        #expect(found.count == 3 && Set(found).count == 3)
        let rooms = try visits.groups("by: {room: true}", "room { name }")
        #expect(found.map { $0.split(separator: "|").last } == rooms.map { $0.split(separator: "|").last })
        let order =
            "{ visits { groups(by: {place: true}, orderBy: {key: {place: {id: ASC}}}) { key { place { id } } } } }"
        #expect(try visits.ask(order).status == 422)
    }

    @Test func `keys may come and go by variables`() throws {
        let query = """
            query A($mood: Boolean, $unit: TimeBucket!, $by: VisitGroupBy!) { visits(where: {guide: {eq: "odile"}}) {
              given: groups(by: {mood: $mood, cameAt: {bucket: $unit}}, first: 1) { key { cameAt } aggregate { count } }
              whole: groups(by: $by, first: 1) { key { guide } aggregate { count } } } }
            """
        for (mood, unit) in [(JSONValue.boolean(true), "DAY"), (.boolean(false), "YEAR"), (.null, "HOUR")] {
            let variables: JSONValue.Object = [
                "mood": mood, "unit": .string(unit), "by": .object(["guide": .boolean(true)]),
            ]
            let answer = try visits.ask(query, variables: variables)
            let keys = "date_trunc('\(unit)', came_at)" + (mood == .boolean(true) ? ", mood" : "")
            let expected = try visits.sql(
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
        let answer = try visits.ask("{ visits { groups(by: \(by)) { aggregate { count } } } }")
        #expect(answer.code == "BAD_USER_INPUT" && answer.body.contains("names nothing to group by"))
    }

    @Test func `what is not grouped by is no key`() throws {
        let answer = try visits.ask("{ visits { groups(by: {guide: true}) { key { guide mood } } } }")
        #expect(
            answer.code == "BAD_USER_INPUT" && answer.body.contains(#"\"mood\" is no key of these groups"#)
        )
        let ordered =
            "{ visits { groups(by: {guide: true}, orderBy: [{key: {mood: ASC}}]) { key { guide } } } }"
        #expect(try visits.ask(ordered).code == "BAD_USER_INPUT")
    }

    @Test func `of no rows there are no groups`() throws {
        #expect(try visits.groups("by: {mood: true}", "mood", where: #"{guide: {eq: "nobody"}}"#) == [])
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
        let found = try visits.groups(
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
            let answer = try visits.ask(query, variables: ["z": .string(zone)])
            #expect(
                answer.code == "BAD_USER_INPUT" && answer.body.contains("is no time zone"),
                "\(answer.body)"
            )
            #expect(zone != "Europe/Warschau" || answer.body.contains("Europe/Warsaw"))
        }
    }
}
