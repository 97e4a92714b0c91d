import TestSupport
import Testing

@Suite("Throw-away cluster")
struct TestClusterTests {
    @Test func `a fresh database answers`() throws {
        let cluster = try TestCluster.shared()
        _ = try cluster.database(named: "fresh")
        #expect(try cluster.run("select current_database()", database: "fresh") == "fresh\n")
    }
}
