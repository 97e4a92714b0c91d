extension Lexer {
    /// Reads a number.
    ///
    ///     IntValue   :: IntegerPart [lookahead != {Digit, ., NameStart}]
    ///     FloatValue :: IntegerPart FractionalPart? ExponentPart? [lookahead != {Digit, ., NameStart}]
    ///
    /// Implements *Int Value*, §2.9.1, and *Float Value*, §2.9.2.
    func number(from start: Int) throws(SyntaxError) -> (Token, end: Int) {
        var token = Token.int
        var index = text[start] == UInt8(ascii: "-") ? start + 1 : start
        if text[index] == UInt8(ascii: "0") {
            index += 1
            if isDigit(at: index) {
                throw SyntaxError(
                    .invalid("Invalid number: no digit stands behind a leading zero"),
                    at: start..<index + 1
                )
            }
        } else {
            index = try digits(from: index, of: start)
        }
        if text[index] == UInt8(ascii: ".") {
            token = .float
            index = try digits(from: index + 1, of: start)
        }
        if text[index] | 0x20 == UInt8(ascii: "e") {
            token = .float
            index += 1
            if text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") { index += 1 }
            index = try digits(from: index, of: start)
        }
        if classes[text[index]] == CharacterClass.letter || text[index] == UInt8(ascii: ".") {
            throw SyntaxError(
                .invalid("Invalid number: neither a letter nor a dot follows it"),
                at: start..<index + 1
            )
        }
        return (token, index)
    }

    private func isDigit(at index: Int) -> Bool { classes[text[index]] == CharacterClass.digit }

    /// Reads digits.
    ///
    ///     Digit+
    private func digits(from first: Int, of start: Int) throws(SyntaxError) -> Int {
        var index = first
        while isDigit(at: index) { index += 1 }
        guard index > first else {
            throw SyntaxError(.invalid("Invalid number: a digit is missing"), at: start..<index + 1)
        }
        return index
    }
}
