/// Why a source was refused: small enough that the way without errors pays nothing for it.
///
/// The sentence is only made when the error leaves the parser, see ``graphQLError(in:)``.
struct SyntaxError: Error {
    enum Problem {
        /// Something else than the token at `range`.
        case expected(StaticString, found: Token)
        /// A byte that begins no token.
        case unexpectedCharacter
        /// What is said stands at `range`, whose text is added.
        case invalid(StaticString)
        /// What is said, without the text.
        case refused(StaticString)
        /// A definition of the type system in a document that is to be executed.
        case notExecutable
        /// More of something than a limit allows.
        case limit(Int, of: StaticString)
    }

    var problem: Problem
    var range: Range<Int>

    init(_ problem: Problem, at range: Range<Int>) {
        self.problem = problem
        self.range = range
    }

    /// The error as a response carries it, located in `source`.
    func graphQLError(in source: [UInt8]) -> GraphQLError {
        let code: GraphQLError.Code =
            switch problem {
            case .limit: .limitExceeded
            case .notExecutable: .validationFailed
            case .expected, .unexpectedCharacter, .invalid, .refused: .parseFailed
            }
        return GraphQLError(
            message(in: source),
            code: code,
            locations: [Location(of: range.lowerBound, in: source)]
        )
    }

    private func message(in source: [UInt8]) -> String {
        switch problem {
        case .expected(let expectation, let token):
            "Expected \(expectation), found \(Self.describe(token, excerpt(of: source)))."
        case .unexpectedCharacter: Self.describe(characterAt: range.lowerBound, in: source)
        case .invalid(let what): "\(what): \(Self.quote(excerpt(of: source)))."
        case .refused(let what): "\(what)."
        case .notExecutable: "The \(Self.quote(excerpt(of: source))) definition is not executable."
        case .limit(let maximum, let what): "The document has more than \(maximum) \(what)."
        }
    }

    /// What stands at the error, or its beginning.
    private func excerpt(of source: [UInt8]) -> String {
        let range = range.clamped(to: 0..<source.count)
        let text = String(decoding: source[range].prefix(64), as: UTF8.self)
        return range.count > 64 ? text + "…" : text
    }

    private static func quote(_ text: String) -> String { "\"" + text + "\"" }

    private static func describe(_ token: Token, _ text: String) -> String {
        switch token {
        case .endOfSource: "the end of the document"
        case .name: "name " + quote(text)
        case .int, .float: "number " + quote(text)
        case .string: "string " + text
        case .blockString: "a block string"
        case .exclamationMark, .dollar, .ampersand, .parenthesisOpen, .parenthesisClose, .spread, .colon,
            .equals, .at,
            .bracketOpen, .bracketClose, .braceOpen, .pipe, .braceClose:
            quote(text)
        }
    }

    private static func describe(characterAt offset: Int, in source: [UInt8]) -> String {
        var decoder = UTF8()
        var bytes = source[min(offset, source.count)...].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&bytes) else {
            return "The document is not valid UTF-8."
        }
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let number = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
        switch scalar {
        case "'": return "Unexpected single quote ('): strings stand between double quotes (\")."
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FEFF}": return "Unexpected character \(number)."
        default: return "Unexpected character \(quote(String(Character(scalar)))) (\(number))."
        }
    }
}
