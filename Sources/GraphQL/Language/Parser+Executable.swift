extension Document {
    /// Reads an executable document: *Executable Document*, §2.2.
    ///
    /// - Throws: One error, at the first place where `source` is not GraphQL (`GRAPHQL_PARSE_FAILED`), holds
    ///   a definition of the type system, or is larger than `limits` allow (`LIMIT_EXCEEDED`).
    package static func parse(
        _ source: [UInt8],
        limits: DocumentLimits = .default
    ) throws(GraphQLError) -> Document {
        try Parser.parse(source, limits: limits) { parser throws(SyntaxError) in
            var reader = ExecutableReader(source: source)
            repeat { try reader.definition(&parser) } while parser.lexer.kind != .endOfSource
            reader.document.finish(&parser)
            return reader.document
        }
    }

    /// Takes over what `parser`, which is done, has read.
    fileprivate mutating func finish(_ parser: inout Parser) {
        namePlaces = parser.names.places()
        swap(&arguments, &parser.arguments)
        swap(&directives, &parser.directives)
        swap(&values, &parser.values)
    }
}

/// Fills a document with what only executable documents have.
///
/// The file serves the benchmark `parse`.
private struct ExecutableReader {
    var document: Document
    private var aliasCount = 0

    init(source: [UInt8]) {
        document = Document(source: source)
    }

    /// Takes a definition.
    ///
    ///     ExecutableDefinition : OperationDefinition | FragmentDefinition
    mutating func definition(_ parser: inout Parser) throws(SyntaxError) {
        let description = try parser.description()
        if parser.lexer.kind == .braceOpen {
            guard description == nil else {
                throw SyntaxError(
                    .refused("A description cannot stand before a query in short form; write \"query\""),
                    at: parser.lexer.range
                )
            }
            // `OperationDefinition : SelectionSet`
            return try operation(.query, nil, parser.lexer.start, &parser)
        }
        guard parser.lexer.kind == .name else { throw parser.unexpected("an operation or a fragment") }
        let start = parser.lexer.start
        if try parser.take(keyword: "query") {
            try operation(.query, description, start, &parser)
        } else if try parser.take(keyword: "mutation") {
            try operation(.mutation, description, start, &parser)
        } else if try parser.take(keyword: "subscription") {
            try operation(.subscription, description, start, &parser)
        } else if try parser.take(keyword: "fragment") {
            try fragment(description, start, &parser)
        } else {
            try parser.checkExecutableDefinition()
            throw parser.unexpected("an operation or a fragment")
        }
    }

    /// Takes what follows the operation's type.
    ///
    ///     OperationDefinition : Description? OperationType Name? VariablesDefinition? Directives? SelectionSet
    ///
    /// Implements *Operations*, §2.3.
    private mutating func operation(
        _ kind: Operation.Kind,
        _ description: Int32?,
        _ start: Int,
        _ parser: inout Parser
    ) throws(SyntaxError) {
        let name = try parser.lexer.kind == .name ? parser.name("a name") : nil
        let variables = try variablesDefinition(&parser)
        let directives = try parser.directives(areConstant: false)
        let selections = try selectionSet(&parser)
        document.operations.append(
            Operation(
                kind: kind,
                name: name,
                variables: variables,
                directives: directives,
                selections: selections,
                description: description,
                offset: UInt32(truncatingIfNeeded: start)
            )
        )
    }

    /// Takes what follows `fragment`.
    ///
    ///     FragmentDefinition : Description? fragment FragmentName TypeCondition Directives? SelectionSet
    ///
    /// Implements *Fragments*, §2.8.
    private mutating func fragment(
        _ description: Int32?,
        _ start: Int,
        _ parser: inout Parser
    ) throws(SyntaxError) {
        guard !parser.isKeyword("on") else {
            throw SyntaxError(
                .refused("Expected a fragment's name, which cannot be \"on\""),
                at: parser.lexer.range
            )
        }
        let name = try parser.name("a fragment's name")
        guard try parser.take(keyword: "on") else { throw parser.unexpected("\"on\" and a type") }
        let typeCondition = try parser.name("a type's name")
        let directives = try parser.directives(areConstant: false)
        let selections = try selectionSet(&parser)
        document.fragments.append(
            Fragment(
                name: name,
                typeCondition: typeCondition,
                directives: directives,
                selections: selections,
                description: description,
                offset: UInt32(truncatingIfNeeded: start)
            )
        )
    }

    /// Takes the definitions of variables, if they are there.
    ///
    ///     VariablesDefinition : ( VariableDefinition+ )
    ///     VariableDefinition : Description? Variable : Type DefaultValue? Directives[Const]?
    ///
    /// Implements *Variables*, §2.10.
    private mutating func variablesDefinition(_ parser: inout Parser) throws(SyntaxError) -> Run {
        let first = Int32(truncatingIfNeeded: document.variables.count)
        guard try parser.take(.parenthesisOpen) else { return first..<first }
        repeat {
            let description = try parser.description()
            let start = parser.lexer.start
            try parser.expect(.dollar, "a variable")
            let name = try parser.name("a variable's name")
            try parser.expect(.colon, "\":\" and the variable's type")
            let (type, modifiers) = try parser.type()
            let defaultValue = try parser.take(.equals) ? parser.value(isConstant: true) : nil
            let directives = try parser.directives(areConstant: true)
            document.variables.append(
                VariableDefinition(
                    name: name,
                    type: type,
                    modifiers: modifiers,
                    defaultValue: defaultValue,
                    directives: directives,
                    description: description,
                    offset: UInt32(truncatingIfNeeded: start)
                )
            )
        } while parser.lexer.kind != .parenthesisClose
        try parser.lexer.advance()
        return first..<Int32(truncatingIfNeeded: document.variables.count)
    }

    /// Takes a selection set with all that nests in it.
    ///
    ///     SelectionSet : { Selection* }
    ///
    /// Implements *Selection Sets*, §2.4; they may be empty.
    private mutating func selectionSet(_ parser: inout Parser) throws(SyntaxError) -> Run {
        try parser.expect(.braceOpen, "\"{\"")
        if document.selections.capacity == 0 { document.selections.reserveCapacity(parser.expectedCount) }
        let first = Int32(truncatingIfNeeded: document.selections.count)
        var open: Int32 = -1
        var depth = 1
        while true {
            if parser.lexer.kind == .braceClose {
                try parser.lexer.advance()
                let next = Int32(truncatingIfNeeded: document.selections.count)
                guard open >= 0 else { return first..<next }
                let around = document.selections[Int(open)].end
                document.selections[Int(open)].end = next
                open = around
                depth -= 1
                continue
            }
            let index = Int32(truncatingIfNeeded: document.selections.count)
            try selection(&parser)
            if parser.lexer.kind == .braceOpen {
                depth += 1
                guard depth <= parser.limits.depth else {
                    throw SyntaxError(
                        .limit(parser.limits.depth, of: "levels of selection sets"),
                        at: parser.lexer.range
                    )
                }
                try parser.lexer.advance()
                document.selections[Int(index)].hasSelectionSet = true
                document.selections[Int(index)].end = open
                open = index
            } else if document.selections[Int(index)].kind == .inlineFragment {
                throw parser.unexpected("\"{\"")
            }
        }
    }

    /// Takes a selection up to its selection set.
    ///
    ///     Selection : Field | FragmentSpread | InlineFragment
    @inline(__always)
    private mutating func selection(_ parser: inout Parser) throws(SyntaxError) {
        let start = UInt32(truncatingIfNeeded: parser.lexer.start)
        if parser.lexer.kind == .name {
            try field(start, &parser)
        } else if parser.lexer.kind == .spread {
            try spread(start, &parser)
        } else {
            throw parser.unexpected("a field, a fragment or \"}\"")
        }
    }

    /// Takes a field up to its selection set.
    ///
    ///     Field : Alias? Name Arguments? Directives? SelectionSet?
    ///
    /// Implements *Fields*, §2.5.
    @inline(__always)
    private mutating func field(_ start: UInt32, _ parser: inout Parser) throws(SyntaxError) {
        var name = parser.intern()
        var alias: Name?
        try parser.lexer.advance()
        if parser.lexer.kind == .colon {
            aliasCount += 1
            guard aliasCount <= parser.limits.aliases else {
                throw SyntaxError(.limit(parser.limits.aliases, of: "aliases"), at: parser.lexer.range)
            }
            try parser.lexer.advance()
            alias = name
            name = try parser.name("a field's name")
        }
        let arguments = try parser.arguments(areConstant: false)
        let directives = try parser.directives(areConstant: false)
        append(.field, name, alias, arguments, directives, start)
    }

    /// Takes what begins with dots, up to its selection set.
    ///
    ///     FragmentSpread : ... FragmentName Directives?
    ///     InlineFragment : ... TypeCondition? Directives? SelectionSet
    ///
    /// Implements *Fragments*, §2.8.
    private mutating func spread(_ start: UInt32, _ parser: inout Parser) throws(SyntaxError) {
        try parser.lexer.advance()
        var kind = Selection.Kind.inlineFragment
        var name: Name?
        if try parser.take(keyword: "on") {
            name = try parser.name("a type's name")
        } else if parser.lexer.kind == .name {
            kind = .fragmentSpread
            name = try parser.name("a fragment's name")
        } else if parser.lexer.kind != .at && parser.lexer.kind != .braceOpen {
            throw parser.unexpected("a fragment's name, \"on\" or \"{\"")
        }
        let directives = try parser.directives(areConstant: false)
        append(kind, name, nil, 0..<0, directives, start)
        if kind == .fragmentSpread && parser.lexer.kind == .braceOpen {
            throw parser.unexpected("a selection (a spread has no selection set of its own)")
        }
    }

    @inline(__always)
    private mutating func append(
        _ kind: Selection.Kind,
        _ name: Name?,
        _ alias: Name?,
        _ arguments: Run,
        _ directives: Run,
        _ start: UInt32
    ) {
        document.selections.append(
            Selection(
                kind: kind,
                name: name,
                alias: alias,
                arguments: arguments,
                directives: directives,
                hasSelectionSet: false,
                end: Int32(truncatingIfNeeded: document.selections.count + 1),
                offset: start
            )
        )
    }
}
