extension InputCoercion {
    // *Scalars*, §3.5.
    mutating func coerceScalar(_ value: InputValue, _ type: TypeDefinition) -> InputValue {
        let name = type.name
        let coerced: InputValue? =
            switch ScalarKind(named: name) {
            case .int: Self.int(value)
            case .float: Self.float(value)
            case .string: if case .string = value { value } else { nil }
            case .boolean: if case .boolean = value { value } else { nil }
            case .id: Self.id(value)
            case .json: value
            case .custom: Self.custom(value, type.scalarRule)
            }
        if let coerced { return coerced }
        let literal = LiteralPrinter.excerpt(value)
        let problem =
            switch ScalarKind(named: name) {
            case .int where Self.isInteger(value):
                "Int cannot represent non 32-bit signed integer value: \(literal)."
            case .int: "Int cannot represent non-integer value: \(literal)."
            case .float: "Float cannot represent non numeric value: \(literal)."
            case .string: "String cannot represent a non string value: \(literal)."
            case .boolean: "Boolean cannot represent a non boolean value: \(literal)."
            case .id: "ID cannot represent value: \(literal)."
            case .json, .custom: ScalarRule.problem(name, literal, type.scalarRule)
            }
        report(problem)
        return .null
    }

    private static func isInteger(_ value: InputValue) -> Bool {
        if case .int = value { true } else { false }
    }

    /// *Int*, §3.5.1: an integer of 32 bits; a number of JSON like `1.0` or `1e3` is one too.
    private static func int(_ value: InputValue) -> InputValue? {
        switch value {
        case .int(let text): return NumberLiterals.isInt32(Array(text.utf8)) ? value : nil
        case .float(let text):
            guard text.utf8.count <= 40, let number = Double(text), abs(number) <= 2_147_483_648 else {
                return nil
            }
            let integer = Int64(number)
            guard Double(integer) == number, Int32(exactly: integer) != nil else { return nil }
            return .int(String(integer))
        case .null, .boolean, .string, .enum, .list, .object: return nil
        }
    }

    /// *Float*, §3.5.2: a finite number, which keeps its text.
    private static func float(_ value: InputValue) -> InputValue? {
        switch value {
        case .int(let text), .float(let text):
            NumberLiterals.isFinite(Array(text.utf8)) ? .float(text) : nil
        case .null, .boolean, .string, .enum, .list, .object: nil
        }
    }

    /// *ID*, §3.5.5: a string, or an integer, which becomes one.
    private static func id(_ value: InputValue) -> InputValue? {
        switch value {
        case .string: value
        case .int(let text): .string(text)
        case .null, .boolean, .float, .enum, .list, .object: nil
        }
    }

    private static func custom(_ value: InputValue, _ rule: ScalarRule?) -> InputValue? {
        switch value {
        case .string, .int, .float, .boolean: rule?.takes(value) == false ? nil : value
        case .null, .enum, .list, .object: nil
        }
    }
}
