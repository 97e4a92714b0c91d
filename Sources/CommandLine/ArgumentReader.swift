import GraphQL
import Planner

/// Reads one command's flags and variables into its settings.
struct ArgumentReader {
    /// A text for an option, and where it came from.
    private struct Given {
        let text: String
        let source: Settings.Source
        let isFile: Bool
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

    /// Sorts the words behind the command into flags, their values, and operands.
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
            throw complaint("does not know what to do with \(quoted(operands[command.operands.count]))")
        }
        if operands.count < command.operands.count {
            throw complaint("needs \(command.operands[operands.count]): concierge \(command.rawValue) FILE")
        }
    }

    private mutating func readFlag(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let name = flagName(word)
        let inlineValue: String? = name == word ? nil : String(word.dropFirst(name.count + 1))
        let (option, form) = try option(named: name)
        var text = inlineValue
        switch form {
        case .negated:
            guard inlineValue == nil else { throw complaint("takes no value for \(name)") }
            text = "off"
        case .plain where option.isToggle:
            text = inlineValue ?? "on"
        case .plain, .file:
            // A value that begins like a flag is a flag whose value was forgotten; with "=" it can still be
            // said.
            if text == nil, let next = rest.first, !next.hasPrefix("--") { text = rest.popFirst() }
        }
        guard let text, !text.isEmpty else {
            let placeholder = form == .file ? "PATH" : option.placeholder
            throw complaint("needs a value for \(name): \(name) \(placeholder)")
        }
        let value = Given(text: text, source: .flag(name), isFile: form == .file)
        if let before = given[option.flag]?.first, !option.repeats {
            throw complaint(
                before.source == value.source
                    ? "was given \(name) twice"
                    : "was given both \(before.source) and \(name): which is meant?"
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
            throw complaint("does not take \(name); it belongs to: \(commands)")
        }
        let near = suggestion(for: name, among: Help.spellings(of: options) + ["--help"])
        let hint = near.map { "did you mean \($0)?" } ?? "concierge \(command.rawValue) --help lists them"
        throw complaint("has no flag \(quoted(name)); \(hint)")
    }

    /// The settings, after the flags have been read.
    func settings(readFile: (String) -> FileContent) throws(UsageError) -> Settings {
        var settings = Settings(command: command)
        settings.operands = operands
        for option in options {
            var givens = given[option.flag] ?? []
            if givens.isEmpty { givens = try fromEnvironment(option) }
            guard !givens.isEmpty else {
                guard let standard = option.standard else { continue }
                let value = Given(text: standard, source: .standard, isFile: false)
                try assign(value, text: standard, to: option, in: &settings)
                continue
            }
            for value in givens {
                let text = value.isFile ? try content(of: value, readFile) : value.text
                try assign(value, text: text, to: option, in: &settings)
            }
        }
        if settings.jwtSecret != nil, settings.jwks != nil {
            throw complaint(
                "takes --jwt-secret or --jwks, not both: a public key must never be tried as a secret"
            )
        }
        if settings.requestLimits.plan.defaultPageSize > settings.requestLimits.plan.maximumPageSize {
            throw complaint("needs --limit-default-page to be at most --limit-page")
        }
        if command == .token || command == .explain, settings.role == nil {
            throw complaint("needs --role ROLE")
        }
        settings.warnings = strangeVariables()
        return settings
    }

    private func assign(
        _ value: Given,
        text: String,
        to option: Option,
        in settings: inout Settings
    ) throws(UsageError) {
        do {
            try option.assign(&settings, text)
        } catch {
            throw complaint("takes for \(value.source): \(error.expectation)")
        }
        let shown = value.isFile ? value.text + " (file)" : option.shown(text)
        settings.entries.append(Settings.Entry(option: option.flag, shown: shown, source: value.source))
    }

    /// What the environment gives for `option`; a variable that is set to nothing is not set.
    private func fromEnvironment(_ option: Option) throws(UsageError) -> [Given] {
        for (index, name) in option.environment.enumerated() {
            let value = environment[name].flatMap { $0.isEmpty ? nil : $0 }
            let fileName = name + "_FILE"
            let file =
                option.hasFile && index == 0 ? environment[fileName].flatMap { $0.isEmpty ? nil : $0 } : nil
            if value != nil, file != nil {
                throw complaint("was given both \(name) and \(fileName): which is meant?")
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
            throw complaint("cannot read \(quoted(value.text)), given by \(value.source): \(reason)")
        case .bytes(var bytes):
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            guard !bytes.isEmpty else {
                throw complaint("found nothing in \(quoted(value.text)), given by \(value.source)")
            }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw complaint("found no UTF-8 text in \(quoted(value.text)), given by \(value.source)")
            }
            return text
        }
    }

    /// A warning for each variable with our prefix that no option reads.
    private func strangeVariables() -> [String] {
        let known = OptionTable.all.flatMap { option in
            option.environment + (option.hasFile ? [option.environment[0] + "_FILE"] : [])
        }
        let strange = environment.keys.filter { $0.hasPrefix("CONCIERGE_") && !known.contains($0) }
        return strange.sorted().map { name in
            let near = suggestion(for: name, among: known).map { "; did you mean \($0)?" } ?? ""
            return "the variable \(quoted(name)) is read by nothing\(near)"
        }
    }

    private func complaint(_ clause: String) -> UsageError {
        UsageError(message: "concierge \(command.rawValue) \(clause)")
    }
}
