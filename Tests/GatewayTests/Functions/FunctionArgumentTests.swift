import JSON
import TestSupport
import Testing

/// What fields give to functions.
@Suite("Arguments of functions")
struct FunctionArgumentTests {
    private static let shared = Result { () throws -> Workshop in
        let workshop = try Workshop("arguments")
        try workshop.gateway.sql("update items set name = null where id in (2, 4)")
        return workshop
    }

    let workshop: Workshop

    init() throws { workshop = try Self.shared.get() }

    @Test func `a function of a row is called with NULL, unless it is STRICT`() throws {
        let answer = try workshop.data("{ items(first: 3) { described strictly words } }")
        #expect(
            answer == """
                {"items":[{"described":"1 item 1","strictly":"item 1!","words":["item 1"]},\
                {"described":"2 nobody","strictly":null,"words":["nothing"]},\
                {"described":"3 item 3","strictly":"item 3!","words":["item 3"]}]}
                """
        )
    }

    @Test(
        arguments: [
            ("countUp", 10), ("countUp(by: 1)", 1), ("countUp(by: $absent)", 10), ("countUp(by: $seven)", 7),
            ("countUp(by: 3, twice: true)", 6), ("countUp(twice: true)", 20), ("countUp(by: $null)", nil),
            ("countUp(by: null)", nil),
        ] as [(String, Int?)]
    )
    func `an absent argument is left to the default, and null is null`(field: String, expected: Int?) throws {
        let query = "mutation($absent: Int, $null: Int, $seven: Int) { field: \(field) }"
        let used = ["$absent", "$null", "$seven"].filter { field.contains($0) }
        let names = used.isEmpty ? "" : "(" + used.map { "\($0): Int" }.joined(separator: ", ") + ")"
        let answer = try workshop.ask(
            query.replacing("($absent: Int, $null: Int, $seven: Int)", with: names),
            variables: ["null": .null, "seven": .number("7")]
        )
        #expect(answer["data", "field"]?.text == expected.map(String.init), "\(answer.body)")
        #expect(answer.status == 200)
    }

    @Test func `a list is given to a VARIADIC parameter`() throws {
        let answer = try workshop.data(
            "mutation($n: [Decimal!]) { a: total(label: \"a\", numbers: [\"1.5\", \"2\"]) b: total(label: \"b\", numbers: $n) c: total(label: \"c\") }",
            variables: ["n": .array([.string("4")])]
        )
        #expect(answer == "{\"a\":\"3.5\",\"b\":\"4\",\"c\":null}")
    }

    @Test func `of several functions the one is called that takes the types of the arguments`() throws {
        let answer = try workshop.data(
            "{ pickInteger(x: 1) pickText(x: \"1\") pickState(x: IN_USE) scale(x: \"1\", factor: 2) }"
        )
        #expect(
            answer
                == "{\"pickInteger\":\"integer\",\"pickText\":\"text\",\"pickState\":\"state\",\"scale\":\"two\"}"
        )
    }

    // MARK: check

    /// Some SDL in place of other, some SQL, and the finding.
    @Test(
        arguments: [
            (
                ("pickText(x: String!)", "pickText(x: Float!)"), "",
                "error: No function \"pick\" takes the arguments of Query.pickText. There are: pick(int4), pick(text), pick(item_state)."
            ),
            (
                ("scale(x: Decimal!, factor: Int)", "scale(x: Decimal!)"), "",
                "error: Several functions \"scale\" take the arguments of Query.scale: scale(numeric), scale(numeric, int4)."
            ),
            (
                ("countUp(by: Int,", "countUp(by: String,"), "",
                "error: Mutation.countUp(by:) is String, but the function takes int4 there."
            ),
            (
                ("pickState(x: ItemState!)", "pickState(x: String!)"),
                "drop function pick(text), pick(integer)",
                "error: Query.pickState(x:) is String, but the function takes item_state there."
            ),
            (
                ("{parameter: \"tags\", column: \"status\"}", "{parameter: \"tags\", column: \"tags\"}"),
                "create or replace function described(id integer, tags text[], name text) returns text language sql immutable as 'select name'; drop function described(integer, text, text)",
                "error: Item.described gives the column \"items.tags\", which is text[]: it cannot be given for many rows at once."
            ),
            (
                ("touchItems(ids: [Int!]): [Item]", "touchItems(ids: [Int!]): Item"), "",
                "error: Mutation.touchItems is no list, but the function \"touch_items\" returns a set."
            ),
            (
                (
                    "renameItem(itemId: Int!, name: String): Item",
                    "renameItem(itemId: Int!, name: String): [Item]"
                ),
                "",
                "error: Mutation.renameItem is a list, but the function \"rename_item\" returns one result."
            ),
            (
                ("dropItem(itemId: Int!): Item", "dropItem(itemId: Int!): Item!"), "",
                "warning: Mutation.dropItem is non-null, but the row that the function \"drop_item\" returns is read from \"items\" by its key: it may be deleted, or hidden from the caller."
            ),
            (
                ("touchItems(ids: [Int!]): [Item]", "touchItems(ids: [Int!]): [Item!]"), "",
                "warning: Mutation.touchItems is non-null,"
            ),
            (
                ("itemsLike(pattern: String!): [Item]!", "itemsLike(pattern: String!): [Item!]!"), "",
                "warning: Query.itemsLike is non-null, but the row that the function \"items_like\" returns is read from \"items\" by its key: it may be hidden from the caller by a policy."
            ),
        ]
    )
    func `check finds what does not fit`(edit: (String, String), sql: String, finding: String) throws {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/workshop/schema/workshop.graphql"],
            folder: GatewayProcess.folder
        )
        #expect(source.contains(edit.0))
        let folder = try TestFolder(["workshop.graphql": source.replacing(edit.0, with: edit.1)])
        let name = "workshop_check_\(finding.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFFFF })"
        let cluster = workshop.gateway.cluster
        try cluster.run("create database \(name) template template0")
        let owner = cluster.connectionString(database: name)
        try ChildProcess.require(
            [
                GatewayProcess.program, "migrate", "--database", owner, "--owner-database", owner,
                "--migrations",
                "Tests/Fixtures/workshop/migrations",
            ],
            folder: GatewayProcess.folder
        )
        if !sql.isEmpty { try cluster.run(sql, database: name) }
        let result = try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--schema", folder.path, "--database",
                cluster.connectionString(database: name, user: "workshop_gateway"),
            ],
            folder: GatewayProcess.folder
        )
        #expect(result.output.contains(finding), "\(result.output)")
    }
}
