import Glibc

/// Finds the end of a head in bytes that are received piece by piece; it reads each byte once.
struct HeadScanner {
    /// Bytes that have been looked at.
    private var scanned = 0
    private var lineStart = 0

    /// The head's length with its empty last line, or `nil` while it has not all come.
    ///
    /// - Parameter bytes: the head from its first byte, longer at each call.
    /// - Throws: `ProtocolError` for a line feed without its carriage return, and for a head that is too large.
    mutating func end(of bytes: UnsafeRawBufferPointer, limits: HTTPLimits) throws(ProtocolError) -> Int? {
        let visible = min(bytes.count, limits.headBytes)
        // A client of another protocol, such as TLS, is refused at once: it may never send a line feed.
        if scanned == 0, let first = unsafe bytes.first, !CharacterClass.token.contains(first) {
            throw .bad("The method is malformed.")
        }
        while scanned < visible, let start = bytes.baseAddress {
            // SAFETY: `scanned` is below `visible`, which is at most the number of bytes.
            guard let found = unsafe memchr(start + scanned, 0x0A, visible - scanned) else {
                scanned = visible
                break
            }
            let index = unsafe UnsafeRawPointer(found) - start
            guard index > lineStart, unsafe bytes[index - 1] == 0x0D else {
                throw .bad("Lines end in a carriage return and a line feed.")
            }
            scanned = index + 1
            if index - 1 == lineStart { return index + 1 }
            lineStart = index + 1
        }
        guard visible < limits.headBytes else { throw lineStart == 0 ? .targetTooLong : .headTooLarge }
        return nil
    }
}
