/// Reads a source token by token: *Lexical Tokens*, §2.1.5.
///
/// A token is a kind and two offsets, kept here: nothing is allocated. Strings and numbers are checked, not evaluated; that is for
/// whoever needs their value. What is not ASCII can only stand in strings and comments, which is where UTF-8 is checked. The file
/// serves the benchmark `parse`.
struct Lexer {
    let text: SourceText
    private let tokenLimit: Int
    let classes = CharacterClasses.shared
    /// The current token.
    private(set) var kind = Token.endOfSource
    /// Where the current token starts.
    private(set) var start = 0
    /// The offset behind the current token.
    private(set) var end = 0
    private var tokenCount = 0

    /// Creates a lexer before the first token of `text`.
    init(_ text: SourceText, tokenLimit: Int) {
        self.text = text
        self.tokenLimit = tokenLimit
    }

    /// The bytes of the current token.
    var range: Range<Int> { start..<end }

    /// Reads the next token.
    ///
    /// - Throws: At what begins no token, and at one token more than the limit.
    mutating func advance() throws(SyntaxError) {
        var index = end
        var characterClass = classes[text[index]]
        while characterClass >= CharacterClass.ignored {
            if characterClass == CharacterClass.ignored {
                index += 1
            } else if let next = try skip(characterClass, at: index) {
                index = next
            } else {
                return
            }
            characterClass = classes[text[index]]
        }
        tokenCount += 1
        start = index
        index += 1
        if characterClass == CharacterClass.letter {
            while CharacterClass.continuesName(classes[text[index]]) { index += 1 }
            kind = .name
        } else if characterClass == CharacterClass.digit {
            (kind, index) = try number(from: start)
        } else {
            kind = Token(rawValue: characterClass) ?? .endOfSource
        }
        end = index
        guard tokenCount <= tokenLimit else { throw SyntaxError(.limit(tokenLimit, of: "tokens"), at: range) }
    }

    /// Reads what is neither a name, nor a digit, nor a punctuator of one byte.
    ///
    /// Returns the offset behind what is ignored, or `nil` once a token was read.
    @inline(never)
    private mutating func skip(_ characterClass: UInt8, at index: Int) throws(SyntaxError) -> Int? {
        switch characterClass {
        case CharacterClass.numberSign: return try comment(from: index)
        case CharacterClass.byteOrderMark where text[index + 1] == 0xBB && text[index + 2] == 0xBF:
            return index + 3
        case CharacterClass.quote:
            let (token, next) = try string(from: index)
            try finish(token, index, next)
        case CharacterClass.minus:
            let (token, next) = try number(from: index)
            try finish(token, index, next)
        case CharacterClass.dot:
            guard text[index + 1] == UInt8(ascii: "."), text[index + 2] == UInt8(ascii: ".") else {
                throw dotError(at: index)
            }
            try finish(.spread, index, index + 3)
        case CharacterClass.end where index >= text.count:
            try finish(.endOfSource, text.count, text.count)
        default: throw SyntaxError(.unexpectedCharacter, at: index..<index + 1)
        }
        return nil
    }

    private mutating func finish(_ token: Token, _ start: Int, _ end: Int) throws(SyntaxError) {
        kind = token
        self.start = start
        self.end = end
        guard token != .endOfSource else { return }
        tokenCount += 1
        guard tokenCount <= tokenLimit else { throw SyntaxError(.limit(tokenLimit, of: "tokens"), at: range) }
    }

    /// Reads a comment.
    ///
    ///     Comment :: # CommentChar*
    private func comment(from start: Int) throws(SyntaxError) -> Int {
        var index = start + 1
        while index < text.count {
            let byte = text[index]
            if byte == 0x0A || byte == 0x0D { break }
            index += byte < 0x80 ? 1 : try scalarLength(at: index)
        }
        return index
    }

    private func dotError(at index: Int) -> SyntaxError {
        if text[index + 1] == UInt8(ascii: ".") {
            return SyntaxError(.refused("Unexpected \"..\": did you mean \"...\"?"), at: index..<index + 2)
        }
        if classes[text[index + 1]] == CharacterClass.digit {
            return SyntaxError(
                .refused("Invalid number: a digit stands before the decimal point"),
                at: index..<index + 2
            )
        }
        return SyntaxError(.unexpectedCharacter, at: index..<index + 1)
    }

    /// How many bytes the scalar value at `index`, which is not ASCII, has: *Well-Formed UTF-8 Byte Sequences* of Unicode, table 3-7.
    func scalarLength(at index: Int) throws(SyntaxError) -> Int {
        let first = text[index]
        let second = text[index + 1]
        let isContinued: Bool
        let length: Int
        switch first {
        case 0xC2...0xDF: (isContinued, length) = (second & 0xC0 == 0x80, 2)
        case 0xE0: (isContinued, length) = (second >= 0xA0 && second <= 0xBF, 3)
        case 0xED: (isContinued, length) = (second >= 0x80 && second <= 0x9F, 3)
        case 0xE1...0xEF: (isContinued, length) = (second & 0xC0 == 0x80, 3)
        case 0xF0: (isContinued, length) = (second >= 0x90 && second <= 0xBF, 4)
        case 0xF1...0xF3: (isContinued, length) = (second & 0xC0 == 0x80, 4)
        case 0xF4: (isContinued, length) = (second >= 0x80 && second <= 0x8F, 4)
        default: (isContinued, length) = (false, 1)
        }
        let third = length < 3 || text[index + 2] & 0xC0 == 0x80
        let fourth = length < 4 || text[index + 3] & 0xC0 == 0x80
        guard isContinued && third && fourth else {
            throw SyntaxError(.refused("The document is not valid UTF-8"), at: index..<index + 1)
        }
        return length
    }
}
