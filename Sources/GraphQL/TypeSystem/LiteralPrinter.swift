/// Prints input values as literals of GraphQL.
enum LiteralPrinter {
    /// The literal that stands for `value`; it calls itself as deep as the value nests.
    static func text(_ value: InputValue) -> String {
        switch value {
        case .null: "null"
        case .boolean(let value): value ? "true" : "false"
        case .int(let text), .float(let text), .enum(let text): text
        case .string(let text): string(text)
        case .list(let items): "[" + items.map { self.text($0) }.joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { "\($0.name): \(self.text($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// A literal for a message, cut where it is long.
    static func excerpt(_ value: InputValue) -> String {
        switch value {
        case .list(let items) where items.count > 3: "[…]"
        case .object: "{…}"
        case .null, .boolean, .int, .float, .enum, .string, .list: shortened(text(value))
        }
    }

    /// `text`, cut to what fits a message.
    static func shortened(_ text: String) -> String {
        text.utf8.count <= 100 ? text : String(text.prefix(60)) + "…"
    }

    /// A string's literal: *String Value*, §2.9.4.
    static func string(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": literal += "\\\""
            case "\\": literal += "\\\\"
            case "\n": literal += "\\n"
            case "\r": literal += "\\r"
            case "\t": literal += "\\t"
            case "\u{8}": literal += "\\b"
            case "\u{C}": literal += "\\f"
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
                literal += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
            case _: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}
