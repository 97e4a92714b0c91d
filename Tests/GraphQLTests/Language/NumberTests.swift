import GraphQL
import Testing

@Suite("§2.9.1 Int Value, §2.9.2 Float Value") struct NumberTests {
    @Test(arguments: ["0", "-0", "1", "-123", "9007199254740993", "123456789012345678901234567890"])
    func `an integer keeps its text`(text: String) throws {
        #expect(try document("{ a(b: \(text)) }").constantValue(at: 0) == .int(text))
    }

    @Test(arguments: ["0.0", "1.0", "-1.5", "1e50", "1E+5", "1e-5", "6.0221413e23", "-0.0E0"])
    func `a float keeps its text`(text: String) throws {
        #expect(try document("{ a(b: \(text)) }").constantValue(at: 0) == .float(text))
    }

    @Test(arguments: [
        ("①00", "Invalid number: no digit stands behind a leading zero: \"00\"."),
        ("①-01", "Invalid number: no digit stands behind a leading zero: \"-01\"."),
        ("①-", "Invalid number: a digit is missing: \"-)\"."),
        ("①-a", "Invalid number: a digit is missing: \"-a\"."),
        ("①1.", "Invalid number: a digit is missing: \"1.)\"."),
        ("①1.e1", "Invalid number: a digit is missing: \"1.e\"."),
        ("①1e", "Invalid number: a digit is missing: \"1e)\"."),
        ("①1e+", "Invalid number: a digit is missing: \"1e+)\"."),
        ("①0x123", "Invalid number: neither a letter nor a dot follows it: \"0x\"."),
        ("①123L", "Invalid number: neither a letter nor a dot follows it: \"123L\"."),
        ("①1.23.4", "Invalid number: neither a letter nor a dot follows it: \"1.23.\"."),
        ("①1.2e3.4", "Invalid number: neither a letter nor a dot follows it: \"1.2e3.\"."),
        ("①0x1.2p3", "Invalid number: neither a letter nor a dot follows it: \"0x\"."),
        ("①1_000", "Invalid number: neither a letter nor a dot follows it: \"1_\"."),
        ("①.5", "Invalid number: a digit stands before the decimal point."),
        ("①+1", "Unexpected character \"+\" (U+002B)."),
    ])
    func `what only looks like a number is refused`(text: String, message: String) {
        expectRefused("{ a(b: \(text)) }", message)
    }

    @Test func `a number may touch a punctuator, a string, or another number's sign`() throws {
        #expect(try document("{ a(b:[1-2\"c\"-0$d]) }").values.count == 6)
    }
}
