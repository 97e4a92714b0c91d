package import JSON

/// The values of an operation's variables, coerced to their types.
package struct VariableValues: Sendable {
    /// By the variable's place in its operation; `nil` where none was given and there is no default.
    package let values: [InputValue?]
    private let placeOfName: [Int32: Int]

    /// No values at all.
    package static let none = VariableValues(values: [], placeOfName: [:])

    fileprivate init(values: [InputValue?], placeOfName: [Int32: Int]) {
        self.values = values
        self.placeOfName = placeOfName
    }

    /// The value of the variable whose name has the id `name`; `nil` if it is absent.
    package func value(ofName name: Int32) -> InputValue? { placeOfName[name].flatMap { values[$0] } }
}

/// The variables that an operation defines, with their types: made once, for every request that gives them values.
package final class DeclaredVariables: Sendable {
    private struct Declaration {
        var definition: VariableDefinition
        var name: String
        /// `nil` where the role knows of no such type.
        var type: TypeReference?
    }

    private let document: Document
    private let schema: Schema
    private let role: RoleSet
    private let declarations: [Declaration]
    private let placeOfName: [Int32: Int]

    /// Looks up the types of the variables of `operation`.
    ///
    /// - Parameter role: The one role of the request: types, fields and enum values hidden from it are unknown.
    package init(of operation: Operation, in document: Document, schema: Schema, role: RoleSet) {
        self.document = document
        self.schema = schema
        self.role = role
        declarations = document.variables[operation.variables.indices].map { definition in
            let type = schema.type(named: document.text(definition.type), role: role)
            return Declaration(
                definition: definition,
                name: document.text(definition.name),
                type: type.map { TypeReference($0, definition.modifiers) }
            )
        }
        placeOfName = Dictionary(
            zip(declarations.map(\.definition.name.id), 0...),
            uniquingKeysWith: { _, last in last }
        )
    }

    /// Coerces what a request sent for the variables.
    ///
    /// Implements *Coercing Variable Values*, §6.1.2. What is not defined by the operation is ignored.
    ///
    /// - Returns: The values, or errors with the code `BAD_USER_INPUT` that name the variable and the place in it.
    package func coerce(_ json: JSONValue.Object) -> Result<VariableValues, VariableErrors> {
        if declarations.isEmpty { return .success(.none) }
        var values: [InputValue?] = []
        values.reserveCapacity(declarations.count)
        var errors: [GraphQLError] = []
        for variable in declarations {
            guard errors.count < InputCoercion.maximumProblems else { break }
            guard let type = variable.type else {
                errors.append(error(variable, "has a type that is unknown.", path: ""))
                continue
            }
            var coercion = InputCoercion(schema: schema, role: role)
            values.append(coerce(variable, type, json, &coercion))
            errors += coercion.problems.map { error(variable, $0.message, path: $0.path) }
        }
        if !errors.isEmpty { return .failure(VariableErrors(errors: errors)) }
        return .success(VariableValues(values: values, placeOfName: placeOfName))
    }

    /// Values for looking at the operation before anybody asked it: `integers` and `booleans` for the variables of these types, the defaults of
    /// the others, and nothing for those that have none, whether or not they may be left out.
    package func assumed(integers: InputValue?, booleans: InputValue?) -> VariableValues {
        let values = declarations.map { variable -> InputValue? in
            guard let type = variable.type else { return nil }
            let name = schema[type.type].name
            let assumed = name == "Int" ? integers : name == "Boolean" ? booleans : nil
            if let assumed, !type.modifiers.nullable.isList { return assumed }
            return variable.definition.defaultValue.map { value in
                var coercion = InputCoercion(schema: schema, role: role)
                return coercion.coerce(document.constantValue(at: value), to: type, .literal)
            }
        }
        return VariableValues(values: values, placeOfName: placeOfName)
    }

    private func coerce(
        _ variable: Declaration,
        _ type: TypeReference,
        _ json: JSONValue.Object,
        _ coercion: inout InputCoercion
    ) -> InputValue? {
        if let given = json[variable.name] { return coercion.coerce(InputValue(given), to: type, .json) }
        if let value = variable.definition.defaultValue {
            return coercion.coerce(document.constantValue(at: value), to: type, .literal)
        }
        if type.modifiers.isNonNull {
            coercion.report("A value of required type \"\(coercion.text(type))\" was not provided.")
        }
        return nil
    }

    private func error(_ variable: Declaration, _ message: String, path: String) -> GraphQLError {
        GraphQLError(
            "Variable \"$\(variable.name)\(path)\": \(message)",
            code: .badUserInput,
            locations: [document.location(of: variable.definition.offset)]
        )
    }
}

/// Why the variables of a request cannot be used.
package struct VariableErrors: Error, Sendable {
    /// At least one.
    package let errors: [GraphQLError]
}

extension InputValue {
    /// The value that JSON stands for; strings stay strings, also where an enum's value is meant.
    ///
    /// It calls itself as deep as the JSON nests, which its reader bounded.
    package init(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .boolean(let value): self = .boolean(value)
        case .number(let text):
            let isInteger = text.utf8.allSatisfy { $0 == 0x2D || ($0 >= 0x30 && $0 <= 0x39) }
            self = isInteger ? .int(text) : .float(text)
        case .string(let text): self = .string(text)
        case .array(let items): self = .list(items.map { InputValue($0) })
        case .object(let object):
            self = .object(object.members.map { Member(name: $0.key, value: InputValue($0.value)) })
        }
    }
}
