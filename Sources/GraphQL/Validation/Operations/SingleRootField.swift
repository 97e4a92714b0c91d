extension ValidationRun {
    /// A subscription has one root field, which is no introspection field and is not included conditionally.
    ///
    /// Implements *Single Root Field*, §5.2.4.1, with its *CollectSubscriptionFields*.
    mutating func checkSingleRootField(_ operation: Operation) {
        guard operation.kind == .subscription, let root = schema.subscriptionType else { return }
        var collection = RootFieldCollection(root: Int32(root.index))
        collection.pending.append(operation.selections)
        while let run = collection.pending.popLast() { collect(run, into: &collection) }
        let subject =
            operation.name.map { "Subscription \"\(document.text($0))\"" } ?? "Anonymous subscription"
        if collection.responseNames.isEmpty && !collection.hasConditional {
            report("\(subject) must select one top level field.", at: operation.offset)
        }
        if let other = collection.secondField {
            report("\(subject) must select only one top level field.", at: other)
        }
        if let field = collection.introspectionField {
            report("\(subject) must not select an introspection top level field.", at: field)
        }
    }

    private struct RootFieldCollection {
        let root: Int32
        var pending: [Run] = []
        var visited: Set<Int32> = []
        var responseNames: Set<Int32> = []
        var secondField: UInt32?
        var introspectionField: UInt32?
        var hasConditional = false
    }

    private mutating func collect(_ run: Run, into collection: inout RootFieldCollection) {
        var number = run.lowerBound
        while number < run.upperBound {
            let selection = document.selections[Int(number)]
            checkUnconditional(selection, &collection)
            switch selection.kind {
            case .field:
                note(selection, &collection)
                number = selection.end
            case .inlineFragment:
                let applies = selection.name.map { doesApply(type($0), to: collection.root) } ?? true
                number = applies ? number + 1 : selection.end
            case .fragmentSpread:
                let fragment = selection.name.map { names[Int($0.id)].fragment } ?? -1
                if fragment >= 0 && collection.visited.insert(fragment).inserted {
                    let definition = document.fragments[Int(fragment)]
                    if doesApply(type(definition.typeCondition), to: collection.root) {
                        collection.pending.append(definition.selections)
                    }
                }
                number = selection.end
            }
        }
    }

    private func note(_ selection: Selection, _ collection: inout RootFieldCollection) {
        guard let name = selection.name, let responseName = selection.responseName else { return }
        collection.responseNames.insert(responseName.id)
        if collection.responseNames.count > 1 && collection.secondField == nil {
            collection.secondField = selection.offset
        }
        if collection.introspectionField == nil && document.text(name).hasPrefix("__") {
            collection.introspectionField = selection.offset
        }
    }

    private mutating func checkUnconditional(_ selection: Selection, _ collection: inout RootFieldCollection)
    {
        guard !selection.directives.isEmpty && !collection.hasConditional else { return }
        for directive in document.directives[selection.directives.indices] {
            let name = document.text(directive.name)
            if name == "skip" || name == "include" {
                collection.hasConditional = true
                report(
                    "A subscription's root selection must not be included or skipped conditionally.",
                    at: directive.offset
                )
                return
            }
        }
    }

    /// *DoesFragmentTypeApply*, §6.3.2.
    private func doesApply(_ condition: Int32, to object: Int32) -> Bool {
        guard condition >= 0 else { return false }
        let word = index.possibleTypes[Int(condition) * index.wordsOfPossibleTypes + Int(object) / 64]
        return word >> UInt64(object % 64) & 1 == 1
    }
}
