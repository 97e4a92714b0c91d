/// Checks a literal of the schema (a default value, an argument of an applied directive) against its type.
///
/// It calls itself as deep as the literal nests, which the parser bounds (``DocumentLimits/depth``).
struct ConstantChecker {
    private let schema: Schema
    private(set) var problems: [String] = []

    init(_ schema: Schema) { self.schema = schema }

    /// Checks that `value` can be coerced to `type`, noting each part that cannot.
    mutating func check(_ value: InputValue, _ type: TypeReference) {
        if value == .null {
            if type.modifiers.isNonNull { note("\"\(text(type))\" cannot be null.") }
            return
        }
        if type.modifiers.isList {
            let item = TypeReference(type.type, type.modifiers.item)
            guard case .list(let items) = value else { return check(value, item) }
            for value in items { check(value, item) }
            return
        }
        let definition = schema[type.type]
        switch definition.kind {
        case .inputObject: checkObject(value, definition)
        case .scalar, .enum: checkLeaf(value, type)
        case .object, .interface, .union: note("\"\(definition.name)\" is no input type.")
        }
    }

    private mutating func checkLeaf(_ value: InputValue, _ type: TypeReference) {
        var coercion = InputCoercion(schema: schema, role: .all)
        let named = TypeReference(type.type)
        if schema[type.type].kind == .enum, case .enum(let name) = value {
            if schema[type.type].enumValues.contains(where: { $0.name == name }) { return }
            return note("value \"\(name)\" does not exist in \"\(schema[type.type].name)\" enum.")
        }
        _ = coercion.coerce(value, to: named, .literal)
        for problem in coercion.problems { note(problem.message) }
    }

    private mutating func checkObject(_ value: InputValue, _ definition: TypeDefinition) {
        guard case .object(let members) = value else {
            return note(
                "expected an object of type \"\(definition.name)\", found \(LiteralPrinter.excerpt(value))."
            )
        }
        var names: Set<String> = []
        for member in members {
            if !names.insert(member.name).inserted { note("field \"\(member.name)\" is given twice.") }
            if let field = definition.inputFields.first(where: { $0.name == member.name }) {
                check(member.value, field.type)
            } else {
                note("field \"\(member.name)\" is not defined by type \"\(definition.name)\".")
            }
        }
        for field in definition.inputFields where field.isRequired && !names.contains(field.name) {
            note("required field \"\(definition.name).\(field.name)\" was not provided.")
        }
        if definition.isOneOf && (members.count != 1 || members[0].value == .null) {
            note("exactly one field of \"\(definition.name)\" must be given, and not be null.")
        }
    }

    private mutating func note(_ problem: String) { problems.append(problem) }

    private func text(_ type: TypeReference) -> String { type.modifiers.text(around: schema[type.type].name) }
}
