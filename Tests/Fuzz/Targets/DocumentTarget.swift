import GraphQL

/// What is refused is refused at a place; what is read prints as a document that reads as itself.
enum DocumentTarget {
    static func run(_ source: [UInt8]) throws(FuzzFailure) {
        let document: Document
        do throws(GraphQLError) {
            document = try Document.parse(source)
        } catch {
            return try check(error)
        }
        try checkValues(of: document)
        try check(document.printed(.minified), document.printed(.pretty)) { bytes throws(GraphQLError) in
            try Document.parse(bytes, limits: .trusted).printed(.minified)
        }
    }

    static func check(_ error: GraphQLError) throws(FuzzFailure) {
        try FuzzFailure.unless(
            error.locations.count == 1 && !error.message.isEmpty,
            "an error without a place or a sentence"
        )
    }

    static func check(
        _ minified: String,
        _ pretty: String,
        _ printAgain: ([UInt8]) throws(GraphQLError) -> String
    ) throws(FuzzFailure) {
        for printed in [minified, pretty] {
            let again: String
            do throws(GraphQLError) {
                again = try printAgain(Array(printed.utf8))
            } catch {
                throw FuzzFailure("what is printed is refused: \(error.message)\n\(printed)")
            }
            try FuzzFailure.unless(again == minified, "what is printed does not read as itself: \(printed)")
        }
    }

    /// Evaluates every value; a string's text is quoted so that it reads as itself.
    static func checkValues(of document: some ParsedText) throws(FuzzFailure) {
        for index in document.values.indices {
            let index = Int32(index)
            _ = document.constantValue(at: index).literal
            guard document.values[Int(index)].kind == .string else { continue }
            let text = document.stringValue(at: index)
            let quoted = Array("{ a(b: \(StringLiteral.quoted(text))) }".utf8)
            let again = try? Document.parse(quoted, limits: .trusted)
            try FuzzFailure.unless(
                again?.stringValue(at: 0).utf8.elementsEqual(text.utf8) == true,
                "a string was changed"
            )
        }
    }
}
