import JSON
import TestSupport

/// A database with a column of every type that is served, and functions that return what they are given.
enum Values {
    static func gateway() throws -> GatewayProcess { try shared.get() }

    private static let shared = Result {
        try GatewayProcess(fixture: "values", in: TestCluster.shared())
    }

    /// The numbers of the tasks that a list with `arguments` has, in its order; the body of an answer with errors.
    static func taskNumbers(_ arguments: String) throws -> [String] {
        let answer = try gateway().ask("{ tasks(first: 100, \(arguments)) { nodes { number } } }", as: nil)
        guard answer["errors"] == nil else { return [answer.body] }
        return answer["data", "tasks", "nodes"]?.items.compactMap { $0[["number"]]?.text } ?? []
    }

    /// The columns of the table: each field with its type.
    static let fields: [(name: String, type: String)] = {
        let text =
            (try? ChildProcess.run(["cat", "Tests/Fixtures/values/schema/values.graphql"]).output) ?? ""
        guard let start = text.firstRange(of: "type Sample"), let end = text.firstRange(of: "type Query")
        else { return [] }
        return text[start.upperBound..<end.lowerBound].split(separator: "\n").compactMap { line in
            let parts = line.split(separator: ":")
            guard parts.count == 2, line.hasPrefix("  ") else { return nil }
            return (String(parts[0].dropFirst(2)), String(parts[1].dropFirst()))
        }
    }()
}
