extension ValidationRun {
    /// No fragment spreads itself, directly or through others; returns whether that holds and notes an order in which each fragment
    /// comes behind all that it spreads.
    ///
    /// Implements *Fragment Spreads Must Not Form Cycles*, §5.5.2.2, as a depth-first search on a stack of its own.
    mutating func checkFragmentSpreadsMustNotFormCycles() -> Bool {
        guard !isFull else { return false }
        var state = Array(repeating: FragmentState.new, count: document.fragments.count)
        var path: [(fragment: Int32, next: Int32)] = []
        var isAcyclic = true
        for root in document.fragments.indices where state[root] == .new {
            path.append((Int32(root), spreadsOf[definition(ofFragment: Int32(root))].lowerBound))
            state[root] = .onPath
            while let (fragment, next) = path.last {
                guard next < spreadsOf[definition(ofFragment: fragment)].upperBound else {
                    state[Int(fragment)] = .done
                    fragmentOrder.append(fragment)
                    path.removeLast()
                    continue
                }
                path[path.count - 1].next += 1
                let target = spreads[Int(next)].fragment
                guard target >= 0 else { continue }
                switch state[Int(target)] {
                case .done: continue
                case .onPath:
                    isAcyclic = false
                    reportCycle(to: target, path)
                case .new:
                    state[Int(target)] = .onPath
                    path.append((target, spreadsOf[definition(ofFragment: target)].lowerBound))
                }
            }
        }
        if !isAcyclic { fragmentOrder = [] }
        return isAcyclic
    }

    private enum FragmentState { case new, onPath, done }

    /// The place of a fragment in what is kept by definition.
    func definition(ofFragment fragment: Int32) -> Int { document.operations.count + Int(fragment) }

    private mutating func reportCycle(to target: Int32, _ path: [(fragment: Int32, next: Int32)]) {
        guard !isFull, let start = path.lastIndex(where: { $0.fragment == target }) else { return }
        let name = document.text(document.fragments[Int(target)].name)
        let between = path[(start + 1)...].prefix(5).map {
            "\"\(document.text(document.fragments[Int($0.fragment)].name))\""
        }
        let via = between.isEmpty ? "" : " via \(between.joined(separator: ", "))"
        let selection = spreads[Int(path[start].next) - 1].selection
        let offset = document.selections[Int(selection)].offset
        report("Cannot spread fragment \"\(name)\" within itself\(via).", at: offset)
    }
}
