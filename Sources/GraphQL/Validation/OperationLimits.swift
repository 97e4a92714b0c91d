/// What an operation may hold once all its fragments are in place, before anything is planned for it.
package struct OperationLimits: Hashable, Sendable {
    /// How deep fields may nest; the deepest honest query, the introspection that unwraps types, has 16.
    package var depth = 30
    /// Fields, counted as often as they are spread: fragments that spread each other twice have 2ⁿ of them.
    package var fields = 10_000
    /// Fields of the root: each of a mutation's is a transaction, each of a query's a statement at least.
    package var rootFields = 100
    /// Aliases: the means to ask one expensive field, or to try one password, many times.
    package var aliases = 500
    /// Directives, as often as they are spread.
    package var directives = 500

    /// Creates the default limits.
    package init() {}
}

/// How large an operation is once all its fragments are in place.
package struct OperationSize: Hashable, Sendable {
    package var depth = 0
    package var fields = 0
    package var rootFields = 0
    package var aliases = 0
    package var directives = 0

    /// Where counting stops: above every limit, and far from where sums overflow.
    private static let ceiling = 1 << 40

    /// Measures an operation of a valid document, in time linear to the document: each fragment is measured once.
    package init(of operation: Int, in document: Document) {
        let fragments = document.fragmentsByName()
        var sizes: [OperationSize?] = Array(repeating: nil, count: document.fragments.count)
        // Fragments to be measured; one comes to the top again once those that it spreads are.
        var pending = document.spreadFragments(document.operations[operation].selections, fragments)
        var isOpen = Array(repeating: false, count: document.fragments.count)
        while let fragment = pending.last {
            let selections = document.fragments[fragment].selections
            if isOpen[fragment] || sizes[fragment] != nil {
                pending.removeLast()
                if sizes[fragment] == nil {
                    sizes[fragment] = OperationSize(selections, document, fragments, sizes)
                }
                continue
            }
            isOpen[fragment] = true
            pending += document.spreadFragments(selections, fragments).filter {
                sizes[$0] == nil && !isOpen[$0]
            }
        }
        self.init(document.operations[operation].selections, document, fragments, sizes)
        add(\.directives, document.operations[operation].directives.count)
    }

    private init(_ run: Run, _ document: Document, _ fragments: [Int32: Int], _ sizes: [OperationSize?]) {
        // The ends of the fields that are open around a selection.
        var ends: [Int32] = []
        for number in run {
            while let end = ends.last, number >= end { ends.removeLast() }
            let selection = document.selections[Int(number)]
            add(\.directives, selection.directives.count)
            switch selection.kind {
            case .inlineFragment: break
            case .field:
                add(\.fields, 1)
                if ends.isEmpty { add(\.rootFields, 1) }
                if selection.alias != nil { add(\.aliases, 1) }
                ends.append(selection.end)
                depth = max(depth, ends.count)
            case .fragmentSpread:
                guard let fragment = selection.name.flatMap({ fragments[$0.id] }), let size = sizes[fragment]
                else { continue }
                add(\.fields, size.fields)
                if ends.isEmpty { add(\.rootFields, size.rootFields) }
                add(\.aliases, size.aliases)
                add(\.directives, size.directives)
                depth = max(depth, ends.count + size.depth)
            }
        }
    }

    private mutating func add(_ count: WritableKeyPath<OperationSize, Int>, _ more: Int) {
        self[keyPath: count] = min(self[keyPath: count] + more, Self.ceiling)
    }

    /// The error with which an operation of this size is refused; `nil` if `limits` allow it.
    package func error(_ limits: OperationLimits) -> GraphQLError? {
        let measures: [(count: Int, limit: Int, what: String)] = [
            (depth, limits.depth, "levels of fields"), (fields, limits.fields, "fields"),
            (rootFields, limits.rootFields, "root fields"), (aliases, limits.aliases, "aliases"),
            (directives, limits.directives, "directives"),
        ]
        guard let exceeded = measures.first(where: { $0.count > $0.limit }) else { return nil }
        let message =
            "The operation has more than \(exceeded.limit) \(exceeded.what) once its fragments are in place."
        return GraphQLError(message, code: .limitExceeded)
    }
}

extension Document {
    /// The places of the fragments that `run` spreads.
    fileprivate func spreadFragments(_ run: Run, _ fragments: [Int32: Int]) -> [Int] {
        selections[run.indices].compactMap { selection in
            selection.kind == .fragmentSpread ? selection.name.flatMap { fragments[$0.id] } : nil
        }
    }
}
