import Bytes
import Glibc
import GraphQL
import JSON

/// Answers questions about documents, one JSON object a line, for the tests that compare us with another implementation.
///
///     {"sdl": "…"}                                    the schema from here on; answers {"problems": […]}
///     {"document": "…"}                               answers {"errors": […]}
///     {"document": "…", "variables": {…}}             answers {"values": {…}}, coerced, or {"errors": […]} of coercion alone
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
        if case .object(let variables) = question["variables"] { return coerce(text, variables, schema) }
        return errors(validate(text, schema))
    }

    private mutating func build(_ text: String) -> JSONValue {
        let (built, problems) = SchemaBuilder.build(files: [("schema.graphql", Array(text.utf8))])
        schema = built ?? schema
        return .object(["problems": .array(problems.map { .string($0.message) })])
    }

    private func validate(_ text: String, _ schema: Schema) -> [GraphQLError] {
        do throws(GraphQLError) {
            let document = try Document.parse(Array(text.utf8), limits: .trusted)
            return Validation.validate(document, against: schema, role: .all, suggestions: true)
        } catch {
            return [error]
        }
    }

    private func coerce(_ text: String, _ variables: JSONValue.Object, _ schema: Schema) -> JSONValue {
        do throws(GraphQLError) {
            let document = try Document.parse(Array(text.utf8), limits: .trusted)
            let operation = document.operations[try document.operation(named: nil)]
            let result = DeclaredVariables(of: operation, in: document, schema: schema, role: .all).coerce(
                variables
            )
            switch result {
            case .failure(let failure): return errors(failure.errors)
            case .success(let coerced):
                var values = JSONValue.Object()
                for (definition, value) in zip(
                    document.variables[operation.variables.indices],
                    coerced.values
                ) {
                    if let value { values.set(document.text(definition.name), to: json(value)) }
                }
                return .object(["values": .object(values)])
            }
        } catch {
            return errors([error])
        }
    }

    private func json(_ value: InputValue) -> JSONValue {
        switch value {
        case .null: return .null
        case .boolean(let flag): return .boolean(flag)
        case .int(let text), .float(let text): return .number(text)
        case .string(let text), .enum(let text): return .string(text)
        case .list(let items): return .array(items.map(json))
        case .object(let members):
            var object = JSONValue.Object()
            for member in members { object.set(member.name, to: json(member.value)) }
            return .object(object)
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
            var budget = Introspection.budget(of: schema)
            try Introspection.write(
                document,
                selections: [document.operations[0].selections.lowerBound],
                schema: schema,
                role: .all,
                variables: .none,
                budget: &budget,
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
