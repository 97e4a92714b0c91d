import GraphQL
import Testing

@Suite("§7.1.2 Locations") struct LocationTests {
    @Test func `lines end at LF, CR, and CR LF`() {
        let source = Array("a\nb\rc\r\nd".utf8)
        #expect(Location(of: 2, in: source) == Location(line: 2, column: 1))
        #expect(Location(of: 4, in: source) == Location(line: 3, column: 1))
        #expect(Location(of: 7, in: source) == Location(line: 4, column: 1))
    }

    @Test func `a column is a scalar value, not a byte`() {
        #expect(Location(of: 6, in: Array("é💩x".utf8)) == Location(line: 1, column: 3))
    }
}
