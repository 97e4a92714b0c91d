import Testing

@testable import JSON

@Suite("RFC 8259, reading")
struct JSONReaderTests {
    private func read(_ text: String) throws(JSONError) -> JSONValue {
        try JSONReader.read([UInt8](text.utf8))
    }

    @Test(
        arguments: [
            ("null", .null), (" true\n", .boolean(true)), ("false", .boolean(false)), ("\"\"", .string("")),
            ("-0", .number("-0")), ("0.10", .number("0.10")), ("1e9", .number("1e9")),
            ("1E+2", .number("1E+2")),
            ("123456789012345678901234567890", .number("123456789012345678901234567890")),
            ("[]", .array([])), ("[ ]", .array([])), ("{}", .object([:])), ("{ }", .object([:])),
            ("[1,[2],{}]", .array([.number("1"), .array([.number("2")]), .object([:])])),
            ("\t[ null , 1 ]\r\n", .array([.null, .number("1")])),
            (
                #"{"a":{"b":[{}]},"":0}"#,
                .object(["a": .object(["b": .array([.object([:])])]), "": .number("0")])
            ),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")), (#""\u0041\u00e9""#, .string("Aé")),
            (#""\uD834\udd1e""#, .string("𝄞")), (#""\u0000""#, .string("\0")),
            ("\"\u{7F}\"", .string("\u{7F}")),
            ("\"é\u{2028}😀\"", .string("é\u{2028}😀")), (#""\uFFFF""#, .string("\u{FFFF}")),
        ] as [(String, JSONValue)]
    )
    func `what the grammar has is read`(text: String, value: JSONValue) throws {
        #expect(try read(text) == value)
    }

    @Test(
        arguments: [
            "", " ", "nul", "nulll", "True", "tru", "[1,]", "[,1]", "[1 2]", "[", "]", "[1", "[1}", "{]", "{",
            "}",
            "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{'a':1}", "{\"a\":1 \"b\":2}", "{1:2}",
            "1 2",
            "01", "-", "-01", "+1", "1.", ".1", "1e", "1e+", "1.e1", "0x1", "NaN", "-Infinity", "1_0", "--1",
            "00",
            "\"", "\"a", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\u{1}\"", "\"\n\"", "'a'",
            "\"\\n\n\"",
            #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, #""\ud800\ud800""#, #""\ud800\n""#,
            "\u{FEFF}1", "\u{A0}1", "[1]//", "/**/1", "[1]\0", "\u{B}1", "\"\\u１234\"",
        ]
    )
    func `what the grammar does not have is refused`(text: String) {
        #expect(throws: JSONError.self) { try read(text) }
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC3, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0x5C, 0x6E, 0x80, 0x22], [0xFF],
        ] as [[UInt8]]
    )
    func `what is not UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONReader.read(bytes) }
    }

    @Test(arguments: [("[1,\n x]", 5), ("{\"a\" 1}", 5), ("[\"abc", 1), ("12 3", 3), (#"["\q"]"#, 2)])
    func `an error says where`(text: String, offset: Int) {
        let error = #expect(throws: JSONError.self) { try read(text) }
        #expect(error?.offset == offset)
    }

    @Test func `a slice is read from its own first byte`() throws {
        let bytes = [UInt8]("xx[1]yy".utf8)
        #expect(try JSONReader.read(bytes[2..<5]) == .array([.number("1")]))
    }

    @Test func `the last of equal names wins, at the first one's place`() throws {
        #expect(try read(#"{"a":1,"b":2,"a":3}"#) == .object(["a": .number("3"), "b": .number("2")]))
    }

    @Test func `the limits hold`() {
        var limits = JSONReader.Limits()
        limits.depth = 3
        limits.tokens = 4
        limits.bytes = 20
        #expect(throws: Never.self) { try JSONReader.read([UInt8]("[[[]]]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSONReader.read([UInt8]("[[[[]]]]".utf8), limits: limits) }
        #expect(throws: Never.self) { try JSONReader.read([UInt8](#"{"a":[1]}"#.utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSONReader.read([UInt8](#"{"a":[1,2]}"#.utf8), limits: limits) }
        #expect(throws: JSONError.self) {
            try JSONReader.read([UInt8]("\"0123456789012345678\"".utf8), limits: limits)
        }
    }

    @Test func `a megabyte of opening brackets is refused, and as deep as allowed is read`() throws {
        var limits = JSONReader.Limits()
        #expect(throws: JSONError.self) { try JSONReader.read([UInt8](repeating: 0x5B, count: 1 << 20)) }
        limits.depth = 1000
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(JSONWriter.text(of: try JSONReader.read([UInt8](deep.utf8), limits: limits)) == deep)
    }

    @Test func `every proper beginning of a container is refused`() throws {
        let text = [UInt8](#"{"a":[1,-2.5e3,"x\u00e9\ud834\udd1e",null,{"b":true}],"c":"é"}"#.utf8)
        #expect(throws: Never.self) { try JSONReader.read(text) }
        for length in 0..<text.count {
            #expect(throws: JSONError.self) { try JSONReader.read(text[..<length]) }
        }
    }

    @Test func `whatever is changed, what is accepted is written back to the same value`() throws {
        let text = [UInt8](#"{"a":[1,-2.5e3,"x\u00e9\ud834\udd1e",null,{"b":true}],"c":"é\n"}"#.utf8)
        var random = SplitMix(state: 20_261_121)
        var accepted = 0
        for _ in 0..<20_000 {
            var changed = text
            for _ in 0...random.next() % 2 {
                changed[Int(random.next() % UInt64(text.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            guard let value = try? JSONReader.read(changed) else { continue }
            accepted += 1
            #expect(try read(JSONWriter.text(of: value)) == value)
        }
        #expect(accepted > 100)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ word >> 30) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ word >> 27) &* 0x94D0_49BB_1331_11EB
        return word ^ word >> 31
    }
}
