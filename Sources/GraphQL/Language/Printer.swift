/// How a document is written.
package enum PrintStyle: Sendable {
    /// For people: a line for each selection or definition, indented by two spaces.
    case pretty
    /// For machines: what is ignored left out, and no comments. Equal for documents that differ in nothing
    /// else.
    case minified
}

/// Writes a document's arrays as text, from which they can be read again: what executable and type system
/// documents share.
struct Printer<Source: ParsedText> {
    let source: Source
    let style: PrintStyle
    private(set) var output: [UInt8] = []
    /// How deep the current line stands.
    var level = 0
    /// What the last token was, unless it was a punctuator: the like of it must not touch it.
    private var last = LastToken.punctuator

    private enum LastToken { case punctuator, word, string }

    init(_ source: Source, style: PrintStyle) {
        self.source = source
        self.style = style
        output.reserveCapacity(source.source.count + source.source.count / 4)
    }

    /// What was written.
    var text: String { String(decoding: output, as: UTF8.self) }

    // MARK: Tokens

    /// Writes a name or a number.
    mutating func word(_ bytes: some Sequence<UInt8>) { append(bytes, .word) }

    /// Writes a string of either kind.
    mutating func string(_ bytes: some Sequence<UInt8>) { append(bytes, .string) }

    private mutating func append(_ bytes: some Sequence<UInt8>, _ token: LastToken) {
        if last == token { output.append(UInt8(ascii: " ")) }
        output.append(contentsOf: bytes)
        last = token
    }

    /// Writes a keyword.
    mutating func word(_ text: String) { word(text.utf8) }

    /// Writes a name.
    mutating func word(_ name: Name) { word(source.text(name).utf8) }

    /// Writes a punctuator.
    mutating func punctuator(_ text: String) {
        output.append(contentsOf: text.utf8)
        last = .punctuator
    }

    /// Writes a space where people read it.
    mutating func space() {
        guard style == .pretty else { return }
        output.append(UInt8(ascii: " "))
        last = .punctuator
    }

    /// Ends the line where people read it.
    mutating func lineBreak() {
        guard style == .pretty else { return }
        output.append(UInt8(ascii: "\n"))
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: level * 2))
        last = .punctuator
    }

    /// Puts a blank line before what follows, unless it is the first.
    mutating func separateDefinitions() {
        guard style == .pretty, !output.isEmpty else { return }
        output.append(contentsOf: "\n\n".utf8)
        last = .punctuator
    }

    /// Ends the last line.
    mutating func finish() {
        if style == .pretty { output.append(UInt8(ascii: "\n")) }
    }

    // MARK: What both kinds of documents have

    /// Writes `Description?` on lines of its own.
    mutating func description(_ index: Int32?) {
        guard let index else { return }
        value(index)
        lineBreak()
    }

    /// Writes `Arguments?`.
    mutating func arguments(_ run: Run) {
        guard !run.isEmpty else { return }
        punctuator("(")
        for index in run {
            if index > run.lowerBound { separate() }
            let argument = source.arguments[Int(index)]
            word(argument.name)
            punctuator(":")
            space()
            value(argument.value)
        }
        punctuator(")")
    }

    /// Writes `Directives?`.
    mutating func directives(_ run: Run) {
        for index in run {
            space()
            punctuator("@")
            word(source.directives[Int(index)].name)
            arguments(source.directives[Int(index)].arguments)
        }
    }

    /// Writes `Type`.
    mutating func type(_ name: Name, _ modifiers: TypeModifiers) {
        var marks: [TypeModifiers.Mark] = []
        var rest = modifiers
        while let mark = rest.outermost {
            marks.append(mark)
            rest = rest.inner
        }
        for mark in marks where mark == .list { punctuator("[") }
        word(name)
        for mark in marks.reversed() {
            switch mark {
            case .nonNull: punctuator("!")
            case .list: punctuator("]")
            }
        }
    }

    /// Writes `DefaultValue?`.
    mutating func defaultValue(_ index: Int32?) {
        guard let index else { return }
        space()
        punctuator("=")
        space()
        value(index)
    }

    /// Writes the comma between two of a list.
    mutating func separate() {
        guard style == .pretty else { return }
        punctuator(",")
        space()
    }

    /// Writes `Value` with all that it holds.
    mutating func value(_ index: Int32) {
        var open: [Int32] = []
        for position in index..<source.values[Int(index)].end {
            while let container = open.last, source.values[Int(container)].end == position {
                close(open.removeLast())
            }
            if let container = open.last, position > container + 1 { separate() }
            let value = source.values[Int(position)]
            if let member = value.member {
                word(member)
                punctuator(":")
                space()
            }
            switch value.kind {
            case .variable: variable(value.name)
            case .string: string(source.sourceBytes(ofValue: position))
            case .int, .float, .boolean, .null, .enum: word(source.sourceBytes(ofValue: position))
            case .blockString:
                let bytes = source.stringBytes(at: position)
                string(BlockString.print(bytes, indentation: style == .pretty ? level * 2 : nil))
            case .list: punctuator("[")
            case .object: punctuator("{")
            }
            if value.kind == .list || value.kind == .object { open.append(position) }
        }
        for container in open.reversed() { close(container) }
    }

    /// Writes `Variable`.
    mutating func variable(_ name: Name?) {
        punctuator("$")
        if let name { word(name) }
    }

    private mutating func close(_ container: Int32) {
        punctuator(source.values[Int(container)].kind == .list ? "]" : "}")
    }
}
