/// When two fields are the same, for *Field Selection Merging*, §5.3.2.
extension ValidationRun {
    /// Whether two fields of one response name can be merged wherever they meet.
    func areSame(_ first: Int32, _ second: Int32) -> Bool {
        if places[Int(first)].field != places[Int(second)].field {
            guard document.selections[Int(first)].name?.id == document.selections[Int(second)].name?.id else {
                return false
            }
            guard haveSameShape(first, second) else { return false }
        }
        return haveSameArguments(first, second)
    }

    /// Whether two fields have identical sets of arguments, in whatever order.
    func haveSameArguments(_ first: Int32, _ second: Int32) -> Bool {
        let one = document.selections[Int(first)].arguments
        let other = document.selections[Int(second)].arguments
        guard one.count == other.count else { return false }
        if one.isEmpty { return true }
        let arguments = document.arguments[one.indices]
        let others = document.arguments[other.indices]
        let areInOrder = zip(arguments, others).allSatisfy { $0.name.id == $1.name.id }
        if areInOrder { return zip(arguments, others).allSatisfy { areEqual($0.value, $1.value) } }
        let sorted = arguments.sorted { $0.name.id < $1.name.id }
        let sortedOthers = others.sorted { $0.name.id < $1.name.id }
        return zip(sorted, sortedOthers).allSatisfy {
            $0.name.id == $1.name.id && areEqual($0.value, $1.value)
        }
    }

    private func areEqual(_ first: Int32, _ second: Int32) -> Bool {
        let one = document.values[Int(first)]
        let other = document.values[Int(second)]
        guard one.end - first == other.end - second, one.kind == other.kind else { return false }
        var hasObject = false
        var isEqual = true
        for step in 0..<Int(one.end - first) {
            let left = document.values[Int(first) + step]
            let right = document.values[Int(second) + step]
            if left.kind == .object { hasObject = true }
            if !areEqualNodes(left, right) || (step > 0 && left.member?.id != right.member?.id) {
                isEqual = false
            }
            if left.end - first != right.end - second { isEqual = false }
        }
        if isEqual || !hasObject { return isEqual }
        var left: [UInt8] = []
        var right: [UInt8] = []
        appendCanonical(first, to: &left)
        appendCanonical(second, to: &right)
        return left == right
    }

    private func areEqualNodes(_ one: Value, _ other: Value) -> Bool {
        guard one.kind == other.kind else { return false }
        switch one.kind {
        case .list, .object, .null: return true
        case .variable, .enum: return one.name?.id == other.name?.id
        case .int, .float, .boolean: return document.bytes(of: one) == document.bytes(of: other)
        case .string, .blockString:
            let left = document.bytes(of: one)
            let right = document.bytes(of: other)
            if left == right { return true }
            // Only an escape, or the layout of a block, lets different texts mean the same string.
            guard one.kind == .blockString || left.contains(0x5C) || right.contains(0x5C) else {
                return false
            }
            return string(one) == string(other)
        }
    }

    private func string(_ value: Value) -> [UInt8] {
        let bytes = document.bytes(of: value)
        return value.kind == .blockString
            ? BlockString.evaluate(bytes.dropFirst(3).dropLast(3))
            : StringLiteral.evaluate(bytes.dropFirst().dropLast())
    }

    /// A text of a field's arguments that is the same for identical sets of them.
    func canonicalArguments(of selection: Int32) -> [UInt8] {
        let arguments = document.arguments[document.selections[Int(selection)].arguments.indices]
        var text: [UInt8] = []
        for argument in arguments.sorted(by: { $0.name.id < $1.name.id }) {
            appendName(argument.name, to: &text)
            appendCanonical(argument.value, to: &text)
        }
        return text
    }

    /// Appends a text that is the same for values that differ only in the order of objects' fields.
    ///
    /// It calls itself as deep as the value nests, which the parser bounds (``DocumentLimits/depth``).
    private func appendCanonical(_ number: Int32, to text: inout [UInt8]) {
        let value = document.values[Int(number)]
        switch value.kind {
        case .list:
            text.append(0x5B)
            for child in document.children(ofValue: number) { appendCanonical(child, to: &text) }
            text.append(0x5D)
        case .object:
            text.append(0x7B)
            let fields = document.children(ofValue: number).sorted {
                (document.values[Int($0)].member?.id ?? 0) < (document.values[Int($1)].member?.id ?? 0)
            }
            for field in fields {
                if let name = document.values[Int(field)].member { appendName(name, to: &text) }
                appendCanonical(field, to: &text)
            }
            text.append(0x7D)
        case .string, .blockString:
            // The length in front keeps the text from being taken for what follows it.
            let content = string(value)
            text += Array("\(value.kind == .string ? "s" : "b")\(content.count)\"".utf8) + content
        case .variable, .int, .float, .boolean, .null, .enum: text += document.bytes(of: value) + [0x2C]
        }
    }

    private func appendName(_ name: Name, to text: inout [UInt8]) { text += Array("\(name.id):".utf8) }
}
