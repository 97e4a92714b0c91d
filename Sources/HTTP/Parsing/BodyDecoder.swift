/// Decodes the body that follows a head (RFC 9112, §6.2 "Content-Length", §7.1 "Chunked Transfer Coding").
struct BodyDecoder {
    private enum State: Equatable {
        /// A body of known length: how much is missing. Leads to `complete`.
        case length(Int)
        /// Digits of a chunk's size: its value, and how many digits. Leads to `chunkExtension`, `sizeLineFeed`.
        case size(Int, digits: Int)
        /// Behind a size, dropped. Leads to `sizeLineFeed`.
        case chunkExtension(Int)
        /// Leads to `data`, or to `trailerStart` after the last chunk's size, 0.
        case sizeLineFeed(Int)
        /// How much of a chunk is missing. Leads to `dataCarriageReturn`.
        case data(Int)
        case dataCarriageReturn
        /// Leads to `size`.
        case dataLineFeed
        /// A trailer's first byte, or the last line's carriage return. Leads to `trailerName`, `lastLineFeed`.
        case trailerStart
        case trailerName
        /// Leads to `trailerLineFeed`.
        case trailerValue
        /// Leads to `trailerStart`.
        case trailerLineFeed
        /// Leads to `complete`.
        case lastLineFeed
        case complete
    }

    private let limits: HTTPLimits
    private var state: State
    private var overhead = 0
    /// What has been decoded.
    private(set) var body: [UInt8] = []

    init(framing: RequestHead.Framing, limits: HTTPLimits) {
        self.limits = limits
        switch framing {
        case .length(0):
            state = .complete
        case .length(let count):
            state = .length(count)
            // A client may announce more than it sends.
            body.reserveCapacity(min(count, 64 * 1024))
        case .chunked:
            state = .size(0, digits: 0)
        }
    }

    var isComplete: Bool { state == .complete }

    /// Returns the decoded body, and forgets it.
    mutating func takeBody() -> [UInt8] {
        defer { body = [] }
        return body
    }

    /// Decodes as much of `bytes` as belongs to the body; says how many.
    mutating func decode(_ bytes: UnsafeRawBufferPointer) throws(ProtocolError) -> Int {
        var index = 0
        while index < bytes.count, state != .complete {
            switch state {
            case .length(let missing):
                let taken = min(missing, bytes.count - index)
                // SAFETY: `index + taken` is at most the number of bytes.
                unsafe body.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[index..<index + taken]))
                index += taken
                state = taken == missing ? .complete : .length(missing - taken)
            case .data(let missing):
                let taken = min(missing, bytes.count - index)
                // SAFETY: as above.
                unsafe body.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[index..<index + taken]))
                index += taken
                state = taken == missing ? .dataCarriageReturn : .data(missing - taken)
            case _:
                try unsafe step(bytes[index])
                index += 1
            }
        }
        return index
    }

    /// One byte of what is not data.
    private mutating func step(_ byte: UInt8) throws(ProtocolError) {
        switch state {
        case .size(let value, let digits):
            try sizeDigit(byte, value: value, digits: digits)
        case .chunkExtension(let size):
            try count(byte)
            if byte == 0x0D { state = .sizeLineFeed(size) }
        case .sizeLineFeed(let size):
            try expect(byte, 0x0A, then: size == 0 ? .trailerStart : .data(size))
        case .dataCarriageReturn:
            try expect(byte, 0x0D, then: .dataLineFeed)
        case .dataLineFeed:
            try expect(byte, 0x0A, then: .size(0, digits: 0))
        case .trailerStart, .trailerName:
            try trailerName(byte)
        case .trailerValue:
            try count(byte)
            if byte == 0x0D { state = .trailerLineFeed }
        case .trailerLineFeed:
            try expect(byte, 0x0A, then: .trailerStart)
        case .lastLineFeed:
            try expect(byte, 0x0A, then: .complete)
        case .length, .data, .complete:
            preconditionFailure("data is not decoded byte by byte")
        }
    }

    // chunk-size = 1*HEXDIG
    private mutating func sizeDigit(_ byte: UInt8, value: Int, digits: Int) throws(ProtocolError) {
        if let digit = hexadecimal(byte) {
            // 12 digits cannot overflow; more leading zeros are refused.
            guard digits < 12 else { throw .bad("A chunk's size is malformed.") }
            let value = value << 4 | Int(digit)
            guard body.count + value <= limits.bodyBytes else { throw .contentTooLarge }
            state = .size(value, digits: digits + 1)
        } else if digits > 0, byte == 0x0D {
            state = .sizeLineFeed(value)
        } else if digits > 0, byte == UInt8(ascii: ";") {
            try count(byte)
            state = .chunkExtension(value)
        } else {
            throw .bad("A chunk's size is malformed.")
        }
    }

    private mutating func trailerName(_ byte: UInt8) throws(ProtocolError) {
        if byte == 0x0D, state == .trailerStart {
            state = .lastLineFeed
        } else if byte == UInt8(ascii: ":"), state == .trailerName {
            try count(byte)
            state = .trailerValue
        } else {
            guard CharacterClass.token.contains(byte) else { throw .bad("A trailer is malformed.") }
            try count(byte)
            state = .trailerName
        }
    }

    /// Counts a byte that is dropped; control characters other than the line's end are refused.
    private mutating func count(_ byte: UInt8) throws(ProtocolError) {
        overhead += 1
        guard overhead <= limits.chunkOverheadBytes else { throw .headTooLarge }
        guard byte >= 0x20 && byte != 0x7F || byte == 0x09 || byte == 0x0D else {
            throw .bad("A chunk's extension or trailer has a control character.")
        }
    }

    private mutating func expect(_ byte: UInt8, _ expected: UInt8, then next: State) throws(ProtocolError) {
        guard byte == expected else { throw .bad("A chunk is malformed.") }
        state = next
    }
}
