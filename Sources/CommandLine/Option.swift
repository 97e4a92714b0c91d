/// One row of the table: a flag, its variables, its default, what it means, and where its value goes.
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
    /// The variables of the environment, the first that is set wins.
    package let environment: [String]
    /// What stands for the value in `--help`.
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
    /// Reads a value's text into the settings.
    let assign: @Sendable (inout Settings, String) throws(ValueError) -> Void
    /// The value as start-up may print it, given its text.
    let shown: @Sendable (String) -> String
}

/// What a row says beside its flag and its value.
struct OptionTraits {
    var commands: [Command]
    var group: Option.Group
    var standard: String?
    var alsoEnvironment: [String] = []
    var hasFile = false
    var shown: @Sendable (String) -> String = { $0 }
}

extension Option {
    private init(
        _ flag: String,
        placeholder: String,
        _ traits: OptionTraits,
        _ summary: String,
        repeats: Bool = false,
        isToggle: Bool = false,
        assign: @escaping @Sendable (inout Settings, String) throws(ValueError) -> Void
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
        self.shown = traits.shown
    }

    /// The variable of a flag: `CONCIERGE_JWT_SECRET` for `jwt-secret`.
    static func variable(for flag: String) -> String {
        "CONCIERGE_" + String(flag.uppercased().map { $0 == "-" ? "_" : $0 })
    }

    /// A row whose value is always there.
    static func value<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        into place: any WritableKeyPath<Settings, Value> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        let isToggle = Value.self == Bool.self
        return Option(flag, placeholder: kind.placeholder, traits, summary, isToggle: isToggle) {
            settings,
            text throws(ValueError) in
            settings[keyPath: place] = try kind.read(text)
        }
    }

    /// A row whose value may be absent; `off`, where a default is to be undone, makes it so.
    static func optional<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        into place: any WritableKeyPath<Settings, Value?> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        let hasDefault = traits.standard != nil
        let placeholder = hasDefault ? kind.placeholder + "|off" : kind.placeholder
        return Option(flag, placeholder: placeholder, traits, summary) { settings, text throws(ValueError) in
            settings[keyPath: place] = hasDefault && text == "off" ? nil : try kind.read(text)
        }
    }

    /// A row of several values, each given by a flag of its own, or together with commas if `separated`.
    static func list<Value>(
        _ flag: String,
        _ kind: ValueKind<Value>,
        separated: Bool,
        into place: any WritableKeyPath<Settings, [Value]> & Sendable,
        _ traits: OptionTraits,
        _ summary: String
    ) -> Option {
        let placeholder = separated ? kind.placeholder + ",…" : kind.placeholder
        return Option(flag, placeholder: placeholder, traits, summary, repeats: true) {
            settings,
            text throws(ValueError) in
            guard separated else {
                settings[keyPath: place].append(try kind.read(text))
                return
            }
            for part in text.split(separator: ",") {
                settings[keyPath: place].append(try kind.read(trimmed(part)))
            }
        }
    }
}

/// `text` without the spaces around it.
private func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " }
    return String(start.reversed().drop { $0 == " " }.reversed())
}
