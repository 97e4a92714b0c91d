import GraphQL

/// Which values the scalars of ``BindingDirectives`` take: what their descriptions there say, and nothing else.
///
/// A variable, a literal and a default are checked alike, before PostgreSQL sees them. Every value that an answer has is taken.
enum ScalarRules {
    static let byName: [String: ScalarRule] = [
        "DateTime": rule("a point in time with its offset, as in \"2026-11-20T09:30:00Z\"") { value in
            ParameterFormat.timestamp(hasTimeZone: true).bytes(of: value) != nil
        },
        "LocalDateTime": rule("a date and a time of day, as in \"2026-11-20T09:30:00\"") { value in
            ParameterFormat.timestamp(hasTimeZone: false).bytes(of: value) != nil
        },
        "Date": rule("a calendar day, as in \"2026-11-20\"") { ParameterFormat.date.bytes(of: $0) != nil },
        "LocalTime": rule("a time of day, as in \"09:30:00\"") { ParameterFormat.time.bytes(of: $0) != nil },
        "Duration": rule("a length of time, as in \"P1DT12H\"") {
            ParameterFormat.interval.bytes(of: $0) != nil
        },
        "Decimal": number("a decimal number, as in \"12.50\"") { DecimalText.bytes($0) != nil },
        "BigInt": number("a whole number, as in \"9007199254740993\"", DecimalText.isWhole),
        "UUID": rule("a UUID, as in \"00010203-0405-0607-0809-0a0b0c0d0e0f\"") { value in
            ParameterFormat.uuid.bytes(of: value) != nil
        },
        "Bytes": rule("base64 with its padding, as in \"AAE=\"") {
            ParameterFormat.bytes.bytes(of: $0) != nil
        },
    ]

    private static func rule(
        _ expected: String,
        _ takes: @escaping @Sendable (InputValue) -> Bool
    ) -> ScalarRule {
        ScalarRule(expected: expected) { value in
            guard case .string = value else { return false }
            return takes(value)
        }
    }

    /// A number may be written as one, too.
    private static func number(
        _ expected: String,
        _ takes: @escaping @Sendable (String) -> Bool
    ) -> ScalarRule {
        ScalarRule(expected: expected) { value in
            switch value {
            case .string(let text), .int(let text), .float(let text): takes(text)
            case .null, .boolean, .enum, .list, .object: false
            }
        }
    }
}
