import GraphQL

/// Gives `size` bytes to both parsers: each refuses them at a place inside of them, or what it prints reads
/// as itself.
@c(LLVMFuzzerTestOneInput)
public func fuzzDocumentParser(_ data: UnsafePointer<UInt8>?, _ size: Int) -> Int32 {
    // SAFETY: libFuzzer's bytes live until this function returns, and are copied here.
    let source = unsafe Array(UnsafeBufferPointer(start: data, count: size))
    do throws(GraphQLError) {
        let document = try Document.parse(source)
        checkValues(of: document)
        check(document.printed(.minified), document.printed(.pretty)) { bytes throws(GraphQLError) in
            try Document.parse(bytes, limits: .trusted).printed(.minified)
        }
    } catch {
        check(error)
    }
    do throws(GraphQLError) {
        let document = try SchemaDocument.parse(source)
        checkValues(of: document)
        check(document.printed(.minified), document.printed(.pretty)) { bytes throws(GraphQLError) in
            try SchemaDocument.parse(bytes).printed(.minified)
        }
    } catch {
        check(error)
    }
    return 0
}

private func check(
    _ minified: String,
    _ pretty: String,
    _ printAgain: ([UInt8]) throws(GraphQLError) -> String
) {
    for printed in [minified, pretty] {
        do throws(GraphQLError) {
            let again = try printAgain(Array(printed.utf8))
            precondition(again == minified, "what is printed does not read as itself")
        } catch {
            preconditionFailure("what is printed is refused: \(error.message)")
        }
    }
}

private func check(_ error: GraphQLError) {
    precondition(
        error.locations.count == 1 && !error.message.isEmpty,
        "an error without a place or a sentence"
    )
}

/// Evaluates every value; a string's text is quoted so that it reads as itself.
private func checkValues(of document: some ParsedText) {
    for index in document.values.indices {
        let index = Int32(index)
        _ = document.constantValue(at: index).literal
        guard document.values[Int(index)].kind == .string else { continue }
        let text = document.stringValue(at: index)
        let quoted = Array("{ a(b: \(StringLiteral.quoted(text))) }".utf8)
        precondition(
            (try? Document.parse(quoted, limits: .trusted))?.stringValue(at: 0) == text,
            "a string was changed"
        )
    }
}
