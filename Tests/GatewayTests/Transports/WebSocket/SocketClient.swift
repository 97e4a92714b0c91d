import JSON
import TestSupport

/// A client of *graphql-transport-ws* over a blocking connection.
final class SocketClient {
    /// What the server sends.
    enum Message: Equatable {
        case text(String)
        case pong([UInt8])
        case close(UInt16, String)
        /// The connection has ended without a Close frame, or nothing came in time.
        case nothing
    }

    private let client: Client
    /// The head of the answer to the handshake.
    private(set) var head = ""
    private var received: [UInt8] = []

    static let key = "dGhlIHNhbXBsZSBub25jZQ=="

    init(
        port: UInt16,
        path: String = "/graphql",
        protocols: String? = "graphql-transport-ws",
        headers: String = ""
    ) {
        client = Client(port: port)
        let named = protocols.map { "sec-websocket-protocol: \($0)\r\n" } ?? ""
        let request =
            "GET \(path) HTTP/1.1\r\nhost: test\r\nupgrade: websocket\r\nconnection: keep-alive, Upgrade\r\n"
            + "sec-websocket-key: \(Self.key)\r\nsec-websocket-version: 13\r\n\(named)\(headers)\r\n"
        client.send(Array(request.utf8))
        while received.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
            let some = client.receiveSome()
            if some.isEmpty { return }
            received += some
        }
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        received.removeFirst(end.upperBound)
    }

    /// A socket that is acknowledged, as `role`.
    convenience init(port: UInt16, as role: String, subject: String? = nil) throws {
        self.init(port: port)
        send(
            #"{"type":"connection_init","payload":{"Authorization":"Bearer \#(try GatewayProcess.token(role, subject: subject))"}}"#
        )
        _ = receive()
    }

    /// Sends a text message in one masked frame.
    func send(_ text: String) { send(opcode: 0x1, Array(text.utf8)) }

    /// Sends a final, masked frame.
    func send(opcode: UInt8, _ payload: [UInt8]) {
        let mask: [UInt8] = [1, 2, 3, 4]
        var length: [UInt8] = [UInt8(min(payload.count, 126)) | 0x80]
        if payload.count > 65_535 {
            length = [0xFF] + (0..<8).reversed().map { UInt8(payload.count >> ($0 * 8) & 0xFF) }
        } else if payload.count > 125 {
            length += [UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
        }
        client.send([0x80 | opcode] + length + mask + payload.enumerated().map { $1 ^ mask[$0 & 3] })
    }

    /// Sends bytes as they are.
    func send(raw bytes: [UInt8]) { client.send(bytes) }

    /// The next message.
    func receive() -> Message {
        guard fill(2) else { return .nothing }
        let (opcode, short) = (received[0] & 0x0F, received[1])
        let extra = short == 127 ? 8 : short == 126 ? 2 : 0
        guard fill(2 + extra) else { return .nothing }
        let count = extra == 0 ? Int(short) : received[2..<2 + extra].reduce(0) { $0 << 8 | Int($1) }
        guard fill(2 + extra + count) else { return .nothing }
        let payload = Array(received[(2 + extra)..<(2 + extra + count)])
        received.removeFirst(2 + extra + count)
        switch opcode {
        case 0x1: return .text(String(decoding: payload, as: UTF8.self))
        case 0xA: return .pong(payload)
        case 0x8:
            let code = payload.prefix(2).reduce(0) { $0 << 8 | UInt16($1) }
            return .close(code, String(decoding: payload.dropFirst(2), as: UTF8.self))
        default: return .nothing
        }
    }

    /// The next message, whose text is the answer's body.
    func receiveJSON() -> Answer {
        guard case .text(let text) = receive() else { return Answer(status: 0, head: "", body: "") }
        return Answer(status: 101, head: head, body: text)
    }

    /// The code with which the server closes; what comes before is dropped.
    func receiveCloseCode() -> UInt16? {
        while true {
            switch receive() {
            case .close(let code, _): return code
            case .nothing: return nil
            case .text, .pong: continue
            }
        }
    }

    private func fill(_ count: Int) -> Bool {
        while received.count < count {
            let some = client.receiveSome()
            if some.isEmpty { return false }
            received += some
        }
        return true
    }
}
