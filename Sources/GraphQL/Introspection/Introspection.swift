package import Bytes

/// Answers `__schema` and `__type`: *Introspection*, §4.
///
/// What a role may not know of is absent, wherever it could appear. The selection is first compiled for the few types that introspection
/// has, fragments and directives resolved, and then written straight into the output.
package enum Introspection {
    /// What an answer may cost.
    package struct Limits: Sendable {
        /// Fields of the answer.
        ///
        /// A full introspection of a schema of a thousand types has about 300,000; circles of types could be
        /// followed without end.
        package var fields = 2_000_000
        /// How deep fields may nest with all fragments in place; the deepest honest query, which unwraps types ten times, has 16.
        package var depth = 40
        /// Fields of the selection with all fragments in place.
        package var selections = 5_000

        /// Creates the default limits.
        package init() {}
    }

    /// Whether the field at `selection` of a query's root is answered here.
    package static func answers(_ document: Document, _ selection: Int32) -> Bool {
        guard let name = document.selections[Int(selection)].name.map({ document.text($0) }) else {
            return false
        }
        return name == MetaField.schema.rawValue || name == MetaField.type.rawValue
    }

    /// Writes the JSON value of a `__schema` or `__type` field.
    ///
    /// - Parameters:
    ///   - selections: The fields of the root that are merged under one response name, all of them `__schema` or all `__type`.
    ///   - role: The one role that asks.
    /// - Throws: `LIMIT_EXCEEDED`, with `buffer` as it was; or what *Coercing Field Arguments* finds.
    package static func write(
        _ document: Document,
        selections: [Int32],
        schema: Schema,
        role: RoleSet,
        variables: VariableValues,
        limits: Limits = Limits(),
        into buffer: inout ByteBuffer
    ) throws(GraphQLError) {
        guard let first = selections.first, let name = document.selections[Int(first)].name else { return }
        var compiler = IntrospectionCompiler(document, schema, role, variables, limits)
        let isSchema = document.text(name) == MetaField.schema.rawValue
        let fields = try compiler.compile(selections, of: isSchema ? "__Schema" : "__Type", depth: 1)
        var node = IntrospectionNode.schema
        if !isSchema {
            let typeName = try compiler.typeName(of: document.selections[Int(first)].arguments)
            guard let type = schema.type(named: typeName, role: role) else {
                return buffer.append(literal: "null")
            }
            node = .type(TypeReference(type))
        }
        let start = buffer.count
        var writer = IntrospectionWriter(schema, role, fieldsLeft: limits.fields)
        writer.write(node, fields, into: &buffer)
        if writer.fieldsLeft < 0 {
            buffer.truncate(to: start)
            throw GraphQLError(
                "The introspection has more than \(limits.fields) fields.",
                code: .limitExceeded,
                locations: [document.location(of: document.selections[Int(first)].offset)]
            )
        }
    }
}
