/// The name of one element of a schema, as messages, logs and metrics say it: *Schema Coordinates*, §2.14.
package enum SchemaCoordinate: Hashable, Sendable {
    /// `Type`
    case type(String)
    /// `Type.field`: a field, an input field, or an enum value.
    case member(String, of: String)
    /// `Type.field(argument:)`
    case argument(String, of: String, in: String)
    /// `@directive`
    case directive(String)
    /// `@directive(argument:)`
    case directiveArgument(String, of: String)

    /// Reads a coordinate, which holds neither spaces nor anything else that a document ignores.
    ///
    ///     SchemaCoordinate : Name | Name . Name | Name . Name ( Name : ) | @ Name | @ Name ( Name : )
    ///
    /// - Throws: `GRAPHQL_PARSE_FAILED`, at the first byte that does not fit.
    package init(_ text: String) throws(GraphQLError) {
        var reader = CoordinateReader(bytes: Array(text.utf8))
        if reader.take("@") {
            let name = try reader.name()
            self = try reader.argument().map { .directiveArgument($0, of: name) } ?? .directive(name)
        } else {
            let type = try reader.name()
            if reader.take(".") {
                let member = try reader.name()
                self =
                    try reader.argument().map { .argument($0, of: member, in: type) }
                    ?? .member(member, of: type)
            } else {
                self = .type(type)
            }
        }
        try reader.end()
    }

    /// The *containing element*: the coordinate with one name less; `nil` for a type and a directive.
    package var container: SchemaCoordinate? {
        switch self {
        case .type, .directive: nil
        case .member(_, let type): .type(type)
        case .argument(_, let member, let type): .member(member, of: type)
        case .directiveArgument(_, let directive): .directive(directive)
        }
    }
}

extension SchemaCoordinate: CustomStringConvertible {
    /// The coordinate's one text.
    package var description: String {
        switch self {
        case .type(let name): name
        case .member(let name, let type): "\(type).\(name)"
        case .argument(let name, let member, let type): "\(type).\(member)(\(name):)"
        case .directive(let name): "@\(name)"
        case .directiveArgument(let name, let directive): "@\(directive)(\(name):)"
        }
    }
}

private struct CoordinateReader {
    let bytes: [UInt8]
    private var index = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Takes `punctuator` if it comes next.
    mutating func take(_ punctuator: Unicode.Scalar) -> Bool {
        guard index < bytes.count, bytes[index] == UInt8(ascii: punctuator) else { return false }
        index += 1
        return true
    }

    mutating func name() throws(GraphQLError) -> String {
        let start = index
        while index < bytes.count, isNameContinue(bytes[index]) { index += 1 }
        guard index > start, CharacterClasses.shared[bytes[start]] == CharacterClass.letter else {
            index = start
            throw unexpected("a name")
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    /// Takes `( Name : )`, if it is there.
    mutating func argument() throws(GraphQLError) -> String? {
        guard take("(") else { return nil }
        let name = try name()
        guard take(":") else { throw unexpected("\":\"") }
        guard take(")") else { throw unexpected("\")\"") }
        return name
    }

    func end() throws(GraphQLError) {
        guard index == bytes.count else { throw unexpected("the end of the coordinate") }
    }

    private func isNameContinue(_ byte: UInt8) -> Bool {
        let characterClass = CharacterClasses.shared[byte]
        return characterClass == CharacterClass.letter || characterClass == CharacterClass.digit
    }

    private func unexpected(_ expectation: String) -> GraphQLError {
        let rest = String(decoding: bytes[index...].prefix(64), as: UTF8.self)
        return GraphQLError(
            "Invalid schema coordinate: expected \(expectation), "
                + (rest.isEmpty ? "found its end." : "found \"\(rest)\"."),
            code: .parseFailed,
            locations: [Location(of: index, in: bytes)]
        )
    }
}
