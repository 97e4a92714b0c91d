import Glibc
import Synchronization
import TestSupport
import Testing

/// Breaks a real database or its schema, reads what `concierge check` says, mends it as it says, and is clean again.
@Suite("concierge check", .serialized)
struct CheckTests {
    private static let database = Result {
        // One of its own, because roles, which are altered here, belong to the whole cluster.
        let cluster = try TestCluster()
        let owner = try cluster.database(named: "library_check")
        try ChildProcess.require(
            [
                GatewayProcess.program, "migrate", "--database", owner, "--owner-database", owner,
                "--migrations",
                "Tests/Fixtures/library/migrations",
            ],
            folder: GatewayProcess.folder
        )
        return cluster
    }

    let cluster: TestCluster

    init() throws { cluster = try Self.database.get() }

    private func check(schema: String = "Tests/Fixtures/library/schema") throws -> ChildProcessResult {
        try ChildProcess.run(
            [
                GatewayProcess.program, "check", "--schema", schema, "--database",
                cluster.connectionString(database: "library_check", user: "library_gateway"),
            ],
            folder: GatewayProcess.folder
        )
    }

    private func sql(_ text: String) throws { try cluster.run(text, database: "library_check") }

    @Test func `the schema of the tests fits`() throws {
        let result = try check()
        #expect(result.output == "The schema fits the database.\n")
        #expect(result.status == 0)
    }

    @Test func `the schema of the desk fits, and nothing of it is slow`() throws {
        let gateway = try GatewayProcess.shared()
        let login = gateway.cluster.connectionString(database: gateway.database, user: "concierge_gateway")
        let result = try ChildProcess.run(
            [GatewayProcess.program, "check", "--database", login],
            folder: GatewayProcess.folder
        )
        #expect(result.output == "The schema fits the database.\n")
    }

    /// The coordinate, and the words behind it; what is printed, or told.
    @Test(
        arguments: [
            (["Book.title"], "type Book implements Node {\n  title: String!\n}\n", 0),
            (["Loan.member", "--role", "member"], "type Loan implements Node {\n  member: Int!\n}\n", 0),
            (["Loan.member", "--role", "reader"], "", 1), (["Book."], "", 1), (["@table"], "", 1),
        ] as [([String], String, Int32)]
    )
    func `one element is printed by its coordinate`(words: [String], printed: String, status: Int32) throws {
        let login = cluster.connectionString(database: "library_check", user: "library_gateway")
        let program = [
            GatewayProcess.program, "schema", "print", "--schema", "Tests/Fixtures/library/schema",
        ]
        let result = try ChildProcess.run(
            program + ["--database", login, "--at"] + words,
            folder: GatewayProcess.folder
        )
        #expect(result.status == status)
        #expect(status == 1 || result.output == printed)
    }

    @Test(arguments: databaseFaults)
    func `what is broken is found at its place, and its fix fixes it`(
        broken: String,
        finding: String,
        fix: String?
    ) throws {
        try sql(broken)
        let result = try check()
        #expect(result.output.contains(finding), "\(result.output)")
        #expect(result.status == (finding.contains("error: ") ? 1 : 0))
        if let fix {
            try sql(fix)
        } else {
            let lines = result.output.split(separator: "\n").map(String.init)
            let place = try #require(lines.firstIndex { $0.contains(finding) })
            let printed = try #require(
                lines[place + 1].firstRange(of: "→ ").map { String(lines[place + 1][$0.upperBound...]) }
            )
            let statement =
                printed.firstRange(of: "or: ").map { String(printed[$0.upperBound...]) } ?? printed
            try sql(statement)
        }
        #expect(try check().output == "The schema fits the database.\n")
    }

    @Test(arguments: schemaFaults)
    func `a schema that does not fit is found at its place`(
        text: String,
        edited: String,
        finding: String
    ) throws {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/library/schema/library.graphql"],
            folder: GatewayProcess.folder
        )
        #expect(source.contains(text))
        let broken = source.replacing(text, with: edited)
        let folder = try TestFolder(["library.graphql": broken])
        let result = try check(schema: folder.path)
        let line = broken[..<broken.firstRange(of: edited)!.lowerBound].count { $0 == "\n" } + 1
        #expect(result.output.contains(finding), "\(result.output)")
        #expect(result.output.contains("library.graphql:\(line):") || edited.isEmpty, "\(result.output)")
        #expect(result.status == 1)
    }

    @Test func `what is wrong with the SDL hides nothing of what does not fit the database`() throws {
        let source = try ChildProcess.require(
            ["cat", "Tests/Fixtures/library/schema/library.graphql"],
            folder: GatewayProcess.folder
        )
        let broken = source.replacing("author(id: ID!): Author", with: "author(id: ID!): Autor")
            .replacing("shelf: String\n  book: Book!", with: "shelf: String\n  book: Book! @gone")
            .replacing("member: Int!\n  dueOn", with: "member: Boolean!\n  dueOn")
        let folder = try TestFolder(["library.graphql": broken])
        let result = try check(schema: folder.path)
        let errors = result.output.split(separator: "\n").filter { $0.contains(" error: ") }.map {
            $0.drop { $0 != " " }.dropFirst()
        }
        #expect(
            errors == [
                "error: Copy.book: Unknown directive \"@gone\". Did you mean \"@role\"?",
                "error: Loan.member is Boolean, which cannot hold int4.",
                "error: Query.author: Unknown type \"Autor\". Did you mean \"Author\"?",
            ]
        )
        #expect(result.status == 1)
    }
}
