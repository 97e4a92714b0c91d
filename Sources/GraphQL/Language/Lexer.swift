/// Reads a source token by token: *Lexical Tokens*, §2.1.5.
///
/// A token is a kind and two offsets, kept here: nothing is allocated. Strings and numbers are checked, not
/// evaluated; that is left to the code that needs their value. What is not ASCII can only stand in strings and
/// comments, which is where UTF-8 is checked. The file serves the benchmark `parse`.
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
    /// The first eight bytes of the current token, where it is a name.
    private(set) var word: UInt64 = 0
    private var tokensLeft: Int

    /// Creates a lexer before the first token of `text`.
    init(_ text: SourceText, tokenLimit: Int) {
        self.text = text
        self.tokenLimit = tokenLimit
        tokensLeft = tokenLimit
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
                index &+= 1
            } else if let next = try skip(characterClass, at: index) {
                index = next
            } else {
                return try count()
            }
            characterClass = classes[text[index]]
        }
        start = index
        if characterClass == CharacterClass.letter {
            kind = .name
            end = name(from: index)
        } else if characterClass == CharacterClass.digit {
            (kind, end) = try number(from: index)
        } else {
            // SAFETY: what is left are punctuators, whose class is their token's value, which is its case's number.
            kind = unsafe unsafeBitCast(characterClass, to: Token.self)
            end = index &+ 1
        }
        try count()
    }

    @inline(__always)
    private mutating func count() throws(SyntaxError) {
        tokensLeft &-= 1
        guard tokensLeft >= 0 else { throw tooManyTokens() }
    }

    @inline(never)
    private func tooManyTokens() -> SyntaxError { SyntaxError(.limit(tokenLimit, of: "tokens"), at: range) }

    /// Reads the name that starts at `first`: eight bytes at a time, for most names end within the first
    /// eight.
    @inline(__always)
    private mutating func name(from first: Int) -> Int {
        let word = text.word(at: first)
        let length = NameBytes.prefix(of: word)
        guard length == 8 else {
            self.word = word & ((1 << UInt64(truncatingIfNeeded: length &* 8)) &- 1)
            return first &+ length
        }
        self.word = word
        var index = first &+ 8
        while true {
            let length = NameBytes.prefix(of: text.word(at: index))
            index &+= length
            if length < 8 { return index }
        }
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
            finish(token, index, next)
        case CharacterClass.minus:
            let (token, next) = try number(from: index)
            finish(token, index, next)
        case CharacterClass.dot:
            guard text[index + 1] == UInt8(ascii: "."), text[index + 2] == UInt8(ascii: ".") else {
                throw dotError(at: index)
            }
            finish(.spread, index, index + 3)
        case CharacterClass.end where index >= text.count:
            finish(.endOfSource, text.count, text.count)
            tokensLeft &+= 1
        default: throw SyntaxError(.unexpectedCharacter, at: index..<index + 1)
        }
        return nil
    }

    private mutating func finish(_ token: Token, _ start: Int, _ end: Int) {
        kind = token
        self.start = start
        self.end = end
    }

    /// Reads a comment.
    ///
    ///     Comment :: # CommentChar*
    private func comment(from start: Int) throws(SyntaxError) -> Int {
        var index = start + 1
        while index < text.count {
            let byte = text[index]
            if byte == 0x0A || byte == 0x0D { break }
            index &+= byte < 0x80 ? 1 : try scalarLength(at: index)
        }
        return index
    }

    private func dotError(at index: Int) -> SyntaxError {
        if text[index + 1] == UInt8(ascii: ".") {
            return SyntaxError(.refused("Unexpected \"..\": a spread has three dots"), at: index..<index + 2)
        }
        if classes[text[index + 1]] == CharacterClass.digit {
            return SyntaxError(
                .refused("Invalid number: a digit stands before the decimal point"),
                at: index..<index + 2
            )
        }
        return SyntaxError(.unexpectedCharacter, at: index..<index + 1)
    }

    /// How many bytes the scalar value at `index`, which is not ASCII, has: *Well-Formed UTF-8 Byte
    /// Sequences* of Unicode, table 3-7.
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
