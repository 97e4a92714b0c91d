/// What the program has to do.
package enum Invocation: Sendable {
    /// Run a command; the warnings are lines to print first.
    case run(CommandSettings, warnings: [String])
    /// Print this text, which ends with a newline, and exit with 0.
    case print(String)
}

/// The bytes of a file, or the reason why it cannot be read, as a short clause: "no such file".
package enum FileContent: Equatable, Sendable {
    case bytes([UInt8])
    case failure(String)
}

extension Invocation {
    /// Reads the arguments after the program's name.
    ///
    /// A flag overrides the environment, the environment overrides the default. The only files that are read are those
    /// of `--…-file` options of the command.
    ///
    /// - Parameters:
    ///   - arguments: the words after the program's name.
    ///   - environment: the variables of the process.
    ///   - version: what `--version` prints.
    ///   - readFile: the content of the file at a path.
    /// - Throws: `UsageError` for the first mistake; the process then exits with its `exitCode`.
    package static func read(
        arguments: [String],
        environment: [String: String],
        version: String,
        readFile: (_ path: String) -> FileContent
    ) throws(UsageError) -> Invocation {
        guard let first = arguments.first else { return .print(Help.overall(version: version)) }
        if ["--help", "-h", "help"].contains(first) {
            let words = arguments.dropFirst()
            guard !words.isEmpty else { return .print(Help.overall(version: version)) }
            return .print(Help.text(of: try command(named: words[...]).command))
        }
        if ["--version", "-V", "version"].contains(first) { return .print("concierge \(version)\n") }

        let (command, rest) = try command(named: arguments[...])
        let flagsEnd = rest.firstIndex(of: "--") ?? rest.endIndex
        if rest[..<flagsEnd].contains(where: { $0 == "--help" || $0 == "-h" }) {
            return .print(Help.text(of: command))
        }
        var reader = ArgumentReader(command: command, environment: environment)
        try reader.readFlags(rest)
        return .run(
            try CommandSettings(command, try reader.values(readFile: readFile)),
            warnings: reader.warnings()
        )
    }

    /// The command that the first words name, and the words after it.
    private static func command(
        named words: ArraySlice<String>
    ) throws(UsageError) -> (command: Command, rest: ArraySlice<String>) {
        for command in Command.allCases where words.starts(with: command.words) {
            return (command, words.dropFirst(command.words.count))
        }
        let word = words.first ?? ""
        if word.hasPrefix("-") {
            throw UsageError(
                message: "the command comes before the flags, as in: concierge serve \(flagName(word)) …"
            )
        }
        let group = Command.allCases.filter { $0.words[0] == word }
        if !group.isEmpty {
            let names = group.map { "concierge " + $0.rawValue }.joined(separator: ", ")
            throw UsageError(message: "\(word) needs a second word: \(names)")
        }
        let near = suggestion(for: word, among: Command.allCases.map { $0.words[0] })
        let hint = near.map { "; did you mean \($0)?" } ?? "; concierge --help lists them"
        throw UsageError(message: "there is no command \(quoted(word))\(hint)")
    }
}

/// The flag of an argument, without the value after its equals sign, which may be a secret.
func flagName(_ argument: String) -> String {
    String(argument.prefix { $0 != "=" })
}

/// A word for a one-line message: short, quoted, and without control characters.
func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }
    return "\"" + String(String.UnicodeScalarView(plain)) + (word.unicodeScalars.count > 60 ? "…" : "") + "\""
}
