/// A server's reader of a client's WebSocket frames: bytes in, messages out (RFC 6455, §5 "Data Framing").
///
/// Bytes may be split anywhere. Fragments of a message are joined, and control frames between them are given out as they
/// come. Text is checked while it arrives. An error or a Close frame ends the reading: what follows is ignored.
package struct FrameReader {
    /// Something complete that the client sent.
    package enum Event: Equatable {
        /// A message of valid UTF-8.
        case text([UInt8])
        case binary([UInt8])
        /// Its payload has to be sent back in a Pong frame.
        case ping([UInt8])
        case pong([UInt8])
        /// The client ends the connection; the code has to be sent back. `nil` stands for a Close frame without a code.
        case close(CloseCode?)
        /// The client broke the protocol or a limit. The error's code has to be sent, and the connection closed.
        case failed(FrameError)
    }

    private enum State {
        /// Collects the bytes of a head. Leads to `payload`, `ended`.
        case head
        /// Collects a frame's payload, of which `remaining` bytes are missing. Leads to `head`, `ended`.
        case payload(FrameHead, remaining: Int)
        /// A Close frame or an error was given out.
        case ended
    }

    private let maximumMessageBytes: Int
    private var state = State.head
    private var head: [UInt8] = []
    /// The kind of the message whose fragments are being joined.
    private var messageKind: FrameHead.Opcode?
    private var message: [UInt8] = []
    private var control: [UInt8] = []
    private var validator = UTF8Validator()

    /// Creates a reader at the first byte after the handshake.
    ///
    /// Longer messages are refused with 1009.
    package init(maximumMessageBytes: Int) { self.maximumMessageBytes = maximumMessageBytes }

    /// Reads `bytes` from `offset` on until something is complete, and moves `offset`.
    ///
    /// Returns nil when all bytes are read.
    package mutating func next(_ bytes: UnsafeRawBufferPointer, _ offset: inout Int) -> Event? {
        do throws(FrameError) {
            return try unsafe advance(bytes, &offset)
        } catch {
            return end(with: .failed(error))
        }
    }

    private mutating func advance(
        _ bytes: UnsafeRawBufferPointer,
        _ offset: inout Int
    ) throws(FrameError) -> Event? {
        while true {
            switch state {
            case .ended:
                offset = bytes.count
                return nil
            case .head:
                guard offset < bytes.count else { return nil }
                // SAFETY: `offset` is below the number of bytes.
                head.append(unsafe bytes[offset])
                offset += 1
                guard head.count >= 2, head.count == FrameHead.size(head[0], head[1]) else { continue }
                let frame = try FrameHead(head)
                head.removeAll(keepingCapacity: true)
                try begin(frame)
                state = .payload(frame, remaining: frame.length)
            case .payload(let frame, let remaining):
                let count = min(remaining, bytes.count - offset)
                // SAFETY: `offset + count` is at most the number of bytes.
                try unsafe take(
                    UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]),
                    of: frame,
                    remaining
                )
                offset += count
                guard count == remaining else {
                    state = .payload(frame, remaining: remaining - count)
                    return nil
                }
                state = .head
                if let event = try finish(frame) { return event }
            }
        }
    }

    /// Checks that `frame` may come here, before any of its payload is kept.
    private mutating func begin(_ frame: FrameHead) throws(FrameError) {
        switch frame.opcode {
        case .text, .binary:
            guard messageKind == nil else {
                throw .protocolError("A message begins before the last one has ended.")
            }
            messageKind = frame.opcode
            validator = UTF8Validator()
        case .continuation:
            guard messageKind != nil else { throw .protocolError("A continuation without a message.") }
        case .close, .ping, .pong:
            return
        }
        guard frame.length <= maximumMessageBytes - message.count else {
            throw FrameError(
                code: .messageTooBig,
                reason: "A message may have \(maximumMessageBytes) bytes at most."
            )
        }
    }

    /// Keeps a piece of a payload of which `remaining` bytes were missing before.
    private mutating func take(
        _ piece: UnsafeRawBufferPointer,
        of frame: FrameHead,
        _ remaining: Int
    ) throws(FrameError) {
        let position = frame.length - remaining
        guard !frame.opcode.isControl else {
            return unsafe unmask(piece, frame.mask, from: position, into: &control)
        }
        let start = message.count
        unsafe unmask(piece, frame.mask, from: position, into: &message)
        guard messageKind == .text else { return }
        guard isText(from: start) else { throw Self.notText }
    }

    private mutating func isText(from start: Int) -> Bool {
        unsafe message.withUnsafeBytes { bytes in
            // SAFETY: `start` is at most the number of bytes, and the validator keeps nothing of them.
            unsafe validator.accept(UnsafeRawBufferPointer(rebasing: bytes[start...]))
        }
    }

    private static var notText: FrameError {
        FrameError(code: .invalidPayload, reason: "A text is not valid UTF-8.")
    }

    /// What the complete frame `frame` amounts to.
    private mutating func finish(_ frame: FrameHead) throws(FrameError) -> Event? {
        guard frame.opcode.isControl else { return try finishMessage(frame) }
        let payload = control
        control.removeAll(keepingCapacity: true)
        switch frame.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong(payload)
        default: return end(with: .close(try Self.closeCode(payload)))
        }
    }

    private mutating func finishMessage(_ frame: FrameHead) throws(FrameError) -> Event? {
        guard frame.isFinal else { return nil }
        guard validator.isComplete else { throw Self.notText }
        let isText = messageKind == .text
        let payload = message
        messageKind = nil
        message = []
        return isText ? .text(payload) : .binary(payload)
    }

    /// The code of a Close frame (§5.5.1 "Close"), whose reason has to be text.
    private static func closeCode(_ payload: [UInt8]) throws(FrameError) -> CloseCode? {
        guard !payload.isEmpty else { return nil }
        guard payload.count >= 2 else { throw .protocolError("A close code has two bytes.") }
        let code = CloseCode(UInt16(payload[0]) << 8 | UInt16(payload[1]))
        guard code.isValidInFrame else { throw .protocolError("This close code may not be sent.") }
        var validator = UTF8Validator()
        let isText = unsafe payload.dropFirst(2).withUnsafeBytes { unsafe validator.accept($0) }
        guard isText, validator.isComplete else { throw notText }
        return code
    }

    private mutating func end(with event: Event) -> Event {
        state = .ended
        (message, control, head) = ([], [], [])
        return event
    }
}

/// Appends `piece` to `target`, unmasked (RFC 6455, §5.3 "Client-to-Server Masking").
///
/// `position` is the place of its first byte in the payload. Eight bytes are unmasked at a time.
private func unmask(
    _ piece: UnsafeRawBufferPointer,
    _ mask: UInt32,
    from position: Int,
    into target: inout [UInt8]
) {
    guard unsafe !piece.isEmpty else { return }
    let turn = UInt32(position & 3) * 8
    let turned = turn == 0 ? mask : mask >> turn | mask << (32 - turn)
    let wide = (UInt64(turned) << 32 | UInt64(turned)).littleEndian
    let start = target.count
    unsafe target.append(contentsOf: piece)
    unsafe target.withUnsafeMutableBytes { bytes in
        var index = start
        while index + 8 <= bytes.count {
            // SAFETY: eight bytes from `index` lie within the array.
            let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            unsafe bytes.storeBytes(of: word ^ wide, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            // SAFETY: `index` is below the number of bytes.
            unsafe bytes[index] ^= UInt8(truncatingIfNeeded: turned >> (UInt32((index - start) & 3) * 8))
            index += 1
        }
    }
}
