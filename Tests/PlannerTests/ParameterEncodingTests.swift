import Bytes
import GraphQL
import Planner
import Testing

@Suite("Encoding of parameters")
struct ParameterEncodingTests {
    private func encode(
        _ value: InputValue,
        as format: ParameterFormat,
        array: UInt32? = nil
    ) throws -> [UInt8]? {
        let parameter = Parameter(.variable(ValuePath(variable: 0)), format: format, arrayType: array)
        return try parameter.encoded([value])
    }

    @Test func `scalars have PostgreSQL's binary format`() throws {
        #expect(try encode(.boolean(true), as: .boolean) == [1])
        #expect(try encode(.int("-2"), as: .int2) == [0xFF, 0xFE])
        #expect(try encode(.int("258"), as: .int4) == [0, 0, 1, 2])
        #expect(try encode(.string("9007199254740993"), as: .int8) == [0, 0x20, 0, 0, 0, 0, 0, 1])
        #expect(try encode(.float("1.5"), as: .float8) == [0x3F, 0xF8, 0, 0, 0, 0, 0, 0])
        #expect(try encode(.int("2"), as: .float8) == [0x40, 0, 0, 0, 0, 0, 0, 0])
        #expect(try encode(.string("zażółć"), as: .text) == Array("zażółć".utf8))
        #expect(
            try encode(.string("00010203-0405-0607-0809-0A0b0c0d0e0f"), as: .uuid) == [UInt8](0...15)
        )
        #expect(try encode(.null, as: .int4) == nil)
    }

    @Test(
        arguments: [
            (.string("yes"), .boolean), (.int("32768"), .int2), (.int("-2147483649"), .int4),
            (.string("9223372036854775808"), .int8), (.float("1.5"), .int4), (.string("inf"), .float8),
            (.string("nan"), .float8), (.string("1e999"), .float8), (.string("a\0b"), .text),
            (.string("00010203-0405-0607-0809-0a0b0c0d0e0g"), .uuid),
            (.string("000102030405060708090a0b0c0d0e0f"), .uuid), (.list([]), .text),
        ] as [(InputValue, ParameterFormat)]
    )
    func `a value that does not fit is the caller's mistake`(value: InputValue, format: ParameterFormat) {
        let error = #expect(throws: GraphQLError.self) { try encode(value, as: format) }
        #expect(error?.code == .badUserInput)
    }

    @Test func `lists are arrays, and a single value is a list of one`() throws {
        let header: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 21]
        let one: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 7]
        #expect(try encode(.list([.int("7")]), as: .int2, array: 1005) == header + one)
        #expect(try encode(.int("7"), as: .int2, array: 1005) == header + one)
        #expect(try encode(.list([]), as: .int2, array: 1005) == [0, 0, 0, 0] + header[4...])
    }

    @Test func `an id of another type, or with a key of another length, is refused`() throws {
        let id = GlobalID(type: "Ticket", components: [[UInt8](0...15)])
        var parameter = Parameter(
            .idComponent(ValuePath(variable: 0), type: "Ticket", component: 0),
            format: .binary(type: TypeOID.uuid)
        )
        parameter.keyTypes = [TypeOID.uuid]
        #expect(try parameter.encoded([.string(id.text)]) == [UInt8](0...15))
        var others = ["", "T-000001"]
        others.append(GlobalID(type: "Client", components: [[UInt8](0...15)]).text)
        others.append(GlobalID(type: "Ticket", components: [[UInt8](0...14)]).text)
        others.append(GlobalID(type: "Ticket", components: [[UInt8](0...15), [1]]).text)
        for other in others {
            #expect(throws: GraphQLError.self) { try parameter.encoded([.string(other)]) }
        }
    }

    @Test func `a key of text is text`() throws {
        for (bytes, isText) in [
            (Array("978-3".utf8), true), ([0xFF, 0xFE], false), ([0x41, 0], false), ([], true),
        ] as [([UInt8], Bool)] {
            let id = InputValue.string(GlobalID(type: "Book", components: [bytes]).text)
            let key = try? Parameter.id(id, of: "Book", [TypeOID.text])
            #expect((key == [bytes]) == isText)
        }
    }
}
