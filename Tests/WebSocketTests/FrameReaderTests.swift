import Testing
import WebSocket

/// The events that a reader gives for `bytes` when they arrive in pieces that end at `ends`.
private func events(_ bytes: [UInt8], splitAt ends: [Int] = [], limit: Int = 1000) -> [FrameReader.Event] {
    var reader = FrameReader(maximumMessageBytes: limit)
    var events: [FrameReader.Event] = []
    var start = 0
    for end in ends + [bytes.count] {
        let piece = Array(bytes[start..<end])
        start = end
        unsafe piece.withUnsafeBytes { piece in
            var offset = 0
            while let event = unsafe reader.next(piece, &offset) { events.append(event) }
            #expect(offset == piece.count)
        }
    }
    return events
}

private func events(_ frames: ClientFrame..., limit: Int = 1000) -> [FrameReader.Event] {
    events(frames.flatMap(\.bytes), limit: limit)
}

private func code(_ events: [FrameReader.Event]) -> UInt16? {
    guard case .failed(let error) = events.last else { return nil }
    return error.code.rawValue
}

@Suite("Reading a client's WebSocket frames")
struct FrameReaderTests {
    @Test func `A single frame is a message`() {
        #expect(events(.text("Hello")) == [.text(Array("Hello".utf8))])
        #expect(events(ClientFrame(first: 0x82, payload: [0xFF])) == [.binary([0xFF])])
        #expect(events(.text("")) == [.text([])])
    }

    @Test func `Fragments are joined, and control frames between them are given out first`() {
        let found = events(.text("Zażół", isFinal: false), .ping([1]), .continuation(Array("ć".utf8)))
        #expect(found == [.ping([1]), .text(Array("Zażółć".utf8))])
    }

    @Test func `A split at any two bytes changes nothing`() {
        let frames = [
            ClientFrame.text("a\u{1F600}", isFinal: false), .ping([1, 2, 3]), .continuation(Array("ż".utf8)),
            .text(String(repeating: "x", count: 300)), .close([0x03, 0xE8, 0x6F, 0x6B]),
        ]
        let bytes = frames.flatMap(\.bytes)
        let whole = events(bytes)
        #expect(whole.count == 4)
        #expect(whole.last == .close(.normal))
        for first in 0..<bytes.count {
            #expect(events(bytes, splitAt: [first]) == whole)
            #expect(events(bytes, splitAt: [first, (first + bytes.count) / 2]) == whole)
        }
        #expect(events(bytes, splitAt: Array(1..<bytes.count)) == whole)
    }

    @Test(arguments: [125, 126, 127, 999, 65_535, 65_536, 70_001])
    func `Messages of any length arrive unmasked`(count: Int) {
        let payload = (0..<count).map { UInt8($0 % 251) }
        #expect(events(ClientFrame(first: 0x82, payload: payload), limit: 100_000) == [.binary(payload)])
    }

    @Test(arguments: [
        ("reserved bit", ClientFrame(first: 0xC1, payload: [])),
        ("unknown data opcode", ClientFrame(first: 0x83, payload: [])),
        ("unknown control opcode", ClientFrame(first: 0x8B, payload: [])),
        ("no mask", ClientFrame(first: 0x81, payload: [0x61], mask: nil)),
        ("fragmented control frame", ClientFrame(first: 0x09, payload: [])),
        ("long control frame", ClientFrame(first: 0x89, payload: Array(repeating: 0, count: 126))),
        ("length in two bytes that fits in none", ClientFrame(first: 0x81, payload: [0x61], lengthBytes: 2)),
        ("length in eight bytes that fits in two", ClientFrame(first: 0x81, payload: [0x61], lengthBytes: 8)),
        ("continuation without a message", .continuation([])),
        ("close code of one byte", .close([3])),
        ("reserved close code 1005", .close([0x03, 0xED])),
        ("unregistered close code 2000", .close([0x07, 0xD0])),
        ("close code 999", .close([0x03, 0xE7])),
    ])
    func `What the protocol forbids fails with 1002`(name: String, frame: ClientFrame) {
        #expect(code(events(frame)) == 1002, "\(name)")
    }

    @Test func `A message inside a message fails with 1002`() {
        #expect(code(events(.text("a", isFinal: false), .text("b"))) == 1002)
    }

    @Test func `A length of more than 63 bits fails with 1002`() {
        #expect(code(events([0x82, 0xFF] + Array(repeating: 0xFF, count: 8) + [0, 0, 0, 0])) == 1002)
    }

    @Test func `A message above the limit fails with 1009 before its payload arrives`() {
        #expect(
            code(events(Array(ClientFrame.text(String(repeating: "x", count: 1001)).bytes.prefix(8)))) == 1009
        )
        let parts = [
            ClientFrame.text(String(repeating: "x", count: 600), isFinal: false),
            .continuation(Array(repeating: 0x61, count: 401)),
        ]
        #expect(code(events(parts.flatMap(\.bytes))) == 1009)
        #expect(code(events([0x82, 0xFF, 0x7F] + Array(repeating: 0xFF, count: 7) + [0, 0, 0, 0])) == 1009)
    }

    @Test(
        arguments: [
            [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82], [0x80],
        ] as [[UInt8]]
    )
    func `Text that is not UTF-8 fails with 1007, whole or in fragments`(payload: [UInt8]) {
        #expect(code(events(ClientFrame(first: 0x81, payload: payload))) == 1007)
        let fragments = [
            ClientFrame(first: 0x01, payload: [payload[0]]), .continuation(Array(payload.dropFirst())),
        ]
        #expect(code(events(fragments.flatMap(\.bytes))) == 1007)
        #expect(code(events(.close([0x03, 0xE8] + payload))) == 1007)
    }

    @Test func `Nothing is read after an error or a Close frame`() {
        #expect(events(.close([]), .text("late")) == [.close(nil)])
        #expect(events(.continuation([]), .text("late")).count == 1)
    }
}
