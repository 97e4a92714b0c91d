import GraphQL
import Testing

/// A source whose interesting places carry ①, ②, …: the marks are taken out, and their offsets remembered.
struct MarkedSource {
    let bytes: [UInt8]
    private let offsets: [Character: Int]

    init(_ text: String) {
        var bytes: [UInt8] = []
        var offsets: [Character: Int] = [:]
        for scalar in text.unicodeScalars {
            if ("①"..."⑳").contains(scalar) {
                offsets[Character(scalar)] = bytes.count
            } else {
                bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
            }
        }
        self.bytes = bytes
        self.offsets = offsets
    }

    /// The places of `marks`, in their order.
    func locations(_ marks: String = "①") -> [Location] {
        marks.map { Location(of: offsets[$0] ?? -1, in: bytes) }
    }
}

/// The error with which an executable document is refused, where ① stands in `text`.
func expectRefused(
    _ text: String,
    _ message: String,
    code: GraphQLError.Code = .parseFailed,
    limits: DocumentLimits = .default,
    at location: Testing.SourceLocation = #_sourceLocation
) {
    let source = MarkedSource(text)
    expect(message, code, source, location) { () throws(GraphQLError) in
        _ = try Document.parse(source.bytes, limits: limits)
    }
}

/// The error with which a schema document is refused, where ① stands in `text`.
func expectSchemaRefused(
    _ text: String,
    _ message: String,
    code: GraphQLError.Code = .parseFailed,
    limits: DocumentLimits = .trusted,
    at location: Testing.SourceLocation = #_sourceLocation
) {
    let source = MarkedSource(text)
    expect(message, code, source, location) { () throws(GraphQLError) in
        _ = try SchemaDocument.parse(source.bytes, limits: limits)
    }
}

private func expect(
    _ message: String,
    _ code: GraphQLError.Code,
    _ source: MarkedSource,
    _ location: Testing.SourceLocation,
    _ parse: () throws(GraphQLError) -> Void
) {
    let expected = GraphQLError(message, code: code, locations: source.locations())
    do throws(GraphQLError) {
        try parse()
        Issue.record("was not refused", sourceLocation: location)
    } catch {
        #expect(error == expected, sourceLocation: location)
    }
}

/// The document that `text` is.
func document(_ text: String, limits: DocumentLimits = .default) throws -> Document {
    try Document.parse(Array(text.utf8), limits: limits)
}

/// The schema document that `text` is.
func schemaDocument(_ text: String) throws -> SchemaDocument {
    try SchemaDocument.parse(Array(text.utf8))
}
