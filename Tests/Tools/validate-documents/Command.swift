import Bytes
import Glibc
import GraphQL
import JSON

/// Answers questions about documents, one JSON object a line, for the tests that compare us with another implementation.
///
///     {"sdl": "…"}                                    the schema from here on; answers {"problems": […]}
///     {"document": "…"}                               answers {"errors": […]}
///     {"document": "…", "variables": {…}}             answers {"errors": […]} of validation, limits, or coercion
///     {"introspect": "…"}                             a document whose first root field is __schema; answers {"data": …}
///     {"print": true}                                 answers {"sdl": "…"}
///     {"document": "…", "times": 100}                 answers the nanoseconds of parsing and of validating
@main
struct ValidateDocuments {
    private var schema: Schema?

    static func main() {
        var command = ValidateDocuments()
        while let line = readLine() {
            print(JSONWriter.text(of: command.answer(line)))
            // Every stream is flushed: whoever asks waits for the line.
            fflush(nil)
        }
    }

    private mutating func answer(_ line: String) -> JSONValue {
        var limits = JSONReader.Limits()
        limits.bytes = 64 << 20
        guard let json = try? JSONReader.read(Array(line.utf8), limits: limits),
            case .object(let question) = json
        else { return .string("not an object") }
        if case .string(let text) = question["sdl"] { return build(text) }
        guard let schema else { return .string("no schema") }
        if case .string(let text) = question["introspect"] { return introspect(text, schema) }
        if question["print"] != nil { return .object(["sdl": .string(SchemaPrinter.print(schema))]) }
        guard case .string(let text) = question["document"] else { return .string("no document") }
        if case .number(let times) = question["times"] { return measure(text, schema, Int(times) ?? 1) }
        var variables: JSONValue.Object?
        if case .object(let given) = question["variables"] { variables = given }
        return errors(validate(text, variables, schema))
    }

    private mutating func build(_ text: String) -> JSONValue {
        let (built, problems) = SchemaBuilder.build(files: [("schema.graphql", Array(text.utf8))])
        schema = built ?? schema
        return .object(["problems": .array(problems.map { .string($0.message) })])
    }

    private func validate(_ text: String, _ variables: JSONValue.Object?, _ schema: Schema) -> [GraphQLError]
    {
        do throws(GraphQLError) {
            let document = try Document.parse(Array(text.utf8), limits: .trusted)
            let errors = Validation.validate(document, against: schema, role: .all, suggestions: true)
            guard errors.isEmpty, let variables else { return errors }
            let operation = document.operations[try document.operation(named: nil)]
            let values = VariableValues.coerce(
                document,
                operation: operation,
                variables: variables,
                schema: schema,
                role: .all
            )
            switch values {
            case .success: return []
            case .failure(let failure): return failure.errors
            }
        } catch {
            return [error]
        }
    }

    private func errors(_ errors: [GraphQLError]) -> JSONValue {
        .object([
            "errors": .array(
                errors.map { error in
                    let places = error.locations.map { JSONValue.string("\($0.line):\($0.column)") }
                    return .object([
                        "message": .string(error.message), "code": .string(error.code.rawValue),
                        "locations": .array(places),
                    ])
                }
            )
        ])
    }

    private func introspect(_ text: String, _ schema: Schema) -> JSONValue {
        do throws(GraphQLError) {
            let document = try Document.parse(Array(text.utf8))
            let found = Validation.validate(document, against: schema, role: .all, suggestions: true)
            guard found.isEmpty else { return errors(found) }
            var buffer = ByteBuffer(capacity: 65_536)
            try Introspection.write(
                document,
                selections: [document.operations[0].selections.lowerBound],
                schema: schema,
                role: .all,
                variables: .none,
                into: &buffer
            )
            var limits = JSONReader.Limits()
            limits.bytes = 64 << 20
            limits.tokens = 10_000_000
            // SAFETY: the bytes are copied before the buffer can change.
            let bytes = unsafe buffer.withBytes { unsafe Array($0) }
            let value = (try? JSONReader.read(bytes, limits: limits)) ?? .string("not JSON")
            return .object(["data": .object(["__schema": value])])
        } catch {
            return errors([error])
        }
    }

    private func measure(_ text: String, _ schema: Schema, _ times: Int) -> JSONValue {
        let source = Array(text.utf8)
        let clock = ContinuousClock()
        guard let document = try? Document.parse(source, limits: .trusted) else {
            return .string("not GraphQL")
        }
        var operations = 0
        var violations = 0
        let parsing = clock.measure {
            for _ in 0..<times {
                operations += (try? Document.parse(source, limits: .trusted))?.operations.count ?? 0
            }
        }
        let validating = clock.measure {
            for _ in 0..<times {
                violations +=
                    Validation.validate(document, against: schema, role: .all, suggestions: true).count
            }
        }
        return .object([
            "bytes": .number(String(source.count)), "errors": .number(String(violations / times)),
            "operations": .number(String(operations / times)),
            "parse": .number(String(Int(parsing / .nanoseconds(1)) / times)),
            "validate": .number(String(Int(validating / .nanoseconds(1)) / times)),
        ])
    }
}
