import Bytes
import EventLoop

/// Answers whose bodies are sent piece by piece.
extension Connection {
    func startStream(id: Int, request: Request, head: consuming Response) -> ResponseStream? {
        guard !stream.isClosed else { return nil }
        let isChunked = !request.head.isVersion10
        let (isNow, turnIsLast) = machine.turn(of: id)
        let isLast = turnIsLast || !isChunked
        head.isCompressible = false
        _ = server.prepare(&head, for: request)
        server.writeHead(head, for: request, isLast: isLast, streamed: isChunked)
        let stream = ResponseStream(
            id: id,
            isChunked: isChunked,
            hasBody: request.method != .head,
            isLast: isLast,
            connection: self
        )
        if isNow {
            unsafe server.headBuffer.withBytes { unsafe self.stream.write($0) }
        } else {
            held[id] = HeldAnswer(bytes: server.headBuffer.bytes, isComplete: false, isLast: isLast)
            waitingBytes += server.headBuffer.count
        }
        responseStream = OpenStream(stream: stream)
        return stream
    }

    func send(_ bytes: UnsafeRawBufferPointer, of sender: ResponseStream) -> Bool {
        guard !stream.isClosed else { return false }
        server.headBuffer.truncate(to: 0)
        if sender.isChunked {
            ResponseHeadWriter.hexadecimal(bytes.count, into: &server.headBuffer)
            server.headBuffer.append(literal: "\r\n")
        }
        if held[sender.id] != nil {
            let before = held[sender.id]?.bytes.count ?? 0
            held[sender.id]?.bytes += server.headBuffer.bytes
            unsafe held[sender.id]?.bytes.append(contentsOf: bytes)
            if sender.isChunked { held[sender.id]?.bytes += [0x0D, 0x0A] }
            let count = held[sender.id]?.bytes.count ?? 0
            waitingBytes += count - before
            return checkQueue(count)
        }
        unsafe server.headBuffer.withBytes { size in
            guard sender.isChunked else { return unsafe stream.write(bytes) }
            let end: StaticString = "\r\n"
            // SAFETY: a literal's bytes live for ever.
            unsafe stream.write(size, bytes, UnsafeRawBufferPointer(start: end.utf8Start, count: 2))
        }
        noteProgress()
        return checkQueue(stream.queuedBytes)
    }

    private func checkQueue(_ count: Int) -> Bool {
        reportUnread()
        if count > server.limits.streamQueueBytes { stream.close() }
        return count == 0
    }

    /// A stream was freed without an end.
    func abandoned() {
        responseStream = nil
        stream.close()
    }

    func finish(_ sender: ResponseStream) {
        responseStream = nil
        guard !stream.isClosed else { return }
        let end: StaticString = sender.isChunked && sender.hasBody ? "0\r\n\r\n" : ""
        // SAFETY: a literal's bytes live for ever.
        let bytes = unsafe UnsafeRawBufferPointer(start: end.utf8Start, count: end.utf8CodeUnitCount)
        if held[sender.id] != nil {
            unsafe held[sender.id]?.bytes.append(contentsOf: bytes)
            waitingBytes += bytes.count
            held[sender.id]?.isComplete = true
            return
        }
        unsafe stream.write(bytes)
        answered(isLast: sender.isLast || machine.turn(of: sender.id).isLast)
    }
}
