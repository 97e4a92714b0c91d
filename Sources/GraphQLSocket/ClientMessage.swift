package import JSON

/// A message of a client (*graphql-transport-ws*, "Message types").
package enum ClientMessage: Equatable {
    case connectionInit(payload: JSONValue.Object?)
    case ping(payload: JSONValue?)
    case pong
    /// The payload is a GraphQL request; its members have the types that the protocol demands.
    case subscribe(id: String, payload: JSONValue.Object)
    case complete(id: String)

    /// Reads the text of a message.
    ///
    /// - Throws: why it is malformed, in words for the Close frame.
    package init(_ text: [UInt8], limits: SocketLimits) throws(MalformedMessage) {
        var reading = JSONReader.Limits()
        reading.allowsRepeatedNames = false
        guard case .object(let message)? = try? JSONReader.read(text, limits: reading) else {
            throw MalformedMessage("A message must be a JSON object.")
        }
        guard case .string(let type)? = message["type"] else {
            throw MalformedMessage("A message must have a type.")
        }
        switch type {
        case "connection_init":
            self = .connectionInit(payload: try Self.object(message["payload"], of: type))
        case "ping":
            self = .ping(payload: try Self.object(message["payload"], of: type).map(JSONValue.object))
        case "pong":
            _ = try Self.object(message["payload"], of: type)
            self = .pong
        case "subscribe":
            let id = try Self.id(message["id"], limits: limits)
            guard let payload = try Self.object(message["payload"], of: type) else {
                throw MalformedMessage("The payload of \"subscribe\" is missing.")
            }
            try Self.checkRequest(payload)
            self = .subscribe(id: id, payload: payload)
        case "complete":
            self = .complete(id: try Self.id(message["id"], limits: limits))
        default:
            throw MalformedMessage("This type of message is not a client's.")
        }
    }

    private static func object(
        _ value: JSONValue?,
        of type: String
    ) throws(MalformedMessage) -> JSONValue.Object? {
        switch value {
        case nil, .null: nil
        case .object(let object): object
        case .boolean, .number, .string, .array:
            throw MalformedMessage("The payload of \"\(type)\" must be an object.")
        }
    }

    private static func id(_ value: JSONValue?, limits: SocketLimits) throws(MalformedMessage) -> String {
        guard case .string(let id)? = value, !id.isEmpty else {
            throw MalformedMessage("An id must be a string that is not empty.")
        }
        guard id.utf8.count <= limits.idBytes else {
            throw MalformedMessage("An id may have \(limits.idBytes) bytes at most.")
        }
        return id
    }

    /// Checks the members of a request; a request without `query` may name its document in `extensions`.
    private static func checkRequest(_ payload: JSONValue.Object) throws(MalformedMessage) {
        for name in ["query", "operationName"] {
            switch payload[name] {
            case nil, .null, .string: continue
            case .boolean, .number, .array, .object:
                throw MalformedMessage("\"\(name)\" must be a string.")
            }
        }
        for name in ["variables", "extensions"] {
            switch payload[name] {
            case nil, .null, .object: continue
            case .boolean, .number, .array, .string:
                throw MalformedMessage("\"\(name)\" must be an object.")
            }
        }
    }
}

/// A message that is not one of the protocol.
package struct MalformedMessage: Error, Equatable {
    /// Why, in words that fit a Close frame.
    package let reason: String

    init(_ reason: String) { self.reason = reason }
}
