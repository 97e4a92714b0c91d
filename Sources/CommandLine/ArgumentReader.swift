import GraphQL
import Planner

/// Reads the flags and environment variables of one command.
struct ArgumentReader {
    /// A text for an option, and where it came from.
    private struct Given {
        let text: String
        let source: Source
        let isFile: Bool
    }

    private enum Source: Equatable, CustomStringConvertible {
        /// A flag, as it was written: `--listen`.
        case flag(String)
        /// A variable of the environment.
        case environment(String)
        /// The table of options.
        case standard

        var description: String {
            switch self {
            case .flag(let name), .environment(let name): name
            case .standard: "default"
            }
        }
    }

    private let command: Command
    private let environment: [String: String]
    private let options: [Option]
    private var given: [String: [Given]] = [:]
    private var operands: [String] = []

    init(command: Command, environment: [String: String]) {
        self.command = command
        self.environment = environment
        self.options = OptionTable.options(of: command)
    }

    /// Sorts the words after the command into flags, their values, and operands.
    mutating func readFlags(_ words: ArraySlice<String>) throws(UsageError) {
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            }
            guard word.hasPrefix("-"), word != "-" else {
                operands.append(word)
                continue
            }
            try readFlag(word, &rest)
        }
        if operands.count > command.operands.count {
            throw usageError("takes no further word \(quoted(operands[command.operands.count]))")
        }
        if operands.count < command.operands.count {
            throw usageError("needs \(command.operands[operands.count]): concierge \(command.rawValue) FILE")
        }
    }

    private mutating func readFlag(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let name = flagName(word)
        let inlineValue: String? = name == word ? nil : String(word.dropFirst(name.count + 1))
        let (option, form) = try option(named: name)
        var text = inlineValue
        switch form {
        case .negated:
            guard inlineValue == nil else { throw usageError("takes no value for \(name)") }
            text = "off"
        case .plain where option.isToggle:
            text = inlineValue ?? "on"
        case .plain, .file:
            // A word that begins like a flag is the next flag: the value was forgotten. A value that begins so is
            // given with "=".
            if text == nil, let next = rest.first, !next.hasPrefix("--") { text = rest.popFirst() }
        }
        guard let text, !text.isEmpty else {
            let placeholder = form == .file ? "PATH" : option.placeholder
            throw usageError("needs a value for \(name): \(name) \(placeholder)")
        }
        let value = Given(text: text, source: .flag(name), isFile: form == .file)
        if let before = given[option.flag]?.first, !option.repeats {
            throw usageError(
                before.source == value.source
                    ? "was given \(name) twice"
                    : "was given both \(before.source) and \(name): give one of them"
            )
        }
        given[option.flag, default: []].append(value)
    }

    private enum Form { case plain, negated, file }

    /// The option that a flag names, and in which form.
    private func option(named name: String) throws(UsageError) -> (Option, Form) {
        for option in options {
            if name == "--" + option.flag { return (option, .plain) }
            if option.isToggle, name == "--no-" + option.flag { return (option, .negated) }
            if option.hasFile, name == "--\(option.flag)-file" { return (option, .file) }
        }
        if let elsewhere = OptionTable.all.first(where: { "--" + $0.flag == name }) {
            let commands = elsewhere.commands.map(\.rawValue).joined(separator: ", ")
            throw usageError("does not take \(name); it belongs to: \(commands)")
        }
        let near = suggestion(for: name, among: Help.spellings(of: options) + ["--help"])
        let hint = near.map { "did you mean \($0)?" } ?? "concierge \(command.rawValue) --help lists them"
        throw usageError("has no flag \(quoted(name)); \(hint)")
    }

    /// The values of the command's options, after the flags have been read.
    func values(readFile: (String) -> FileContent) throws(UsageError) -> OptionValues {
        var values = OptionValues()
        values.operands = operands
        for option in options {
            var givens = given[option.flag] ?? []
            if givens.isEmpty { givens = try fromEnvironment(option) }
            if givens.isEmpty, let standard = option.standard {
                givens = [Given(text: standard, source: .standard, isFile: false)]
            }
            for value in givens {
                let text = value.isFile ? try content(of: value, readFile) : value.text
                do throws(ValueError) {
                    try option.assign(&values, text)
                } catch {
                    throw usageError("takes for \(value.source): \(error.expectation)")
                }
                if value.isFile { values.files[option.flag] = value.text }
            }
        }
        return values
    }

    /// What the environment gives for `option`; an empty variable counts as not set.
    private func fromEnvironment(_ option: Option) throws(UsageError) -> [Given] {
        for (index, name) in option.environment.enumerated() {
            let value = environment[name].flatMap { $0.isEmpty ? nil : $0 }
            let fileName = name + "_FILE"
            let file =
                option.hasFile && index == 0 ? environment[fileName].flatMap { $0.isEmpty ? nil : $0 } : nil
            if value != nil, file != nil {
                throw usageError("was given both \(name) and \(fileName): give one of them")
            }
            if let value { return [Given(text: value, source: .environment(name), isFile: false)] }
            if let file { return [Given(text: file, source: .environment(fileName), isFile: true)] }
        }
        return []
    }

    /// The text of a file without the line end at its end.
    private func content(of value: Given, _ readFile: (String) -> FileContent) throws(UsageError) -> String {
        switch readFile(value.text) {
        case .failure(let reason):
            throw usageError("cannot read \(quoted(value.text)), given by \(value.source): \(reason)")
        case .bytes(var bytes):
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            guard !bytes.isEmpty else {
                throw usageError("found nothing in \(quoted(value.text)), given by \(value.source)")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw usageError("found no UTF-8 text in \(quoted(value.text)), given by \(value.source)")
            }
            return text
        }
    }

    /// Lines for the person who started the program: variables with our prefix that no option reads.
    func warnings() -> [String] {
        unknownVariables()
    }

    private func unknownVariables() -> [String] {
        let known = OptionTable.all.flatMap { option in
            option.environment + (option.hasFile ? [option.environment[0] + "_FILE"] : [])
        }
        let unknown = environment.keys.filter { $0.hasPrefix("CONCIERGE_") && !known.contains($0) }
        return unknown.sorted().map { name in
            let near = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
            return "there is no option with the variable \(quoted(name))\(near)"
        }
    }

    private func usageError(_ clause: String) -> UsageError {
        UsageError(command, clause)
    }
}
