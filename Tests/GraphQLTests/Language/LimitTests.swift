import GraphQL
import Testing

@Suite("Limits of documents") struct LimitTests {
    static func limits(_ change: (inout DocumentLimits) -> Void) -> DocumentLimits {
        var limits = DocumentLimits.default
        change(&limits)
        return limits
    }

    @Test func `bytes are counted`() throws {
        #expect(try document("{ a }", limits: Self.limits { $0.bytes = 5 }).selections.count == 1)
        expectRefused(
            "{ a }① ",
            "The document has more than 5 bytes.",
            code: .limitExceeded,
            limits: Self.limits { $0.bytes = 5 }
        )
    }

    @Test func `tokens are counted, and what is ignored is not`() throws {
        let limits = Self.limits { $0.tokens = 8 }
        #expect(try document("{ a(b:\"c\") } # d e\n", limits: limits).selections.count == 1)
        expectRefused(
            "{ a(b:1) d ①}",
            "The document has more than 8 tokens.",
            code: .limitExceeded,
            limits: limits
        )
        expectRefused(
            "{ a(b:-1) b ①...",
            "The document has more than 8 tokens.",
            code: .limitExceeded,
            limits: Self.limits { $0.tokens = 8 }
        )
    }

    @Test func `selection sets nest up to the limit`() throws {
        let limits = Self.limits { $0.depth = 3 }
        #expect(try document("{ a { b { c } } d { e { f } } }", limits: limits).selections.count == 6)
        expectRefused(
            "{ a { b { c ①{ d } } } }",
            "The document has more than 3 levels of selection sets.",
            code: .limitExceeded,
            limits: limits
        )
        expectRefused(
            "{ a { ... { ... on T ①{ d } } } }",
            "The document has more than 3 levels of selection sets.",
            code: .limitExceeded,
            limits: limits
        )
    }

    @Test(arguments: ["[[[①[]]]]", "{a: {b: {c: ①{}}}}", "[{a: [①{}]}]"])
    func `values nest up to the limit`(value: String) {
        expectRefused(
            "{ a(b: \(value)) }",
            "The document has more than 3 levels of lists and objects in one value.",
            code: .limitExceeded,
            limits: Self.limits { $0.depth = 3 }
        )
    }

    @Test func `types nest as deep as their marks fit`() throws {
        let fifteen = String(repeating: "[", count: 15) + "T!" + String(repeating: "]!", count: 15)
        #expect(try document("query ($a: \(fifteen)) { b }").variables[0].modifiers.isFull)
        let message = "The document has more than 31 list and non-null marks around one type."
        expectRefused("query ($a: ①[\(fifteen)]) { b }", message, code: .limitExceeded)
        let brackets = String(repeating: "[", count: 32) + "T" + String(repeating: "]", count: 32)
        expectRefused("query ($a: ①\(brackets)) { b }", message, code: .limitExceeded)
        expectSchemaRefused("type A { a: ①\(brackets) }", message, code: .limitExceeded)
    }

    @Test func `aliases and directives are counted`() {
        let limits = Self.limits {
            $0.aliases = 2
            $0.directives = 2
        }
        expectRefused(
            "{ a: b c: d e①: f }",
            "The document has more than 2 aliases.",
            code: .limitExceeded,
            limits: limits
        )
        expectRefused(
            "{ a@b @c { d ①@e } }",
            "The document has more than 2 directives.",
            code: .limitExceeded,
            limits: limits
        )
    }

    /// A megabyte of every bracket, and of what stands between.
    static let bombs: [(String, prefix: String, unit: String)] = [
        ("selection sets", "", "{a"), ("inline fragments", "{", "...{"),
        ("typed inline fragments", "{", "...on T{"),
        ("lists", "{a(b:", "["), ("objects", "{a(b:", "{a:"), ("mixed values", "{a(b:", "[{a:"),
        ("types", "query($a:", "["), ("non-null marks", "query($a:T", "!"), ("parentheses", "{a", "("),
        ("directives", "{a", "@a"), ("aliases", "{", "a:a "), ("fragments", "", "fragment A on B{c}"),
        ("operations", "", "{a}"), ("empty arguments", "{", "a() "),
        ("block strings", "{a(b:", "\"\"\"\"\"\""),
        ("defaults", "query($a:T=", "["), ("comments", "", "#\n"), ("marks", "{a", "\u{FEFF}"),
        ("strings", "", "\"\""),
        ("escapes", "{a(b:\"", "\\u{0041}"), ("closing brackets", "", "]"),
        ("descriptions", "query(", "\"\"$a:T "),
    ]

    @Test(arguments: bombs.map { [$0.0, $0.prefix, $0.unit] })
    func `a bomb is refused on a small stack, in both parsers`(bomb: [String]) {
        let source = Array((bomb[1] + String(repeating: bomb[2], count: 1_000_000 / bomb[2].utf8.count)).utf8)
        var limits = DocumentLimits.default
        limits.bytes = 2_000_000
        let large = limits
        let outcome = onSmallStack {
            [
                errorCode { () throws(GraphQLError) in _ = try Document.parse(source, limits: .default) },
                errorCode { () throws(GraphQLError) in _ = try Document.parse(source, limits: large) },
                errorCode { () throws(GraphQLError) in _ = try SchemaDocument.parse(source, limits: large) },
                errorCode { () throws(GraphQLError) in _ = try SchemaDocument.parse(source, limits: .trusted)
                },
            ]
        }
        #expect(outcome.count == 4 && outcome.allSatisfy { $0 == .parseFailed || $0 == .limitExceeded })
        #expect(outcome.first == .limitExceeded)
    }

    @Test(arguments: ["type A{b(c:D=", "type A{b:", "extend type A@b(c:", "input A{b:C=[{a:"])
    func `a bomb in a schema is refused on a small stack`(prefix: String) {
        let bombs = ["[", "{a:", "[{a:"].map { Array((prefix + String(repeating: $0, count: 300_000)).utf8) }
        let outcome = onSmallStack {
            bombs.map { bomb in errorCode { () throws(GraphQLError) in _ = try SchemaDocument.parse(bomb) } }
        }
        #expect(outcome.count == 3 && outcome.allSatisfy { $0 == .parseFailed || $0 == .limitExceeded })
    }

    @Test func `nested braces cost no more than the limit's depth`() {
        var limits = DocumentLimits.trusted
        limits.depth = 64
        let source = [UInt8](repeating: UInt8(ascii: "{"), count: 1_000_000)
        let nested = Array(String(repeating: "{a", count: 500_000).utf8)
        let allowed = limits
        let clock = ContinuousClock()
        let duration = clock.measure {
            for _ in 0..<10 {
                #expect(throws: GraphQLError.self) { try Document.parse(source, limits: allowed) }
                #expect(throws: GraphQLError.self) { try Document.parse(nested, limits: allowed) }
            }
        }
        #expect(duration < .seconds(1))
    }
}

private func errorCode(_ parse: () throws(GraphQLError) -> Void) -> GraphQLError.Code? {
    do throws(GraphQLError) {
        try parse()
        return nil
    } catch {
        return error.code
    }
}
