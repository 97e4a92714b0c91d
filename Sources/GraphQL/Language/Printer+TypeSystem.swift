extension SchemaDocument {
    /// The document's text, which reads as the same document.
    package func printed(_ style: PrintStyle = .pretty) -> String {
        var printer = Printer(self, style: style)
        for definition in definitions { printer.definition(definition) }
        printer.finish()
        return printer.text
    }
}

extension Printer<SchemaDocument> {
    fileprivate mutating func definition(_ definition: SchemaDocument.Definition) {
        separateDefinitions()
        description(definition.description)
        if definition.isExtension {
            word("extend")
            space()
        }
        word(keyword(of: definition.kind))
        if let name = definition.name {
            space()
            if definition.kind == .directive { punctuator("@") }
            word(name)
        }
        namedTypes(definition.interfaces, after: "implements", separator: "&")
        if definition.kind == .directive { inputValues(definition.inputValues, "(", ")") }
        directives(definition.directives)
        rootOperationTypes(definition.rootOperationTypes)
        fields(definition.fields)
        namedTypes(definition.members, after: "=", separator: "|")
        enumValues(definition.enumValues)
        if definition.kind == .inputObject { inputValues(definition.inputValues, "{", "}") }
        if !definition.locations.isEmpty { locations(of: definition) }
    }

    private func keyword(of kind: SchemaDocument.Definition.Kind) -> String {
        switch kind {
        case .schema: "schema"
        case .scalar: "scalar"
        case .object: "type"
        case .interface: "interface"
        case .union: "union"
        case .enum: "enum"
        case .inputObject: "input"
        case .directive: "directive"
        }
    }

    private mutating func namedTypes(_ run: Run, after start: String, separator: String) {
        guard !run.isEmpty else { return }
        space()
        if start == "=" { punctuator(start) } else { word(start) }
        space()
        for index in run {
            if index > run.lowerBound { separate(by: separator) }
            word(source.namedTypes[Int(index)])
        }
    }

    private mutating func separate(by separator: String) {
        space()
        punctuator(separator)
        space()
    }

    private mutating func rootOperationTypes(_ run: Run) {
        lines(run, "{", "}") { printer, index in
            let definition = printer.source.rootOperationTypes[Int(index)]
            switch definition.operation {
            case .query: printer.word("query")
            case .mutation: printer.word("mutation")
            case .subscription: printer.word("subscription")
            }
            printer.punctuator(":")
            printer.space()
            printer.word(definition.type)
        }
    }

    private mutating func fields(_ run: Run) {
        lines(run, "{", "}") { printer, index in
            let field = printer.source.fields[Int(index)]
            printer.description(field.description)
            printer.word(field.name)
            printer.inputValues(field.arguments, "(", ")")
            printer.punctuator(":")
            printer.space()
            printer.type(field.type, field.modifiers)
            printer.directives(field.directives)
        }
    }

    private mutating func enumValues(_ run: Run) {
        lines(run, "{", "}") { printer, index in
            let value = printer.source.enumValues[Int(index)]
            printer.description(value.description)
            printer.word(value.name)
            printer.directives(value.directives)
        }
    }

    /// Writes arguments or input fields; arguments on one line, where none is described.
    private mutating func inputValues(_ run: Run, _ open: String, _ close: String) {
        guard open == "(", !source.inputValues[run.indices].contains(where: { $0.description != nil }) else {
            return lines(run, open, close) { $0.inputValue($1) }
        }
        guard !run.isEmpty else { return }
        punctuator(open)
        for index in run {
            if index > run.lowerBound { separate() }
            inputValue(index)
        }
        punctuator(close)
    }

    private mutating func inputValue(_ index: Int32) {
        let value = source.inputValues[Int(index)]
        description(value.description)
        word(value.name)
        punctuator(":")
        space()
        type(value.type, value.modifiers)
        defaultValue(value.defaultValue)
        directives(value.directives)
    }

    private mutating func locations(of definition: SchemaDocument.Definition) {
        space()
        if definition.isRepeatable {
            word("repeatable")
            space()
        }
        word("on")
        space()
        for index in definition.locations {
            if index > definition.locations.lowerBound { separate(by: "|") }
            word(source.locations[Int(index)].location.rawValue)
        }
    }

    /// Writes each of `run` on a line of its own between brackets.
    private mutating func lines(
        _ run: Run,
        _ open: String,
        _ close: String,
        _ line: (inout Printer, Int32) -> Void
    ) {
        guard !run.isEmpty else { return }
        if open == "{" { space() }
        punctuator(open)
        level += 1
        for index in run {
            lineBreak()
            line(&self, index)
        }
        level -= 1
        lineBreak()
        punctuator(close)
    }
}
