import Testing

@testable import Execution

@Suite("Identities")
struct PrincipalTests {
    @Test func `two identities have the same key exactly if they are equal`() {
        let claims: [[String?]] = [
            [], [nil], [""], ["a"], [nil, "a"], ["a", nil], ["a", "b"], ["ab"], ["ab", nil], ["", "ab"],
            ["a\u{2}\0\0\0b"],
        ]
        let identities = (0...1).flatMap { role in claims.map { Identity(role: role, claims: $0) } }
        for left in identities {
            for right in identities { #expect((left == right) == (left.key == right.key)) }
        }
    }
}
