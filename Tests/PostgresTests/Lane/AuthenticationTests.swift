import EventLoop
import TestSupport
import Testing

@testable import Postgres

@Suite("Authentication")
struct AuthenticationTests {
    @Test func `a password opens a lane, and a wrong one is said without being shown`() throws {
        let cluster = try TestCluster()
        defer { cluster.discard() }
        try cluster.run("create role keeper login password 'hush-hush'")
        let rules = "local all keeper scram-sha-256\\nlocal all all trust\\n"
        try cluster.run(
            "copy (select) to program $$cat > /dev/null; printf '\(rules)' > '\(cluster.folder)/data/pg_hba.conf'$$"
        )
        try cluster.run("select pg_reload_conf()")
        let place = cluster.connectionString(database: "postgres", user: "keeper")
        let one = PreparedStatement(sql: "select current_user::text", role: nil)
        let right = try LaneHarness(database: place + " password=hush-hush")
        #expect(try right.outcome(of: one).get().texts == [["keeper"]])
        let wrong = try LaneHarness(database: place + " password=hush-wrong") {
            $0.limits.graceMilliseconds = 500
        }
        let error = try #require(throws: PostgresError.self) { try wrong.outcome(of: one).get() }
        #expect(error.message.contains("password authentication failed"))
        #expect(!error.description.contains("hush"))
        let refusal = try #require(throws: PostgresError.self) {
            try BlockingConnection(place + " password=hush-wrong")
        }
        #expect(refusal.message.contains("password authentication failed"))
        #expect(!refusal.description.contains("hush"))
    }
}
