package import JSON

/// The values of an operation's variables, coerced to their types.
package struct VariableValues: Sendable {
    /// By the variable's place in its operation; `nil` where none was given and there is no default.
    package let values: [InputValue?]
    private let placeOfName: [Int32: Int]

    /// No values at all.
    package static let none = VariableValues(values: [], placeOfName: [:])

    private init(values: [InputValue?], placeOfName: [Int32: Int]) {
        self.values = values
        self.placeOfName = placeOfName
    }

    /// The value of the variable whose name has the id `name`; `nil` if it is absent.
    package func value(ofName name: Int32) -> InputValue? { placeOfName[name].flatMap { values[$0] } }

    /// Coerces what a request sent for the variables of an operation.
    ///
    /// Implements *Coercing Variable Values*, §6.1.2. What is not defined by the operation is ignored.
    ///
    /// - Parameter role: The one role that asks: fields and enum values hidden from it are unknown.
    /// - Returns: The values, or errors with the code `BAD_USER_INPUT` that name the variable and the place in it.
    package static func coerce(
        _ document: Document,
        operation: Operation,
        variables json: JSONValue.Object,
        schema: Schema,
        role: RoleSet
    ) -> Result<VariableValues, VariableErrors> {
        var values: [InputValue?] = []
        var places: [Int32: Int] = [:]
        var errors: [GraphQLError] = []
        for variable in document.variables[operation.variables.indices] {
            places[variable.name.id] = values.count
            guard errors.count < InputCoercion.maximumProblems else { break }
            guard let type = schema.type(named: document.text(variable.type), role: role) else {
                errors.append(error(document, variable, "has a type that is unknown.", path: ""))
                continue
            }
            var coercion = InputCoercion(schema: schema, role: role)
            let reference = TypeReference(type, variable.modifiers)
            values.append(coerce(document, variable, reference, json, &coercion))
            errors += coercion.problems.map { error(document, variable, $0.message, path: $0.path) }
        }
        if !errors.isEmpty { return .failure(VariableErrors(errors: errors)) }
        return .success(VariableValues(values: values, placeOfName: places))
    }

    /// Values for looking at an operation that nobody asked yet: `integers` and `booleans` for the variables of these types, the defaults of
    /// the others, and nothing for those that have none, whether or not they may be left out.
    package static func assumed(
        _ document: Document,
        operation: Operation,
        schema: Schema,
        integers: InputValue?,
        booleans: InputValue?
    ) -> VariableValues {
        var values: [InputValue?] = []
        var places: [Int32: Int] = [:]
        for variable in document.variables[operation.variables.indices] {
            places[variable.name.id] = values.count
            let name = document.text(variable.type)
            let assumed = name == "Int" ? integers : name == "Boolean" ? booleans : nil
            if let assumed, !variable.modifiers.nullable.isList {
                values.append(assumed)
            } else if let type = schema.type(named: name), let value = variable.defaultValue {
                var coercion = InputCoercion(schema: schema, role: .all)
                let reference = TypeReference(type, variable.modifiers)
                values.append(coercion.coerce(document.constantValue(at: value), to: reference, .literal))
            } else {
                values.append(nil)
            }
        }
        return VariableValues(values: values, placeOfName: places)
    }

    private static func coerce(
        _ document: Document,
        _ variable: VariableDefinition,
        _ type: TypeReference,
        _ json: JSONValue.Object,
        _ coercion: inout InputCoercion
    ) -> InputValue? {
        if let given = json[document.text(variable.name)] {
            return coercion.coerce(InputValue(given), to: type, .json)
        }
        if let value = variable.defaultValue {
            return coercion.coerce(document.constantValue(at: value), to: type, .literal)
        }
        if type.modifiers.isNonNull {
            coercion.report("A value of required type \"\(coercion.text(type))\" was not provided.")
        }
        return nil
    }

    private static func error(
        _ document: Document,
        _ variable: VariableDefinition,
        _ message: String,
        path: String
    ) -> GraphQLError {
        GraphQLError(
            "Variable \"$\(document.text(variable.name))\(path)\": \(message)",
            code: .badUserInput,
            locations: [document.location(of: variable.offset)]
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
