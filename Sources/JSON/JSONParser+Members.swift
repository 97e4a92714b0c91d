extension JSONReader {
    /// Where the value of the member `name` of the outermost object stands in the JSON text `bytes`; `nil` if it is not found.
    ///
    /// The values before it are skipped, not checked, and `name` is found only if it is written without escapes. The same
    /// bytes before a value always lead to the same range.
    package static func range(ofMember name: StaticString, in bytes: [UInt8]) -> Range<Int>? {
        unsafe bytes.withUnsafeBytes { bytes in
            // SAFETY: the parser keeps the bytes for this call only.
            var parser = unsafe JSONParser(bytes: bytes, limits: Limits())
            return parser.range(ofMember: name)
        }
    }
}

extension JSONParser {
    fileprivate mutating func range(ofMember name: StaticString) -> Range<Int>? {
        skipWhitespace()
        guard take(UInt8(ascii: "{")) else { return nil }
        while true {
            skipWhitespace()
            let start = offset
            guard skipString() else { return nil }
            let isFound = isString(from: start, name)
            skipWhitespace()
            guard take(UInt8(ascii: ":")) else { return nil }
            skipWhitespace()
            let value = offset
            guard skipValue() else { return nil }
            if isFound { return value..<offset }
            skipWhitespace()
            guard take(UInt8(ascii: ",")) else { return nil }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        offset += 1
        return true
    }

    /// Whether the string from `start` to the offset is `text` between quotation marks.
    private func isString(from start: Int, _ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset - start == count + 2 else { return false }
        // SAFETY: the string lies within the bytes; a literal's bytes live for ever.
        return unsafe UnsafeRawBufferPointer(rebasing: bytes[start + 1..<offset - 1])
            .elementsEqual(UnsafeBufferPointer(start: text.utf8Start, count: count))
    }

    /// Skips a string with its quotation marks; `false` if there is none, or if it does not end.
    private mutating func skipString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while true {
            skipPlainText()
            guard let byte = peek() else { return false }
            offset += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") { offset += 1 }
        }
    }

    /// Skips a value up to its end; `false` if the text ends before.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                guard skipString() else { return false }
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                offset += 1
                continue
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                offset += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                offset += 1
                continue
            case _:
                skipScalar()
            }
            guard depth > 0 else { return depth == 0 }
        }
        return false
    }

    /// Skips a number or a word up to the next character that ends one.
    private mutating func skipScalar() {
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "}"),
                UInt8(ascii: "]"),
                UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09:
                return
            case _: offset += 1
            }
        }
    }
}
