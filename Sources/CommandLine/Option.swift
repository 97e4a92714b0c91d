/// One row of the table: a flag, its environment variables, its default, its description, and where its value goes.
package struct Option: Sendable {
    /// The heading under which `--help` lists an option.
    package enum Group: String, CaseIterable, Sendable {
        case command = "Options"
        case database = "Database"
        case graph = "Graph"
        case tokens = "Tokens"
        case http = "HTTP"
        case limits = "Limits"
    }

    /// The flag without its hyphens.
    package let flag: String
    /// The environment variables; the first that is set is used.
    package let environment: [String]
    /// The placeholder of the value in `--help`.
    package let placeholder: String
    /// The default's text; `nil` is no value.
    package let standard: String?
    /// One sentence for `--help`.
    package let summary: String
    /// The commands that take it.
    package let commands: [Command]
    /// Its heading in `--help`.
    package let group: Group
    /// Whether the value may be read from a file instead: `--…-file`, `CONCIERGE_…_FILE`.
    package let hasFile: Bool
    /// Whether the flag may be given several times.
    package let repeats: Bool
    /// Whether the flag alone means on, and `--no-…` off.
    package let isToggle: Bool
    /// Reads a value's text into the values of the options.
    let assign: @Sendable (inout OptionValues, String) throws(ValueError) -> Void
}

/// The rest of a row.
struct OptionTraits {
    var commands: [Command]
    var group: Option.Group
    var standard: String?
    var alsoEnvironment: [String] = []
    var hasFile = false
}

extension Option {
    private init(
        _ flag: String,
        placeholder: String,
        _ traits: OptionTraits,
        _ summary: String,
        repeats: Bool = false,
        isToggle: Bool = false,
        assign: @escaping @Sendable (inout OptionValues, String) throws(ValueError) -> Void
    ) {
        self.flag = flag
        self.environment = [Option.variable(for: flag)] + traits.alsoEnvironment
        self.placeholder = placeholder
        self.standard = traits.standard
        self.summary = summary
        self.commands = traits.commands
        self.group = traits.group
        self.hasFile = traits.hasFile
        self.repeats = repeats
        self.isToggle = isToggle
        self.assign = assign
    }

    /// The variable of a flag: `CONCIERGE_JWT_SECRET` for `jwt-secret`.
    static func variable(for flag: String) -> String {
        "CONCIERGE_" + String(flag.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    /// A row that always has a value.
    static func value<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        into place: any WritableKeyPath<OptionValues, Value> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        let isToggle = Value.self == Bool.self
        return Option(flag, placeholder: kind.placeholder, traits, summary, isToggle: isToggle) {
            values,
            text throws(ValueError) in
            values[keyPath: place] = try kind.read(text)
        }
    }

    /// A row whose value may be absent.
    static func optional<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        into place: any WritableKeyPath<OptionValues, Value?> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        Option(flag, placeholder: kind.placeholder, traits, summary) { values, text throws(ValueError) in
            values[keyPath: place] = try kind.read(text)
        }
    }

    /// A row of several values: the flag can be repeated; if `separated`, one value lists several with commas.
    static func list<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        separated: Bool,
        into place: any WritableKeyPath<OptionValues, [Value]> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        let placeholder = separated ? kind.placeholder + ",…" : kind.placeholder
        return Option(flag, placeholder: placeholder, traits, summary, repeats: true) {
            values,
            text throws(ValueError) in
            guard separated else {
                values[keyPath: place].append(try kind.read(text))
                return
            }
            for part in text.split(separator: ",") {
                values[keyPath: place].append(try kind.read(trimmed(part)))
            }
        }
    }
}

/// `text` without the spaces around it.
private func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
}
