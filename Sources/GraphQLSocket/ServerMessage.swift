package import Bytes
package import JSON

/// Writes the messages of a server (*graphql-transport-ws*, "Message types").
package enum ServerMessage {
    /// Appends `connection_ack`.
    package static func writeAcknowledgement(into buffer: inout ByteBuffer) {
        buffer.append(literal: #"{"type":"connection_ack"}"#)
    }

    /// Appends `ping`, with the position up to which the client has seen everything, if there is one.
    package static func writePing(cursor: String?, into buffer: inout ByteBuffer) {
        guard let cursor else { return buffer.append(literal: #"{"type":"ping"}"#) }
        buffer.append(literal: #"{"type":"ping","payload":{"cursor":"#)
        JSONWriter.write(cursor, into: &buffer)
        buffer.append(literal: "}}")
    }

    /// Appends `pong` with the payload of the client's ping.
    package static func writePong(payload: JSONValue?, into buffer: inout ByteBuffer) {
        guard let payload else { return buffer.append(literal: #"{"type":"pong"}"#) }
        buffer.append(literal: #"{"type":"pong","payload":"#)
        JSONWriter.write(payload, into: &buffer)
        buffer.append(literal: "}")
    }

    /// Appends what stands before the execution result of `next`; ``writeEnd(into:)`` follows the result.
    package static func writeNextBeginning(id: String, into buffer: inout ByteBuffer) {
        writeBeginning(#"{"type":"next","id":"#, id: id, into: &buffer)
    }

    /// Appends what stands before the list of errors of `error`; ``writeEnd(into:)`` follows the list.
    package static func writeErrorBeginning(id: String, into buffer: inout ByteBuffer) {
        writeBeginning(#"{"type":"error","id":"#, id: id, into: &buffer)
    }

    /// Appends the end of a message with a payload.
    package static func writeEnd(into buffer: inout ByteBuffer) { buffer.append(literal: "}") }

    /// Appends `complete`.
    package static func writeComplete(id: String, into buffer: inout ByteBuffer) {
        buffer.append(literal: #"{"type":"complete","id":"#)
        JSONWriter.write(id, into: &buffer)
        buffer.append(literal: "}")
    }

    private static func writeBeginning(_ head: StaticString, id: String, into buffer: inout ByteBuffer) {
        buffer.append(literal: head)
        JSONWriter.write(id, into: &buffer)
        buffer.append(literal: #","payload":"#)
    }
}
