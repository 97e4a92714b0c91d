extension ValidationRun {
    /// Whose arguments they are.
    enum ArgumentOwner {
        case field(Int32)
        case directive(Int32)
    }

    /// Checks the arguments given to a field or a directive: each rule on them, and their values.
    mutating func checkArguments(
        _ run: Run,
        of owner: ArgumentOwner,
        definitions: Range<Int32>,
        offset: UInt32
    ) {
        let number: Int32 =
            switch owner {
            case .field(let field): index.owner(ofField: field)
            case .directive(let directive): index.owner(ofDirective: directive)
            }
        checkArgumentUniqueness(run)
        var given = PositionSet()
        for argument in document.arguments[run.indices] where !isFull {
            let found = index.members.find(owner: number, symbol: symbol(argument.name))
            guard found >= 0, isKnown(index.inputs[Int(found)].roles) else {
                reportUnknownArgument(argument, of: owner, definitions)
                noteVariables(inUnknown: argument.value)
                continue
            }
            let definition = index.inputs[Int(found)]
            given.insert(definition.position)
            checkValue(argument.value, type: definition.type, hasDefault: definition.hasDefault)
        }
        checkRequiredArguments(definitions, of: owner, given: given, offset: offset)
    }

    /// Checks the arguments of a field or a directive that does not exist: what can be said without its definition.
    mutating func checkArgumentsOfUnknown(_ run: Run) {
        checkArgumentUniqueness(run)
        for argument in document.arguments[run.indices] { noteVariables(inUnknown: argument.value) }
    }

    /// An argument is defined by its field or directive.
    ///
    /// Implements *Argument Names*, §5.4.1.
    private mutating func reportUnknownArgument(
        _ argument: Argument,
        of owner: ArgumentOwner,
        _ definitions: Range<Int32>
    ) {
        let name = document.text(argument.name)
        let known = definitions.indices.filter { isKnown(index.inputs[$0].roles) }
        let place: String
        let names: [String]
        switch owner {
        case .field(let field):
            place = "field \"\(coordinate(ofField: field))\""
            let all = arguments(ofField: field)
            names = known.map { all[Int(index.inputs[$0].position)].name }
        case .directive(let directive):
            let definition = schema.directives[Int(directive)]
            place = "directive \"@\(definition.name)\""
            names = known.map { definition.arguments[Int(index.inputs[$0].position)].name }
        }
        let hint = takeSuggestion() ? Suggestions.didYouMean(name, among: names) : ""
        report("Unknown argument \"\(name)\" on \(place).\(hint)", at: argument.name.offset)
    }

    /// The schema coordinate of a field, as in `Ticket.client`.
    func coordinate(ofField field: Int32) -> String {
        let definition = index.fields[Int(field)]
        guard definition.owner >= 0 else {
            return "Query.\(MetaField.allCases[Int(definition.position)].rawValue)"
        }
        let owner = schema.types[Int(definition.owner)]
        return "\(owner.name).\(owner.fields[Int(definition.position)].name)"
    }

    private func arguments(ofField field: Int32) -> [InputValueDefinition] {
        let definition = index.fields[Int(field)]
        guard definition.owner >= 0 else {
            return MetaField.allCases[Int(definition.position)].definition(in: schema.types)?.arguments ?? []
        }
        return schema.types[Int(definition.owner)].fields[Int(definition.position)].arguments
    }

    /// The name and type of an argument of `owner`.
    func definition(of argument: Int32, in owner: ArgumentOwner) -> InputValueDefinition? {
        let position = Int(index.inputs[Int(argument)].position)
        switch owner {
        case .field(let field): return arguments(ofField: field)[position]
        case .directive(let directive): return schema.directives[Int(directive)].arguments[position]
        }
    }
}
