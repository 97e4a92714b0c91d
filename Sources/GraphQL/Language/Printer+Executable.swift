extension Document {
    /// The document's text, which reads as the same document.
    package func printed(_ style: PrintStyle = .pretty) -> String {
        var printer = Printer(self, style: style)
        printer.definitions()
        return printer.text
    }
}

extension Printer<Document> {
    /// Writes operations and fragments in the order in which they stand.
    fileprivate mutating func definitions() {
        var operations = source.operations[...]
        var fragments = source.fragments[...]
        while !operations.isEmpty || !fragments.isEmpty {
            separateDefinitions()
            if (operations.first?.offset ?? .max) < (fragments.first?.offset ?? .max) {
                if let operation = operations.popFirst() { self.operation(operation) }
            } else if let fragment = fragments.popFirst() {
                self.fragment(fragment)
            }
        }
        finish()
    }

    private mutating func operation(_ operation: Operation) {
        let isShort =
            operation.kind == .query && operation.name == nil && operation.description == nil
            && operation.variables.isEmpty && operation.directives.isEmpty
        if !isShort {
            description(operation.description)
            switch operation.kind {
            case .query: word("query")
            case .mutation: word("mutation")
            case .subscription: word("subscription")
            }
            if let name = operation.name {
                space()
                word(name)
            }
            variables(operation.variables)
            directives(operation.directives)
            space()
        }
        selectionSet(operation.selections)
    }

    private mutating func fragment(_ fragment: Fragment) {
        description(fragment.description)
        word("fragment")
        space()
        word(fragment.name)
        space()
        word("on")
        space()
        word(fragment.typeCondition)
        directives(fragment.directives)
        space()
        selectionSet(fragment.selections)
    }

    /// Writes `VariablesDefinition?`; each on its line, where one is described.
    private mutating func variables(_ run: Run) {
        guard !run.isEmpty else { return }
        let areSpread = source.variables[run.indices].contains { $0.description != nil }
        punctuator("(")
        if areSpread { level += 1 }
        for index in run {
            let variable = source.variables[Int(index)]
            if areSpread { lineBreak() } else if index > run.lowerBound { separate() }
            description(variable.description)
            self.variable(variable.name)
            punctuator(":")
            space()
            type(variable.type, variable.modifiers)
            defaultValue(variable.defaultValue)
            directives(variable.directives)
        }
        if areSpread {
            level -= 1
            lineBreak()
        }
        punctuator(")")
    }

    /// Writes `SelectionSet` with all that nests in it.
    private mutating func selectionSet(_ run: Run) {
        var open: [Int32] = []
        openBrace()
        for index in run {
            while let end = open.last, end == index {
                open.removeLast()
                closeBrace(isEmpty: false)
            }
            lineBreak()
            let selection = source.selections[Int(index)]
            self.selection(selection)
            guard selection.hasSelectionSet else { continue }
            if selection.kind != .inlineFragment || selection.name != nil || !selection.directives.isEmpty {
                space()
            }
            openBrace()
            if selection.end == index + 1 { closeBrace(isEmpty: true) } else { open.append(selection.end) }
        }
        for _ in open { closeBrace(isEmpty: false) }
        closeBrace(isEmpty: run.isEmpty)
    }

    private mutating func openBrace() {
        punctuator("{")
        level += 1
    }

    private mutating func closeBrace(isEmpty: Bool) {
        level -= 1
        if !isEmpty { lineBreak() }
        punctuator("}")
    }

    private mutating func selection(_ selection: Selection) {
        switch selection.kind {
        case .field:
            if let alias = selection.alias {
                word(alias)
                punctuator(":")
                space()
            }
            if let name = selection.name { word(name) }
            arguments(selection.arguments)
        case .fragmentSpread:
            punctuator("...")
            if let name = selection.name { word(name) }
        case .inlineFragment:
            punctuator("...")
            if let typeCondition = selection.name {
                space()
                word("on")
                space()
                word(typeCondition)
            } else if selection.directives.isEmpty {
                space()
            }
        }
        directives(selection.directives)
    }
}
