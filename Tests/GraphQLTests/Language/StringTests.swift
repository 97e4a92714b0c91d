import GraphQL
import Testing

@Suite("§2.9.4 String Value") struct StringTests {
    static func value(_ literal: String) throws -> String {
        try document("{ a(b: \(literal)) }").stringValue(at: 0)
    }

    @Test(arguments: [
        (#""""#, ""), (#""a b""#, "a b"), (##""#,{}""##, "#,{}"), (#""é💩""#, "é💩"),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\uFFFF\u0000""#, "\u{FFFF}\u{0}"),
        (#""\u{41}\u{1F4A9}\u{10FFFF}\u{000000000041}""#, "A💩\u{10FFFF}A"),
        (#""\uD83D\uDCA9\uD800\uDC00\uDBFF\uDFFF""#, "💩\u{10000}\u{10FFFF}"),
        (#""x\u0041y""#, "xAy"),
    ])
    func `escape sequences are evaluated`(literal: String, expected: String) throws {
        #expect(try Self.value(literal) == expected)
    }

    @Test(arguments: [
        (#""①\x""#, #"Invalid escape sequence: "\x"."#), (#""①\u{}""#, #"Invalid escape sequence: "\u{}"."#),
        (#""①\u{110000}""#, #"Invalid escape sequence: "\u{110000}"."#),
        (#""①\u{D800}""#, #"Invalid escape sequence: "\u{D800}"."#),
        (#""①\u{FFFFFFFFFFFFFFFFFF}""#, #"Invalid escape sequence: "\u{FFFFFFFFFFFFFFFFFF}"."#),
        (#""①\u{12""#, #"Invalid escape sequence: "\u{12""."#),
        (#""①\u12G4""#, #"Invalid escape sequence: "\u12G4"."#),
        (#""①\uDEAD""#, #"A surrogate code point without its other half: "\uDEAD"."#),
        (#""①\uD83D""#, #"A surrogate code point without its other half: "\uD83D"."#),
        (#""①\uD83Dx""#, #"A surrogate code point without its other half: "\uD83D"."#),
        (#""①\uD83D\n""#, #"A surrogate code point without its other half: "\uD83D"."#),
        (#""①\uD83D\uD83D""#, #"A surrogate code point without its other half: "\uD83D"."#),
        (#""①\uD83D\u{DCA9}""#, #"A surrogate code point without its other half: "\uD83D"."#),
        (#""a①\U0041""#, #"Invalid escape sequence: "\U"."#),
    ])
    func `an escape sequence that describes no scalar value is refused`(literal: String, message: String) {
        expectRefused("{ a(b: \(literal)) }", message)
    }

    @Test(arguments: ["①\"abc", "①\"abc\n\"", "①\"abc\r\"", "①\"abc\\\"", "①\""])
    func `a string ends on its line`(literal: String) {
        expectRefused("{ a(b: \(literal)", "Unterminated string: a double quote (\") is missing.")
    }

    @Test(arguments: ["①\"\"\"", "①\"\"\"\"", "①\"\"\"abc\"\"", "①\"\"\"\\\"\"\"", "①\"\"\"\"\""])
    func `a block string ends with three quotes`(literal: String) {
        expectRefused(
            "{ a(b: \(literal)",
            "Unterminated block string: three double quotes (\"\"\") are missing."
        )
    }

    @Test func `six quotes are one empty block string`() throws {
        let document = try document("{ a(b: \"\"\"\"\"\") }")
        #expect(document.values.map(\.kind) == [.blockString])
        #expect(document.stringValue(at: 0).isEmpty)
    }
}

@Suite("§2.9.4 BlockStringValue()") struct BlockStringTests {
    @Test(arguments: [
        ("abc", "abc"), ("", ""), (" \n\t\n ", ""), ("\\n\\u0041\\.", "\\n\\u0041\\."),
        ("a\\\"\"\"b", "a\"\"\"b"),
        (
            "\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n  ",
            "Hello,\n  World!\n\nYours,\n  GraphQL."
        ),
        (
            "    Hello,\n      World!\n\n    Yours,\n      GraphQL.",
            "    Hello,\n  World!\n\nYours,\n  GraphQL."
        ),
        (
            "\n\n    Hello,\n      World!\n\n    Yours,\n      GraphQL.\n\n",
            "Hello,\n  World!\n\nYours,\n  GraphQL."
        ),
        ("\n    \n  a\n   ", "a"), ("\r  a\r\n   b\n\r  c\r\n", "a\n b\n\nc"), ("\n\ta\n\t\tb", "a\n\tb"),
        ("a  \n  b  ", "a  \nb  "), ("  a", "  a"), ("\n  a\n      \n  b", "a\n    \nb"),
        ("\n  \u{A0}a\n  b", "\u{A0}a\nb"), ("a\"b\"\" c", "a\"b\"\" c"),
    ])
    func `uniform indentation and blank ends are removed`(raw: String, expected: String) throws {
        #expect(try StringTests.value("\"\"\"\(raw)\"\"\"") == expected)
    }
}
