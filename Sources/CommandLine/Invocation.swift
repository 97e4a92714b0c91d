/// What the arguments ask for.
package enum Invocation: Sendable {
    /// Run a command.
    case run(Settings)
    /// Print this text, which ends with a newline, and exit with 0.
    case print(String)
}

/// The bytes of a file, or why they cannot be had, as one short clause: "no such file".
package enum FileContent: Equatable, Sendable {
    case bytes([UInt8])
    case failure(String)
}

extension Invocation {
    /// Reads the arguments behind the program's name.
    ///
    /// A flag goes before the environment, the environment before the default. Nothing is read but what
    /// `readFile` is asked for, which is the file of each `--…-file` of the command.
    ///
    /// - Parameters:
    ///   - arguments: the words behind the program's name.
    ///   - environment: the process's variables.
    ///   - version: what `--version` prints.
    ///   - readFile: the content of the file at a path.
    /// - Throws: `UsageError` for the first thing that is wrong; the process then exits with its `exitCode`.
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
        return .run(try reader.settings(readFile: readFile))
    }

    /// The command that the first words name, and the words behind it.
    private static func command(
        named words: ArraySlice<String>
    ) throws(UsageError) -> (command: Command, rest: ArraySlice<String>) {
        for command in Command.allCases where words.starts(with: command.words) {
            return (command, words.dropFirst(command.words.count))
        }
        let word = words.first ?? ""
        if word.hasPrefix("-") {
            throw UsageError(
                message: "say the command before the flags, as in: concierge serve \(flagName(word)) …"
            )
        }
        let group = Command.allCases.filter { $0.words[0] == word }
        if !group.isEmpty {
            let names = group.map { "concierge " + $0.rawValue }.joined(separator: ", ")
            throw UsageError(message: "\(word) is not a command alone; say \(names)")
        }
        let near = suggestion(for: word, among: Command.allCases.map { $0.words[0] })
        let hint = near.map { "; did you mean \($0)?" } ?? "; concierge --help lists them"
        throw UsageError(message: "there is no command \(quoted(word))\(hint)")
    }
}

/// The flag of an argument, without the value behind its equals sign: that may be a secret.
func flagName(_ argument: String) -> String {
    String(argument.prefix { $0 != "=" })
}

/// A stranger's word as it may stand in a one-line message: short, quoted, and without control characters.
func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }
    return "\"" + String(String.UnicodeScalarView(plain)) + (word.unicodeScalars.count > 60 ? "…" : "") + "\""
}
