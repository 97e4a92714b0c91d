package import Bytes

/// Answers `__schema` and `__type`: *Introspection*, §4.
///
/// What a role may not know of is absent, wherever it could appear. The selection is first compiled for the few types that introspection
/// has, fragments and directives resolved, and then written straight into the output.
package enum Introspection {
    /// What an answer may cost.
    package struct Limits: Sendable {
        /// How deep fields may nest with all fragments in place; the deepest honest query, which unwraps types ten times, has 16.
        package var depth = 40
        /// Fields of the selection with all fragments in place.
        package var selections = 5_000

        /// Creates the default limits.
        package init() {}
    }

    /// How many fields all answers of one operation may have: circles of types could be followed without end.
    ///
    /// A full introspection selects some fifteen fields of each element of the schema, those of its type included.
    package static func budget(of schema: Schema) -> Int {
        let index = schema.index
        let elements = index.types.count + index.fields.count + index.inputs.count + index.enumValues.count
        return max(100_000, elements * 40)
    }

    /// Whether the field at `selection` of a query's root is answered here.
    package static func answers(_ document: Document, _ selection: Int32) -> Bool {
        guard let name = document.selections[Int(selection)].name.map({ document.text($0) }) else {
            return false
        }
        return name == MetaField.schema.rawValue || name == MetaField.type.rawValue
    }

    /// What went wrong within an answer: *Handling Execution Errors*, §6.4.4.
    package struct Outcome {
        /// Each with its path below the field.
        package let errors: [GraphQLError]
        /// Whether null went up to the field itself, for which nothing is written.
        package let isNull: Bool
    }

    /// Writes the JSON value of a `__schema` or `__type` field.
    ///
    /// - Parameters:
    ///   - selections: The fields of the root that are merged under one response name, all of them `__schema` or all `__type`.
    ///   - role: The one role of the request.
    ///   - propagatesNull: Whether a null where none may be goes up to what is around it, or stays.
    ///   - budget: How many fields may still be written, see ``budget(of:)``; what is written is taken from it.
    /// - Throws: `LIMIT_EXCEEDED`, with `buffer` as it was; or what *Coercing Field Arguments* finds of the field itself.
    @discardableResult
    package static func write(
        _ document: Document,
        selections: [Int32],
        schema: Schema,
        role: RoleSet,
        variables: VariableValues,
        limits: Limits = Limits(),
        propagatesNull: Bool = true,
        budget: inout Int,
        into buffer: inout ByteBuffer
    ) throws(GraphQLError) -> Outcome {
        guard let first = selections.first, let name = document.selections[Int(first)].name else {
            return Outcome(errors: [], isNull: true)
        }
        var compiler = IntrospectionCompiler(document, schema, role, variables, limits)
        let isSchema = document.text(name) == MetaField.schema.rawValue
        let selection = try compiler.compile(selections, of: isSchema ? "__Schema" : "__Type", depth: 1)
        var node = IntrospectionNode.schema
        if !isSchema {
            let typeName = try compiler.typeName(of: document.selections[Int(first)].arguments)
            guard let type = schema.type(named: typeName, role: role) else {
                buffer.append(literal: "null")
                return Outcome(errors: [], isNull: false)
            }
            node = .type(TypeReference(type))
        }
        let start = buffer.count
        var writer = IntrospectionWriter(schema, role, fieldsLeft: budget, propagatesNull: propagatesNull)
        writer.write(node, selection, into: &buffer)
        budget = writer.fieldsLeft
        if budget < 0 {
            buffer.truncate(to: start)
            throw GraphQLError(
                "The introspection follows the schema's types in circles: it has too many fields.",
                code: .limitExceeded,
                locations: [document.location(of: document.selections[Int(first)].offset)]
            )
        }
        if writer.isNull { buffer.truncate(to: start) }
        return Outcome(errors: writer.errors, isNull: writer.isNull)
    }
}
