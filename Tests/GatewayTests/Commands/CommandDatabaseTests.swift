import TestSupport
import Testing

/// Each command on the private database, on an own one, and with something missing.
@Suite("Commands and their database")
struct CommandDatabaseTests {
    private static let query = "{ words { number } }"
    private static let schema = """
        extend schema @role(name: "reader", anonymous: true)
        type Word @table(name: "words") { number: Int! @column(name: "id") }
        type Query { words: [Word!]! }
        """
    private static let files = [
        "0001_words.sql": """
        do $$ begin
            if not exists (select from pg_roles where rolname = 'concierge_gateway') then
                create role concierge_gateway login;
            end if;
        end $$;
        create table words (id integer primary key);
        grant select on words to concierge_gateway;
        """,
        "words.graphql": schema, "query.txt": query,
    ]

    @Test func `every command works on the private database, which it makes and migrates`() throws {
        let folder = try TestFolder(Self.files)
        try ChildProcess.require(["mkdir", "demo"], folder: folder.path)
        try folder.write("demo/01_words.sql", "insert into words values (7);")
        let program = GatewayProcess.folder + "/" + GatewayProcess.program
        func run(_ words: String, _ arguments: [String] = []) throws -> String {
            let words = words.split(separator: " ").map(String.init)
            let result = try ChildProcess.run([program] + words + arguments, folder: folder.path)
            #expect(result.status == 0, "\(words): \(result.output)")
            return result.output
        }
        defer {
            _ = try? ChildProcess.run([
                "sh", "-c", "rm -rf $(readlink -f \(folder.path)/.concierge/postgres)",
            ])
        }
        let migrations = ["--migrations", "."]
        let schema = migrations + ["--schema", "."]
        let draft = try run("schema draft", migrations)
        #expect(draft.contains("type Word implements Node @table(name: \"words\")"))
        #expect(try run("schema print", schema).contains("type Word {\n  number: Int!\n}"))
        let plan = try run("explain query.txt --role reader", schema)
        #expect(plan.contains("-- Query.words: step 0") && plan.contains("Scan "))
        #expect(try run("check", schema).contains("anonymous"))
        #expect(try run("migrate", migrations).contains("The database is up to date (1 migrations)."))
        _ = try run("seed", migrations)
        let analysis = try run("explain query.txt --role reader --analyze", schema)
        #expect(analysis.contains("rows=1 "), "\(analysis)")
        #expect(try run("token --role reader").split(separator: ".").count == 3)
    }

    @Test func `migrate and seed act on the owner's database, and make no private one`() throws {
        let own = try OwnDatabase("own_migrated")
        let folder = try TestFolder(["0001_words.sql": "create table words (id integer primary key);"])
        try ChildProcess.require(["mkdir", "demo"], folder: folder.path)
        try folder.write("demo/01_words.sql", "insert into words values (7);")
        for command in ["migrate", "seed"] {
            let flags = ["--owner-database", own.owner, "--migrations", "."]
            let result = try own.run([command] + flags, in: folder)
            #expect(result.status == 0, "\(result.output)")
        }
        #expect(try own.cluster.run("select id from words", database: own.name) == "7\n")
        #expect(try ChildProcess.require(["ls", "-A"], folder: folder.path) == "0001_words.sql\ndemo\n")
    }

    @Test func `commands that read act on the named database, and make no private one`() throws {
        let own = try OwnDatabase("own_read", "create table words (id integer primary key)")
        let folder = try TestFolder(Self.files)
        let schema = ["--database", own.reader, "--schema", "."]
        func run(_ words: [String]) throws -> String {
            let result = try own.run(words, in: folder)
            #expect(result.status == 0, "\(words): \(result.output)")
            return result.output
        }
        #expect(try run(["schema", "draft", "--database", own.reader]).contains("type Word "))
        #expect(try run(["schema", "print"] + schema).contains("type Word {"))
        #expect(try run(["explain", "query.txt", "--role", "reader"] + schema).contains("Scan "))
        #expect(try run(["check"] + schema).contains("0 errors"))
        #expect(try !ChildProcess.require(["ls", "-A"], folder: folder.path).contains(".concierge"))
    }

    private static let commands = [
        "migrate", "seed", "serve --listen 127.0.0.1:0", "check", "schema print", "schema draft",
        "explain q --role a",
    ]

    @Test(arguments: commands)
    func `without migrations there is no private database`(command: String) throws {
        let folder = try TestFolder()
        let words = command.split(separator: " ").map(String.init)
        let program = GatewayProcess.folder + "/" + GatewayProcess.program
        let result = try ChildProcess.run([program] + words, folder: folder.path)
        #expect(result.status == 1)
        #expect(result.output.hasPrefix("concierge: There is no migrations folder \"./migrations\""))
        #expect(try ChildProcess.require(["ls", "-A"], folder: folder.path) == "")
    }

    @Test(arguments: commands)
    func `a database that cannot be reached is named in one sentence`(command: String) throws {
        let folder = try TestFolder(["words.graphql": Self.schema, "0001_words.sql": "select 1;"])
        let words = command.split(separator: " ").map(String.init)
        let isOwner = command == "migrate" || command == "seed"
        var flags = [isOwner ? "--owner-database" : "--database", "host=\(folder.path) user=nobody"]
        if command == "migrate" || command.hasPrefix("serve") { flags += ["--wait-for-database", "1ms"] }
        let program = GatewayProcess.folder + "/" + GatewayProcess.program
        let result = try ChildProcess.run([program] + words + flags, folder: folder.path)
        #expect(result.status == 1)
        let last = result.output.split(separator: "\n").last ?? ""
        #expect(last.hasPrefix("concierge: The database cannot be reached: "), "\(result.output)")
    }
}
