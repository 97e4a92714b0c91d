/// Reads tokens into the flat arrays of a document: what executable and type system documents have in common.
///
/// Nothing here calls itself: what nests is closed through the `end` of what is open, which holds the index
/// of what is open around it until its own end is known. So the stack is as deep for a bomb as for `{ a }`.
/// The file serves the benchmark `parse`.
struct Parser: ~Copyable {
    var lexer: Lexer
    let limits: DocumentLimits
    private(set) var names: NameTable
    var arguments: [Argument] = []
    var directives: [Directive] = []
    var values: [Value] = []
    /// What the arrays of frequent things make room for at once: a page that is never touched costs nothing.
    let expectedCount: Int

    /// Creates a parser before the first token of `text`.
    @inline(__always)
    private init(_ text: SourceText, limits: DocumentLimits) {
        self.limits = limits
        lexer = Lexer(text, tokenLimit: limits.tokens)
        names = NameTable()
        expectedCount = min(text.count / 16, 65_536) + 4
    }

    /// Creates a parser over `source`, hands it to `body`, and gives its error a place.
    static func parse<Result>(
        _ source: [UInt8],
        limits: DocumentLimits,
        _ body: (inout Parser) throws(SyntaxError) -> Result
    ) throws(GraphQLError) -> Result {
        do throws(SyntaxError) {
            let maximum = min(limits.bytes, Int(Int32.max) - 1)
            guard source.count <= maximum else {
                throw SyntaxError(.limit(maximum, of: "bytes"), at: maximum..<maximum)
            }
            // SAFETY: the view of the bytes stays within the closure; nothing that `body` returns holds one.
            return try unsafe source.withUnsafeBufferPointer { bytes throws(SyntaxError) in
                var parser = unsafe Parser(SourceText(bytes), limits: limits)
                try parser.lexer.advance()
                return try body(&parser)
            }
        } catch {
            throw error.graphQLError(in: source)
        }
    }

    // MARK: Tokens

    /// The error that something else than the current token is expected.
    func unexpected(_ expectation: StaticString) -> SyntaxError {
        SyntaxError(.expected(expectation, found: lexer.kind), at: lexer.range)
    }

    /// Takes the current token, which must be `token`.
    @inline(__always)
    mutating func expect(_ token: Token, _ expectation: StaticString) throws(SyntaxError) {
        guard lexer.kind == token else { throw unexpected(expectation) }
        try lexer.advance()
    }

    /// Takes the current token if it is `token`.
    @inline(__always)
    mutating func take(_ token: Token) throws(SyntaxError) -> Bool {
        guard lexer.kind == token else { return false }
        try lexer.advance()
        return true
    }

    /// Whether the current token is the name `keyword`.
    @inline(__always)
    func isKeyword(_ keyword: StaticString) -> Bool {
        lexer.kind == .name && lexer.text.isEqual(lexer.range, to: keyword)
    }

    /// Takes the current token if it is the name `keyword`.
    mutating func take(keyword: StaticString) throws(SyntaxError) -> Bool {
        guard isKeyword(keyword) else { return false }
        try lexer.advance()
        return true
    }

    // MARK: Names and types

    /// Takes a name.
    @inline(__always)
    mutating func name(_ expectation: StaticString) throws(SyntaxError) -> Name {
        guard lexer.kind == .name else { throw unexpected(expectation) }
        let name = intern()
        try lexer.advance()
        return name
    }

    /// The current token, a name, by its number.
    @inline(__always)
    mutating func intern() -> Name {
        let start = lexer.start
        let id = names.intern(lexer.word, start, length: lexer.end - start, in: lexer.text)
        return Name(id: id, offset: UInt32(truncatingIfNeeded: start))
    }

    /// Takes a type.
    ///
    ///     Type : NamedType | [ Type ] | NamedType ! | [ Type ] !
    ///
    /// Implements *Type References*, §2.12.
    mutating func type() throws(SyntaxError) -> (Name, TypeModifiers) {
        var lists = 0
        let first = lexer.range
        while try take(.bracketOpen) {
            lists += 1
            guard lists <= TypeModifiers.maximumCount else { throw tooManyMarks(at: first) }
        }
        let name = try name("a type")
        var modifiers = TypeModifiers()
        while true {
            if try take(.exclamationMark) {
                guard !modifiers.isFull else { throw tooManyMarks(at: first) }
                modifiers.wrap(in: .nonNull)
            }
            guard lists > 0 else { return (name, modifiers) }
            try expect(.bracketClose, "\"]\"")
            guard !modifiers.isFull else { throw tooManyMarks(at: first) }
            modifiers.wrap(in: .list)
            lists -= 1
        }
    }

    private func tooManyMarks(at range: Range<Int>) -> SyntaxError {
        SyntaxError(
            .limit(TypeModifiers.maximumCount, of: "list and non-null marks around one type"),
            at: range
        )
    }

    // MARK: Arguments and directives

    /// Takes arguments, if they are there.
    ///
    ///     Arguments[Const] : ( Argument[?Const]+ )
    ///
    /// Implements *Arguments*, §2.6.
    @inline(__always)
    mutating func arguments(areConstant: Bool) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: arguments.count)
        guard lexer.kind == .parenthesisOpen else { return first..<first }
        return try presentArguments(areConstant: areConstant)
    }

    private mutating func presentArguments(areConstant: Bool) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: arguments.count)
        if arguments.capacity == 0 { arguments.reserveCapacity(expectedCount / 2) }
        try lexer.advance()
        repeat {
            let name = try name("an argument's name")
            try expect(.colon, "\":\"")
            let value = try value(isConstant: areConstant)
            arguments.append(Argument(name: name, value: value))
        } while lexer.kind != .parenthesisClose
        try lexer.advance()
        return first..<Int32(truncatingIfNeeded: arguments.count)
    }

    /// Takes directives, if they are there.
    ///
    ///     Directives[Const] : Directive[?Const]+
    ///     Directive[Const] : @ Name Arguments[?Const]?
    ///
    /// Implements *Directives*, §2.13.
    @inline(__always)
    mutating func directives(areConstant: Bool) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: directives.count)
        guard lexer.kind == .at else { return first..<first }
        return try presentDirectives(areConstant: areConstant)
    }

    private mutating func presentDirectives(areConstant: Bool) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: directives.count)
        if directives.capacity == 0 { directives.reserveCapacity(expectedCount / 4) }
        repeat {
            let start = lexer.start
            guard directives.count < limits.directives else {
                throw SyntaxError(.limit(limits.directives, of: "directives"), at: lexer.range)
            }
            try lexer.advance()
            let name = try name("a directive's name")
            let arguments = try arguments(areConstant: areConstant)
            directives.append(
                Directive(name: name, arguments: arguments, offset: UInt32(truncatingIfNeeded: start))
            )
        } while lexer.kind == .at
        return first..<Int32(truncatingIfNeeded: directives.count)
    }
}
