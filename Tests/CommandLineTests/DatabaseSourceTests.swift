import Testing

@testable import CommandLine

@Suite("The database of a command")
struct DatabaseSourceTests {
    private static let changing = ["migrate", "seed"]
    private static let reading = [
        "serve", "check", "schema print", "schema draft", "explain q.graphql --role agent",
    ]

    private func source(_ line: String, environment: [String: String] = [:]) throws -> String {
        let source =
            switch try settings(line, environment: environment) {
            case .serve(let settings): settings.database
            case .migrate(let settings): settings.database
            case .seed(let settings): settings.database
            case .check(let settings): settings.database
            case .schemaPrint(let settings): settings.database
            case .schemaDraft(let settings): settings.database
            case .feedSetup(let settings): settings.database
            case .explain(let settings): settings.database
            case .schemaDirectives, .migrationsIdempotency, .token:
                throw UsageError(message: "no database")
            }
        return switch source {
        case .named(let connection): connection.text
        case .privateCluster(let database): "\(database.state), \(database.migrations)"
        }
    }

    @Test(arguments: changing + reading)
    func `without a connection it is the private one, made of the migrations`(line: String) throws {
        #expect(try source(line) == "./.concierge, ./migrations")
        #expect(try source(line + " --state s --migrations m") == "s, m")
    }

    @Test(arguments: changing)
    func `a command that changes a database acts on the owner's connection alone`(line: String) throws {
        #expect(try source(line + " --owner-database host=x") == "host=x")
        #expect(try source(line + " --owner-database host=x --database host=y") == "host=x")
        #expect(try source(line, environment: ["CONCIERGE_OWNER_DATABASE": "host=x"]) == "host=x")
        #expect(complaint(line + " --database host=y")?.contains("needs --owner-database") == true)
        #expect(
            complaint(line, environment: ["DATABASE_URL": "host=y"])?.contains("needs --owner-database")
                == true
        )
    }

    @Test(arguments: reading)
    func `a command that reads never takes the owner's connection instead`(line: String) throws {
        #expect(try source(line + " --database host=y") == "host=y")
        #expect(try source(line + " --database host=y --owner-database host=x") == "host=y")
        let refusal = complaint(line, environment: ["CONCIERGE_OWNER_DATABASE": "host=x"])
        #expect(refusal?.contains("needs --database beside --owner-database") == true)
    }
}
