import Bytes
import GraphQL
import JSON

/// Writes errors as a response carries them: *Errors*, §7.1.2.
enum ErrorWriter {
    /// The response to a request that is not executed.
    static func response(of errors: [GraphQLError]) -> ByteBuffer {
        var body = ByteBuffer(capacity: 512)
        body.append(literal: "{\"errors\":")
        write(errors, into: &body)
        body.append(UInt8(ascii: "}"))
        return body
    }

    /// Appends the array of `errors`.
    static func write(_ errors: [GraphQLError], into buffer: inout ByteBuffer) {
        buffer.append(UInt8(ascii: "["))
        for (index, error) in errors.enumerated() {
            if index > 0 { buffer.append(UInt8(ascii: ",")) }
            write(error, into: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    private static func write(_ error: GraphQLError, into buffer: inout ByteBuffer) {
        buffer.append(literal: "{\"message\":")
        JSONWriter.write(error.message, into: &buffer)
        if !error.locations.isEmpty {
            buffer.append(literal: ",\"locations\":[")
            for (index, location) in error.locations.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                buffer.append("{\"line\":\(location.line),\"column\":\(location.column)}")
            }
            buffer.append(UInt8(ascii: "]"))
        }
        if let path = error.path {
            buffer.append(literal: ",\"path\":[")
            for (index, element) in path.enumerated() {
                if index > 0 { buffer.append(UInt8(ascii: ",")) }
                switch element {
                case .name(let name): JSONWriter.write(name, into: &buffer)
                case .index(let index): buffer.append(String(index))
                }
            }
            buffer.append(UInt8(ascii: "]"))
        }
        buffer.append(literal: ",\"extensions\":{\"code\":")
        JSONWriter.write(error.code.rawValue, into: &buffer)
        if let reason = error.reason {
            buffer.append(literal: ",\"reason\":")
            JSONWriter.write(reason, into: &buffer)
        }
        if let hint = error.hint {
            buffer.append(literal: ",\"hint\":")
            JSONWriter.write(hint, into: &buffer)
        }
        if let details = error.details {
            buffer.append(literal: ",\"details\":")
            JSONWriter.write(.object(details), into: &buffer)
        }
        buffer.append(literal: "}}")
    }
}
