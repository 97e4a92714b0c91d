/// Circles of directive definitions.
extension SchemaValidation {
    /// A directive must not refer to itself, directly, through its arguments' types, or through directives on any of them: *Directives*,
    /// §3.13.
    ///
    /// A directive does so exactly when it refers to itself at once, or stands in a strongly connected component with something else: *Depth-first
    /// search and linear graph algorithms*, R. Tarjan, 1972, over directives and input types together.
    mutating func checkDirectiveCircles() {
        var search = ComponentSearch(DirectiveReferences(schema).references)
        for (number, directive) in schema.directives.enumerated() where directive.location != nil {
            guard search.isInCircle(number) else { continue }
            report(
                "Directive \"@\(directive.name)\" must not refer to itself, directly or indirectly.",
                directive.location,
                "@\(directive.name)"
            )
        }
    }
}

/// What directives and types refer to: the directives come first, by their place in the schema, then the types.
private struct DirectiveReferences {
    private(set) var references: [[Int]] = []
    private var numbers: [String: Int] = [:]

    init(_ schema: Schema) {
        for (number, directive) in schema.directives.enumerated() { numbers[directive.name] = number }
        let firstType = schema.directives.count
        for directive in schema.directives {
            references.append(
                applied(directive.appliedDirectives)
                    + directive.arguments.flatMap { applied($0.appliedDirectives) }
                    + directive.arguments.map { firstType + $0.type.type.index }
            )
        }
        for type in schema.types {
            references.append(
                applied(type.appliedDirectives) + type.enumValues.flatMap { applied($0.appliedDirectives) }
                    + type.inputFields.flatMap { applied($0.appliedDirectives) }
                    + type.inputFields.map { firstType + $0.type.type.index }
            )
        }
    }

    private func applied(_ directives: [AppliedDirective]) -> [Int] {
        directives.compactMap { numbers[$0.name] }
    }
}

/// Finds the strongly connected components of a graph, without calling itself.
private struct ComponentSearch {
    private let references: [[Int]]
    /// In which order the nodes were met, from 1; 0: not yet.
    private var order: [Int]
    /// The earliest node on the stack that is reached from a node.
    private var low: [Int]
    private var isOnStack: [Bool]
    private var stack: [Int] = []
    private var count = 0
    private var isCircular: [Bool]

    init(_ references: [[Int]]) {
        self.references = references
        order = Array(repeating: 0, count: references.count)
        low = order
        isOnStack = Array(repeating: false, count: references.count)
        isCircular = isOnStack
    }

    /// Whether a way leads from `node` back to it.
    mutating func isInCircle(_ node: Int) -> Bool {
        if order[node] == 0 { search(from: node) }
        return isCircular[node]
    }

    private mutating func search(from start: Int) {
        var path: [(node: Int, next: Int)] = []
        meet(start, &path)
        while let (node, next) = path.last {
            if next < references[node].count {
                path[path.count - 1].next += 1
                let target = references[node][next]
                if target == node { isCircular[node] = true }
                if order[target] == 0 {
                    meet(target, &path)
                } else if isOnStack[target] {
                    low[node] = min(low[node], order[target])
                }
                continue
            }
            path.removeLast()
            if let parent = path.last?.node { low[parent] = min(low[parent], low[node]) }
            if low[node] == order[node] { finishComponent(of: node) }
        }
    }

    private mutating func meet(_ node: Int, _ path: inout [(node: Int, next: Int)]) {
        count += 1
        order[node] = count
        low[node] = count
        isOnStack[node] = true
        stack.append(node)
        path.append((node, 0))
    }

    /// Takes the component that was entered at `node` from the stack, whose nodes all reach each other.
    private mutating func finishComponent(of node: Int) {
        let isAlone = stack.last == node
        while let member = stack.popLast() {
            isOnStack[member] = false
            if !isAlone { isCircular[member] = true }
            if member == node { break }
        }
    }
}
