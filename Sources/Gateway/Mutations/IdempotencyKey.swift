import JSON

/// What a client names an effect by, so that asking again does not cause it again.
///
/// *The Idempotency-Key HTTP Header Field*, draft-ietf-httpapi-idempotency-key-header: a String of RFC 8941, §3.3.3; the bare
/// text, which most clients send, is taken too.
enum IdempotencyKey {
    /// More names nothing better: a UUID has 36 bytes.
    private static let maximumLength = 255

    /// The key of a request: of the headers, of which a proxy may add one, or of the member `idempotencyKey` of its extensions; `nil` where there is none.
    static func read(
        headers: [ArraySlice<UInt8>],
        extensions: JSONValue.Object
    ) throws(RequestError) -> String? {
        var keys: [String] = []
        for header in headers { keys.append(try text(ofHeader: header)) }
        switch extensions["idempotencyKey"] {
        case nil, .null?: break
        case .string(let text)?: keys.append(text)
        default: throw .malformed("\"idempotencyKey\" must be a string.")
        }
        guard let key = keys.first else { return nil }
        guard keys.allSatisfy({ $0 == key }) else {
            throw .malformed("The idempotency keys of the headers and of the extensions differ.")
        }
        guard (1...maximumLength).contains(key.utf8.count), key.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw .malformed(
                "An idempotency key has 1 to \(maximumLength) bytes, none of them a control character."
            )
        }
        return key
    }

    private static func text(ofHeader value: ArraySlice<UInt8>) throws(RequestError) -> String {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        var text: [UInt8] = []
        guard value.first == quote else { return try self.text(of: value) }
        var isEscaped = false
        for (index, byte) in zip(value.indices, value).dropFirst() {
            if isEscaped {
                text.append(byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == quote {
                guard index == value.endIndex - 1 else { break }
                return try self.text(of: text[...])
            } else {
                text.append(byte)
            }
        }
        throw .malformed("The header Idempotency-Key is one string in quotes, as in \"8e03978e-40d5\".")
    }

    /// Keys that differ stay different, also where they are no texts.
    private static func text(of bytes: ArraySlice<UInt8>) throws(RequestError) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed("The header Idempotency-Key is not UTF-8.")
        }
        return text
    }
}
