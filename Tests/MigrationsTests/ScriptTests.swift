import Testing

@testable import Migrations

@Suite("Script")
struct ScriptTests {
    private func starts(_ text: String) -> [String] {
        Script(text).statements.map { statement in
            statement.words.joined(separator: " ")
        }
    }

    @Test func `semicolons end statements, and empty ones are none`() {
        #expect(starts("select 1; ; insert into a values (1);\n;") == ["select", "insert into"])
    }

    @Test(arguments: [
        "select ';'", "select 'it''s; fine'", #"select E'\'; fine'"#, "select \"a;b\"", "select $$ ; $$",
        "select $a$ ; $$ ; $a$", "select /* ; /* ; */ ; */ 1", "select 1 -- ; fine\n + 1", "select (1;2)",
        "select U&'; fine'", "select E'a\\\\''; fine'", "select $1; ",
    ])
    func `a semicolon in a string, a name, a comment or parentheses ends nothing`(text: String) {
        #expect(starts(text).count == 1)
    }

    @Test func `a body written out in a function is one statement`() {
        let text = """
            create or replace function a() returns int language sql
            begin atomic
              select case when true then 1 else 2 end;
              select 2;
            end;
            create function b() returns int return 1;
            select 1
            """
        #expect(starts(text) == ["create or", "create function", "select"])
    }

    @Test func `a statement's place is that of its first word`() {
        let script = Script("-- zażółć\n\n  select 1;\n\tselect 2")
        let places = script.statements.map { script.place(of: $0.start) }
        #expect(places.map(\.line) == [3, 4])
        #expect(places.map(\.column) == [3, 2])
    }

    @Test(arguments: [
        "begin", "BEGIN;", "start transaction", "select 1; commit", "end", "rollback", "abort",
        "prepare transaction 'a'", "/* x */ Commit",
    ])
    func `transaction control is seen`(text: String) {
        #expect(Script(text).transactionControl != nil)
    }

    @Test(arguments: [
        "select 'begin'", "do $$ begin perform 1; end $$", "prepare a as select 1",
        "create function a() returns int begin atomic select 1; end", "create table \"begin\" (id int)",
        "savepoint a; rollback_all()",
    ])
    func `what only looks like transaction control is not`(text: String) {
        #expect(Script(text).transactionControl == nil)
    }

    @Test(arguments: ["'", "\"", "$$", "$a$ ", "/*", "(", "E'\\", "$", "$a", "--", "create function begin"])
    func `what is never closed ends with the text`(text: String) {
        #expect(Script(text).statements.count <= 1)
    }
}
