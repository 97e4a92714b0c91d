import JSON
import TestSupport
import Testing

/// Mutations at random: each answers what psql shows after the same calls, made in a database like it.
///
/// `RANDOM_MUTATIONS` is how many there are.
@Suite("Random mutations")
struct RandomMutationTests {
    private static let count = ChildProcess.environment("RANDOM_MUTATIONS").flatMap { Int($0) } ?? 300

    @Test func `a mutation answers what psql shows after it`() throws {
        let workshop = try Workshop("random")
        let mirror = try TestCluster.shared().database(named: "workshop_mirror")
        let databases = ["--database", mirror, "--owner-database", mirror]
        try ChildProcess.require(
            [GatewayProcess.program, "migrate"] + databases + [
                "--migrations", "Tests/Fixtures/workshop/migrations",
            ],
            folder: GatewayProcess.folder
        )
        for first in stride(from: 0, to: Self.count, by: 100) {
            let mutations = (first..<min(first + 100, Self.count)).map { RandomMutation($0) }
            let script = mutations.map(\.sql).joined(separator: "\n")
            let lines = try workshop.gateway.cluster.run(script, database: "workshop_mirror")
                .split(separator: "\n").map(String.init)
            try #require(lines.count == mutations.count)
            for (number, (mutation, line)) in zip(first..., zip(mutations, lines)) {
                let expected = try JSONReader.read(Array(line.utf8))
                for answer in try answers(to: mutation, number, workshop) {
                    let found = answer["data", "field"] ?? .string("nothing")
                    if answer["errors"] == nil, agrees(found, expected) { continue }
                    Issue.record("\(number): \(mutation.field)\nfound    \(answer.body)\nexpected \(line)")
                }
            }
        }
        for table in ["items order by id", "parts order by item, part"] {
            let query = "select * from \(table)"
            #expect(
                try workshop.gateway.sql(query)
                    == workshop.gateway.cluster.run(query, database: "workshop_mirror").split(separator: "\n")
                    .map(String.init)
            )
        }
    }

    /// The mutation, with a dry run before it and once more with its key, where it has them.
    private func answers(to mutation: RandomMutation, _ number: Int, _ workshop: Workshop) throws -> [Answer]
    {
        var answers: [Answer] = []
        if mutation.isDryFirst {
            let field = mutation.field
            var dry = field
            if let place = field.firstIndex(of: "(") {
                dry.insert(contentsOf: "dryRun: true, ", at: field.index(after: place))
            }
            answers.append(try workshop.ask("mutation { field: \(dry) }"))
        }
        let query = "mutation { field: \(mutation.field) }"
        guard mutation.isKeyed else { return answers + [try workshop.ask(query)] }
        for _ in 0..<2 { answers.append(try workshop.ask(query, key: "key \(number)")) }
        return answers
    }
}
