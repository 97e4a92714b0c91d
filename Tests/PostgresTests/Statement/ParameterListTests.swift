import Testing

@testable import Postgres

@Suite("Parameter list")
struct ParameterListTests {
    @Test func `values keep their bytes, and NULL has none`() {
        var list = ParameterList()
        list.append(integer: 258 as Int32)
        list.appendNull()
        list.append(text: "ż")
        list.append(text: "")
        #expect(list.count == 4)
        #expect(list[0] == [0, 0, 1, 2])
        #expect(list[1] == nil)
        #expect(list[2] == [0xc5, 0xbc])
        #expect(list[3] == [])
    }

    @Test func `lists are equal when they send the same`() {
        var one = ParameterList()
        var other = ParameterList()
        one.append(text: "a")
        other.append(bytes: [97])
        #expect(one == other)
        other.appendNull()
        #expect(one != other)
        var literal = ParameterList()
        literal.append(literal: "a")
        #expect(one != literal)
    }

    @Test func `the border between two values counts`() {
        var one = ParameterList()
        one.append(text: "ab")
        one.append(text: "c")
        var other = ParameterList()
        other.append(text: "a")
        other.append(text: "bc")
        #expect(one != other)
    }

    @Test func `an array has its header, lengths and elements`() {
        var list = ParameterList()
        list.append(text: "x")
        list.appendArray(of: 23) { array in
            array.append(integer: 7 as Int32)
            array.appendNull()
        }
        let header: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 23, 0, 0, 0, 2, 0, 0, 0, 1]
        #expect(list[1] == ArraySlice(header + [0, 0, 0, 4, 0, 0, 0, 7, 255, 255, 255, 255]))
        #expect(list[0] == [120])
    }

    @Test func `an empty array has no dimension`() {
        var list = ParameterList()
        list.appendArray(of: 25, [])
        #expect(list[0] == [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 25])
    }
}
