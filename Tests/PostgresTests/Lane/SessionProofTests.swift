import Bytes
import TestSupport
import Testing

@testable import Postgres

@Suite("Proof of sessions")
struct SessionProofTests {
    @Test func `sessions of a pooler are refused`() throws {
        let pooler = try Pooler(before: TestCluster.shared())
        let place =
            "host=127.0.0.1 port=\(pooler.port) dbname=postgres user=postgres sslmode=disable gssencmode=disable"
        let error = try #require(throws: PostgresError.self) { _ = try BlockingConnection(place) }
        #expect(error.sqlState == "08001")
        #expect(error.message.contains("connection pooler"))
        let harness = try LaneHarness(database: place) {
            $0.connections = 1
            $0.limits.graceMilliseconds = 300
        }
        #expect(try harness.error("select 1").message.contains("connection pooler"))
    }

    @Test func `a list of hosts of which one shall be writable serves, and what reads does not write`() throws
    {
        let database = try TestCluster.shared().connectionString(database: "postgres")
        let harness = try LaneHarness(database: database + " target_session_attrs=read-write")
        #expect(try harness.texts("show transaction_read_only") == [["on"]])
        #expect(try harness.error("create table written (id int)").sqlState == "25006")
    }

    @Test func `a pooler that takes no options is named as one`() {
        let said = "connection failed: FATAL:  unsupported startup parameter: options"
        #expect(ServerOptions.explain(said).hasPrefix(said + "; the address is a connection pooler"))
        #expect(ServerOptions.explain("FATAL:  no such user") == "FATAL:  no such user")
    }

    @Test(arguments: [(23, 700), (20, 1184), (25, 17), (1043, 23)] as [(UInt32, Int)])
    func `a column of another type than it is taken for is an error`(taken: UInt32, is type: Int) throws {
        let database = try TestCluster.shared().connectionString(database: "postgres")
        let harness = try LaneHarness(database: database)
        let name = try TestCluster.shared().run("select \(type)::regtype")
        func outcome(_ types: [UInt32]) -> Result<RowSet, PostgresError> {
            harness.outcome(
                of: PreparedStatement(sql: "select 1, null::\(name)", columnTypes: types, role: nil)
            )
        }
        let error = #expect(throws: PostgresError.self) { try outcome([23, taken]).get() }
        #expect(error?.sqlState == "42804")
        #expect(throws: Never.self) { try outcome([0, UInt32(type)]).get() }
        #expect(throws: Never.self) { try outcome([23]).get() }
    }

    @Test func `columns that are sent as texts are alike`() throws {
        let database = try TestCluster.shared().connectionString(database: "postgres")
        let harness = try LaneHarness(database: database)
        let statement = PreparedStatement(
            sql: "select 'a'::varchar, 'b'::text",
            columnTypes: [25, 99_999],
            role: nil
        )
        #expect(try harness.outcome(of: statement).get().texts == [["a", "b"]])
    }
}
