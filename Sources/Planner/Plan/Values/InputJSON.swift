import Bytes
import GraphQL
import JSON

/// Input values as JSON: what a caller gives for the scalar `JSON`.
enum InputJSON {
    /// The text of `value`, whose depth the readers of documents and of requests have bounded.
    static func text(of value: InputValue) -> [UInt8] {
        var buffer = ByteBuffer(capacity: 64)
        write(value, into: &buffer)
        return buffer.bytes
    }

    private static func write(_ value: InputValue, into buffer: inout ByteBuffer) {
        switch value {
        case .null: buffer.append(literal: "null")
        case .boolean(let flag): buffer.append(literal: flag ? "true" : "false")
        case .int(let text), .float(let text): buffer.append(text)
        case .string(let text), .enum(let text): JSONWriter.write(text, into: &buffer)
        case .list(let items):
            buffer.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                write(item, into: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .object(let members):
            buffer.append(UInt8(ascii: "{"))
            for (index, member) in members.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                JSONWriter.write(member.name, into: &buffer)
                buffer.append(UInt8(ascii: ":"))
                write(member.value, into: &buffer)
            }
            buffer.append(UInt8(ascii: "}"))
        }
    }
}
