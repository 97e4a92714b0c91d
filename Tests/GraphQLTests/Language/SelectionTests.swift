import GraphQL
import Testing

@Suite("§2.4 Selection Sets") struct SelectionTests {
    @Test func `selections lie in pre-order`() throws {
        let document = try document("{ a { b c { d } } e }")
        #expect(document.selections.map { $0.name.map(document.text) } == ["a", "b", "c", "d", "e"])
        #expect(document.selections.map(\.end) == [4, 2, 4, 4, 5])
        #expect(document.operations[0].selections == 0..<5)
        #expect(document.selections(outermostIn: 0..<5) == [0, 4])
        #expect(document.children(ofSelection: 0) == [1, 2])
    }

    @Test func `a selection set may be empty`() throws {
        let document = try document("query { a { } ... on T { } ...{ } b } fragment F on T { }")
        #expect(document.selections.map(\.hasSelectionSet) == [true, true, true, false])
        #expect(document.fragments[0].selections.isEmpty)
    }

    @Test func `what is no selection is refused`() {
        expectRefused("{ ①: a }", "Expected a field, a fragment or \"}\", found \":\".")
        expectRefused("{ a ①", "Expected a field, a fragment or \"}\", found the end of the document.")
    }
}
