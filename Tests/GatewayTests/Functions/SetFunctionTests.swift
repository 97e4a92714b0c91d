import JSON
import TestSupport
import Testing

/// Functions that take a set of calls: `@function(batch: true)`.
///
/// One test at a time, because waiting requests share their statements.
@Suite("Set functions", .serialized)
struct SetFunctionTests {
    private static let shared = Result { try Workshop("sets") }

    let workshop: Workshop

    init() throws { workshop = try Self.shared.get() }

    @Test func `root fields, aliases and constants are one statement`() throws {
        let answer = try workshop.data(
            """
            query($span: Span, $two: [Int!]) {
              a: countItems(span: {low: 2, high: 4}) { count calls }
              b: countItems(ids: [1, 2, 3, 7], words: ["x"]) { calls count }
              c: countItems(span: $span, ids: $two) { ...f }
              d: newItems(label: "d") { label ...f }
            }
            fragment f on ItemCount { count calls }
            """,
            variables: ["span": .object(["low": .number("5")]), "two": .array([.number("5"), .number("6")])]
        )
        #expect(
            answer == """
                {"a":{"count":3,"calls":4},"b":{"calls":4,"count":3},"c":{"count":0,"calls":4},\
                "d":{"label":"d","count":18,"calls":4}}
                """
        )
    }

    @Test func `equal calls are made once, and all rows with a field are in one statement`() throws {
        let answer = try workshop.data(
            """
            { a: countItems(label: "x") { calls } b: countItems(label: "x") { count }
              items(first: 3) { counted(label: "y") { label count calls } } }
            """
        )
        let row = "{\"counted\":{\"label\":\"y\",\"count\":1,\"calls\":3}}"
        #expect(answer == "{\"a\":{\"calls\":1},\"b\":{\"count\":18},\"items\":[\(row),\(row),\(row)]}")
    }

    /// A list of arguments, and the call as the function sees it.
    @Test(
        arguments: [
            ("", "{}"), ("label: null", "{}"), ("state: IN_USE", "{\"state\": \"in use\"}"),
            ("ids: []", "{\"ids\": []}"), ("ids: [3, -4]", "{\"ids\": [3, -4]}"),
            ("span: {}", "{\"span\": {}}"),
            ("span: {high: -1}", "{\"span\": {\"high\": -1}}"),
            (
                "words: [\"a,b\", \"\", \"NULL\", null, \"{\\\"ż\\\\\"]",
                "{\"words\": [\"a,b\", \"\", \"NULL\", null, \"{\\\"ż\\\\\"]}"
            ),
        ]
    )
    func `a call has the arguments, and NULL for what is absent`(arguments: String, call: String) throws {
        let list = arguments.isEmpty ? "" : "(\(arguments))"
        let answer = try workshop.ask("{ countItems\(list) { given } }")
        #expect(answer["data", "countItems", "given"]?.text == call, "\(answer.body)")
    }

    @Test func `rows of one call keep their order, and no row is null or an empty list`() throws {
        let answer = try workshop.data(
            """
            { two: steps(upTo: 2) { step calls } none: steps(upTo: 0) { step } first: steps(upTo: 9, first: 1) { step }
              countItems(label: "nothing") { count } five: square(upTo: 5) six: square(upTo: -6) }
            """
        )
        #expect(
            answer == """
                {"two":[{"step":2,"calls":3},{"step":1,"calls":3}],"none":[],"first":[{"step":9}],"countItems":null,\
                "five":"25","six":"36"}
                """
        )
    }

    @Test func `a second row of a single value is an error`() throws {
        let answer = try workshop.ask(
            "{ a: countItems(label: \"twice\") { count } b: countItems { count } }"
        )
        #expect(answer["data", "a"] == .null)
        #expect(answer["data", "b", "count"]?.text == "18")
        #expect(
            answer["errors", "0", "message"]?.text == "The function returned several rows for one call.",
            "\(answer.body)"
        )
    }

    @Test func `only the call that the function refuses fails`() throws {
        let answer = try workshop.ask(
            "{ a: countItems(label: \"refused\") { count } b: countItems { count } }"
        )
        #expect(answer["data", "b", "count"]?.text == "18", "\(answer.body)")
        #expect(answer["errors", "0", "extensions", "code"]?.text == "BAD_USER_INPUT", "\(answer.body)")
        #expect(answer["errors", "0", "path", "0"]?.text == "a")
    }

    @Test func `a list without "first" may be longer than a page, within a limit`() throws {
        let answer = try workshop.ask("{ a: steps(upTo: 1100) { step } b: steps(upTo: 2001) { step } }")
        #expect(
            answer["errors", "0", "extensions", "code"]?.text == "LIMIT_EXCEEDED",
            "\(answer.body.prefix(200))"
        )
        let days = try workshop.ask("{ steps(upTo: 1100) { step } }")
        #expect(days["data", "steps", "1099", "step"]?.text == "1")
    }

    @Test func `calls of several set functions in one request read one snapshot`() throws {
        let answer = try workshop.ask("{ a: firstMoment b: secondMoment c: secondMoment(label: \"c\") }")
        let moment = try #require(answer["data", "a"]?.text, "\(answer.body)")
        #expect(moment.hasPrefix("repeatable read "))
        #expect(answer["data", "b"]?.text == moment)
        #expect(answer["data", "c"]?.text == moment)
    }

    @Test func `a call that fails takes nothing of the others back`() throws {
        let answer = try workshop.ask(
            "{ a: firstMoment(label: \"refused\") b: secondMoment d: firstMoment five: square(upTo: 5) }"
        )
        #expect(answer["errors", "0", "path", "0"]?.text == "a", "\(answer.body)")
        #expect(answer["errors", "1"] == nil)
        #expect(answer["data", "b"]?.text?.hasPrefix("repeatable read ") == true)
        #expect(answer["data", "d"]?.text != nil)
        #expect(answer["data", "five"]?.text == "25")
    }

    /// Some SDL in place of other, and the finding.
    @Test(
        arguments: [
            (
                "name: \"item_steps\", batch", "name: \"no_set\", batch",
                "error: The function \"no_set(step_call[])\" takes no set of calls for Query.steps."
            ),
            (
                "value: \"new\"", "value: \"old\"",
                "error: Query.newItems gives \"old\" for the attribute \"state\", which is item_state."
            ),
            (
                "parameter: \"state\", value", "parameter: \"label\", value",
                "error: Query.newItems gives the attribute \"label\" of its call twice."
            ),
            (
                "parameter: \"state\", value", "parameter: \"status\", value",
                "error: Query.newItems: A call of \"item_counts\" has no attribute \"status\"."
            ),
            (
                "scale(x: Decimal!, factor: Int): String @function(name: \"scale\")",
                "scale(x: Decimal!, factor: Int): String @function(name: \"scale\", constants: [{parameter: \"y\", value: \"1\"}])",
                "error: Query.scale gives constants to \"scale\", which takes one call."
            ),
            (
                "countUp(by: Int, twice: Boolean): Int @function(name: \"count_up\")",
                "countUp(label: String): ItemCount @function(name: \"item_counts\", batch: true)",
                "error: Mutation.countUp changes something: its calls cannot be made together with others."
            ),
            (
                "@function(name: \"items_like\")", "@function(name: \"items_like\") @connection @filter",
                "error: Query.itemsLike has @connection, @filter, but its rows come from the function \"items_like\"."
            ),
            (
                "input Span {\n  low: Int", "input Span {\n  low: [Int]",
                "error: Span.low is [Int], but the function takes int4 there."
            ),
        ]
    )
    func `check finds what does not fit`(before: String, after: String, finding: String) throws {
        let output = try workshop.check(replacing: before, with: after, database: "workshop_sets")
        #expect(output.contains(finding), "\(output)")
    }
}
