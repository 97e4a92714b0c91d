/// The texts of `--help`, made from the table.
enum Help {
    private static let width = 100

    /// What `concierge --help` prints.
    static func overall(version: String) -> String {
        var lines = [
            "concierge \(version): a GraphQL gateway over PostgreSQL.", "",
            "Usage: concierge COMMAND [FLAGS]", "", "Commands:",
        ]
        let names = Command.allCases.map { ([$0.rawValue] + $0.operands).joined(separator: " ") }
        let column = (names.map(\.count).max() ?? 0) + 4
        for (command, name) in zip(Command.allCases, names) {
            lines += row(name, command.summary, column: column)
        }
        lines += [
            "",
            "concierge COMMAND --help lists the flags of a command; concierge --version prints the version.",
            "Every flag has an environment variable: CONCIERGE_LISTEN for --listen. A flag overrides it.",
            "Exit codes: 0 success, 1 failure, 2 usage error.",
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    /// What `concierge COMMAND --help` prints.
    static func text(of command: Command) -> String {
        let options = OptionTable.options(of: command)
        let operands = command.operands.map { " " + $0 }.joined()
        var lines = [command.summary, "", "Usage: concierge \(command.rawValue)\(operands) [FLAGS]"]
        for group in Option.Group.allCases {
            let members = options.filter { $0.group == group }
            guard !members.isEmpty else { continue }
            lines += ["", group.rawValue + ":"]
            for option in members { lines += rows(of: option) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Every way to write the flags of `options`.
    static func spellings(of options: [Option]) -> [String] {
        options.flatMap { option in
            ["--" + option.flag] + (option.isToggle ? ["--no-" + option.flag] : [])
                + (option.hasFile ? ["--\(option.flag)-file"] : [])
        }
    }

    private static func rows(of option: Option) -> [String] {
        let name = option.isToggle ? "--[no-]\(option.flag)" : "--\(option.flag) \(option.placeholder)"
        var notes: [String] = []
        if let standard = option.standard { notes.append("default \(standard)") }
        notes.append(option.environment.joined(separator: " or "))
        if option.hasFile { notes.append("or from a file by --\(option.flag)-file PATH") }
        return row(name, option.summary + " [" + notes.joined(separator: "; ") + "]", column: 36)
    }

    /// A name and, in a second column, a text that is broken at spaces.
    private static func row(_ name: String, _ text: String, column: Int) -> [String] {
        var lines: [String] = []
        var line = "  " + name
        if line.count > column - 2 {
            lines.append(line)
            line = ""
        }
        line += String(repeating: " ", count: column - line.count)
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, line.count + 1 + word.count > width {
                lines.append(line)
                line = String(repeating: " ", count: column)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
