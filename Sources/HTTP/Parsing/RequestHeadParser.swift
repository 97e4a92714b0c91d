import Bytes

/// Parses a complete head (RFC 9112, §2 "Message") strictly: whatever two parsers could read differently is refused.
struct RequestHeadParser {
    private let limits: HTTPLimits
    private let bytes: [UInt8]
    private var line = RequestHead.Line()
    private var fields: [RequestHead.Field] = []
    private var expectsContinue = false
    private var index = 0
    private var hosts = 0
    private var contentLength: Int?
    private var hasTransferEncoding = false
    private var isConnectionClose = false
    private var isConnectionKeepAlive = false

    /// The head in `bytes`, which end in the empty line that `HeadScanner` found.
    static func parse(_ bytes: [UInt8], limits: HTTPLimits) throws(ProtocolError) -> RequestHead {
        var parser = RequestHeadParser(bytes: bytes, limits: limits)
        try parser.requestLine()
        try parser.fieldLines()
        return try parser.head()
    }

    private init(bytes: [UInt8], limits: HTTPLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    // request-line = method SP request-target SP HTTP-version
    private mutating func requestLine() throws(ProtocolError) {
        let token = CharacterClass.token
        while index < bytes.count, token.contains(bytes[index]) { index += 1 }
        guard index > 0, index < bytes.count, bytes[index] == 0x20 else {
            throw .bad("The method is malformed.")
        }
        line.method = Method(bytes[..<index])
        index += 1
        let targetStart = index
        while index < bytes.count, bytes[index] > 0x20, bytes[index] < 0x7F, bytes[index] != UInt8(ascii: "#")
        {
            index += 1
        }
        guard index - targetStart <= limits.targetBytes else { throw .targetTooLong }
        guard index > targetStart, index < bytes.count, bytes[index] == 0x20 else {
            throw .bad("The target is malformed.")
        }
        line.target = part(targetStart, index)
        index += 1
        try version()
        try splitTarget()
    }

    // HTTP-version = HTTP-name "/" DIGIT "." DIGIT
    private mutating func version() throws(ProtocolError) {
        guard bytes.count - index >= 10, bytes[index..<index + 5].isEqual(to: "HTTP/"),
            isDigit(bytes[index + 5]), bytes[index + 6] == UInt8(ascii: "."), isDigit(bytes[index + 7]),
            bytes[index + 8] == 0x0D, bytes[index + 9] == 0x0A
        else { throw .bad("The version is malformed.") }
        guard bytes[index + 5] == UInt8(ascii: "1") else { throw .version }
        line.isVersion10 = bytes[index + 7] == UInt8(ascii: "0")
        index += 10
    }

    /// Finds path and query in the target (RFC 9112, §3.2 "Request Target").
    private mutating func splitTarget() throws(ProtocolError) {
        var start = Int(line.target.start)
        let end = Int(line.target.end)
        if case .other("CONNECT") = line.method { throw .connect }
        if bytes[start] == UInt8(ascii: "*") {
            guard line.method == .options, end - start == 1 else { throw .bad("The target is malformed.") }
        } else if bytes[start] != UInt8(ascii: "/") {
            start = try endOfAuthority()
        }
        var query = start
        while query < end, bytes[query] != UInt8(ascii: "?") { query += 1 }
        line.path = part(start, query)
        line.query = part(min(query + 1, end), end)
    }

    /// Where the path begins in a target of the absolute form.
    private func endOfAuthority() throws(ProtocolError) -> Int {
        let end = Int(line.target.end)
        var start = Int(line.target.start)
        if bytes.matches(part(start, min(start + 7, end)), "http://") {
            start += 7
        } else if bytes.matches(part(start, min(start + 8, end)), "https://") {
            start += 8
        } else {
            throw .bad("The target is malformed.")
        }
        let authority = start
        while start < end, CharacterClass.host.contains(bytes[start]) { start += 1 }
        guard start > authority else { throw .bad("The target is malformed.") }
        guard start == end || bytes[start] == UInt8(ascii: "/") || bytes[start] == UInt8(ascii: "?") else {
            throw .bad("The target is malformed.")
        }
        return start
    }

    // field-line = field-name ":" OWS field-value OWS
    private mutating func fieldLines() throws(ProtocolError) {
        fields.reserveCapacity(12)
        let last = bytes.count - 2
        let token = CharacterClass.token
        while index < last {
            let nameStart = index
            while token.contains(bytes[index]) { index += 1 }
            guard index > nameStart, bytes[index] == UInt8(ascii: ":") else {
                throw .bad("A field's name is malformed, or its line is folded.")
            }
            let name = part(nameStart, index)
            index += 1
            while bytes[index] == 0x20 || bytes[index] == 0x09 { index += 1 }
            let valueStart = index
            skipText()
            while bytes[index] >= 0x20 && bytes[index] != 0x7F || bytes[index] == 0x09 { index += 1 }
            guard bytes[index] == 0x0D, bytes[index + 1] == 0x0A else {
                throw .bad("A field's value has a control character.")
            }
            var valueEnd = index
            while valueEnd > valueStart, bytes[valueEnd - 1] == 0x20 || bytes[valueEnd - 1] == 0x09 {
                valueEnd -= 1
            }
            index += 2
            guard fields.count < limits.headerCount else { throw .headTooLarge }
            let field = RequestHead.Field(name: name, value: part(valueStart, valueEnd))
            fields.append(field)
            try note(field)
        }
    }

    /// Goes on by eights while none of them is a control character: tokens are long (benchmark `typename`).
    private mutating func skipText() {
        let storage = bytes
        let span = unsafe storage.span.bytes
        while span.byteCount - index >= 8 {
            // SAFETY: every eight bytes are a number, and eight are left.
            let word = unsafe span.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            if CharacterClass.hasControl(word) { break }
            index += 8
        }
    }

    /// Takes from a field what concerns the connection.
    private mutating func note(_ field: RequestHead.Field) throws(ProtocolError) {
        switch field.name.end - field.name.start {
        case 4 where bytes.matches(field.name, "host"):
            hosts += 1
            guard hosts == 1 else { throw .bad("There is more than one Host.") }
            guard bytes[field.value].allSatisfy(CharacterClass.host.contains) else {
                throw .bad("The Host is malformed.")
            }
        case 6 where bytes.matches(field.name, "expect"):
            guard bytes.matches(field.value, "100-continue") else { throw .expectation }
            expectsContinue = true
        case 10 where bytes.matches(field.name, "connection"):
            for option in bytes[field.value].split(separator: UInt8(ascii: ",")) {
                let option = trimmed(option)
                if bytes.matches(option, "close") { isConnectionClose = true }
                if bytes.matches(option, "keep-alive") { isConnectionKeepAlive = true }
            }
        case 14 where bytes.matches(field.name, "content-length"):
            guard contentLength == nil else { throw .bad("There is more than one Content-Length.") }
            contentLength = try length(field.value)
        case 17 where bytes.matches(field.name, "transfer-encoding"):
            guard !hasTransferEncoding else { throw .bad("There is more than one Transfer-Encoding.") }
            hasTransferEncoding = true
            guard bytes.matches(field.value, "chunked") else { throw .coding }
        case _:
            break
        }
    }

    // Content-Length = 1*DIGIT
    private func length(_ value: RequestHead.Part) throws(ProtocolError) -> Int {
        let digits = bytes[value]
        guard !digits.isEmpty, digits.allSatisfy(isDigit) else {
            throw .bad("The Content-Length is malformed.")
        }
        // More than 18 digits would not fit; so many are too large anyway, leading zeros or not.
        return digits.count > 18 ? .max : digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    private func head() throws(ProtocolError) -> RequestHead {
        guard hosts == 1 || line.isVersion10 else { throw .bad("There is no Host.") }
        return RequestHead(
            bytes: bytes,
            line: line,
            fields: fields,
            framing: try framing(),
            isKeptAlive: !isConnectionClose && (!line.isVersion10 || isConnectionKeepAlive),
            expectsContinue: expectsContinue && !line.isVersion10
        )
    }

    private func framing() throws(ProtocolError) -> RequestHead.Framing {
        guard hasTransferEncoding else {
            guard contentLength ?? 0 <= limits.bodyBytes else { throw .contentTooLarge }
            return .length(contentLength ?? 0)
        }
        // RFC 9112, §6.1 "Transfer-Encoding": either may be an attempt to smuggle a request.
        guard contentLength == nil else {
            throw .bad("There are a Content-Length and a Transfer-Encoding.")
        }
        guard !line.isVersion10 else { throw .bad("HTTP/1.0 has no Transfer-Encoding.") }
        return .chunked
    }

    private func part(_ start: Int, _ end: Int) -> RequestHead.Part {
        RequestHead.Part(start: UInt32(start), end: UInt32(end))
    }

    private func trimmed(_ slice: ArraySlice<UInt8>) -> RequestHead.Part {
        var slice = slice
        while let byte = slice.first, byte == 0x20 || byte == 0x09 { slice.removeFirst() }
        while let byte = slice.last, byte == 0x20 || byte == 0x09 { slice.removeLast() }
        return part(slice.startIndex, slice.endIndex)
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}
