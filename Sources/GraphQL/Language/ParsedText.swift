/// What executable documents and documents of the type system have in common: a source, and what stands for
/// its parts.
package protocol ParsedText: Sendable {
    /// The text, as it came.
    var source: [UInt8] { get }
    /// Where each distinct name stands first; ``Name/id`` is an index into it.
    var namePlaces: [NamePlace] { get }
    var values: [Value] { get }
    var arguments: [Argument] { get }
    var directives: [Directive] { get }
}

/// The bytes of a distinct name in the source: texts are made of them only where one is needed.
package struct NamePlace: Sendable {
    let offset: UInt32
    let length: UInt32

    var range: Range<Int> { Int(offset)..<Int(offset) + Int(length) }
}

extension Document: ParsedText {}
extension SchemaDocument: ParsedText {}

extension ParsedText {
    /// The text of `name`.
    package func text(_ name: Name) -> String { text(ofName: name.id) }

    /// The text of the name whose id is `id`.
    package func text(ofName id: Int32) -> String {
        String(decoding: source[namePlaces[Int(id)].range], as: UTF8.self)
    }

    /// The texts of all distinct names, by their ids.
    package var names: [String] { namePlaces.indices.map { text(ofName: Int32($0)) } }

    /// The line and column, both from 1, of the byte at `offset`; columns count Unicode scalar values.
    package func location(of offset: UInt32) -> Location { Location(of: Int(offset), in: source) }

    /// The place of `name`.
    package func location(of name: Name) -> Location { location(of: name.offset) }

    /// The text of a named type and the marks around it, as in `[Ticket!]!`.
    package func text(_ type: Name, _ modifiers: TypeModifiers) -> String {
        modifiers.text(around: text(type))
    }

    /// The source text of the value at `index`, with its quotes or brackets.
    package func sourceText(ofValue index: Int32) -> String {
        String(decoding: sourceBytes(ofValue: index), as: UTF8.self)
    }

    func sourceBytes(ofValue index: Int32) -> ArraySlice<UInt8> {
        let value = values[Int(index)]
        return source[Int(value.offset)..<Int(value.offset) + Int(value.length)]
    }
}
