import Testing

@testable import JSON

struct JSONValueTests {
    @Test func `composed and decomposed letters differ, as values and as names`() {
        let composed = "\u{E9}"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(JSONValue.string(composed) != .string(decomposed))
        #expect(Set([JSONValue.string(composed), .string(decomposed)]).count == 2)
        let object: JSONValue.Object = [composed: .number("1"), decomposed: .number("2")]
        #expect(object.count == 2)
        #expect(object[decomposed] == .number("2"))
    }

    @Test(arguments: [1, 15, 16, 17, 100])
    func `members are found by name, however many they are`(count: Int) {
        var object = JSONValue.Object()
        for number in 0..<count { object.set("k\(number)", to: .number("\(number)")) }
        object.set("k0", to: .null)
        #expect(object.count == count)
        #expect(object["k0"] == .null)
        #expect(object["k\(count)"] == nil)
        #expect(object["k\(count - 1)"] == (count == 1 ? .null : .number("\(count - 1)")))
        #expect(object.members.map(\.key) == (0..<count).map { "k\($0)" })
    }

    @Test func `equal values hash alike`() {
        let one = JSONValue.object(["a": .array([.null, .boolean(true), .number("1"), .string("x")])])
        let other = JSONValue.object(["a": .array([.null, .boolean(true), .number("1"), .string("x")])])
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
        #expect(one != .object(["a": .array([.null, .boolean(true), .number("1"), .string("y")])]))
        #expect(JSONValue.number("1") != .string("1"))
    }
}
