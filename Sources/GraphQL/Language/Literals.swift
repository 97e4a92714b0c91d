/// Evaluates the literals of a document: *Input Values*, §2.9.
extension ParsedText {
    /// The value of the string or block string at `index`, with its escape sequences evaluated and its
    /// indentation removed.
    ///
    /// Of a value of another kind, its source text.
    package func stringValue(at index: Int32) -> String {
        String(decoding: stringBytes(at: index), as: UTF8.self)
    }

    /// The UTF-8 of ``stringValue(at:)``.
    package func stringBytes(at index: Int32) -> [UInt8] {
        let bytes = sourceBytes(ofValue: index)
        return switch values[Int(index)].kind {
        case .string: StringLiteral.evaluate(bytes.dropFirst().dropLast())
        case .blockString: BlockString.evaluate(bytes.dropFirst(3).dropLast(3))
        case .variable, .int, .float, .boolean, .null, .enum, .list, .object: Array(bytes)
        }
    }

    /// The text of a description, which is `nil` where there is none.
    package func description(at index: Int32?) -> String? { index.map(stringValue(at:)) }

    /// The value at `index`, evaluated.
    ///
    /// A variable, which a constant cannot hold, counts as null: ask ``variables(inValue:)`` where there may
    /// be one.
    package func constantValue(at index: Int32) -> InputValue {
        // What is finished, last first: a container finds its children on top, for all of it is walked
        // backwards.
        var finished: [InputValue] = []
        var position = values[Int(index)].end
        while position > index {
            position -= 1
            switch values[Int(position)].kind {
            case .list:
                finished.append(.list(children(ofValue: position).map { _ in finished.popLast() ?? .null }))
            case .object:
                finished.append(
                    .object(
                        children(ofValue: position).map { child in
                            InputValue.Member(
                                name: memberName(ofValue: child),
                                value: finished.popLast() ?? .null
                            )
                        }
                    )
                )
            case .variable, .int, .float, .string, .blockString, .boolean, .null, .enum:
                finished.append(scalar(at: position))
            }
        }
        return finished.popLast() ?? .null
    }

    /// The indices of the variables that the value at `index` holds, or is.
    package func variables(inValue index: Int32) -> [Int32] {
        (index..<values[Int(index)].end).filter { values[Int($0)].kind == .variable }
    }

    /// The indices of the items of a list, or of the fields of an object.
    package func children(ofValue index: Int32) -> [Int32] {
        var children: [Int32] = []
        var child = index + 1
        while child < values[Int(index)].end {
            children.append(child)
            child = values[Int(child)].end
        }
        return children
    }

    /// The index of the value of the argument called `name` among `arguments`, if it is given.
    package func value(ofArgument name: String, in arguments: Run) -> Int32? {
        self.arguments[arguments.indices].first { text($0.name) == name }?.value
    }

    private func memberName(ofValue index: Int32) -> String { values[Int(index)].member.map(text(_:)) ?? "" }

    private func scalar(at index: Int32) -> InputValue {
        let value = values[Int(index)]
        return switch value.kind {
        case .int: .int(sourceText(ofValue: index))
        case .float: .float(sourceText(ofValue: index))
        case .string, .blockString: .string(stringValue(at: index))
        case .boolean: .boolean(value.length == 4)
        case .enum: .enum(value.name.map(text(_:)) ?? "")
        case .variable, .null, .list, .object: .null
        }
    }
}

extension Run {
    /// The run as indices of Swift's arrays.
    package var indices: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}

/// Walking in pre-order.
extension Document {
    /// The indices of the outermost selections of `run`, such as ``Operation/selections``.
    package func selections(outermostIn run: Run) -> [Int32] {
        var indices: [Int32] = []
        var index = run.lowerBound
        while index < run.upperBound {
            indices.append(index)
            index = selections[Int(index)].end
        }
        return indices
    }

    /// The indices of the selections directly within the selection at `index`.
    package func children(ofSelection index: Int32) -> [Int32] {
        selections(outermostIn: index + 1..<selections[Int(index)].end)
    }
}
