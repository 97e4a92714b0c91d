package import Bytes

extension JSONWriter {
    /// Appends `value`; however deep it nests, the thread's stack does not grow.
    package static func write(_ value: JSONValue, into buffer: inout ByteBuffer) {
        var open: [OpenContainer] = []
        begin(value, open: &open, into: &buffer)
        while var container = open.popLast() {
            let position = container.written
            guard position < container.count else {
                buffer.append(container.isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"))
                continue
            }
            if position > 0 { buffer.append(UInt8(ascii: ",")) }
            container.written += 1
            open.append(container)
            begin(container.member(at: position, into: &buffer), open: &open, into: &buffer)
        }
    }

    /// The text of `value`.
    package static func text(of value: JSONValue) -> String {
        var buffer = ByteBuffer(capacity: 256)
        write(value, into: &buffer)
        return unsafe buffer.withBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func begin(_ value: JSONValue, open: inout [OpenContainer], into buffer: inout ByteBuffer)
    {
        switch value {
        case .null: buffer.append(literal: "null")
        case .boolean(true): buffer.append(literal: "true")
        case .boolean(false): buffer.append(literal: "false")
        case .number(let text): buffer.append(text)
        case .string(let text): write(text, into: &buffer)
        case .array(let elements):
            buffer.append(UInt8(ascii: "["))
            open.append(OpenContainer(content: .array(elements)))
        case .object(let object):
            buffer.append(UInt8(ascii: "{"))
            open.append(OpenContainer(content: .object(object.members)))
        }
    }

    private struct OpenContainer {
        enum Content {
            case array([JSONValue])
            case object([JSONValue.Object.Member])
        }

        let content: Content
        var written = 0

        init(content: Content) { self.content = content }

        var isObject: Bool {
            switch content {
            case .array: false
            case .object: true
            }
        }

        var count: Int {
            switch content {
            case .array(let elements): elements.count
            case .object(let members): members.count
            }
        }

        /// The value at `position`; a member's name is written on the way.
        func member(at position: Int, into buffer: inout ByteBuffer) -> JSONValue {
            switch content {
            case .array(let elements):
                return elements[position]
            case .object(let members):
                JSONWriter.write(members[position].key, into: &buffer)
                buffer.append(UInt8(ascii: ":"))
                return members[position].value
            }
        }
    }
}
