/// A value that goes into an operation: a literal of a schema, or a variable or argument once it is coerced.
///
/// After coercion (*Coercing Variable Values*, §6.1.2; *Coercing Field Arguments*, §6.4.1) a list is a list even where one item
/// was written, defaults stand where nothing was given, and members are in the order of their input object's definition.
/// Numbers keep their text, so that nothing is lost where PostgreSQL can hold more than a `Double` does.
package indirect enum InputValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    /// The literal's text: digits, perhaps with a sign.
    case int(String)
    /// The literal's text, with a fraction or an exponent.
    case float(String)
    case string(String)
    /// An enum value's name.
    case `enum`(String)
    case list([InputValue])
    case object([Member])

    /// One field of an object.
    package struct Member: Hashable, Sendable {
        package var name: String
        package var value: InputValue

        /// Creates a member.
        package init(name: String, value: InputValue) {
            self.name = name
            self.value = value
        }
    }

    /// The member called `name`, of an object that has it.
    package subscript(name: String) -> InputValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The text of a string or an enum value.
    package var text: String? {
        switch self {
        case .string(let text), .enum(let text): text
        case .null, .boolean, .int, .float, .list, .object: nil
        }
    }
}
