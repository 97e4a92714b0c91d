/// Walks over a script once and notes where statements begin.
struct ScriptScanner {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var statements: [Script.Statement] = []
    private var start: Int?
    private var words: [String] = []
    private var parentheses = 0
    /// How many `BEGIN` and `CASE` of a body written out in a function wait for their `END`.
    private var blocks = 0

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func scan() -> [Script.Statement] {
        while index < scalars.count { step() }
        finish()
        return statements
    }

    private mutating func step() {
        let scalar = scalars[index]
        if scalar.properties.isWhitespace {
            index += 1
        } else if looking(at: "--") {
            skipLine()
        } else if looking(at: "/*") {
            skipComment()
        } else if scalar == ";" {
            index += 1
            if parentheses == 0 && blocks == 0 { finish() }
        } else {
            if start == nil { start = index }
            token(scalar)
        }
    }

    private mutating func token(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "'": skipQuoted("'", escapes: false)
        case "\"": skipQuoted("\"", escapes: false)
        case "$": skipDollarQuoted()
        case "(":
            parentheses += 1
            index += 1
        case ")":
            parentheses = max(parentheses - 1, 0)
            index += 1
        default:
            if Self.isWordStart(scalar) { word() } else { index += 1 }
        }
    }

    private mutating func finish() {
        if let start { statements.append(Script.Statement(start: start, words: Array(words.prefix(2)))) }
        start = nil
        words = []
        parentheses = 0
        blocks = 0
    }

    private func looking(at text: String) -> Bool {
        scalars[index...].starts(with: text.unicodeScalars)
    }

    private static func isWordStart(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || scalar.value > 127
    }

    private static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        isWordStart(scalar) || ("0"..."9").contains(scalar)
    }

    private mutating func word() {
        let begin = index
        while index < scalars.count, Self.isWordPart(scalars[index]) || scalars[index] == "$" { index += 1 }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[begin..<index])
        let word = String(text).lowercased()
        if word == "e", index < scalars.count, scalars[index] == "'" {
            return skipQuoted("'", escapes: true)
        }
        note(word)
    }

    /// Only the words that matter are kept, so that a long statement stays small.
    private mutating func note(_ word: String) {
        if words.count < 8 { words.append(word) }
        guard isFunction else { return }
        switch word {
        case "begin": blocks += 1
        // A CASE before the body has its END too, but no semicolon in between.
        case "case": if blocks > 0 { blocks += 1 }
        case "end": blocks = max(blocks - 1, 0)
        default: break
        }
    }

    /// Whether the statement is a `CREATE [OR REPLACE] FUNCTION` or `PROCEDURE`.
    private var isFunction: Bool {
        guard words.first == "create" else { return false }
        let kind = words.dropFirst().starts(with: ["or", "replace"]) ? words.dropFirst(3) : words.dropFirst()
        return kind.first == "function" || kind.first == "procedure"
    }

    private mutating func skipLine() {
        while index < scalars.count, scalars[index] != "\n" { index += 1 }
    }

    private mutating func skipComment() {
        var depth = 0
        while index < scalars.count {
            if looking(at: "/*") {
                depth += 1
                index += 2
            } else if looking(at: "*/") {
                depth -= 1
                index += 2
                if depth == 0 { return }
            } else {
                index += 1
            }
        }
    }

    /// A doubled quote looks like two quoted pieces, one behind the other, which comes to the same.
    private mutating func skipQuoted(_ quote: Unicode.Scalar, escapes: Bool) {
        repeat {
            index += 1
            while index < scalars.count, scalars[index] != quote {
                index += escapes && scalars[index] == "\\" ? 2 : 1
            }
            index += 1
            // The next piece of a string with escapes has escapes too.
        } while escapes && index < scalars.count && scalars[index] == quote
    }

    private mutating func skipDollarQuoted() {
        var end = index + 1
        if end < scalars.count, !("0"..."9").contains(scalars[end]) {
            while end < scalars.count, Self.isWordPart(scalars[end]) { end += 1 }
        }
        guard end < scalars.count, scalars[end] == "$" else {
            index += 1
            return
        }
        let tag = scalars[index...end]
        index = end + 1
        while index < scalars.count {
            if scalars[index] == "$", scalars[index...].starts(with: tag) {
                index += tag.count
                return
            }
            index += 1
        }
    }
}
