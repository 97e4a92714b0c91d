/// Coerces a value to an input type: *Input Coercion* of each kind of type, §3.5 to §3.12.
///
/// It calls itself as deep as a value nests, which the reader of the value bounded (``DocumentLimits/depth``, `JSONReader.Limits`); the
/// defaults that are filled in are bounded here.
struct InputCoercion {
    /// Where a value comes from, which decides how enum values are written.
    enum Origin { case json, literal }

    struct Problem {
        /// Where in the value, as in `.items[2].count`.
        var path: String
        var message: String
    }

    /// More problems than these are not worth telling.
    static let maximumProblems = 10
    /// Defaults within defaults: a checked schema has no circle of them, and no schema needs so deep a one.
    static let maximumDepth = 200

    let schema: Schema
    let role: RoleSet
    private(set) var problems: [Problem] = []
    private var path: [GraphQLError.PathElement] = []

    init(schema: Schema, role: RoleSet) {
        self.schema = schema
        self.role = role
    }

    /// Coerces `value` to `type`; what cannot be coerced is noted in ``problems`` and stands as null.
    mutating func coerce(_ value: InputValue, to type: TypeReference, _ origin: Origin) -> InputValue {
        guard problems.count < Self.maximumProblems, path.count < Self.maximumDepth else { return .null }
        let modifiers = type.modifiers.nullable
        if value == .null {
            if type.modifiers.isNonNull {
                report("Expected non-nullable type \"\(text(type))\" not to be null.")
            }
            return .null
        }
        if modifiers.isList { return coerceList(value, to: TypeReference(type.type, modifiers.item), origin) }
        switch schema.types[type.type.index].kind {
        case .scalar: return coerceScalar(value, schema.types[type.type.index])
        case .enum: return coerceEnum(value, type.type, origin)
        case .inputObject: return coerceObject(value, type.type, origin)
        case .object, .interface, .union:
            report("\"\(schema[type.type].name)\" is not an input type.")
            return .null
        }
    }

    // *List*, §3.11: one item stands for a list of it.
    private mutating func coerceList(
        _ value: InputValue,
        to item: TypeReference,
        _ origin: Origin
    ) -> InputValue {
        guard case .list(let items) = value else { return .list([coerce(value, to: item, origin)]) }
        var coerced: [InputValue] = []
        coerced.reserveCapacity(items.count)
        for (index, value) in items.enumerated() {
            path.append(.index(index))
            coerced.append(coerce(value, to: item, origin))
            path.removeLast()
        }
        return .list(coerced)
    }

    private mutating func coerceEnum(_ value: InputValue, _ type: TypeID, _ origin: Origin) -> InputValue {
        let definition = schema[type]
        let name: String
        switch value {
        case .enum(let text): name = text
        case .string(let text) where origin == .json: name = text
        case .null, .boolean, .int, .float, .string, .list, .object:
            report(
                "Enum \"\(definition.name)\" cannot represent non-enum value: \(LiteralPrinter.excerpt(value))."
            )
            return .null
        }
        let index = schema.index
        let found = index.members.find(owner: Int32(type.index), symbol: index.symbols.find(name))
        guard found >= 0, !index.enumValues[Int(found)].roles.isDisjoint(with: role) else {
            report(
                "Value \"\(LiteralPrinter.shortened(name))\" does not exist in \"\(definition.name)\" enum."
            )
            return .null
        }
        return .enum(name)
    }

    private mutating func coerceObject(_ value: InputValue, _ type: TypeID, _ origin: Origin) -> InputValue {
        let definition = schema[type]
        guard case .object(let given) = value else {
            report("Expected type \"\(definition.name)\" to be an object.")
            return .null
        }
        checkNames(given, type)
        if definition.isOneOf { checkOneOf(given, definition) }
        var values = Dictionary(given.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
        var members: [InputValue.Member] = []
        for (position, field) in definition.inputFields.enumerated() {
            let isKnown = isKnown(position, of: type)
            if isKnown, let value = values.removeValue(forKey: field.name) {
                path.append(.name(field.name))
                members.append(.init(name: field.name, value: coerce(value, to: field.type, origin)))
                path.removeLast()
            } else if let value = field.defaultValue {
                path.append(.name(field.name))
                members.append(.init(name: field.name, value: coerce(value, to: field.type, .literal)))
                path.removeLast()
            } else if isKnown && field.type.modifiers.isNonNull {
                report("Field \"\(field.name)\" of required type \"\(text(field.type))\" was not provided.")
            }
        }
        return .object(members)
    }

    private func isKnown(_ position: Int, of type: TypeID) -> Bool {
        let inputs = schema.index.types[type.index].inputs
        return !schema.index.inputs[Int(inputs.lowerBound) + position].roles.isDisjoint(with: role)
    }

    private mutating func checkNames(_ given: [InputValue.Member], _ type: TypeID) {
        let index = schema.index
        for member in given where problems.count < Self.maximumProblems {
            let found = index.members.find(owner: Int32(type.index), symbol: index.symbols.find(member.name))
            if found >= 0 && !index.inputs[Int(found)].roles.isDisjoint(with: role) { continue }
            report(
                "Field \"\(LiteralPrinter.shortened(member.name))\" is not defined by type \"\(schema[type].name)\"."
            )
        }
    }

    private mutating func checkOneOf(_ given: [InputValue.Member], _ definition: TypeDefinition) {
        if given.count != 1 {
            report("Exactly one key must be specified for OneOf type \"\(definition.name)\".")
        } else if given[0].value == .null {
            report("Field \"\(LiteralPrinter.shortened(given[0].name))\" must be non-null.")
        }
    }

    mutating func report(_ message: String) {
        guard problems.count < Self.maximumProblems else { return }
        problems.append(Problem(path: pathText, message: message))
    }

    func text(_ type: TypeReference) -> String { type.modifiers.text(around: schema[type.type].name) }

    private var pathText: String {
        path.map { element in
            switch element {
            case .name(let name): ".\(name)"
            case .index(let index): "[\(index)]"
            }
        }.joined()
    }
}
