/// One parsed file of a schema, with the means to tell the place of an offset without reading the file again.
struct SchemaFile {
    let name: String
    let document: SchemaDocument
    /// Whose definitions they are.
    let origin: Origin
    private let lineStarts: [Int]

    enum Origin {
        /// What the specification defines.
        case builtIn
        /// What the gateway defines: binding directives and their types, which are no part of the served schema.
        case prelude
        /// The schema's author.
        case author
    }

    init(name: String, document: SchemaDocument, origin: Origin) {
        self.name = name
        self.document = document
        self.origin = origin
        var starts = [0]
        for (index, byte) in document.source.enumerated() {
            let next = index + 1
            let isBreak =
                byte == 0x0A
                || (byte == 0x0D && !(next < document.source.count && document.source[next] == 0x0A))
            if isBreak { starts.append(next) }
        }
        lineStarts = starts
    }

    /// The place of the byte at `offset`; nowhere for what the specification defines.
    func location(of offset: UInt32) -> SourceLocation? {
        guard origin != .builtIn else { return nil }
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= Int(offset) { low = middle } else { high = middle }
        }
        let line = document.source[
            lineStarts[low]..<max(lineStarts[low], min(Int(offset), document.source.count))
        ]
        let column = line.count { $0 & 0xC0 != 0x80 } + 1
        return SourceLocation(file: name, line: low + 1, column: column)
    }

    /// The place of `name`.
    func location(of name: Name) -> SourceLocation? { location(of: name.offset) }
}
