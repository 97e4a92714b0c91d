extension Lexer {
    /// Reads a string of either kind.
    ///
    ///     StringValue :: "" [lookahead != "] | " StringCharacter+ " | BlockString
    ///
    /// Implements *String Value*, §2.9.4.
    func string(from start: Int) throws(SyntaxError) -> (Token, end: Int) {
        if text[start + 1] == UInt8(ascii: "\""), text[start + 2] == UInt8(ascii: "\"") {
            return (.blockString, try blockString(from: start))
        }
        var index = start + 1
        while true {
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                return (.string, index + 1)
            } else if byte == UInt8(ascii: "\\") {
                index = try escape(at: index)
            } else if byte >= 0x80 {
                index += try scalarLength(at: index)
            } else if byte == 0x0A || byte == 0x0D || index >= text.count {
                throw SyntaxError(
                    .refused("Unterminated string: a double quote (\") is missing"),
                    at: start..<index
                )
            } else {
                index += 1
            }
        }
    }

    /// Reads a block string.
    ///
    ///     BlockString :: """ BlockStringCharacter* """
    private func blockString(from start: Int) throws(SyntaxError) -> Int {
        var index = start + 3
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: "\""), isTripleQuote(at: index) {
                return index + 3
            } else if byte == UInt8(ascii: "\\"), isTripleQuote(at: index + 1) {
                index += 4
            } else {
                index += byte < 0x80 ? 1 : try scalarLength(at: index)
            }
        }
        throw SyntaxError(
            .refused("Unterminated block string: three double quotes (\"\"\") are missing"),
            at: start..<start + 3
        )
    }

    private func isTripleQuote(at index: Int) -> Bool {
        text[index] == UInt8(ascii: "\"") && text[index + 1] == UInt8(ascii: "\"")
            && text[index + 2] == UInt8(ascii: "\"")
    }

    /// Returns the offset behind the escape sequence at `index`.
    ///
    ///     \u EscapedUnicode | \ EscapedCharacter
    private func escape(at index: Int) throws(SyntaxError) -> Int {
        switch text[index + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return index + 2
        case UInt8(ascii: "u"):
            return try text[index + 2] == UInt8(ascii: "{") ? variableWidth(at: index) : fixedWidth(at: index)
        default:
            throw invalidEscape(index..<index + 2)
        }
    }

    /// Reads `\u { HexDigit+ }`: any number of leading zeros, and a scalar value.
    private func variableWidth(at index: Int) throws(SyntaxError) -> Int {
        var value: UInt32 = 0
        var position = index + 3
        while let digit = HexDigit.value(of: text[position]) {
            value = min(value << 4 | digit, 0x11_0000)
            position += 1
        }
        guard position > index + 3, text[position] == UInt8(ascii: "}"), Unicode.Scalar(value) != nil else {
            throw invalidEscape(index..<position + 1)
        }
        return position + 1
    }

    /// Reads `\u HexDigit HexDigit HexDigit HexDigit`: a scalar value, or the first half of a surrogate pair
    /// with the second behind it.
    private func fixedWidth(at index: Int) throws(SyntaxError) -> Int {
        guard let value = HexDigit.fourDigits(at: index + 2, in: text) else {
            throw invalidEscape(index..<index + 6)
        }
        if Unicode.Scalar(value) != nil { return index + 6 }
        guard value < 0xDC00, text[index + 6] == UInt8(ascii: "\\"), text[index + 7] == UInt8(ascii: "u"),
            let trailing = HexDigit.fourDigits(at: index + 8, in: text), trailing >= 0xDC00,
            trailing <= 0xDFFF
        else {
            throw SyntaxError(
                .invalid("A surrogate code point without its other half"),
                at: index..<index + 6
            )
        }
        return index + 12
    }

    private func invalidEscape(_ range: Range<Int>) -> SyntaxError {
        SyntaxError(.invalid("Invalid escape sequence"), at: range)
    }
}

/// *HexDigit*, §2.9.4.
enum HexDigit {
    /// The value of the digit `byte`.
    static func value(of byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    fileprivate static func fourDigits(at index: Int, in text: SourceText) -> UInt32? {
        var number: UInt32 = 0
        for offset in 0..<4 {
            guard let digit = value(of: text[index + offset]) else { return nil }
            number = number << 4 | digit
        }
        return number
    }
}
