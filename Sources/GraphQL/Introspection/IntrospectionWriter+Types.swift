import Bytes
import JSON

/// *__Type*, §4.2.2.
extension IntrospectionWriter {
    /// Writes a field of a list or a non-null type.
    mutating func writeWrapper(
        _ field: IntrospectionField,
        _ mark: TypeModifiers.Mark,
        _ inner: TypeReference,
        into buffer: inout ByteBuffer
    ) {
        switch field.kind {
        case .kind:
            switch mark {
            case .list: buffer.append(literal: "\"LIST\"")
            case .nonNull: buffer.append(literal: "\"NON_NULL\"")
            }
        case .ofType: write(.type(inner), field.selection, into: &buffer)
        case _: buffer.append(literal: "null")
        }
    }

    /// Writes a field of a named type.
    mutating func writeType(_ field: IntrospectionField, _ id: TypeID, into buffer: inout ByteBuffer) {
        let type = schema[id]
        switch field.kind {
        case .kind: JSONWriter.write(type.kind.name, into: &buffer)
        case .name: JSONWriter.write(type.name, into: &buffer)
        case .description: write(type.description, into: &buffer)
        case .specifiedByURL: write(type.specifiedByURL, into: &buffer)
        case .isOneOf where type.kind == .inputObject:
            buffer.append(literal: type.isOneOf ? "true" : "false")
        case .fields, .interfaces, .possibleTypes, .enumValues, .inputFields:
            guard let nodes = members(field, id) else { return buffer.append(literal: "null") }
            write(nodes, field, into: &buffer)
        case _: buffer.append(literal: "null")
        }
    }

    /// The members that `field` lists; `nil` where the kind of type has none.
    private func members(_ field: IntrospectionField, _ id: TypeID) -> [IntrospectionNode]? {
        let type = schema[id]
        switch (field.kind, type.kind) {
        case (.fields, .object), (.fields, .interface): return fields(field, id)
        case (.interfaces, .object), (.interfaces, .interface): return types(type.interfaces)
        case (.possibleTypes, .interface), (.possibleTypes, .union): return types(type.possibleTypes)
        case (.enumValues, .enum):
            let known = type.enumValues.filter {
                isKnown($0.roles) && (field.includeDeprecated || $0.deprecationReason == nil)
            }
            return known.map { .enumValue($0) }
        case (.inputFields, .inputObject):
            return inputs(type.inputFields, index.types[id.index].inputs, field)
        case _: return nil
        }
    }

    private func fields(_ field: IntrospectionField, _ id: TypeID) -> [IntrospectionNode] {
        let first = Int(index.types[id.index].fields.lowerBound)
        var nodes: [IntrospectionNode] = []
        for (position, definition) in schema[id].fields.enumerated()
        where isKnown(index.fields[first + position].roles) {
            if field.includeDeprecated || definition.deprecationReason == nil {
                nodes.append(.field(id, position))
            }
        }
        return nodes
    }

    private func types(_ ids: [TypeID]) -> [IntrospectionNode] {
        ids.filter { isKnown(schema[$0].roles) }.map { .type(TypeReference($0)) }
    }
}

extension TypeKind {
    /// The value of *__TypeKind*, §4.2.2.
    var name: String {
        switch self {
        case .scalar: "SCALAR"
        case .object: "OBJECT"
        case .interface: "INTERFACE"
        case .union: "UNION"
        case .enum: "ENUM"
        case .inputObject: "INPUT_OBJECT"
        }
    }
}
