import GraphQL
import Testing

@Suite("§2.1.8 Names") struct NameTests {
    @Test(arguments: [
        "a", "_", "__typename", "A1", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop",
        "abcdefghijklmnopq",
        "azAZ09_azAZ09_azAZ09_", "query", "on", "true", "null",
    ])
    func `a name is the longest run of letters, digits and underscores`(name: String) throws {
        for text in ["{\(name)}", "{ \(name) }", "{\(name)(a:1)}", "{\(name)@\(name)}"] {
            let document = try document(text)
            #expect(document.selections[0].name.map(document.text) == name)
            #expect(document.names.first == name)
        }
    }

    @Test func `every byte that continues a name does, and no other`() throws {
        for byte in UInt8(1)...127 {
            let character = Character(Unicode.Scalar(byte))
            let continues = byte == UInt8(ascii: "_") || character.isLetter || character.isNumber
            let document = try? document("{ abc\(character)d }")
            #expect((document?.names == ["abc\(character)d"]) == continues, "byte \(byte)")
        }
    }

    @Test func `equal names have equal numbers`() throws {
        let document = try document(
            "{ first: a second: a(a: a) longerThanEight longerThanEighth longerThanEight }"
        )
        #expect(document.names == ["first", "a", "second", "longerThanEight", "longerThanEighth"])
        #expect(document.selections.map { $0.name?.id } == [1, 1, 3, 4, 3])
    }

    @Test func `thousands of names are kept apart`() throws {
        var limits = DocumentLimits.default
        limits.tokens = 50_000
        let names = (0..<20_000).map { "n" + String($0, radix: 36) }
        let document = try document("{" + names.joined(separator: " ") + "}", limits: limits)
        #expect(document.names == names)
        #expect(document.selections.map { $0.name?.id } == (0..<20_000).map { Int32($0) })
    }
}
