extension ExecutionPlan {
    /// The steps as a tree, each with its statement: for people, and for the goldens of the tests.
    ///
    /// - Parameter plan: what to tell of the step's statement beside its text; nothing by default.
    package func explanation(plan: (_ step: Int) -> String = { _ in "" }) -> String {
        var text = ""
        // Depth first by an explicit stack; a step's children follow it.
        var open = roots.reversed().map { (step: $0, depth: 0) }
        while let (index, depth) = open.popLast() {
            let step = steps[index]
            let indent = String(repeating: "    ", count: depth)
            text += "\(indent)-- \(step.coordinate): step \(index)"
            if let parent = step.parent { text += ", for the rows of step \(parent)" }
            text += ", lane \(step.statement.lane)\n"
            for line in step.statement.text.split(separator: "\n") { text += "\(indent)\(line)\n" }
            for line in plan(index).split(separator: "\n") { text += "\(indent)--   \(line)\n" }
            text += "\n"
            open += step.children.reversed().map { ($0, depth + 1) }
        }
        return text
    }
}
