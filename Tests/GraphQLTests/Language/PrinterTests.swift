import GraphQL
import Testing

@Suite("Printing documents") struct PrinterTests {
    @Test func `an executable document is laid out for people`() throws {
        let text = """
            "What it is."
            query Tickets(
              "How many."
              $first: Int = 10 @a
              $where: [TicketFilter!]
            ) @b(c: [1, {d: $first}]) {
              tickets(first: $first, where: {status: OPEN}) @include(if: true) {
                one: subject
                ... on Ticket @d {
                  empty {}
                }
                ... {
                  ...Messages @e
                }
              }
            }

            {}

            fragment Messages on Ticket {
              say(text: \"""
              Hello,
                World!
              \""")
            }

            """
        #expect(try document(text).printed() == text)
    }

    @Test func `a schema is laid out for people`() throws {
        let text = """
            schema @a {
              query: Query
            }

            \"""
            Something to do,
            for somebody.
            \"""
            type Ticket implements Node & Named @table(name: "tickets") {
              "Its key."
              id: ID!
              messages(first: Int = 50, where: [Filter!] = [{status: OPEN}]): [Message!]! @deprecated
              other(
                "Which."
                a: B
                c: D
              ): E
            }

            union Event = Change | Message

            enum Status {
              "Not yet."
              OPEN
              CLOSED @deprecated(reason: "gone")
            }

            input Filter @oneOf {
              status: Status = OPEN
            }

            directive @a(b: C) @deprecated repeatable on QUERY | FIELD

            extend scalar UUID @specifiedBy(url: "https://example.com")

            """
        #expect(try schemaDocument(text).printed() == text)
    }

    @Test(arguments: [
        ("{ a(b: 1, c: -2) d }", "{a(b:1 c:-2)d}"), ("{ a ...F ... on T { b } }", "{a...F...on T{b}}"),
        ("query A($a: B = \"c\", $d: E = F) { g }", "query A($a:B=\"c\"$d:E=F){g}"),
        ("{ a(b: \"c\" d: [\"\" \"e\", 1.5 2 null]) }", "{a(b:\"c\"d:[\"\" \"e\"1.5 2 null])}"),
        ("{ a(b: \"\"\"\n   c\n     d\n\"\"\") }", "{a(b:\"\"\"\nc\n  d\"\"\")}"),
        ("{ a @b @c(d: {e: $f g: $h}) }", "{a@b@c(d:{e:$f g:$h})}"), ("{ } # nothing", "{}"),
    ])
    func `a minified document holds nothing that is ignored`(text: String, expected: String) throws {
        #expect(try document(text).printed(.minified) == expected)
    }

    @Test(arguments: [
        "", "a", " a", "a ", "  a\nb", "a\n b", "a\"", "a\"\"\"", "a\"\"\"\"", "a\\", "\"", "\"\"\"",
        "\\\"\"\"", "\\", "a\n\nb",
        "a\n  \nb", "\ta\nb\n\tc", "a\n\tb\n\n c", "\"\"\"\"\"\"\"", "a\"\"\"b\"\"\"\nc\\\"",
        String(repeating: "long ", count: 20) + "end",
    ])
    func `the printed block string has the same value`(value: String) throws {
        // What a block string's own value is, begins and ends with lines that are not blank.
        let source = try document(
            "{ a { b(c: \"\"\"\n\(value.replacing("\"\"\"", with: "\\\"\"\""))\n\"\"\") } }"
        )
        let expected = source.stringValue(at: 0)
        for style in [PrintStyle.pretty, .minified] {
            let printed = source.printed(style)
            #expect(try document(printed).stringValue(at: 0) == expected, "\(printed)")
            #expect(try document(printed).printed(style) == printed)
        }
    }

    @Test(arguments: [
        ("a\"b\\c", #""a\"b\\c""#),
        ("\u{8}\u{C}\n\r\t\u{0}\u{1F}\u{7F}\u{9F}", #""\b\f\n\r\t\u0000\u001F\u007F\u009F""#),
        ("é💩/", #""é💩/""#),
    ])
    func `control characters are escaped`(text: String, expected: String) throws {
        #expect(StringLiteral.quoted(text) == expected)
        #expect(try document("{ a(b: \(expected)) }").stringValue(at: 0) == text)
    }

    @Test func `an evaluated value reads as itself`() throws {
        let literal = #"{a: [1, -2.5e3, "b\n", C, true, false, null, [], {}], d: {e: "\"é"}}"#
        #expect(try document("{ a(b: \(literal)) }").constantValue(at: 0).literal == literal)
    }
}
