import JSON
import TestSupport

/// A client of GraphQL over Server-Sent Events over a blocking connection.
final class EventStreamClient {
    /// One event of the stream.
    struct Event: Equatable {
        var name = ""
        var id: String?
        var data = ""

        /// The data as an answer.
        var answer: Answer { Answer(status: 200, head: "", body: data) }
    }

    private let client: Client
    private var received: [UInt8] = []
    /// The head of the response.
    private(set) var head = ""

    /// - Parameter body: the JSON text of a request.
    init(port: UInt16, body: String, token: String?, headers: String = "") {
        client = Client(port: port)
        client.send(
            GatewayProcess.post(
                body,
                token: token,
                headers: "content-type: application/json\r\naccept: text/event-stream\r\n" + headers
            )
        )
        while received.firstRange(of: Array("\r\n\r\n".utf8)) == nil {
            let some = client.receiveSome()
            if some.isEmpty { return }
            received += some
        }
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
        head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
        received.removeFirst(end.upperBound)
    }

    convenience init(
        _ query: String,
        on gateway: GatewayProcess,
        as role: String?,
        variables: JSONValue.Object = [:],
        extensions: JSONValue.Object = [:]
    ) throws {
        let body = JSONWriter.text(
            of: .object([
                "query": .string(query), "variables": .object(variables), "extensions": .object(extensions),
            ])
        )
        self.init(port: gateway.port, body: body, token: try role.map { try GatewayProcess.token($0) })
    }

    /// The next event; nil at the end of the stream, or if none came in time.
    func next() -> Event? {
        while true {
            guard let chunk = chunk() else { return nil }
            var event = Event()
            for line in String(decoding: chunk, as: UTF8.self).split(separator: "\n") {
                let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
                let value = String(parts.count > 1 ? parts[1].drop { $0 == " " } : "")
                switch parts[0] {
                case "event": event.name = value
                case "id": event.id = value
                case "data": event.data = value
                default: break
                }
            }
            if !event.name.isEmpty { return event }
        }
    }

    /// The next chunk; the gateway sends each event in one.
    private func chunk() -> [UInt8]? {
        let lineBreak = Array("\r\n".utf8)
        while true {
            if let line = received.firstRange(of: lineBreak),
                let count = Int(String(decoding: received[..<line.lowerBound], as: UTF8.self), radix: 16),
                received.count >= line.upperBound + count + 2
            {
                if count == 0 { return nil }
                let chunk = Array(received[line.upperBound..<line.upperBound + count])
                received.removeFirst(line.upperBound + count + 2)
                return chunk
            }
            let some = client.receiveSome()
            if some.isEmpty { return nil }
            received += some
        }
    }
}
