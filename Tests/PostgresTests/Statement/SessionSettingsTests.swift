import Testing

@testable import Postgres

@Suite("Session settings")
struct SessionSettingsTests {
    @Test func `the same role and claims are the same identity`() {
        let one = SessionSettings(role: "client", claims: [("claims.sub", "1")])
        #expect(one == SessionSettings(role: "client", claims: [("claims.sub", "1")]))
        #expect(one.hashValue == SessionSettings(role: "client", claims: [("claims.sub", "1")]).hashValue)
    }

    @Test func `another claim, role or right is another identity`() {
        let one = SessionSettings(role: "client", claims: [("claims.sub", "1")])
        #expect(one != SessionSettings(role: "client", claims: [("claims.sub", "2")]))
        #expect(one != SessionSettings(role: "client", claims: [("claims.tier", "1")]))
        #expect(one != SessionSettings(role: "agent", claims: [("claims.sub", "1")]))
        #expect(one != SessionSettings(role: "client", claims: [("claims.sub", "1")], isReadOnly: false))
        #expect(one != SessionSettings(role: "client"))
    }

    @Test func `settings of the same number share a statement`() {
        let one = SessionSettings(role: "client", claims: [("claims.sub", "1")])
        let other = SessionSettings(role: "agent", claims: [("claims.tier", "2")])
        #expect(one.statement === other.statement)
        #expect(
            one.statement.sql
                == "select set_config($1,$2,true), set_config($3,$4,true), set_config($5,$6,true)"
        )
    }

    @Test func `nothing to set is empty`() {
        #expect(SessionSettings(role: nil, isReadOnly: false).isEmpty)
        #expect(!SessionSettings(role: nil).isEmpty)
    }
}
