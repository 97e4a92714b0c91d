/// Which values a scalar of the schema takes: *Scalars*, §3.5, "Input Coercion" of a custom scalar.
///
/// A scalar without a rule takes every string, number and boolean.
package struct ScalarRule: Sendable {
    /// What a value is, for messages: `a calendar day, as in "2026-11-20"`.
    package let expected: String
    /// Whether the scalar takes a value; lists, objects and null do not reach it.
    package let takes: @Sendable (InputValue) -> Bool

    /// Creates a rule.
    package init(expected: String, takes: @escaping @Sendable (InputValue) -> Bool) {
        self.expected = expected
        self.takes = takes
    }

    /// What is wrong with a value of the scalar `name` that `rule` does not take.
    static func problem(_ name: String, _ literal: String, _ rule: ScalarRule?) -> String {
        let expected = rule.map { " Expected \($0.expected)." } ?? ""
        return "\(name) cannot represent value: \(literal).\(expected)"
    }
}

/// What the gateway adds to the files of a schema: definitions of its own, and the rules of the scalars.
package struct SchemaPrelude: Sendable {
    /// The definitions' name in messages.
    let name: String
    /// The definitions, as SDL.
    ///
    /// No role knows of their directives, nor of their types unless the schema uses them.
    let text: [UInt8]
    /// The rules, by the name of the scalar.
    let scalars: [String: ScalarRule]

    /// Creates a prelude of one file.
    package init(name: String, text: String, scalars: [String: ScalarRule] = [:]) {
        self.name = name
        self.text = Array(text.utf8)
        self.scalars = scalars
    }
}
