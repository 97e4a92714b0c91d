import GraphQL
import JSON
import TestSupport
import Testing

/// Every value that an answer has is taken back, unchanged: as a variable and as a literal, by a filter and by a function.
@Suite("Values sent back")
struct RoundTripTests {
    private let gateway: GatewayProcess
    private let rows: [(number: String, values: [String: JSONValue])]

    init() throws {
        gateway = try Values.gateway()
        let fields = Values.fields.map(\.name).joined(separator: " ")
        let answer = try gateway.ask(
            "{ samples(first: 200, where: {number: {lt: 200}}) { nodes { number \(fields) } } }",
            as: nil
        )
        rows = (answer["data", "samples", "nodes"]?.items ?? []).map { row in
            var values: [String: JSONValue] = [:]
            for field in Values.fields { values[field.name] = row[[field.name]] }
            return (row[["number"]]?.text ?? "", values.filter { $0.value != .null })
        }
        try #require(rows.count == 64 && answer["errors"] == nil, "\(answer.body.prefix(500))")
    }

    @Test(arguments: [false, true])
    func `a filter by a row's own value finds the row`(byLiterals: Bool) throws {
        for row in rows {
            var parts: [String] = []
            for field in Values.fields {
                guard let value = row.values[field.name], let name = Self.operatorName(field) else {
                    continue
                }
                let given = byLiterals ? Self.literal(value, field.type) : "$\(field.name)"
                parts.append(
                    "\(field.name): samples(where: {number: {eq: \(row.number)}, \(field.name): {\(name): \(given)}}) "
                        + "{ nodes { number } }"
                )
            }
            let answer = try ask(parts, row.values, byLiterals)
            for field in Values.fields where row.values[field.name] != nil && Self.operatorName(field) != nil
            {
                let found = answer["data", field.name, "nodes", "0", "number"]?.text
                #expect(found == row.number, "\(field.name) \(row.number) \(answer.body.prefix(600))")
            }
        }
    }

    @Test(arguments: [false, true])
    func `a function returns the value that it was given`(byLiterals: Bool) throws {
        for row in rows {
            var parts: [String] = []
            for field in Values.fields {
                guard let value = row.values[field.name] else { continue }
                let given = byLiterals ? Self.literal(value, field.type) : "$\(field.name)"
                parts.append("\(field.name): echo\(Self.capitalized(field.name))(value: \(given))")
            }
            let answer = try ask(parts, row.values, byLiterals)
            for field in Values.fields {
                guard let value = row.values[field.name] else { continue }
                let found = answer["data", field.name] ?? .null
                #expect(
                    JSONWriter.text(of: found) == JSONWriter.text(of: value),
                    "\(field.name) \(row.number) \(answer.body.prefix(600))"
                )
            }
        }
    }

    private func ask(
        _ parts: [String],
        _ values: [String: JSONValue],
        _ byLiterals: Bool
    ) throws -> Answer {
        if byLiterals { return try gateway.ask("{ \(parts.joined(separator: "\n")) }", as: nil) }
        let given = Values.fields.filter { field in parts.contains { $0.contains("$\(field.name)") } }
        var variables = JSONValue.Object()
        for field in given { variables.set(field.name, to: values[field.name] ?? .null) }
        let declared = given.map { field in
            // Lists of a filter have no null among their items.
            let type = field.type.replacing("]", with: parts[0].contains("samples") ? "!]" : "]")
            return "$\(field.name): \(type)"
        }
        return try gateway.ask(
            "query (\(declared.joined(separator: ", "))) { \(parts.joined(separator: "\n")) }",
            as: nil,
            variables: variables
        )
    }

    /// The operator by which a value finds itself; `nil` where there is none.
    private static func operatorName(_ field: (name: String, type: String)) -> String? {
        if field.type.hasPrefix("[") || field.name == "typed" { return nil }
        return field.type == "JSON" ? "contains" : "eq"
    }

    private static func capitalized(_ name: String) -> String {
        name.prefix(1).uppercased() + name.dropFirst()
    }

    /// The value as GraphQL writes it: an enum's value without quotes, and names without them.
    private static func literal(_ value: JSONValue, _ type: String) -> String {
        if type.contains("Mood") { return JSONWriter.text(of: value).replacing("\"", with: "") }
        switch value {
        case .string(let text): return StringLiteral.quoted(text)
        case .array(let items): return "[\(items.map { literal($0, type) }.joined(separator: ", "))]"
        case .object(let object):
            let members = object.members.map { "\($0.key): \(literal($0.value, type))" }
            return "{\(members.joined(separator: ", "))}"
        case .null, .boolean, .number: return JSONWriter.text(of: value)
        }
    }
}

/// What no scalar can hold, on its way out and on its way in.
@Suite("Values that no scalar takes")
struct RefusedValueTests {
    private let gateway: GatewayProcess

    init() throws { gateway = try Values.gateway() }

    @Test(arguments: 201...204)
    func `a value that its scalar cannot hold is an error of its field`(number: Int) throws {
        let answer = try gateway.ask(
            "{ sample(number: \(number)) { number single precise exact instant wall day exacts } }",
            as: nil
        )
        #expect(answer["data", "sample", "number"]?.text == String(number), "\(answer.body)")
        let errors = answer["errors"]?.items.compactMap { $0[["path", "1"]]?.text } ?? []
        let wanted: Set =
            switch number {
            case 201: ["single", "precise", "exact", "instant", "wall", "day", "exacts"]
            case 202: ["single", "precise", "exact", "instant", "wall", "day"]
            default: ["instant", "wall", "day"]
            }
        #expect(Set(errors) == wanted, "\(answer.body)")
    }

    @Test(arguments: [
        ("LocalDateTime", "Wall", "2024-03-31T02:30:00+05:00"), ("LocalTime", "Clock", "02:30:00+05:00"),
        ("Date", "Day", "2024-03-31+05:00"), ("DateTime", "Instant", "2024-10-27"),
        ("DateTime", "Instant", "now"), ("DateTime", "Instant", "infinity"),
        ("DateTime", "Instant", "2024-10-27T00:00:00"), ("Decimal", "Exact", "NaN"),
        ("BigInt", "Large", "0x10"), ("Duration", "Span", "1 day"), ("UUID", "Ident", "x"),
        ("Bytes", "Raw", "AA"),
    ])
    func `a value that its scalar does not allow never reaches PostgreSQL`(
        type: String,
        function: String,
        value: String
    ) throws {
        let literal = try gateway.ask("{ echo\(function)(value: \"\(value)\") }", as: nil)
        #expect(
            literal.status == 422 && literal.body.contains("\(type) cannot represent value"),
            "\(literal.body)"
        )
        let variable = try gateway.ask(
            "query ($v: \(type)) { echo\(function)(value: $v) }",
            as: nil,
            variables: ["v": .string(value)]
        )
        #expect(variable.code == "BAD_USER_INPUT", "\(variable.body)")
        #expect(variable.body.contains("\(type) cannot represent value"), "\(variable.body)")
        let ofVariable = try gateway.ask(
            "query ($v: \(type) = \"\(value)\") { echo\(function)(value: $v) }",
            as: nil
        )
        #expect(ofVariable.status == 422, "\(ofVariable.body)")
    }

    @Test func `a default of the schema is taken as a value is`() throws {
        #expect(try gateway.ask("{ midnight }", as: nil)["data", "midnight"]?.text == "24:00:00")
    }

    @Test func `an offset that PostgreSQL does not read is understood`() throws {
        let answer = try gateway.ask("{ echoInstant(value: \"2026-11-20T23:30:00+23:30\") }", as: nil)
        #expect(answer["data", "echoInstant"]?.text == "2026-11-20T00:00:00Z", "\(answer.body)")
    }
}
