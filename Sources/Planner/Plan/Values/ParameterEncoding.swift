import Bytes
package import GraphQL

extension Parameter {
    /// The bytes of this parameter for `variables`, in PostgreSQL's binary format; `nil` is NULL.
    ///
    /// - Throws: what is wrong with the value, as BAD_USER_INPUT. Keys have no bytes of their own.
    package func encoded(_ variables: [InputValue?]) throws(GraphQLError) -> [UInt8]? {
        switch source {
        case .keys: return nil
        case .literal(let bytes): return bytes
        case .variable(let path): return try encode(path.value(in: variables) ?? .null)
        case .idComponent(let path, let type, let component):
            return try encodeID(path.value(in: variables) ?? .null, of: type, component: component)
        case .cursorComponent(let path, let digest, let component):
            return try Self.cursor(path.value(in: variables) ?? .null, digest, keyTypes)[component]
        }
    }

    /// The bytes of `value`, a single one or a list as the parameter is.
    func encode(_ value: InputValue) throws(GraphQLError) -> [UInt8]? {
        guard arrayType != nil else { return try encodeItem(value) }
        guard value != .null else { return nil }
        try checkLength(value.items.count)
        var items: [[UInt8]?] = []
        for item in value.items { items.append(try encodeItem(item)) }
        return array(items)
    }

    private func encodeItem(_ value: InputValue) throws(GraphQLError) -> [UInt8]? {
        let bytes = try format.encode(labelled(value))
        if let bytes, bytes.count > maximumBytes {
            throw GraphQLError(
                "A condition compares with a text of more than \(maximumBytes) bytes; shorten it.",
                code: .limitExceeded
            )
        }
        return bytes
    }

    func checkLength(_ count: Int) throws(GraphQLError) {
        guard count <= maximumItems else {
            throw GraphQLError("A list has more than \(maximumItems) items.", code: .limitExceeded)
        }
    }

    private func labelled(_ value: InputValue) -> InputValue {
        guard !labels.isEmpty, let text = value.text, let label = labels[text] else { return value }
        return .string(label)
    }

    /// One component of the ids in `value`.
    func encodeID(_ value: InputValue, of type: String, component: Int) throws(GraphQLError) -> [UInt8]? {
        guard arrayType != nil else { return try Self.id(value, of: type, keyTypes)[component] }
        try checkLength(value.items.count)
        var items: [[UInt8]?] = []
        for item in value.items { items.append(try Self.id(item, of: type, keyTypes)[component]) }
        return array(items)
    }

    private func array(_ items: [[UInt8]?]) -> [UInt8] {
        isArrayText ? ArrayText.bytes(items, of: format.type) : BinaryArray.encode(items, of: format.type)
    }

    /// The key in the global id `value`, of `type` and with valid components.
    package static func id(
        _ value: InputValue,
        of type: String,
        _ keyTypes: [UInt32]
    ) throws(GraphQLError) -> [[UInt8]] {
        let text = value.idText ?? ""
        guard let components = GlobalID.components(of: text, type: type) else {
            guard let other = GlobalID(text), other.type != type else { throw .noID }
            throw GraphQLError("An id of \(type) is expected, not one of another type.", code: .badUserInput)
        }
        guard components.count == keyTypes.count,
            zip(components, keyTypes).allSatisfy({ BinaryValue.isValid($0, type: $1) })
        else { throw .noID }
        return components
    }

    /// The components of the cursor `value`, which is checked to belong to the order with `digest`.
    static func cursor(
        _ value: InputValue,
        _ digest: UInt64,
        _ keyTypes: [UInt32]
    ) throws(GraphQLError) -> [[UInt8]?] {
        guard let text = value.text, let cursor = Cursor(text, count: keyTypes.count),
            cursor.digest == digest,
            zip(cursor.components, keyTypes).allSatisfy({ BinaryValue.isValid($0, type: $1) })
        else {
            throw GraphQLError(
                "This cursor is not one of this list in this order; ask again without it.",
                code: .badUserInput
            )
        }
        return cursor.components
    }
}

extension InputValue {
    /// The items of a list; a single value is a list of one.
    var items: [InputValue] {
        if case .list(let items) = self { return items }
        return [self]
    }
}

extension GraphQLError {
    fileprivate static var noID: GraphQLError {
        GraphQLError("This is no id of this graph.", code: .badUserInput)
    }
}
