/// Base64 with the URL-safe alphabet and without padding (RFC 4648, §5): the outside of ids and cursors.
package enum Base64URL {
    private static let alphabet = [UInt8](
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8
    )
    /// The six bits of each letter, 255 for what is no letter.
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: 255, count: 256)
        for (value, letter) in alphabet.enumerated() { values[Int(letter)] = UInt8(value) }
        return values
    }()

    /// Appends the encoding of `bytes` to `buffer`.
    package static func encode(_ bytes: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        unsafe alphabet.withUnsafeBufferPointer { alphabet in
            unsafe buffer.append(upTo: (bytes.count + 2) / 3 * 4) { out in
                var written = 0
                var index = 0
                // SAFETY: `index` stays below `bytes.count`; at most 4 letters are written for each 3 bytes, for
                // which room was reserved; a six-bit value is always inside the alphabet.
                while index < bytes.count {
                    let left = bytes.count - index
                    let first = unsafe UInt32(bytes[index])
                    let second = left > 1 ? unsafe UInt32(bytes[index + 1]) : 0
                    let third = left > 2 ? unsafe UInt32(bytes[index + 2]) : 0
                    let word = first << 16 | second << 8 | third
                    unsafe out[written] = alphabet[Int(word >> 18 & 63)]
                    unsafe out[written + 1] = alphabet[Int(word >> 12 & 63)]
                    if left > 1 { unsafe out[written + 2] = alphabet[Int(word >> 6 & 63)] }
                    if left > 2 { unsafe out[written + 3] = alphabet[Int(word & 63)] }
                    written += min(left, 3) + 1
                    index += 3
                }
                return written
            }
        }
    }

    /// The encoding of `bytes`.
    package static func encode(_ bytes: [UInt8]) -> String {
        var buffer = ByteBuffer(capacity: bytes.count * 4 / 3 + 4)
        unsafe bytes.withUnsafeBytes { unsafe encode($0, into: &buffer) }
        return String(decoding: buffer.bytes, as: UTF8.self)
    }

    /// The bytes that `text` encodes, or `nil` when it is not the canonical encoding of any.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        let decoded = text.withContiguousStorageIfAvailable { unsafe decode($0) }
        return unsafe decoded ?? Array(text).withUnsafeBufferPointer { unsafe decode($0) }
    }

    private static func decode(_ letters: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard letters.count % 4 != 1 else { return nil }
        var invalid: UInt8 = 0
        var rest: UInt32 = 0
        var bits: UInt32 = 0
        var bytes: [UInt8] = []
        bytes.reserveCapacity(letters.count * 3 / 4)
        unsafe values.withUnsafeBufferPointer { values in
            for index in letters.indices {
                // SAFETY: the index is a letter's, and there is a value for each byte.
                let value = unsafe values[Int(letters[index])]
                invalid |= value
                rest = rest << 6 | UInt32(value & 63)
                bits += 6
                guard bits >= 8 else { continue }
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: rest >> bits))
                rest &= (1 << bits) - 1
            }
        }
        return invalid < 64 && rest == 0 ? bytes : nil
    }
}
