import Postgres
import TestSupport
import Testing

@testable import Migrations

@Suite("Seeder")
struct SeederTests {
    private let folder: TestFolder
    private let connection: BlockingConnection

    init() throws {
        folder = try TestFolder([
            "01_rows.sql": """
            create table if not exists rows (n int, day date);
            do $$ begin if current_setting('demo.replace') = 'on' then truncate rows; end if; end $$;
            insert into rows select n, current_setting('demo.until')::date
              from generate_series(1, current_setting('demo.scale')::int * 10) n;
            """,
            "02_check.sql": "do $$ begin raise notice 'scale %', current_setting('demo.scale'); end $$",
        ])
        let name = "seeder_\(UInt32.random(in: 0 ... .max))"
        connection = try BlockingConnection(TestCluster.shared().database(named: name))
    }

    private func seeder(_ progress: @escaping (Progress) -> Void = { _ in }) -> Seeder {
        Seeder(connection: connection, folder: folder.path, progress: progress)
    }

    private func count() throws -> String? { try connection.query("select count(*) from rows")[0][0] }

    @Test func `scale and day reach the scripts, which show their progress`() throws {
        var lines: [Progress] = []
        try seeder { lines.append($0) }.run(scale: 3, until: "2026-02-01")
        #expect(try count() == "30")
        #expect(try connection.query("select max(day) from rows")[0][0] == "2026-02-01")
        #expect(lines.contains(.applying(name: "02_check")))
        #expect(lines.contains(.notice("NOTICE: scale 3")))
    }

    @Test func `the same again is there already`() throws {
        try seeder().run(scale: 1, until: "2026-02-01")
        let outcome = Seeder.Outcome.alreadyThere(scale: 1, until: "2026-02-01")
        #expect(try seeder().run(scale: 1, until: "2026-02-01") == outcome)
        #expect(try seeder().run(scale: 1, until: nil) == outcome)
        #expect(try count() == "10")
    }

    @Test(arguments: [(2, nil), (1, "2026-02-02")] as [(Int, String?)])
    func `other data is refused unless it is to be replaced`(scale: Int, until: String?) throws {
        try seeder().run(scale: 1, until: "2026-02-01")
        #expect(throws: MigrationError.self) { try seeder().run(scale: scale, until: until) }
        #expect(try count() == "10")
        try seeder().run(scale: scale, until: until, isReplacing: true)
        #expect(try count() == String(scale * 10))
    }

    @Test func `a failing script leaves nothing, and is named with its line`() throws {
        try folder.write("03_bad.sql", "select 1;\nselect 1/0;")
        let error = try #require(throws: MigrationError.self) { try seeder().run(scale: 1, until: nil) }
        #expect(error.file == "\(folder.path)/03_bad.sql" && error.line == 2)
        #expect(try connection.query("select to_regclass('rows')")[0][0] == nil)
        #expect(try connection.query("select count(*) from concierge.demo_data")[0][0] == "0")
    }

    @Test func `a date that is none and a scale below one are refused`() throws {
        #expect(throws: MigrationError.self) { try seeder().run(scale: 1, until: "2026-13-01") }
        #expect(throws: MigrationError.self) { try seeder().run(scale: 0, until: nil) }
    }

    @Test func `an empty or missing folder is said`() throws {
        let empty = try TestFolder()
        let error = try #require(throws: MigrationError.self) {
            try Seeder(connection: connection, folder: empty.path + "/demo").run(scale: 1, until: nil)
        }
        #expect(error.description.hasPrefix("\(empty.path)/demo: cannot read the folder"))
    }
}
