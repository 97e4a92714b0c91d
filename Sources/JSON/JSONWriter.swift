public import Bytes

/// Writes JSON into a buffer.
///
/// `write(string:into:)` is `public` because it runs for every text field of every row and only public functions are
/// inlined into other modules (benchmark `tickets-page`); nothing outside this package uses it.
public enum JSONWriter {
    /// Appends `bytes`, which are valid UTF-8, as a string: quoted, and escaped where RFC 8259, §7 "Strings" must.
    @inlinable
    public static func write(string bytes: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        var clean = 0
        unsafe buffer.append(upTo: bytes.count + 2) { out in
            // SAFETY: room for all bytes and two quotation marks was asked for; `copyClean` copies at most all.
            unsafe out[0] = UInt8(ascii: "\"")
            clean = unsafe copyClean(bytes, to: UnsafeMutableRawPointer(out + 1))
            guard clean == bytes.count else { return clean + 1 }
            unsafe out[clean + 1] = UInt8(ascii: "\"")
            return clean + 2
        }
        if clean != bytes.count {
            unsafe writeEscaped(UnsafeRawBufferPointer(rebasing: bytes[clean...]), into: &buffer)
        }
    }

    /// Copies bytes up to, at the latest, the first that needs an escape, eight at a time; says how many.
    @inlinable
    static func copyClean(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableRawPointer) -> Int {
        var index = 0
        // SAFETY: each load and store of eight lies within `bytes.count`, for which both sides have room.
        while bytes.count - index >= 8 {
            let word = unsafe bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if needsEscape(word) { break }
            unsafe out.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
            index += 8
        }
        while index < bytes.count {
            let byte = unsafe bytes[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C { break }
            unsafe out.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            index += 1
        }
        return index
    }

    /// Whether one of eight bytes is below 0x20, a quotation mark or a reverse solidus.
    ///
    /// Subtracting n from each byte sets its high bit exactly when the byte was below n, as long as no lower byte
    /// borrowed, and a byte borrows only when it is itself a hit: so "none" is always right.
    @inlinable
    static func needsEscape(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let control = word &- ones &* 0x20
        let quotationMark = (word ^ ones &* 0x22) &- ones
        let reverseSolidus = (word ^ ones &* 0x5C) &- ones
        return (control | quotationMark | reverseSolidus) & ~word & (ones &* 0x80) != 0
    }

    /// The rest of a string from the first byte that needs an escape, and the closing quotation mark.
    @inline(never)
    @usableFromInline
    static func writeEscaped(_ bytes: UnsafeRawBufferPointer, into buffer: inout ByteBuffer) {
        var index = 0
        while index < bytes.count {
            // SAFETY: `index` is below the count, and `copyClean` copies at most what is left.
            unsafe escape(bytes[index], into: &buffer)
            index += 1
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[index...])
            unsafe buffer.append(upTo: rest.count) { out in
                let clean = unsafe copyClean(rest, to: UnsafeMutableRawPointer(out))
                index += clean
                return clean
            }
        }
        buffer.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, into buffer: inout ByteBuffer) {
        switch byte {
        case 0x22: buffer.append(literal: "\\\"")
        case 0x5C: buffer.append(literal: "\\\\")
        case 0x08: buffer.append(literal: "\\b")
        case 0x09: buffer.append(literal: "\\t")
        case 0x0A: buffer.append(literal: "\\n")
        case 0x0C: buffer.append(literal: "\\f")
        case 0x0D: buffer.append(literal: "\\r")
        case _:
            buffer.append(literal: "\\u00")
            buffer.append(UInt8(ascii: "0") + byte >> 4)
            buffer.append(byte & 15 < 10 ? UInt8(ascii: "0") + byte & 15 : UInt8(ascii: "a") + byte & 15 - 10)
        }
    }

    /// Appends `text` as a string.
    public static func write(_ text: String, into buffer: inout ByteBuffer) {
        var text = text
        text.withUTF8 { bytes in unsafe write(string: UnsafeRawBufferPointer(bytes), into: &buffer) }
    }
}
