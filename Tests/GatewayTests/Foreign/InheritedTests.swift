import JSON
import TestSupport
import Testing

/// A database as one inherits it: keys that are equal without having the same bytes, names that SQL must quote.
@Suite("An inherited database", .serialized)
struct InheritedTests {
    static let inherited = Result {
        try GatewayProcess(fixture: "inherited", in: TestCluster.shared())
    }

    let gateway: GatewayProcess

    init() throws { gateway = try Self.inherited.get() }

    /// The data of an answer without errors, as JSON.
    private func data(_ query: String) throws -> String {
        let answer = try gateway.ask(query, as: nil)
        return answer.status == 200 ? JSONWriter.text(of: answer["data"] ?? .null) : answer.body
    }

    @Test(
        arguments: [
            (
                "{ orders { number user { number } userByHandle { name } userByNick { userName } currency { name } } }",
                """
                {"orders":[{"number":1,"user":{"number":"1"},"userByHandle":{"name":"Ann"},"userByNick":{"userName":"ann"},\
                "currency":{"name":"euro"}},\
                {"number":2,"user":{"number":"2"},"userByHandle":{"name":"BOB"},"userByNick":{"userName":"Bob"},\
                "currency":{"name":"none"}},\
                {"number":3,"user":null,"userByHandle":null,"userByNick":null,"currency":{"name":"euro"}}]}
                """
            ),
            (
                "{ users { nodes { superior { name } inferiors { totalCount } orders { number } ordersByHandle { number } "
                    + "ordersByNick { nodes { number } } } } }",
                """
                {"users":{"nodes":[{"superior":null,"inferiors":{"totalCount":1},"orders":[{"number":1}],\
                "ordersByHandle":[{"number":1}],"ordersByNick":{"nodes":[{"number":1}]}},\
                {"superior":{"name":"Ann"},"inferiors":{"totalCount":1},"orders":[{"number":2}],\
                "ordersByHandle":[{"number":2}],"ordersByNick":{"nodes":[{"number":2}]}},\
                {"superior":{"name":"BOB"},"inferiors":{"totalCount":0},"orders":[],"ordersByHandle":[],\
                "ordersByNick":{"nodes":[]}}]}}
                """
            ),
            (
                "{ currencies { orders { number } } orders(first: 9) { lines { nodes { no currency { name } notes { body } } } "
                    + "currencies { name } } }",
                """
                {"currencies":[{"orders":[{"number":1},{"number":3}]},{"orders":[{"number":2}]}],\
                "orders":[{"lines":{"nodes":[{"no":"1","currency":{"name":"euro"},"notes":[{"body":"one"},{"body":"two"}]},\
                {"no":"2","currency":{"name":"none"},"notes":[]}]},"currencies":[{"name":"euro"},{"name":"none"}]},\
                {"lines":{"nodes":[{"no":"1","currency":null,"notes":[{"body":"four"}]}]},"currencies":[{"name":"none"}]},\
                {"lines":{"nodes":[]},"currencies":[]}]}
                """
            ),
            (
                "{ notes(first: 2, orderBy: [{body: ASC}]) { body remark { tag } } }",
                "{\"notes\":[{\"body\":\"four\",\"remark\":null},{\"body\":\"one\",\"remark\":{\"tag\":\"Loud\"}}]}"
            ),
            (
                "{ notes(where: {line: {order: {user: {number: {eq: \"1\"}}}}}, orderBy: [{line: {no: DESC}}]) { body "
                    + "line { no order { number } } } }",
                """
                {"notes":[{"body":"two","line":{"no":"1","order":{"number":1}}},\
                {"body":"one","line":{"no":"1","order":{"number":1}}}]}
                """
            ),
        ]
    )
    func `rows find each other as PostgreSQL compares their keys`(query: String, expected: String) throws {
        #expect(try data(query) == expected)
    }

    @Test(
        arguments: [
            ("currencyCode: {eq: \"X\"}", [2]), ("currencyCode: {eq: \"X    \"}", [2]),
            ("currencyCode: {in: [\"X    \", \"none\"]}", [2]),
            ("currencyCode: {notIn: [\"X    \"]}", [1, 3]),
            ("currencyCode: {startsWith: \"EU\"}", [1, 3]),
            ("user: {rank: {gte: 0}}", [1, 2]), ("user: {rank: {in: [-1, 7]}}", [2]),
            ("user: {rebate: {gt: \"-5\"}}", [1, 2]), ("user: {rebate: {lte: \"1000\"}}", [1, 2]),
            ("user: {mood: {eq: VERY_SAD}}", [2]), ("state: {eq: OPEN}", [1, 3]),
            ("user: {mood: {gt: GLAD}}", [2]), ("user: {name: {eq: \"ANN\"}}", [1]),
            ("user: {name: {notIn: [\"ann\", \"EVE\"]}}", [2]), ("user: {name: {ne: \"bob\"}}", [1]),
        ] as [(String, [Int])]
    )
    func `conditions compare by the type's rules, and not by those for what is stored`(
        condition: String,
        numbers: [Int]
    ) throws {
        let expected = numbers.map { "{\"number\":\($0)}" }.joined(separator: ",")
        #expect(
            try data("{ orders(where: {\(condition)}) { number } }") == "{\"orders\":[\(expected)]}"
        )
    }

    /// Without its own operator a `citext` would be compared as `text`: rows would not find each other, and nobody be told.
    @Test func `a type whose operators are not looked for is no type to compare by`() throws {
        try gateway.sql("alter role inherited_gateway set search_path = pg_catalog")
        defer { _ = try? gateway.sql("alter role inherited_gateway reset search_path") }
        let login = gateway.cluster.connectionString(database: "inherited", user: "inherited_gateway")
        let result = try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--schema", "Tests/Fixtures/inherited/schema", "--database",
                login,
            ],
            folder: GatewayProcess.folder
        )
        #expect(
            result.status == 1
                && result.output.contains("Values of citext in \"user\" are compared by operators")
        )
        #expect(result.output.contains("ALTER ROLE inherited_gateway SET search_path"), "\(result.output)")
    }

    @Test func `nothing that is set for the login changes what is read`() throws {
        let query = "query Q($who: [String!]) { diaries(where: {owner: {in: $who}}) { owner days took } }"
        for (who, found) in [
            ("a\\b", #"{"owner":"a\\b","days":["2024-02-01T10:00:00",null],"took":"P1DT2H"}"#),
            ("Bob", #"{"owner":"Bob","days":[],"took":"PT0S"}"#), ("Eve", ""),
        ] {
            let answer = try gateway.ask(
                query,
                as: "somebody",
                claims: ["who": .string(who)],
                variables: ["who": .array([.string("Bob"), .string("a\\b")])]
            )
            #expect(answer.body == "{\"data\":{\"diaries\":[\(found)]}}")
        }
        #expect(try data("{ diaries { owner } }") == "{\"diaries\":[]}")
    }

    @Test func `composite values are served as PostgreSQL writes them, and expressions may be lists`() throws
    {
        #expect(
            try data("{ users(where: {rank: {eq: 1}}) { nodes { home homes rebate mood } } }")
                == """
                {"users":{"nodes":[{"home":"(Main,1)","homes":["(Main,1)",null],"rebate":"0.5","mood":"GLAD"}]}}
                """
        )
        #expect(
            try data("{ users(where: {rank: {eq: 7}}) { nodes { lengths moods } } }")
                == "{\"users\":{\"nodes\":[{\"lengths\":[3,null],\"moods\":[\"VERY_SAD\",\"GLAD\"]}]}}"
        )
    }

    @Test func `a value that the enum does not have is an error at its place`() throws {
        let text = try gateway.ask("{ orders { number state } }", as: nil)
        #expect(text.status == 294)
        #expect(
            JSONWriter.text(of: text["data"] ?? .null)
                == "{\"orders\":[{\"number\":1,\"state\":\"OPEN\"},{\"number\":2,\"state\":null},{\"number\":3,\"state\":\"OPEN\"}]}"
        )
        #expect(JSONWriter.text(of: text["errors", "0", "path"] ?? .null) == "[\"orders\",1,\"state\"]")
        // A label that came after the schema was proved.
        try gateway.sql("alter type mood add value 'bored'")
        try gateway.sql("update \"user\" set mood = 'bored' where id = 2")
        let label = try gateway.ask("{ users { nodes { mood } } }", as: nil)
        #expect(
            JSONWriter.text(of: label["data"] ?? .null)
                == "{\"users\":{\"nodes\":[{\"mood\":\"GLAD\"},{\"mood\":null},{\"mood\":\"SO_SO\"}]}}"
        )
        try gateway.sql("update \"user\" set mood = 'very sad' where id = 2")
    }
}
