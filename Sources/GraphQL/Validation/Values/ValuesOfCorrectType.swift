extension ValidationRun {
    /// A literal can be coerced to the type that is expected where it stands; variables in it are noted for the rules on them.
    ///
    /// Implements *Values of Correct Type*, §5.6.1.
    mutating func checkValue(_ root: Int32, type: TypeReference, hasDefault: Bool) {
        let value = document.values[Int(root)]
        if value.kind == .variable {
            noteUsage(value, root, type: type, hasDefault: hasDefault, isOneOfField: false)
        } else if value.end == root + 1 && value.kind != .object && value.kind != .list {
            checkLeaf(value, root, type: type)
        } else {
            walkValue(root, type: type)
        }
    }

    /// Notes the variables in a value of which nothing is known.
    mutating func noteVariables(inUnknown root: Int32) {
        let nothing = ValueFrame(
            kind: .unknown,
            end: document.values[Int(root)].end,
            item: TypeReference(TypeID(0)),
            object: -1
        )
        walkValues(from: root, in: nothing)
    }

    private mutating func walkValue(_ root: Int32, type: TypeReference) {
        let value = document.values[Int(root)]
        walkValues(from: root + 1, in: open(value, root, type: type))
    }

    /// Walks what is inside of `frame`, which begins at `first`.
    private mutating func walkValues(from first: Int32, in outermost: ValueFrame) {
        var frame = outermost
        var number = first
        let end = outermost.end
        while number < end {
            if isFull { break }
            while number >= frame.end, let outer = valueFrames.popLast() { frame = outer }
            let value = document.values[Int(number)]
            let inner = visit(value, number, in: frame)
            number += 1
            if number < value.end {
                valueFrames.append(frame)
                frame = inner
            }
        }
        valueFrames.removeAll(keepingCapacity: true)
    }

    private mutating func visit(_ value: Value, _ number: Int32, in frame: ValueFrame) -> ValueFrame {
        switch frame.kind {
        case .list:
            return check(value, number, type: frame.item, hasDefault: false, isOneOfField: false)
        case .object:
            guard let member = value.member else { break }
            let field = index.members.find(owner: frame.object, symbol: symbol(member))
            guard field >= 0, isKnown(index.inputs[Int(field)].roles) else { break }
            let definition = index.inputs[Int(field)]
            let isOneOf = index.types[Int(frame.object)].isOneOf
            return check(
                value,
                number,
                type: definition.type,
                hasDefault: definition.hasDefault,
                isOneOfField: isOneOf
            )
        case .unknown: break
        }
        if value.kind == .variable { noteUnknownUsage(value, number) }
        if value.kind == .object { checkInputObjectFieldUniqueness(value, number) }
        return ValueFrame(kind: .unknown, end: value.end, item: frame.item, object: -1)
    }

    private mutating func check(
        _ value: Value,
        _ number: Int32,
        type: TypeReference,
        hasDefault: Bool,
        isOneOfField: Bool
    ) -> ValueFrame {
        switch value.kind {
        case .variable:
            noteUsage(value, number, type: type, hasDefault: hasDefault, isOneOfField: isOneOfField)
        case .list, .object: return open(value, number, type: type)
        case .int, .float, .string, .blockString, .boolean, .null, .enum: checkLeaf(value, number, type: type)
        }
        return ValueFrame(kind: .unknown, end: value.end, item: type, object: -1)
    }

    /// Checks a list or an object against `type`; returns how what is in it is to be read.
    private mutating func open(_ value: Value, _ number: Int32, type: TypeReference) -> ValueFrame {
        let unknown = ValueFrame(kind: .unknown, end: value.end, item: type, object: -1)
        if value.kind == .object { checkInputObjectFieldUniqueness(value, number) }
        if value.kind == .list && type.modifiers.isList {
            let item = TypeReference(type.type, type.modifiers.item)
            return ValueFrame(kind: .list, end: value.end, item: item, object: -1)
        }
        let named = index.types[type.type.index]
        if value.kind == .object && named.kind == .inputObject {
            checkInputObject(value, number, of: Int32(type.type.index))
            return ValueFrame(kind: .object, end: value.end, item: type, object: Int32(type.type.index))
        }
        if !(named.kind == .scalar && named.scalar == .json) { reportValue(value, number, type: type) }
        return unknown
    }

    private mutating func checkLeaf(_ value: Value, _ number: Int32, type: TypeReference) {
        if value.kind == .null {
            if type.modifiers.isNonNull { reportValue(value, number, type: type) }
            return
        }
        let named = index.types[type.type.index]
        let isCorrect: Bool
        switch named.kind {
        case .scalar: isCorrect = isScalar(value, number, type.type)
        case .enum: return checkEnumValue(value, number, type: type)
        case .inputObject, .object, .interface, .union: isCorrect = false
        }
        if !isCorrect { reportValue(value, number, type: type) }
    }

    private func isScalar(_ value: Value, _ number: Int32, _ type: TypeID) -> Bool {
        let isString = value.kind == .string || value.kind == .blockString
        switch index.types[type.index].scalar {
        case .int: return value.kind == .int && NumberLiterals.isInt32(document.bytes(of: value))
        case .float:
            return (value.kind == .int || value.kind == .float)
                && NumberLiterals.isFinite(document.bytes(of: value))
        case .string: return isString
        case .boolean: return value.kind == .boolean
        case .id: return isString || value.kind == .int
        case .json: return true
        case .custom:
            guard value.kind != .enum else { return false }
            return schema.types[type.index].scalarRule?.takes(document.constantValue(at: number)) != false
        }
    }

    private mutating func checkEnumValue(_ value: Value, _ number: Int32, type: TypeReference) {
        let values = index.types[type.type.index].enumValues
        if value.kind == .enum, let name = value.name {
            let found = index.members.find(owner: Int32(type.type.index), symbol: symbol(name))
            if found >= 0 && isKnown(index.enumValues[Int(found)].roles) { return }
        }
        guard !isFull else { return }
        let type = schema[type.type]
        let known = values.indices.filter { isKnown(index.enumValues[$0].roles) }
        let names = known.map { type.enumValues[$0 - Int(values.lowerBound)].name }
        guard value.kind == .enum, let name = value.name else {
            let literal = document.literal(value)
            return report(
                "Enum \"\(type.name)\" cannot represent non-enum value: \(literal).",
                at: value.offset
            )
        }
        let text = document.text(name)
        let hint = takeSuggestion() ? Suggestions.didYouMean(text, among: names) : ""
        report("Value \"\(text)\" does not exist in \"\(type.name)\" enum.\(hint)", at: value.offset)
    }

    private mutating func reportValue(_ value: Value, _ number: Int32, type: TypeReference) {
        guard !isFull else { return }
        let literal = document.literal(value)
        if value.kind == .null || index.types[type.type.index].kind == .inputObject {
            return report("Expected value of type \"\(text(type))\", found \(literal).", at: value.offset)
        }
        let name = schema[type.type].name
        let problem: String =
            switch index.types[type.type.index].scalar {
            case .int where value.kind == .int:
                "Int cannot represent non 32-bit signed integer value: \(literal)."
            case .int: "Int cannot represent non-integer value: \(literal)."
            case .float: "Float cannot represent non numeric value: \(literal)."
            case .string: "String cannot represent a non string value: \(literal)."
            case .boolean: "Boolean cannot represent a non boolean value: \(literal)."
            case .id: "ID cannot represent a non-string and non-integer value: \(literal)."
            case .json, .custom: ScalarRule.problem(name, literal, schema[type.type].scalarRule)
            }
        report(problem, at: value.offset)
    }
}

extension Document {
    /// The bytes of a value's literal.
    func bytes(of value: Value) -> ArraySlice<UInt8> {
        let start = min(Int(value.offset), source.count)
        return source[start..<min(start + Int(value.length), source.count)]
    }

    /// A value's literal for a message: at most 100 bytes of it.
    func literal(_ value: Value) -> String {
        let bytes = bytes(of: value)
        guard bytes.count > 100 else { return String(decoding: bytes, as: UTF8.self) }
        var end = bytes.startIndex + 100
        while end > bytes.startIndex && bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self) + "…"
    }
}
