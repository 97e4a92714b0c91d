import GraphQL
import Testing

/// What a document says, without the places where it says it.
private struct Meaning: Equatable {
    var lines: [String] = []

    init(_ document: Document) {
        let described = Describer(document)
        lines = described.common
        lines += document.operations.map {
            "\($0.kind) \(described.name($0.name)) \($0.variables) \($0.directives) \($0.selections) \(described.text($0.description))"
        }
        lines += document.fragments.map {
            "\(document.text($0.name)) \(document.text($0.typeCondition)) \($0.directives) \($0.selections) "
                + described.text($0.description)
        }
        lines += document.variables.map {
            "\(document.text($0.name)) \(document.text($0.type, $0.modifiers)) \($0.defaultValue ?? -1) \($0.directives) "
                + described.text($0.description)
        }
        lines += document.selections.map {
            "\($0.kind) \(described.name($0.name)) \(described.name($0.alias)) \($0.arguments) \($0.directives) "
                + "\($0.hasSelectionSet) \($0.end)"
        }
    }

    init(_ document: SchemaDocument) {
        let described = Describer(document)
        lines = described.common
        for definition in document.definitions {
            let runs = [
                definition.directives, definition.interfaces, definition.fields, definition.members,
                definition.enumValues,
                definition.inputValues, definition.rootOperationTypes, definition.locations,
            ]
            lines.append(
                "\(definition.kind) \(definition.isExtension) \(described.name(definition.name)) \(definition.isRepeatable) "
                    + "\(runs) \(described.text(definition.description))"
            )
        }
        lines += document.fields.map {
            "\(document.text($0.name)) \($0.arguments) \(document.text($0.type, $0.modifiers)) \($0.directives) "
                + described.text($0.description)
        }
        lines += document.inputValues.map {
            "\(document.text($0.name)) \(document.text($0.type, $0.modifiers)) \($0.defaultValue ?? -1) \($0.directives) "
                + described.text($0.description)
        }
        lines += document.enumValues.map {
            "\(document.text($0.name)) \($0.directives) \(described.text($0.description))"
        }
        lines += document.rootOperationTypes.map { "\($0.operation) \(document.text($0.type))" }
        lines += document.namedTypes.map(document.text)
        lines += document.locations.map(\.location.rawValue)
    }
}

private struct Describer<Source: ParsedText> {
    let source: Source

    init(_ source: Source) {
        self.source = source
    }

    var common: [String] {
        var lines = source.values.indices.map { index in
            let value = source.values[index]
            let text =
                switch value.kind {
                case .list, .object, .variable: ""
                case .int, .float, .string, .blockString, .boolean, .null, .enum:
                    source.stringValue(at: Int32(index))
                }
            return "\(value.kind) \(name(value.name)) \(name(value.member)) \(text) \(value.end)"
        }
        lines += source.arguments.map { "\(name($0.name)) \($0.value)" }
        lines += source.directives.map { "\(name($0.name)) \($0.arguments)" }
        return lines
    }

    func name(_ name: Name?) -> String { name.map(source.text) ?? "-" }
    func text(_ description: Int32?) -> String { description.map { "\($0)" } ?? "-" }
}

@Suite("What is printed reads as itself") struct RoundTripTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `executable documents`(seed: UInt64) throws {
        let text = DocumentGenerator.executable(seed: seed)
        let parsed = try document(text)
        for style in [PrintStyle.pretty, .minified] {
            let printed = parsed.printed(style)
            let again = try document(printed)
            #expect(Meaning(again) == Meaning(parsed), "\(text)\n→\n\(printed)")
            #expect(again.printed(style) == printed)
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `schemas`(seed: UInt64) throws {
        let text = DocumentGenerator.schema(seed: seed)
        let parsed = try schemaDocument(text)
        for style in [PrintStyle.pretty, .minified] {
            let printed = parsed.printed(style)
            let again = try schemaDocument(printed)
            #expect(Meaning(again) == Meaning(parsed), "\(text)\n→\n\(printed)")
            #expect(again.printed(style) == printed)
        }
    }

    @Test func `what was bent is refused at a place, or reads as itself`() throws {
        for seed in 0..<2_000 as Range<UInt64> {
            let isSchema = seed % 2 == 1
            let text =
                isSchema
                ? DocumentGenerator.schema(seed: seed / 8) : DocumentGenerator.executable(seed: seed / 8)
            let source = Mutation.bend(Array(text.utf8), seed: seed)
            do throws(GraphQLError) {
                let minified =
                    isSchema
                    ? try SchemaDocument.parse(source).printed(.minified)
                    : try Document.parse(source).printed(.minified)
                let bytes = Array(minified.utf8)
                let again =
                    isSchema
                    ? try SchemaDocument.parse(bytes).printed(.minified)
                    : try Document.parse(bytes).printed(.minified)
                #expect(again == minified, "seed \(seed)")
            } catch {
                #expect(error.locations.count == 1 && !error.message.isEmpty, "seed \(seed)")
            }
        }
    }

    @Test func `every beginning of a document is refused at its end, or is one`() throws {
        for seed in 0..<6 as Range<UInt64> {
            let source = Array(DocumentGenerator.executable(seed: seed).utf8)
            for count in 0..<source.count {
                _ = try? Document.parse(Array(source[..<count]))
                _ = try? SchemaDocument.parse(Array(source[..<count]))
            }
        }
    }
}
