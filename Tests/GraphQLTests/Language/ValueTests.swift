import GraphQL
import Testing

@Suite("§2.9 Input Values") struct ValueTests {
    @Test(
        arguments: [
            ("true", .boolean(true)), ("false", .boolean(false)), ("null", .null),
            ("nullable", .enum("nullable")),
            ("MOBILE_WEB", .enum("MOBILE_WEB")), ("[]", .list([])), ("{}", .object([])),
            ("[1, 2, 3,,]", .list([.int("1"), .int("2"), .int("3")])),
            ("[[], [[]], {}]", .list([.list([]), .list([.list([])]), .object([])])),
            (
                "{lon: 12.43, lat: [{a: null}]}",
                .object([
                    .init(name: "lon", value: .float("12.43")),
                    .init(name: "lat", value: .list([.object([.init(name: "a", value: .null)])])),
                ])
            ),
        ] as [(String, InputValue)]
    )
    func `literals are evaluated`(text: String, expected: InputValue) throws {
        let document = try document("{ a(b: \(text)) }")
        #expect(document.constantValue(at: 0) == expected)
        #expect(document.sourceText(ofValue: 0) == text)
    }

    @Test func `values lie in pre-order`() throws {
        let document = try document("{ a(b: {c: [1, $d], e: {f: G}}, h: 2) }")
        #expect(document.values.map(\.kind) == [.object, .list, .int, .variable, .object, .enum, .int])
        #expect(document.values.map(\.end) == [6, 4, 3, 4, 6, 6, 7])
        #expect(document.values.map { $0.member.map(document.text) } == [nil, "c", nil, nil, "e", "f", nil])
        #expect(document.values.map { $0.name.map(document.text) } == [nil, nil, nil, "d", nil, "G", nil])
        #expect(document.children(ofValue: 0) == [1, 4])
        #expect(document.variables(inValue: 0) == [3])
        #expect(document.sourceText(ofValue: 1) == "[1, $d]")
        #expect(document.arguments.map(\.value) == [0, 6])
    }

    @Test(arguments: [
        ("query ($a: T = ①$b) { c }"), ("query ($a: T = [1, ①$b]) { c }"), ("query ($a: T = {b: ①$b}) { c }"),
        ("query ($a: T @d(e: ①$b)) { c }"), ("query ($a: T @d(e: [{f: ①$b}])) { c }"),
    ])
    func `a variable in a constant is refused`(text: String) {
        expectRefused(text, "A variable cannot stand in a constant value.")
    }

    @Test(arguments: [
        ("{ a(b: ①) }", "Expected a value, found \")\"."), ("{ a(b: ①!) }", "Expected a value, found \"!\"."),
        ("{ a(b: [①}) }", "Expected a value, found \"}\"."),
        ("{ a(b: [1①", "Expected a value, found the end of the document."),
        ("{ a(b: {①]) }", "Expected a field's name or \"}\", found \"]\"."),
        ("{ a(b: {c ①1}) }", "Expected \":\", found number \"1\"."),
        ("{ a(b: {①\"c\": 1}) }", "Expected a field's name or \"}\", found string \"c\"."),
        ("{ a(b: $①1) }", "Expected a variable's name, found number \"1\"."),
        ("{ a(b: $①\"\"\"c\"\"\") }", "Expected a variable's name, found a block string."),
    ])
    func `what is no value is refused`(text: String, message: String) {
        expectRefused(text, message)
    }
}
