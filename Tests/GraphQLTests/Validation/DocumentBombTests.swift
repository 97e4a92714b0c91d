import Testing

@testable import GraphQL

/// Shapes of published attacks: each is answered, or refused, within the steps that its size allows.
@Suite("Document bombs")
struct DocumentBombTests {
    private func errors(_ text: String) throws -> [GraphQLError] {
        let document = try Document.parse(Array(text.utf8), limits: .trusted)
        return Validation.validate(document, against: exampleSchema, role: .all, suggestions: true)
    }

    @Test func `fragments that spread each other twice are looked at once each`() throws {
        var text = "{ human { ...F0 } arguments { x: intArgField y: intArgField } }"
        for number in 0..<500 {
            text +=
                " fragment F\(number) on Human { pets { ... on Dog { a: owner { ...F\(number + 1) } b: owner { ...F\(number + 1) } } } }"
        }
        text += " fragment F500 on Human { x: name y: __typename }"
        #expect(try errors(text) == [])
    }

    @Test func `many equal fields, and many inline fragments, merge`() throws {
        #expect(try errors("{ " + String(repeating: "dog { name } ", count: 5_000) + "}") == [])
        #expect(
            try errors("{ " + String(repeating: "... on Query { dog { name } } ", count: 3_000) + "}") == []
        )
    }

    @Test func `a document in which everything overlaps in new ways is refused`() throws {
        var text = "{"
        for number in 0..<1_000 { text += " a\(number): human { z: name ...F }" }
        text += " w: dog { " + (0..<1_000).map { "x\($0): nickname" }.joined(separator: " ") + " z: id } }"
        text += " fragment F on Human { " + (0..<1_000).map { "x\($0): name" }.joined(separator: " ") + " }"
        #expect(try errors(text).map(\.code) == [.limitExceeded])
    }

    @Test func `errors are told up to a limit`() throws {
        let text = "{ dog { " + (0..<5_000).map { "nam\($0)" }.joined(separator: " ") + " } }"
        #expect(try errors(text).count == 51)
        #expect(try errors("{ dog { name " + String(repeating: "@once ", count: 5_000) + "} }").count == 51)
    }

    /// Whatever its shape, a document of twice the size costs at most 2.2 times as much, and one of 64 kB not many times what an
    /// honest one of its size costs.
    @Test(arguments: Bomb.all)
    func `costs grow with the size alone`(bomb: Bomb) {
        // A test that runs beside others is measured again: what grows with the square is never below.
        var ratio = Double.infinity
        for _ in 0..<6 where ratio > 2.2 {
            ratio = min(ratio, Bomb.cost(of: bomb.text(32_000)) / Bomb.cost(of: bomb.text(16_000)))
        }
        #expect(ratio <= 2.2, "\(bomb.name)")
        var excess = Double.infinity
        for _ in 0..<6 where excess > 8 {
            excess = min(excess, Bomb.cost(of: bomb.text(64_000)) / Bomb.cost(of: Bomb.honest.text(64_000)))
        }
        #expect(excess <= 8, "\(bomb.name)")
    }
}
