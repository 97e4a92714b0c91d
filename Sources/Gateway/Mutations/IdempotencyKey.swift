import GraphQL
import HTTP
import JSON

/// What a client names an effect by, so that asking again does not cause it again.
///
/// *The Idempotency-Key HTTP Header Field*, draft-ietf-httpapi-idempotency-key-header: a String of RFC 8941, §3.3.3; the bare
/// text, which most clients send, is taken too.
enum IdempotencyKey {
    /// More names nothing better: a UUID has 36 bytes.
    private static let maximumLength = 255

    /// The key of a request: of the header, or of the member `idempotencyKey` of its extensions; `nil` where there is none.
    static func read(
        header: ArraySlice<UInt8>?,
        extensions: JSONValue.Object
    ) throws(RequestRefusal) -> String? {
        var keys: [String] = []
        if let header { keys.append(try text(ofHeader: header)) }
        switch extensions["idempotencyKey"] {
        case nil, .null?: break
        case .string(let text)?: keys.append(text)
        default: throw .malformed("\"idempotencyKey\" must be a string.")
        }
        guard let key = keys.first else { return nil }
        guard keys.allSatisfy({ $0 == key }) else {
            throw .malformed("The header's idempotency key and that of the extensions differ.")
        }
        guard (1...maximumLength).contains(key.utf8.count), key.utf8.allSatisfy({ $0 >= 32 && $0 != 127 })
        else {
            throw .malformed(
                "An idempotency key has 1 to \(maximumLength) bytes, none of them a control character."
            )
        }
        return key
    }

    private static func text(ofHeader value: ArraySlice<UInt8>) throws(RequestRefusal) -> String {
        let quote = UInt8(ascii: "\"")
        let backslash = UInt8(ascii: "\\")
        guard value.first == quote else { return String(decoding: value, as: UTF8.self) }
        var text: [UInt8] = []
        var isEscaped = false
        for (index, byte) in zip(value.indices, value).dropFirst() {
            if isEscaped {
                text.append(byte)
                isEscaped = false
            } else if byte == backslash {
                isEscaped = true
            } else if byte == quote {
                guard index == value.endIndex - 1 else { break }
                return String(decoding: text, as: UTF8.self)
            } else {
                text.append(byte)
            }
        }
        throw .malformed("The header Idempotency-Key is one string in quotes, as in \"8e03978e-40d5\".")
    }
}
