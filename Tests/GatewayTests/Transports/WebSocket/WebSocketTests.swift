import JSON
import Testing

@Suite("GraphQL over WebSocket")
struct WebSocketTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try GatewayProcess.shared() }

    private static let initialisation = #"{"type":"connection_init"}"#
    private static let acknowledgement = SocketClient.Message.text(#"{"type":"connection_ack"}"#)

    private func operation(_ id: String, _ query: String) -> String {
        #"{"type":"subscribe","id":"\#(id)","payload":{"query":"\#(query)"}}"#
    }

    // MARK: The handshake

    @Test func `A handshake is answered with the accepted key and the subprotocol`() {
        let head = SocketClient(port: gateway.port, protocols: "graphql-ws, graphql-transport-ws").head
            .lowercased()
        #expect(head.hasPrefix("http/1.1 101"))
        #expect(head.contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo="))
        #expect(head.contains("sec-websocket-protocol: graphql-transport-ws"))
    }

    @Test(arguments: [nil, "graphql-ws", "graphql-transport-ws2"])
    func `A client of another subprotocol is closed with 4406`(protocols: String?) {
        #expect(SocketClient(port: gateway.port, protocols: protocols).receiveCloseCode() == 4406)
    }

    @Test(arguments: [
        ("sec-websocket-version: 8", "426"), ("sec-websocket-key: x", "400"),
        ("origin: https://elsewhere.example", "403"),
        ("sec-fetch-site: cross-site", "403"),
    ])
    func `A handshake that cannot be accepted is refused over HTTP`(header: String, status: String) {
        let client = SocketClient(port: gateway.port, headers: header + "\r\n")
        #expect(client.head.hasPrefix("HTTP/1.1 \(status)"))
    }

    // MARK: Operations

    @Test func `Queries and mutations are answered by next and complete`() throws {
        let socket = try SocketClient(port: gateway.port, as: "agent")
        socket.send(operation("a", "{ __typename }"))
        #expect(
            socket.receive() == .text(#"{"type":"next","id":"a","payload":{"data":{"__typename":"Query"}}}"#)
        )
        #expect(socket.receive() == .text(#"{"type":"complete","id":"a"}"#))
        socket.send(operation("a", "{ tickets(first: 1) { nodes { number } } }"))
        #expect(socket.receiveJSON()["payload", "data", "tickets", "nodes"]?.items.count == 1)
        #expect(socket.receive() == .text(#"{"type":"complete","id":"a"}"#))
        socket.send(operation("m", "mutation { __typename }"))
        #expect(socket.receiveJSON()["payload", "data", "__typename"]?.text == "Mutation")
    }

    @Test func `An operation that is not executed is answered by error alone`() throws {
        let socket = try SocketClient(port: gateway.port, as: "agent")
        socket.send(operation("e", "{ nothing }"))
        let message = socket.receiveJSON()
        #expect(message["type"]?.text == "error")
        #expect(
            message["payload", "0", "extensions", "code"]?.text == "GRAPHQL_VALIDATION_FAILED"
                || message["payload", "0", "message"] != nil
        )
        // Its id is free again.
        socket.send(operation("e", "{ __typename }"))
        #expect(socket.receiveJSON()["type"]?.text == "next")
    }

    @Test func `Many operations run on a socket at a time`() throws {
        let socket = try SocketClient(port: gateway.port, as: "agent")
        for id in 0..<50 { socket.send(operation("\(id)", "{ tickets(first: 1) { nodes { number } } }")) }
        var (results, completions): (Set<String>, Set<String>) = ([], [])
        for _ in 0..<100 {
            let message = socket.receiveJSON()
            guard let id = message["id"]?.text else { break }
            if message["type"]?.text == "next" { results.insert(id) } else { completions.insert(id) }
        }
        #expect(results.count == 50)
        #expect(completions.count == 50)
    }

    // MARK: Who may

    @Test func `The token comes in connection_init, also under headers, or in the handshake`() throws {
        let token = try GatewayProcess.token("agent")
        let payloads = [
            #"{"Authorization":"Bearer \#(token)"}"#, #"{"authorization":"Bearer \#(token)"}"#,
            #"{"headers":{"AUTHORIZATION":"Bearer \#(token)"}}"#,
        ]
        for payload in payloads {
            let socket = SocketClient(port: gateway.port)
            socket.send(#"{"type":"connection_init","payload":\#(payload)}"#)
            #expect(socket.receive() == Self.acknowledgement)
            socket.send(operation("1", "{ agents(first: 1) { nodes { id } } }"))
            #expect(socket.receiveJSON()["payload", "data", "agents"] != nil)
        }
        let socket = SocketClient(port: gateway.port, headers: "authorization: Bearer \(token)\r\n")
        socket.send(Self.initialisation)
        #expect(socket.receive() == Self.acknowledgement)
    }

    @Test func `A wrong token, or two that differ, close with 4403`() throws {
        let wrong = SocketClient(port: gateway.port)
        wrong.send(#"{"type":"connection_init","payload":{"Authorization":"Bearer nonsense"}}"#)
        #expect(wrong.receiveCloseCode() == 4403)
        let (one, other) = (try GatewayProcess.token("agent"), try GatewayProcess.token("lead"))
        let both = SocketClient(port: gateway.port, headers: "authorization: Bearer \(one)\r\n")
        both.send(#"{"type":"connection_init","payload":{"Authorization":"Bearer \#(other)"}}"#)
        #expect(both.receiveCloseCode() == 4403)
    }

    @Test func `A socket ends with 4403 when its token expires`() throws {
        let flags = ["--jwt-clock-skew", "0s"]
        let gateway = try gateway.beside(flags)
        let socket = SocketClient(port: gateway.port)
        socket.send(
            #"{"type":"connection_init","payload":{"Authorization":"Bearer \#(try GatewayProcess.token("agent", lifetime: 3))"}}"#
        )
        #expect(socket.receive() == Self.acknowledgement)
        #expect(socket.receiveCloseCode() == 4403)
    }

    // MARK: What the protocol forbids

    @Test func `Each breach of the protocol has its code`() throws {
        let agent = try GatewayProcess.token("agent")
        let acknowledged = #"{"type":"connection_init","payload":{"Authorization":"Bearer \#(agent)"}}"#
        let breaches: [(UInt16, [String])] = [
            (4400, ["{"]), (4400, [acknowledged, #"{"type":"subscribe","id":"1"}"#]),
            (4401, [operation("1", "{ __typename }")]),
            (4429, [acknowledged, acknowledged]),
        ]
        for (code, messages) in breaches {
            let socket = SocketClient(port: gateway.port)
            for message in messages { socket.send(message) }
            #expect(socket.receiveCloseCode() == code, "\(messages)")
        }
    }

    @Test func `Frames that are malformed or too large close with the RFC's codes`() throws {
        let unmasked = try SocketClient(port: gateway.port, as: "agent")
        unmasked.send(raw: [0x81, 0x02, 0x7B, 0x7D])
        #expect(unmasked.receiveCloseCode() == 1002)
        let large = try SocketClient(port: gateway.port, as: "agent")
        large.send(String(repeating: "x", count: 65_537))
        #expect(large.receiveCloseCode() == 1009)
        let garbled = try SocketClient(port: gateway.port, as: "agent")
        garbled.send(opcode: 0x1, [0xFF])
        #expect(garbled.receiveCloseCode() == 1007)
        let binary = try SocketClient(port: gateway.port, as: "agent")
        binary.send(opcode: 0x2, [1])
        #expect(binary.receiveCloseCode() == 4400)
    }

    @Test func `Pings are answered, and a Close frame is answered with its code`() throws {
        let socket = try SocketClient(port: gateway.port, as: "agent")
        socket.send(opcode: 0x9, [1, 2, 3])
        #expect(socket.receive() == .pong([1, 2, 3]))
        socket.send(#"{"type":"ping","payload":{"a":1}}"#)
        #expect(socket.receive() == .text(#"{"type":"pong","payload":{"a":1}}"#))
        socket.send(opcode: 0x8, [0x03, 0xE9])
        #expect(socket.receive() == .close(1001, ""))
        #expect(socket.receive() == .nothing)
    }

    @Test func `Without connection_init the socket closes with 4408`() {
        #expect(SocketClient(port: gateway.port).receiveCloseCode() == 4408)
    }
}
