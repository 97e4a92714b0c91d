import Bytes
import JSON

/// What a selection on a type of introspection is about.
enum IntrospectionNode {
    case schema
    case type(TypeReference)
    /// A field: its type, and its place there.
    case field(TypeID, Int)
    /// An argument or input field: its place in the index, and its definition.
    case input(InputValueDefinition)
    case enumValue(EnumValueDefinition)
    case directive(Int)
}

/// Writes compiled selections as JSON.
struct IntrospectionWriter {
    let schema: Schema
    let index: SchemaIndex
    let role: RoleSet
    /// How many fields may still be written; below 0 the answer is given up.
    private(set) var fieldsLeft: Int

    private let propagatesNull: Bool
    /// Whether what was written last is null because of an error, so that what was begun of it does not count.
    private(set) var isNull = false
    /// What went wrong, at its path below the field of the root.
    private(set) var errors: [GraphQLError] = []
    private var path: [GraphQLError.PathElement] = []
    /// More errors than this would not help.
    private static let maximumErrorCount = 100

    init(_ schema: Schema, _ role: RoleSet, fieldsLeft: Int, propagatesNull: Bool) {
        self.schema = schema
        index = schema.index
        self.role = role
        self.fieldsLeft = fieldsLeft
        self.propagatesNull = propagatesNull
    }

    /// Writes an object; it calls itself as deep as `selection` nests, which its compiler bounded.
    mutating func write(
        _ node: IntrospectionNode,
        _ selection: IntrospectionSelection,
        into buffer: inout ByteBuffer
    ) {
        fieldsLeft -= selection.fields.count
        if fieldsLeft < 0 { return }
        if let failure = selection.failure { return fail(failure) }
        buffer.append(UInt8(ascii: "{"))
        for (position, field) in selection.fields.enumerated() {
            if position > 0 { buffer.append(UInt8(ascii: ",")) }
            JSONWriter.write(field.responseName, into: &buffer)
            buffer.append(UInt8(ascii: ":"))
            if field.kind == .typename {
                JSONWriter.write(field.parent, into: &buffer)
                continue
            }
            let start = buffer.count
            path.append(.name(field.responseName))
            if let failure = field.failure { fail(failure) } else { write(field, of: node, into: &buffer) }
            path.removeLast()
            if isNull && propagatesNull && field.isNonNull { return }
            replaceNull(from: start, in: &buffer)
        }
        buffer.append(UInt8(ascii: "}"))
    }

    /// Notes that what is being written is null because of `error`.
    private mutating func fail(_ error: GraphQLError) {
        isNull = true
        guard errors.count < Self.maximumErrorCount else { return }
        var error = error
        error.path = path
        errors.append(error)
    }

    /// Puts null in place of what was begun at `start`, if it turned out to be that.
    private mutating func replaceNull(from start: Int, in buffer: inout ByteBuffer) {
        guard isNull else { return }
        isNull = false
        buffer.truncate(to: start)
        buffer.append(literal: "null")
    }

    private mutating func write(
        _ field: IntrospectionField,
        of node: IntrospectionNode,
        into buffer: inout ByteBuffer
    ) {
        switch node {
        case .schema: writeSchema(field, into: &buffer)
        case .type(let type):
            if let mark = type.modifiers.outermost {
                writeWrapper(field, mark, TypeReference(type.type, type.modifiers.inner), into: &buffer)
            } else {
                writeType(field, type.type, into: &buffer)
            }
        case .field(let type, let position): writeField(field, type, position, into: &buffer)
        case .input(let input): writeInput(field, input, into: &buffer)
        case .enumValue(let value):
            writeCommon(field, value.name, value.description, value.deprecationReason, into: &buffer)
        case .directive(let number): writeDirective(field, number, into: &buffer)
        }
    }

    // *__Schema*, §4.2.1.
    private mutating func writeSchema(_ field: IntrospectionField, into buffer: inout ByteBuffer) {
        switch field.kind {
        case .types:
            let known = schema.types.indices.filter { isKnown(index.types[$0].roles) }
            write(known.map { .type(TypeReference(TypeID($0))) }, field, into: &buffer)
        case .directives:
            let known = schema.directives.indices.filter {
                isKnown(schema.directives[$0].roles)
                    && (field.includeDeprecated || schema.directives[$0].deprecationReason == nil)
            }
            write(known.map { .directive($0) }, field, into: &buffer)
        case .queryType: write(schema.queryType, field, into: &buffer)
        case .mutationType: write(schema.mutationType, field, into: &buffer)
        case .subscriptionType: write(schema.subscriptionType, field, into: &buffer)
        case .description: write(schema.description, into: &buffer)
        case _: buffer.append(literal: "null")
        }
    }

    private mutating func write(_ root: TypeID?, _ field: IntrospectionField, into buffer: inout ByteBuffer) {
        guard let root, isKnown(schema[root].roles) else { return buffer.append(literal: "null") }
        write(.type(TypeReference(root)), field.selection, into: &buffer)
    }

    // *__Field*, §4.2.3.
    private mutating func writeField(
        _ field: IntrospectionField,
        _ type: TypeID,
        _ position: Int,
        into buffer: inout ByteBuffer
    ) {
        let definition = schema[type].fields[position]
        switch field.kind {
        case .type: write(.type(definition.type), field.selection, into: &buffer)
        case .args:
            let number = Int(index.types[type.index].fields.lowerBound) + position
            write(inputs(definition.arguments, index.fields[number].arguments, field), field, into: &buffer)
        case _:
            writeCommon(
                field,
                definition.name,
                definition.description,
                definition.deprecationReason,
                into: &buffer
            )
        }
    }

    // *__InputValue*, §4.2.4.
    private mutating func writeInput(
        _ field: IntrospectionField,
        _ input: InputValueDefinition,
        into buffer: inout ByteBuffer
    ) {
        switch field.kind {
        case .type: write(.type(input.type), field.selection, into: &buffer)
        case .defaultValue: write(input.defaultValue.map { LiteralPrinter.text($0) }, into: &buffer)
        case _: writeCommon(field, input.name, input.description, input.deprecationReason, into: &buffer)
        }
    }

    // *__Directive*, §4.2.6.
    private mutating func writeDirective(
        _ field: IntrospectionField,
        _ number: Int,
        into buffer: inout ByteBuffer
    ) {
        let directive = schema.directives[number]
        switch field.kind {
        case .isRepeatable: buffer.append(literal: directive.isRepeatable ? "true" : "false")
        case .locations:
            buffer.append(UInt8(ascii: "["))
            for (position, location) in directive.locations.enumerated() {
                if position > 0 { buffer.append(UInt8(ascii: ",")) }
                JSONWriter.write(location.rawValue, into: &buffer)
            }
            buffer.append(UInt8(ascii: "]"))
        case .args:
            write(
                inputs(directive.arguments, index.directives[number].arguments, field),
                field,
                into: &buffer
            )
        case _:
            writeCommon(
                field,
                directive.name,
                directive.description,
                directive.deprecationReason,
                into: &buffer
            )
        }
    }

    // What elements have in common: *First Class Documentation* and *Deprecation*, §4.2.
    private func writeCommon(
        _ field: IntrospectionField,
        _ name: String,
        _ description: String?,
        _ deprecationReason: String?,
        into buffer: inout ByteBuffer
    ) {
        switch field.kind {
        case .name: JSONWriter.write(name, into: &buffer)
        case .description: write(description, into: &buffer)
        case .isDeprecated: buffer.append(literal: deprecationReason == nil ? "false" : "true")
        case .deprecationReason: write(deprecationReason, into: &buffer)
        case _: buffer.append(literal: "null")
        }
    }

    // MARK: Parts

    func isKnown(_ roles: RoleSet) -> Bool { !roles.isDisjoint(with: role) }

    func write(_ text: String?, into buffer: inout ByteBuffer) {
        if let text { JSONWriter.write(text, into: &buffer) } else { buffer.append(literal: "null") }
    }

    mutating func write(
        _ nodes: [IntrospectionNode],
        _ field: IntrospectionField,
        into buffer: inout ByteBuffer
    ) {
        buffer.append(UInt8(ascii: "["))
        for (position, node) in nodes.enumerated() {
            if fieldsLeft < 0 { break }
            if position > 0 { buffer.append(UInt8(ascii: ",")) }
            let start = buffer.count
            path.append(.index(position))
            write(node, field.selection, into: &buffer)
            path.removeLast()
            // The items of all lists of introspection are non-null.
            if isNull && propagatesNull { return }
            replaceNull(from: start, in: &buffer)
        }
        buffer.append(UInt8(ascii: "]"))
    }

    /// The inputs that the role may know of, and that are not deprecated unless that is asked for.
    func inputs(
        _ definitions: [InputValueDefinition],
        _ numbers: Range<Int32>,
        _ field: IntrospectionField
    ) -> [IntrospectionNode] {
        var nodes: [IntrospectionNode] = []
        for (definition, number) in zip(definitions, numbers) where isKnown(index.inputs[Int(number)].roles) {
            if field.includeDeprecated || definition.deprecationReason == nil {
                nodes.append(.input(definition))
            }
        }
        return nodes
    }
}
