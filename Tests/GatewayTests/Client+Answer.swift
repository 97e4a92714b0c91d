import TestSupport

extension Client {
    /// One answer, whose length is in its head.
    func receiveAnswer() -> Answer {
        var received: [UInt8] = []
        while true {
            if let end = received.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: received[..<end.lowerBound], as: UTF8.self)
                let lines = head.split(separator: "\r\n")
                let length =
                    lines.first { $0.lowercased().hasPrefix("content-length:") }
                    .flatMap { Int($0.drop { !$0.isNumber }) } ?? 0
                if received.count >= end.upperBound + length {
                    let body = String(
                        decoding: received[end.upperBound..<(end.upperBound + length)],
                        as: UTF8.self
                    )
                    return Answer(status: Int(head.split(separator: " ")[1]) ?? 0, head: head, body: body)
                }
            }
            let more = receiveSome()
            if more.isEmpty {
                return Answer(status: 0, head: "", body: String(decoding: received, as: UTF8.self))
            }
            received += more
        }
    }
}
