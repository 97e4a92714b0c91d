internal import CCrypto

/// The opening handshake of a server (RFC 6455, §4.2 "Server-Side Requirements"), as far as it is about header values.
package enum Handshake {
    /// The value of `Sec-WebSocket-Accept` for the client's `Sec-WebSocket-Key`, or nil if the key is not 16 bytes in base64.
    ///
    /// The digest is SHA-1, as the RFC demands; it proves that the server understood, and keeps no secret.
    package static func accept(key: String) -> String? {
        guard isKey(key) else { return nil }
        let text = Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        // SAFETY: both arrays outlive the calls; 20 bytes make 28 characters and a zero.
        unsafe _ = SHA1(text, text.count, &digest)
        var encoded = [UInt8](repeating: 0, count: 29)
        unsafe _ = EVP_EncodeBlock(&encoded, digest, Int32(digest.count))
        return String(decoding: encoded.dropLast(), as: UTF8.self)
    }

    /// Whether `key` is base64 of 16 bytes: 22 digits, of which the last has four zero bits, and two padding characters.
    private static func isKey(_ key: String) -> Bool {
        let bytes = Array(key.utf8)
        guard bytes.count == 24, bytes[22] == UInt8(ascii: "="), bytes[23] == UInt8(ascii: "=") else {
            return false
        }
        return bytes[..<22].allSatisfy(isDigit) && "AQgw".utf8.contains(bytes[21])
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
