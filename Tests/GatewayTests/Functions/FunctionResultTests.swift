import JSON
import TestSupport
import Testing

/// What functions return.
@Suite("Results of functions")
struct FunctionResultTests {
    private static let shared = Result { try Workshop("results") }

    let workshop: Workshop

    init() throws { workshop = try Self.shared.get() }

    // MARK: Rows of tables

    @Test func `a mutation answers the row as the function left it`() throws {
        let renamed = try workshop.data(
            "mutation { a: renameItem(itemId: 1, name: \"one\") { id name shout parts { part } } b: renameItem(itemId: 1, name: \"two\") { name } }"
        )
        #expect(
            renamed
                == "{\"a\":{\"id\":1,\"name\":\"one\",\"shout\":\"FRESH\",\"parts\":[]},\"b\":{\"name\":\"two\"}}"
        )
        let added = try workshop.data("mutation { addItem(id: 100, name: \"new\") { id name } }")
        #expect(added == "{\"addItem\":{\"id\":100,\"name\":\"new\"}}")
    }

    @Test func `a dry run answers the row as the function would leave it`() throws {
        let added = try workshop.data(
            "mutation { addItem(id: 101, name: \"dry\", dryRun: true) { name shout } }"
        )
        #expect(added == "{\"addItem\":{\"name\":\"dry\",\"shout\":\"FRESH\"}}")
        let renamed = try workshop.data(
            "mutation { renameItem(itemId: 2, name: \"dry\", dryRun: true) { name } }"
        )
        #expect(renamed == "{\"renameItem\":{\"name\":\"dry\"}}")
        #expect(
            try workshop.gateway.sql("select name from items where id in (2, 101) order by id") == ["item 2"]
        )
    }

    @Test func `a row that is deleted, hidden or was never there is null`() throws {
        #expect(try workshop.data("mutation { dropItem(itemId: 3) { id } }") == "{\"dropItem\":null}")
        #expect(try workshop.gateway.sql("select id from items where id = 3") == [])
        #expect(
            try workshop.data("mutation { addItem(id: 102, name: \"s\", secret: true) { id } }")
                == "{\"addItem\":null}"
        )
        #expect(
            try workshop.data("mutation { renameItem(itemId: -1, name: \"x\") { id } }")
                == "{\"renameItem\":null}"
        )
    }

    @Test func `a set of rows is a list in the order of the function, with null for what cannot be read`()
        throws
    {
        // 7 is hidden by a policy, and -5 does not exist.
        let answer = try workshop.data("mutation { touchItems(ids: [9, 7, 8, -5, 9]) { id status } }")
        #expect(
            answer
                == "{\"touchItems\":[{\"id\":9,\"status\":\"fresh!!\"},null,{\"id\":8,\"status\":\"fresh!\"},null,{\"id\":9,\"status\":\"fresh!!\"}]}"
        )
        let parts = try workshop.data(
            "mutation { addParts(item: 4, names: [\"b\", \"a\"]) { item part doubled } }"
        )
        #expect(
            parts
                == "{\"addParts\":[{\"item\":4,\"part\":\"b\",\"doubled\":null},{\"item\":4,\"part\":\"a\",\"doubled\":null}]}"
        )
        #expect(try workshop.data("mutation { touchItems { id } }") == "{\"touchItems\":[]}")
    }

    @Test func `an array of rows is a list, and null where it is NULL`() throws {
        let answer = try workshop.data("mutation { touchArray(ids: [11, -5, 10]) { id shout } }")
        #expect(
            answer
                == "{\"touchArray\":[{\"id\":11,\"shout\":\"FRESH?\"},null,{\"id\":10,\"shout\":\"FRESH?\"}]}"
        )
        #expect(try workshop.data("mutation { touchArray(ids: []) { id } }") == "{\"touchArray\":[]}")
        #expect(try workshop.data("mutation { touchArray { id } }") == "{\"touchArray\":null}")
    }

    @Test func `functions that read return rows as they are listed`() throws {
        let answer = try workshop.data(
            "{ itemsLike(pattern: \"item _0\", first: 2) { id } firstItem { id shout } }"
        )
        #expect(
            answer
                == "{\"itemsLike\":[{\"id\":20},{\"id\":10}],\"firstItem\":{\"id\":1,\"shout\":\"FRESH\"}}"
        )
    }

    // MARK: Composites and scalars

    @Test func `composites are served as they were returned`() throws {
        let one = try workshop.data(
            "mutation { summarize(itemId: 12) { id label loud double item { name } } }"
        )
        #expect(
            one
                == "{\"summarize\":{\"id\":12,\"label\":\"item 12.\",\"loud\":\"ITEM 12.\",\"double\":\"30.0\",\"item\":{\"name\":\"item 12.\"}}}"
        )
        #expect(try workshop.data("mutation { summarize(itemId: -1) { id } }") == "{\"summarize\":null}")
        let set = try workshop.data("mutation { summaries(ids: [13, -1]) { id label } }")
        #expect(set == "{\"summaries\":[{\"id\":13,\"label\":\"item 13\"},{\"id\":null,\"label\":null}]}")
        let array = try workshop.data(
            "mutation { summaryArray(ids: [13, -1]) { id loud } none: summaryArray { id } }"
        )
        #expect(array == "{\"summaryArray\":[{\"id\":13,\"loud\":\"ITEM 13\"},null],\"none\":null}")
        let table = try workshop.data("mutation { tableOf(count: 2) { id label } }")
        #expect(table == "{\"tableOf\":[{\"id\":1,\"label\":\"row 1\"},{\"id\":null,\"label\":null}]}")
    }

    @Test func `sets and arrays of scalars are lists`() throws {
        let answer = try workshop.data(
            "mutation { numberSet(count: 4) none: numberSet(count: 0) textArray(words: [\"a\", null]) null: textArray }"
        )
        #expect(
            answer == "{\"numberSet\":[4,null,2,1],\"none\":[],\"textArray\":[\"a\",null],\"null\":null}"
        )
        #expect(
            try workshop.data("{ letters(word: \"abc\", first: 2) all: letters(word: \"abc\") }")
                == "{\"letters\":[\"a\",\"b\"],\"all\":[\"a\",\"b\",\"c\"]}"
        )
    }

    // MARK: Limits

    @Test(
        arguments: [
            ("tableOf(count: 501) { id }", "table_of"), ("numberSet(count: 501)", "number_set"),
            (
                "summaryArray(ids: [\((0..<501).map(String.init).joined(separator: ","))]) { id }",
                "summary_array"
            ),
        ]
    )
    func `more rows than a page are an error, and what the function changed is rolled back`(
        field: String,
        function: String
    ) throws {
        let answer = try workshop.ask("mutation { \(field) }")
        #expect(answer.code == "LIMIT_EXCEEDED", "\(answer.body.prefix(300))")
        #expect(try workshop.gateway.sql("select * from calls where call = '\(function) 501'") == [])
    }

    @Test func `as many rows as a page are served`() throws {
        let answer = try workshop.ask("mutation { tableOf(count: 500) { id } numberSet(count: 500) }")
        #expect(answer["data", "tableOf"]?.items.count == 500, "\(answer.body.prefix(300))")
        #expect(answer["data", "numberSet"]?.items.count == 500)
        #expect(
            try workshop.ask("{ letters(word: \"\(String(repeating: "x", count: 501))\") }").code
                == "LIMIT_EXCEEDED"
        )
    }

    // MARK: Idempotency keys

    @Test(
        arguments: [
            ("renameItem(itemId: 14, name: \"k\") { id name shout }", "a"),
            ("touchItems(ids: [15, 7, 16, 15]) { id status }", "b"),
            ("touchArray(ids: [15, -5]) { id status }", "c"), ("touchArray { id }", "d"),
            ("touchArray(ids: []) { id }", "e"), ("summarize(itemId: 17) { id label loud }", "f"),
            ("summaries(ids: [17, -5]) { id label }", "g"), ("summaryArray(ids: [17, -5]) { id label }", "h"),
            ("summaryArray { id }", "i"), ("numberSet(count: 4)", "j"),
            ("textArray(words: [\"a\", null])", "k"),
            ("textArray", "l"), ("countUp(by: 4)", "m"), ("dropItem(itemId: 18) { id }", "n"),
        ]
    )
    func `a repeated mutation answers in the same order, and is not done again`(
        field: String,
        key: String
    )
        throws
    {
        let first = try workshop.ask("mutation { field: \(field) }", key: key)
        let second = try workshop.ask("mutation { field: \(field) }", key: key)
        #expect(first.status == 200 && first.body == second.body, "\(first.body) \(second.body)")
        let kept = try workshop.gateway.sql(
            "select coalesce(jsonb_typeof(answer), 'null') from concierge.idempotency_keys where key = '\(key)'"
        )
        #expect(kept == [field.contains("Array {") ? "null" : "array"])
    }

    @Test func `what was kept by an older version is repeated`() throws {
        for (field, old) in [
            ("renameItem(itemId: 19, name: \"old\") { id name }", "{\"id\": 19, \"name\": \"old\"}"),
            ("summarize(itemId: 19) { id label }", "{\"id\": 19, \"label\": \"kept\", \"double\": 1}"),
            ("countUp(by: 8)", "{\"value\": 8}"), ("textArray(words: [\"a\"])", "{\"value\": [\"a\"]}"),
        ] {
            let key = "old " + String(field.prefix(7))
            let first = try workshop.ask("mutation { field: \(field) }", key: key)
            try workshop.gateway.sql(
                "update concierge.idempotency_keys set answer = '\(old)' where key = '\(key)'"
            )
            let second = try workshop.ask("mutation { field: \(field) }", key: key)
            #expect(second.status == 200)
            let wanted = first.body.replacing("item 19.", with: "kept").replacing("old.", with: "kept")
            #expect(second.body == wanted, "\(second.body)")
        }
    }
}
