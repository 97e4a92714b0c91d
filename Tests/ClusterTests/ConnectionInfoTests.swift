import Testing

@testable import Cluster

@Suite("Connection strings")
struct ConnectionInfoTests {
    @Test func `a plain path and name stand as they are`() {
        let info = ConnectionInfo(socketDirectory: "/run/concierge/a-1", port: 5432, database: "concierge")
        #expect(info.owner == "host=/run/concierge/a-1 port=5432 dbname=concierge user=concierge_owner")
    }

    @Test func `a name with a space, a quote and a backslash is quoted`() {
        let info = ConnectionInfo(socketDirectory: "/s", port: 1, database: #"a 'b\"#)
        #expect(info.gateway == #"host=/s port=1 dbname='a \'b\\' user=concierge_gateway"#)
    }
}
