@testable import ChangeFeed
import Testing

@Suite("Messages of the replication stream")
struct LogMessageTests {
    private static let messages = [
        LogBytes.begin(100, 7), LogBytes.commit(100, end: 120), LogBytes.relation(1),
        LogBytes.insert(1, LogBytes.row("1", nil)),
        LogBytes.update(1, LogBytes.row("1", "")),
        LogBytes.update(1, LogBytes.row("2", "a"), old: [UInt8(ascii: "K")] + LogBytes.row("1", nil)),
        LogBytes.delete(1, LogBytes.row("1", nil)), LogBytes.truncate(1, 2),
        LogBytes.message("heartbeat", isTransactional: false),
    ]

    @Test func `Each kind of message is decoded`() throws {
        #expect(
            try LogMessage(LogBytes.begin(100, 7)[...]) == .begin(commit: LogPosition(100), transactionID: 7)
        )
        #expect(
            try LogMessage(LogBytes.commit(100, end: 120)[...])
                == .commit(commit: LogPosition(100), end: LogPosition(120))
        )
        #expect(try LogMessage(LogBytes.truncate(1, 2)[...]) == .truncate(relations: [1, 2]))
        let row = LoggedRow(values: [.binary([0x31]), .unchanged])
        #expect(
            try LogMessage(LogBytes.update(1, LogBytes.row("1", ""))[...])
                == .update(relation: 1, old: .absent, new: row)
        )
        guard case .relation(let relation) = try LogMessage(LogBytes.relation(9, identity: "f")[...]) else {
            Issue.record("not a relation")
            return
        }
        #expect(relation.identity == .full)
        #expect(relation.columns.map(\.name) == ["id", "status"])
        #expect(relation.columns.map(\.isKey) == [true, true])
    }

    @Test(arguments: messages) func `A message that is cut or has more bytes is malformed`(
        message: [UInt8]
    ) throws {
        _ = try LogMessage(message[...])
        for count in message.indices {
            #expect(throws: LogError.self) { try LogMessage(message[..<count]) }
        }
        #expect(throws: LogError.self) { try LogMessage((message + [0])[...]) }
    }

    @Test func `A slice may begin anywhere in its array`() throws {
        let bytes = [1, 2, 3] + LogBytes.begin(5, 6)
        #expect(try LogMessage(bytes[3...]) == .begin(commit: LogPosition(5), transactionID: 6))
    }

    @Test(
        arguments: [
            [], [0x5A], [UInt8(ascii: "T"), 0xFF, 0xFF, 0xFF, 0xFF, 0],
            [UInt8(ascii: "T"), 0x7F, 0xFF, 0xFF, 0xFF, 0],
        ] as [[UInt8]]
    )
    func `Unknown kinds and lengths that cannot be are errors`(bytes: [UInt8]) {
        #expect(throws: LogError.self) { try LogMessage(bytes[...]) }
        #expect(throws: LogError.self) { try ReplicationFrame(bytes[...]) }
    }

    @Test func `Frames are decoded, and a status update has 34 bytes`() throws {
        let frame =
            [UInt8(ascii: "w")] + LogBytes.number(1, 8) + LogBytes.number(2, 8) + LogBytes.number(3, 8) + [
                9, 9,
            ]
        #expect(
            try ReplicationFrame(frame[...]) == .data(start: LogPosition(1), end: LogPosition(2), [9, 9])
        )
        let alive = [UInt8(ascii: "k")] + LogBytes.number(2, 8) + LogBytes.number(3, 8) + [1]
        #expect(try ReplicationFrame(alive[...]) == .keepAlive(end: LogPosition(2), wantsReply: true))
        let update = ReplicationFrame.statusUpdate(
            received: LogPosition(258),
            confirmed: LogPosition(1),
            microseconds: -1
        )
        #expect(update.count == 34)
        #expect(Array(update[1..<9]) == [0, 0, 0, 0, 0, 0, 1, 2])
        #expect(Array(update[25..<33]) == Array(repeating: 0xFF, count: 8))
    }

    @Test func `A log position reads and writes PostgreSQL's text`() {
        #expect(LogPosition("16/B374D848")?.description == "16/B374D848")
        #expect(LogPosition("FFFFFFFF/FFFFFFFF")?.rawValue == .max)
        for text in ["", "/", "1/", "1", "1/2/3", "G/1", "123456789/1", "+1/1", "-1/1"] {
            #expect(LogPosition(text) == nil, "\(text)")
        }
    }
}
