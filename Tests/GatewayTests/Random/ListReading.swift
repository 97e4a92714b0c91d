import JSON
import TestSupport
import Testing

/// One list whose rows are known, read page by page.
struct ListReading {
    private var query: RandomQuery
    private let field: String
    private let arguments: [String]
    private let owner: String?
    private let ids: [String]
    private let conversation: Conversation
    /// By a row's place in the list, the cursors that a page has shown.
    private var cursors: [Int: String] = [:]

    init(
        _ query: RandomQuery,
        field: String,
        arguments: [String],
        owner: String?,
        ids: [String],
        _ gateway: GatewayProcess
    ) throws {
        self.query = query
        self.field = field
        self.arguments = arguments
        self.owner = owner
        self.ids = ids
        conversation = try Conversation(gateway, as: query.caller)
    }

    /// Reads a page that begins or ends anywhere a cursor is known of, and compares it.
    ///
    /// - Returns: how many rows it has.
    mutating func readPage() -> Int {
        let after = query.random.chance(50) ? nil : cursors.keys.sorted().randomElement(using: &query.random)
        let before = query.random.chance(60) ? nil : cursors.keys.sorted().randomElement(using: &query.random)
        let size = query.random.chance(5) ? 0 : Int.random(in: 1...12, using: &query.random)
        let isLast = query.random.chance(45)
        let start = after.map { $0 + 1 } ?? 0
        let window = start..<max(before ?? ids.count, start)
        let rows =
            isLast
            ? max(window.upperBound - size, window.lowerBound)..<window.upperBound : window.prefix(size)
        let answer = ask(size, isLast, after, before)
        guard let page = owner == nil ? answer["data", "list"] : answer["data", "node", "list"] else {
            Issue.record("\(description): \(answer.body)")
            return 0
        }
        let edges = page[["edges"]]?.items ?? []
        let found = edges.compactMap { $0[["node", "id"]]?.text }
        let info = page[["pageInfo"]]
        let isWhole = window.count <= size
        let said: [(String, JSONValue)] = [
            ("hasNextPage", .boolean(isLast ? before != nil : !isWhole)),
            ("hasPreviousPage", .boolean(isLast ? !isWhole : after != nil)),
            ("startCursor", edges.first?[["cursor"]] ?? .null),
            ("endCursor", edges.last?[["cursor"]] ?? .null),
        ]
        let agrees =
            said.allSatisfy { info?[[$0]] == $1 } && page[["totalCount"]]?.text == String(ids.count)
        #expect(
            found == Array(ids[rows]) && agrees && answer["errors"] == nil,
            """
            \(description), \(isLast ? "last" : "first") \(size), after \(after ?? -1), before \(before ?? -1) of \(ids.count)
            expected \(rows)
            \(answer.body.prefix(1500))
            """
        )
        for (place, edge) in zip(rows, edges) { cursors[place] = edge[["cursor"]]?.text }
        return rows.count
    }

    private var description: String {
        "\(query.caller.name): \(field)(\(arguments.joined(separator: ", "))) "
            + JSONWriter.text(of: .object(query.variables))
    }

    private func ask(_ size: Int, _ isLast: Bool, _ after: Int?, _ before: Int?) -> Answer {
        var arguments = arguments + ["\(isLast ? "last" : "first"): \(size)"]
        var variables = query.variables
        var names = query.declarations
        for (name, place) in [("after", after), ("before", before)] {
            guard let place, let cursor = cursors[place] else { continue }
            arguments.append("\(name): $\(name)")
            names.append("$\(name): String")
            variables.set(name, to: .string(cursor))
        }
        let declarations = names.isEmpty ? "" : "(\(names.joined(separator: ", ")))"
        let words = field.split(separator: " ").map(String.init)
        let list = """
            list: \(words[words.count - 1])(\(arguments.joined(separator: ", "))) {
              edges { cursor node { id } } totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }
            """
        guard let owner else { return conversation.ask("query\(declarations) { \(list) }", variables) }
        return conversation.ask(
            "query\(declarations) { node(id: \"\(owner)\") { ... on \(words[0]) { \(list) } } }",
            variables
        )
    }
}
