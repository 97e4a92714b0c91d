/// A file of SQL statements: where each begins, and what it begins with.
///
/// It reads just enough of *Lexical Structure* (§4.1 of PostgreSQL's manual) to find the semicolons that end
/// statements: strings, quoted names, dollar quotes, nested comments, parentheses, and bodies by `BEGIN ATOMIC`.
/// PostgreSQL parses the statements; this only says where they are.
struct Script {
    /// One statement.
    struct Statement: Equatable {
        /// Where its first token stands, in characters (Unicode scalars) from 0.
        let start: Int
        /// Its first two words, in lower case.
        let words: [String]
    }

    /// The statements in order; empty ones are left out, as PostgreSQL does.
    let statements: [Statement]
    private let text: String

    init(_ text: String) {
        self.text = text
        var scanner = ScriptScanner(Array(text.unicodeScalars))
        statements = scanner.scan()
    }

    /// Line and column, from 1, of the character at `offset`, from 0.
    func place(of offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for scalar in text.unicodeScalars.prefix(offset) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return (line, column)
    }

    /// The first statement that begins or ends transactions: the runner does that.
    var transactionControl: Statement? {
        statements.first { statement in
            switch statement.words.first {
            case "begin", "start", "commit", "end", "rollback", "abort": true
            case "prepare": statement.words.last == "transaction"
            default: false
            }
        }
    }
}
