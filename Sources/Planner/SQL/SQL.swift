/// A piece of a statement: text in which values stand as parameters.
///
/// It is made of literals of this source and of other pieces, never of a caller's strings: names enter through
/// ``identifier(_:)``, values through ``parameter(_:as:)``. That is the one place where SQL is quoted.
package struct SQL: Hashable, Sendable, ExpressibleByStringInterpolation {
    enum Piece: Hashable, Sendable {
        case text(String)
        case parameter(Parameter)
    }

    private(set) var pieces: [Piece] = []

    /// Creates a piece from a literal of the source.
    package init(stringLiteral value: String) {
        append(text: value)
    }

    /// Creates a piece from a literal with other pieces inside.
    package init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.sql
    }

    private init(text: String) { append(text: text) }

    private init(_ parameter: Parameter) { pieces = [.parameter(parameter)] }

    /// A name, quoted.
    package static func identifier(_ name: String) -> SQL {
        SQL(text: "\"" + doubling(name) { $0 == UInt8(ascii: "\"") } + "\"")
    }

    /// A string constant, quoted: for what the schema's author writes, never for a request's values.
    package static func constant(_ text: String) -> SQL {
        let start = text.utf8.contains(UInt8(ascii: "\\")) ? " E'" : "'"
        return SQL(
            text: start + doubling(text) { $0 == UInt8(ascii: "'") || $0 == UInt8(ascii: "\\") } + "'"
        )
    }

    /// A whole number, as text.
    package static func number(_ value: Int) -> SQL { SQL(text: String(value)) }

    /// An expression that the schema's author wrote.
    package static func author(_ expression: String) -> SQL { SQL(text: expression) }

    /// A value that comes with the request.
    package static func parameter(_ parameter: Parameter) -> SQL { SQL(parameter) }

    /// Nothing.
    package static let empty: SQL = ""

    /// Whether there is nothing in it.
    package var isEmpty: Bool { pieces.isEmpty }

    /// Doubles each byte that `isMark`.
    ///
    /// Bytes, not characters: a mark before a combining accent is another character, and to search for characters is slow, a
    /// fifth of planning (benchmark (d)).
    private static func doubling(_ text: String, _ isMark: (UInt8) -> Bool) -> String {
        guard text.utf8.contains(where: isMark) else { return text }
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes.append(byte)
            if isMark(byte) { bytes.append(byte) }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func append(text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before) = pieces.last {
            pieces[pieces.count - 1] = .text(before + text)
        } else {
            pieces.append(.text(text))
        }
    }

    /// Adds `other` behind.
    package mutating func append(_ other: SQL) {
        for piece in other.pieces {
            switch piece {
            case .text(let text): append(text: text)
            case .parameter: pieces.append(piece)
            }
        }
    }

    /// Collects an interpolated literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL.empty

        /// Creates an empty collection.
        package init(literalCapacity: Int, interpolationCount: Int) {}

        /// Adds a literal of the source.
        package mutating func appendLiteral(_ literal: String) { sql.append(text: literal) }

        /// Adds another piece.
        package mutating func appendInterpolation(_ other: SQL) { sql.append(other) }
    }

    /// The statement's text with `$1`, `$2`, …, and what each stands for; equal parameters share a number.
    package func rendered() -> (text: String, parameters: [Parameter]) {
        var text = ""
        var parameters: [Parameter] = []
        for piece in pieces {
            switch piece {
            case .text(let part): text += part
            case .parameter(let parameter):
                let index = parameters.firstIndex(of: parameter) ?? parameters.count
                if index == parameters.count { parameters.append(parameter) }
                text += "$\(index + 1)"
            }
        }
        return (text, parameters)
    }

    /// The text with a zero byte for each value, and the values in the order of the text.
    func form() -> (text: [UInt8], parameters: [Parameter]) {
        var text: [UInt8] = []
        var parameters: [Parameter] = []
        for piece in pieces {
            switch piece {
            case .text(let part): text += part.utf8
            case .parameter(let parameter):
                text.append(0)
                parameters.append(parameter)
            }
        }
        return (text, parameters)
    }
}

extension Sequence<SQL> {
    /// All pieces with `separator` between them.
    package func joined(_ separator: SQL) -> SQL {
        var result = SQL.empty
        for (index, piece) in enumerated() {
            if index > 0 { result.append(separator) }
            result.append(piece)
        }
        return result
    }
}
