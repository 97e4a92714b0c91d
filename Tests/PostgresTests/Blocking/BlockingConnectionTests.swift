import TestSupport
import Testing

@testable import Postgres

@Suite("Blocking connection")
struct BlockingConnectionTests {
    private func connection() throws -> BlockingConnection {
        try BlockingConnection(TestCluster.shared().connectionString(database: "postgres"))
    }

    @Test func `rows come by name, and NULL is nil`() throws {
        let rows = try connection().query(
            "select $1::int + 1 as more, $2::text as nothing",
            parameters: ["41", nil]
        )
        #expect(rows.count == 1)
        #expect(rows[0]["more"] == "42")
        #expect(rows[0]["nothing"] == nil)
    }

    @Test func `a URL connects too`() throws {
        let connection = try BlockingConnection(TestCluster.shared().url(database: "postgres"))
        #expect(try connection.query("select 1").first?[0] == "1")
    }

    @Test func `an error tells its state and position`() throws {
        let error = try #require(throws: PostgresError.self) { try connection().query("select nothing") }
        #expect(error.sqlState == "42703")
        #expect(error.position == 8)
        #expect(!error.isConnectionLoss)
    }

    @Test func `a violated constraint is named, and the row's values stay out of the description`() throws {
        let connection = try connection()
        try connection.execute("create temporary table kept (mail text constraint kept_key unique)")
        try connection.query("insert into kept values ('secret@example.org')")
        let error = try #require(throws: PostgresError.self) {
            try connection.query("insert into kept values ('secret@example.org')")
        }
        #expect(error.constraint == "kept_key")
        #expect(error.table == "kept")
        #expect(error.detail?.contains("secret") == true)
        #expect(!error.description.contains("secret"))
    }

    @Test func `a script of several statements runs, and its notices arrive`() throws {
        let connection = try connection()
        var notices: [String] = []
        connection.onNotice = { notices.append("\($0.severity) \($0.message)") }
        try connection.execute("do $$ begin raise notice 'half way'; end $$; select 1")
        #expect(notices == ["NOTICE half way"])
    }

    @Test func `a transaction that throws leaves nothing behind`() throws {
        let connection = try connection()
        try connection.execute("create temporary table kept (id int)")
        #expect(throws: PostgresError.self) {
            try connection.transaction { connection throws(PostgresError) in
                try connection.execute("insert into kept values (1)")
                try connection.execute("select 1/0")
            }
        }
        #expect(!connection.isInTransaction)
        #expect(try connection.query("select count(*) from kept")[0][0] == "0")
    }

    @Test func `a closed connection says so`() throws {
        let connection = try connection()
        connection.close()
        let error = try #require(throws: PostgresError.self) { try connection.query("select 1") }
        #expect(error.isConnectionLoss)
    }

    @Test func `a backend that was killed is a lost connection`() throws {
        let connection = try connection()
        let error = try #require(throws: PostgresError.self) {
            try connection.query("select pg_terminate_backend(pg_backend_pid())")
        }
        #expect(error.isConnectionLoss)
    }

    @Test func `COPY is refused instead of waiting for ever`() throws {
        #expect(throws: PostgresError.self) { try connection().execute("copy (select 1) to stdout") }
    }
}

@Suite("Connection string")
struct ConnectionStringTests {
    @Test func `nobody listening is told with the place`() throws {
        let error = try #require(throws: PostgresError.self) {
            try BlockingConnection("host=/nowhere dbname=a password=hush", timeout: 2)
        }
        #expect(error.sqlState == "08001")
        #expect(error.message.contains("/nowhere"))
    }

    @Test(arguments: [
        "postgres://user:hush@host:hush2/database", "host=a hush", "postgres://user:hu:sh@ho@st:port/d",
        "host=localhost port=hush",
    ])
    func `no error shows a part of a password`(text: String) throws {
        let error = try #require(throws: PostgresError.self) { try BlockingConnection(text, timeout: 2) }
        #expect(!error.description.contains("hu"))
    }

    @Test func `the description has no password`() throws {
        let source = try ConnectionString("postgres://user:hush@host:5433/data")
        #expect(source.description == "host=host port=5433 dbname=data user=user")
    }
}
