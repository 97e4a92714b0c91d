extension ValidationRun {
    /// Walks an operation: its variables, its directives and its selections.
    mutating func walk(operation number: Int) {
        let operation = document.operations[number]
        let root = checkOperationTypeExistence(operation)
        begin()
        checkVariableDefinitions(of: operation)
        checkDirectives(operation.directives, at: operation.kind.location)
        walk(operation.selections, in: root)
        end()
    }

    /// Walks a fragment: its type condition, its directives and its selections.
    mutating func walk(fragment number: Int) {
        let fragment = document.fragments[number]
        let type = checkTypeCondition(fragment.typeCondition, ofFragment: fragment.name)
        begin()
        checkDirectives(fragment.directives, at: .fragmentDefinition)
        walk(fragment.selections, in: type)
        end()
    }

    private mutating func begin() {
        spreadsOf.append(Int32(spreads.count)..<Int32(spreads.count))
        usagesOf.append(Int32(usages.count)..<Int32(usages.count))
    }

    private mutating func end() {
        let last = spreadsOf.count - 1
        spreadsOf[last] = spreadsOf[last].lowerBound..<Int32(spreads.count)
        usagesOf[last] = usagesOf[last].lowerBound..<Int32(usages.count)
    }

    private mutating func walk(_ run: Run, in root: Int32) {
        var type = root
        var end = run.upperBound
        var number = run.lowerBound
        while number < run.upperBound {
            if isFull { return }
            while number >= end, let frame = selectionFrames.popLast() {
                type = frame.type
                end = frame.end
            }
            let selection = document.selections[Int(number)]
            places[Int(number)].parent = type
            var inner = type
            switch selection.kind {
            case .field: inner = visitField(selection, number, in: type)
            case .fragmentSpread: visitSpread(selection, number, in: type)
            case .inlineFragment: inner = visitInlineFragment(selection, in: type)
            }
            number += 1
            if number < selection.end {
                selectionFrames.append(SelectionFrame(end: end, type: type))
                type = inner
                end = selection.end
            }
        }
        selectionFrames.removeAll(keepingCapacity: true)
    }

    /// Returns the type of its selection set, or −1.
    private mutating func visitField(_ selection: Selection, _ number: Int32, in type: Int32) -> Int32 {
        let field = findField(selection, in: type)
        places[Int(number)].field = field
        if !selection.directives.isEmpty { checkDirectives(selection.directives, at: .field) }
        guard field >= 0 else {
            if !selection.arguments.isEmpty { checkArgumentsOfUnknown(selection.arguments) }
            return -1
        }
        let definition = index.fields[Int(field)]
        if !selection.arguments.isEmpty || definition.hasRequiredArguments {
            checkArguments(
                selection.arguments,
                of: .field(field),
                definitions: definition.arguments,
                offset: selection.name?.offset ?? selection.offset
            )
        }
        if selection.hasSelectionSet != definition.isComposite {
            checkLeafFieldSelections(selection, type: definition.type)
        }
        return definition.isComposite ? Int32(definition.type.type.index) : -1
    }

    private mutating func visitSpread(_ selection: Selection, _ number: Int32, in type: Int32) {
        checkDirectives(selection.directives, at: .fragmentSpread)
        guard let name = selection.name else { return }
        let fragment = names[Int(name.id)].fragment
        spreads.append(Spread(fragment: fragment, selection: number))
        guard fragment >= 0 else { return reportUnknownFragment(name) }
        let condition = self.type(document.fragments[Int(fragment)].typeCondition)
        if condition != type {
            checkFragmentSpreadIsPossible(condition, in: type, at: selection.offset, fragment: name)
        }
    }

    private mutating func visitInlineFragment(_ selection: Selection, in type: Int32) -> Int32 {
        checkDirectives(selection.directives, at: .inlineFragment)
        guard let name = selection.name else { return type }
        let condition = checkTypeCondition(name, ofFragment: nil)
        if condition != type {
            checkFragmentSpreadIsPossible(condition, in: type, at: selection.offset, fragment: nil)
        }
        return condition
    }
}

extension Operation.Kind {
    /// The location of a directive on such an operation.
    var location: DirectiveLocation {
        switch self {
        case .query: .query
        case .mutation: .mutation
        case .subscription: .subscription
        }
    }

    /// The keyword.
    var keyword: String {
        switch self {
        case .query: "query"
        case .mutation: "mutation"
        case .subscription: "subscription"
        }
    }
}
