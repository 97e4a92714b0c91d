/// Readers of what strangers send: each takes any bytes, and says what it broke.
///
/// `./dev fuzz` runs one of them under libFuzzer, with the address sanitizer; the ordinary tests run them over the committed
/// corpus.
enum FuzzTarget: String, CaseIterable {
    /// Executable documents: parser, literals, printer.
    case document
    /// The type system's language: parser, builder, schema validation, printer.
    case sdl
    /// A document's way up to its SQL: parser, validation, coercion, planner. Variables may follow behind a NUL.
    case plan
    /// A connection's requests, whole and byte by byte.
    case http
    case json
    /// Global ids and cursors.
    case cursor

    /// Reads `bytes`.
    ///
    /// - Throws: Where what was read is not what it says.
    func run(_ bytes: [UInt8]) throws(FuzzFailure) {
        switch self {
        case .document: try DocumentTarget.run(bytes)
        case .sdl: try SchemaTarget.run(bytes)
        case .plan: try PlanTarget.run(bytes)
        case .http: try HTTPTarget.run(bytes)
        case .json: try JSONTarget.run(bytes)
        case .cursor: try CursorTarget.run(bytes)
        }
    }
}

/// Something that must never be was seen.
struct FuzzFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Fails unless `condition` holds.
    static func unless(_ condition: Bool, _ description: @autoclosure () -> String) throws(FuzzFailure) {
        if !condition { throw FuzzFailure(description()) }
    }
}
