import Postgres
import TestSupport
import Testing

@testable import Migrations

@Suite("Runner")
struct RunnerTests {
    private let folder: TestFolder
    private let connection: BlockingConnection

    init() throws {
        folder = try TestFolder([
            "0001_people.sql": "create table people (id int primary key);\ninsert into people values (1);",
            "0002_names.sql": "alter table people add column name text default 'Jan; Łukasz';",
            "notes.md": "not a migration",
        ])
        let name = "runner_\(UInt32.random(in: 0 ... .max))"
        connection = try BlockingConnection(TestCluster.shared().database(named: name))
    }

    private func runner(_ progress: @escaping (Progress) -> Void = { _ in }) throws -> Runner {
        try Runner(connection: connection, folder: folder.path, progress: progress)
    }

    private func failure() throws -> MigrationError {
        try #require(throws: MigrationError.self) { try runner().run() }
    }

    @Test func `pending files are applied once, in order, with progress`() throws {
        var lines: [String] = []
        #expect(try runner().pending().map(\.name) == ["0001_people", "0002_names"])
        #expect(try runner { lines.append($0.description) }.run().map(\.version) == [1, 2])
        #expect(lines.first == "Applying 0001_people …")
        #expect(lines.last?.hasPrefix("Applying 0002_names … ") == true)
        #expect(try runner().run() == [])
        #expect(try runner().status().allSatisfy { $0.appliedAt != nil })
        #expect(try connection.query("select name from people")[0][0] == "Jan; Łukasz")
        let ledger = try connection.query("select version, name, length(checksum) from concierge.migrations")
        #expect(ledger.values == [["1", "0001_people", "64"], ["2", "0002_names", "64"]])
    }

    @Test func `asking what is pending changes nothing`() throws {
        _ = try runner().pending()
        #expect(try connection.query("select to_regclass('concierge.migrations')")[0][0] == nil)
    }

    @Test func `a failing file leaves the database as it was, and is named with line and column`() throws {
        try folder.write("0003_bad.sql", "create table half (id int);\n\n  insert into people values (1);\n")
        let error = try failure()
        #expect(error.file == "\(folder.path)/0003_bad.sql")
        #expect(error.line == 3 && error.column == 3)
        #expect(error.cause?.sqlState == "23505")
        #expect(try connection.query("select to_regclass('half')")[0][0] == nil)
        #expect(try runner().pending().map(\.name) == ["0003_bad"])
    }

    @Test func `a syntax error is named where it stands`() throws {
        try folder.write("0003_bad.sql", "create table half (id int);\nselect ż ą;\nselekt 1;\n")
        let error = try failure()
        #expect(error.line == 3 && error.column == 1)
        #expect(error.description.hasPrefix("\(folder.path)/0003_bad.sql:3:1: ERROR 42601: "))
    }

    @Test func `a file that was changed after it was applied is refused`() throws {
        try runner().run()
        try folder.write("0001_people.sql", "create table people (id bigint primary key);")
        try folder.write("0003_more.sql", "create table more (id int)")
        let error = try failure()
        #expect(error.file?.hasSuffix("0001_people.sql") == true)
        #expect(try connection.query("select to_regclass('more')")[0][0] == nil)
    }

    @Test func `a double and a strange name are refused`() throws {
        try folder.write("0003_late.sql", "select 1")
        try folder.write("0003_same.sql", "select 1")
        #expect(try failure().message.contains("two migrations 3"))
        for name in ["03_short.sql", "0000_zero.sql", "0003.sql"] {
            let error = #expect(throws: MigrationError.self) { try Migration(path: name, sql: "select 1") }
            #expect(error?.message == "the name is not a migration's")
        }
    }

    @Test func `series have gaps between them, and grow side by side`() throws {
        try folder.write("0201_live.sql", "select 1")
        try folder.write("0301_figures.sql", "select 1")
        #expect(try runner().run().map(\.version) == [1, 2, 201, 301])
        try folder.write("0202_more_live.sql", "select 1")
        #expect(try runner().run().map(\.version) == [202])
    }

    @Test func `a file in front of an applied one of its series is refused`() throws {
        try folder.write("0302_figures.sql", "select 1")
        try runner().run()
        try folder.write("0301_late.sql", "select 1")
        #expect(try failure().message == "it was never applied, but 0302_figures was")
    }

    @Test func `a database that other files made is refused with one sentence`() throws {
        try runner().run()
        try connection.execute("update concierge.migrations set name = '0002_addresses' where version = 2")
        let error = try failure()
        #expect(
            error.message
                == "the database was made by other migrations: its 0002_addresses is 0002_names in the folder"
        )
        #expect(error.hint?.contains("Start from an empty database") == true)
    }

    @Test func `a database that is ahead of the folder is refused`() throws {
        try runner().run()
        try connection.execute("insert into concierge.migrations values (3, '0003_future', '', now(), 0)")
        #expect(try failure().message.contains("0003_future"))
    }

    @Test func `a file with transaction control is refused before anything is applied`() throws {
        try folder.write("0003_bad.sql", "select 1;\ncommit;")
        let error = try failure()
        #expect(error.line == 2)
        #expect(try connection.query("select to_regclass('people')")[0][0] == nil)
    }

    @Test func `what a file sets for its session does not reach the next`() throws {
        try folder.write("0003_sets.sql", "set search_path = pg_catalog; set role pg_monitor;")
        try folder.write("0004_uses.sql", "create table public_table (id int)")
        try runner().run()
        #expect(try connection.query("select to_regclass('public.public_table')")[0][0] != nil)
    }

    @Test func `notices are shown`() throws {
        try folder.write("0003_says.sql", "do $$ begin raise notice 'careful'; end $$")
        var notices: [String] = []
        try runner { if case .notice(let text) = $0 { notices.append(text) } }.run()
        #expect(notices == ["NOTICE: careful"])
    }

    @Test func `databases of one cluster that are migrated at the same moment make its roles together`()
        async throws
    {
        let mark = "r\(UInt32.random(in: 0 ... .max))"
        let roles = (1...4).map { "\(mark)_\($0)" }
        let makes = roles.map { role in
            """
            do $$ begin
              if not exists (select from pg_roles where rolname = '\(role)') then create role \(role); end if;
            end $$;
            select pg_sleep(0.02);
            alter role \(role) set work_mem = '5MB';
            """
        }
        let grants = roles.dropFirst().map { "grant \($0) to \(roles[0]);" }
        let folder = try TestFolder([
            "0001_roles.sql": makes.joined(),
            "0002_groups.sql": "\(grants.joined()) select pg_sleep(0.02); \(makes.joined())",
        ])
        let databases = try (1...4).map { try TestCluster.shared().database(named: "\(mark)_\($0)") }
        try await withThrowingTaskGroup { group in
            for database in databases {
                group.addTask {
                    try Runner(connection: BlockingConnection(database), folder: folder.path).run().count
                }
            }
            for try await applied in group { #expect(applied == 2) }
        }
        try connection.execute("drop role \(roles.joined(separator: ", "))")
    }
}
