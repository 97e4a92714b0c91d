import GraphQL
import Testing

@Suite("§2.1 Source Text") struct IgnoredTokenTests {
    @Test(arguments: [
        "{a b}", "{\ta\u{20}b\n}", "{\r\na\rb}", "{a,b}", ",,{,a,,b,},,", "\u{FEFF}{a b}",
        "{\u{FEFF}a\u{FEFF}b}\u{FEFF}",
        "# é💩\n{a#}\n#\n b}#", "{a#\rb}", "{a b}#",
    ])
    func `what is ignored separates tokens and means nothing`(text: String) throws {
        #expect(try document(text).printed(.minified) == "{a b}")
    }

    @Test(arguments: [
        ("{ a ①\u{A0} }", "Unexpected character \"\u{A0}\" (U+00A0)."),
        ("{ ①é }", "Unexpected character \"é\" (U+00E9)."),
        ("{ ①💩 }", "Unexpected character \"💩\" (U+1F4A9)."),
        ("{ ①\u{0} }", "Unexpected character U+0000."),
        ("{ ①\u{B} }", "Unexpected character U+000B."),
        ("{ ①% }", "Unexpected character \"%\" (U+0025)."),
        ("{ a(b: ①'c') }", "Unexpected single quote ('): strings stand between double quotes (\")."),
        ("{ ①.. a }", "Unexpected \"..\": a spread has three dots."),
        ("{ ①. a }", "Unexpected character \".\" (U+002E)."),
        ("{ a ①; b }", "Unexpected character \";\" (U+003B)."),
    ])
    func `what begins no token is refused`(text: String, message: String) {
        expectRefused(text, message)
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82], [0xFF], [0xF0, 0x9F, 0x92],
        ] as [[UInt8]]
    )
    func `what is not UTF-8 is refused in strings, block strings, comments and between tokens`(bytes: [UInt8])
    {
        for (before, after) in [
            ("{ a(b: \"", "\") }"), ("{ a(b: \"\"\"", "\"\"\") }"), ("#", "\n{ a }"), ("{", "a }"),
        ] {
            let source = Array(before.utf8) + bytes + Array(after.utf8)
            let error = #expect(throws: GraphQLError.self) { try Document.parse(source) }
            #expect(error?.code == .parseFailed)
            #expect(error?.locations == [Location(of: before.utf8.count, in: source)])
        }
    }

    @Test func `every scalar value may stand in a string and a comment`() throws {
        let text = "\u{0}\u{1}\u{7F}\u{80}\u{7FF}\u{800}\u{D7FF}\u{E000}\u{FFFF}\u{10000}\u{10FFFF}"
        let document = try document("#\(text)\n{ a(b: \"\(text)\") }")
        #expect(document.stringValue(at: 0) == text)
    }

    @Test(arguments: ["", " ", "#", "\u{FEFF}", ",\n"])
    func `an empty document is refused`(text: String) {
        expectRefused(text + "①", "Expected an operation or a fragment, found the end of the document.")
    }
}
