extension Parser {
    /// Takes a value with all that it holds, and returns its index.
    ///
    ///     Value[Const] : [~Const] Variable | IntValue | FloatValue | StringValue | BooleanValue | NullValue
    ///                  | EnumValue | ListValue[?Const] | ObjectValue[?Const]
    ///
    /// Implements *Input Values*, §2.9.
    mutating func value(isConstant: Bool) throws(SyntaxError) -> Int32 {
        let first = Int32(truncatingIfNeeded: values.count)
        if values.capacity == 0 { values.reserveCapacity(expectedCount) }
        if try !beginValue(member: nil, isConstant: isConstant) { return first }

        var open = first
        var depth = 1
        values[Int(open)].end = -1
        while open >= 0 {
            let isList = values[Int(open)].kind == .list
            if lexer.kind == (isList ? .bracketClose : .braceClose) {
                open = try close(open)
                depth -= 1
                continue
            }
            let member = try isList ? nil : memberName()
            let index = Int32(truncatingIfNeeded: values.count)
            guard depth < limits.depth || (lexer.kind != .bracketOpen && lexer.kind != .braceOpen) else {
                throw SyntaxError(
                    .limit(limits.depth, of: "levels of lists and objects in one value"),
                    at: lexer.range
                )
            }
            if try beginValue(member: member, isConstant: isConstant) {
                values[Int(index)].end = open
                open = index
                depth += 1
            }
        }
        return first
    }

    /// Takes a description, if there is one.
    ///
    ///     Description : StringValue
    mutating func description() throws(SyntaxError) -> Int32? {
        guard lexer.kind == .string || lexer.kind == .blockString else { return nil }
        return try value(isConstant: true)
    }

    private mutating func memberName() throws(SyntaxError) -> Name {
        let member = try name("a field's name or \"}\"")
        try expect(.colon, "\":\"")
        return member
    }

    /// Takes the closing bracket or brace of the value at `index`, and returns what is open around it.
    private mutating func close(_ index: Int32) throws(SyntaxError) -> Int32 {
        let around = values[Int(index)].end
        values[Int(index)].end = Int32(truncatingIfNeeded: values.count)
        values[Int(index)].length = UInt32(truncatingIfNeeded: lexer.end) - values[Int(index)].offset
        try lexer.advance()
        return around
    }

    /// Appends the value that begins with the current token; returns whether it is a list or an object, whose
    /// children follow.
    @inline(__always)
    private mutating func beginValue(member: Name?, isConstant: Bool) throws(SyntaxError) -> Bool {
        let index = values.count
        let start = lexer.start
        var name: Name?
        var end = lexer.end
        let kind: Value.Kind
        switch lexer.kind {
        case .int: kind = .int
        case .float: kind = .float
        case .string: kind = .string
        case .blockString: kind = .blockString
        case .bracketOpen: kind = .list
        case .braceOpen: kind = .object
        case .name:
            kind = nameKind()
            if kind == .enum { name = intern() }
        case .dollar:
            guard !isConstant else {
                throw SyntaxError(.refused("A variable cannot stand in a constant value"), at: lexer.range)
            }
            try lexer.advance()
            guard lexer.kind == .name else { throw unexpected("a variable's name") }
            kind = .variable
            name = intern()
            end = lexer.end
        case .endOfSource, .exclamationMark, .ampersand, .parenthesisOpen, .parenthesisClose, .spread, .colon,
            .equals,
            .at, .bracketClose, .pipe, .braceClose:
            throw unexpected("a value")
        }
        values.append(
            Value(
                kind: kind,
                name: name,
                member: member,
                offset: UInt32(truncatingIfNeeded: start),
                length: UInt32(truncatingIfNeeded: end - start),
                end: Int32(truncatingIfNeeded: index + 1)
            )
        )
        try lexer.advance()
        return kind == .list || kind == .object
    }

    /// `true`, `false`, `null`, or the name of an enum value.
    private func nameKind() -> Value.Kind {
        if isKeyword("true") || isKeyword("false") { return .boolean }
        return isKeyword("null") ? .null : .enum
    }
}
