extension ExecutionPlan {
    /// The steps as a tree, each with its statement: for people, and for the goldens of the tests.
    ///
    /// - Parameters:
    ///   - schema: with it, the explanation says what each step reads and depends on.
    ///   - plan: what to add about the step's statement; nothing by default.
    package func explanation(
        of schema: BoundSchema? = nil,
        plan: (_ step: Int) -> String = { _ in "" }
    ) -> String {
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
            for line in schema.map({ step.explanation(of: $0) }) ?? [] {
                text += "\(indent)-- \(line)\n"
            }
            for line in plan(index).split(separator: "\n") { text += "\(indent)--   \(line)\n" }
            text += "\n"
            open += step.children.reversed().map { ($0, depth + 1) }
        }
        return text
    }
}

extension FetchStep {
    /// What the step reads and depends on, a line each.
    fileprivate func explanation(of schema: BoundSchema) -> [String] {
        func name(_ relation: UInt32) -> String { schema.relationNames[relation] ?? "relation \(relation)" }
        var lines = reads.map { read in
            let key = read.key.isEmpty ? "" : " by (\(read.key.joined(separator: ", ")))"
            return "reads \(name(read.relation))\(key): \(read.columns.sorted().joined(separator: ", "))"
        }
        var parts = dependencies.relations.map(name).sorted()
        if !dependencies.isComplete { parts.append("tables that PostgreSQL does not show") }
        if dependencies.movesByItself { parts.append("the time or chance") }
        lines.append("depends on \(parts.isEmpty ? "nothing" : parts.joined(separator: ", "))")
        let claims = schema.roles[statement.role].claims.enumerated().filter { index, _ in
            dependencies.claims.contains(ClaimSet(claim: index))
        }
        if !claims.isEmpty {
            lines.append("sees the claims \(claims.map(\.element.name).joined(separator: ", "))")
        }
        return lines
    }
}
