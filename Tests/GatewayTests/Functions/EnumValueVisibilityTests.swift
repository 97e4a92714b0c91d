import JSON
import TestSupport
import Testing

/// Values of enums that some roles only know of: `@visibleTo`.
@Suite("Enum values by role")
struct EnumValueVisibilityTests {
    private static let shared = Result { try Workshop("enum_values") }

    let workshop: Workshop

    init() throws { workshop = try Self.shared.get() }

    private func ask(_ query: String, as role: String?, x: String? = nil) throws -> Answer {
        try workshop.gateway.ask(
            query,
            as: role,
            variables: x.map { ["x": .string($0)] } ?? [:]
        )
    }

    @Test func `introspection tells a role of the values that it knows`() throws {
        let query = "{ __type(name: \"ItemState\") { enumValues { name } } }"
        #expect(try ask(query, as: nil).body.contains("[{\"name\":\"NEW\"},{\"name\":\"IN_USE\"}]"))
        #expect(try ask(query, as: "foreman").body.contains("[{\"name\":\"IN_USE\"}]"))
    }

    @Test func `for other roles the value is as one that does not exist`() throws {
        #expect(try ask("{ pickState(x: NEW) }", as: nil)["data", "pickState"]?.text == "state")
        let hidden = try ask("{ pickState(x: NEW) }", as: "foreman")
        let unknown = try ask("{ pickState(x: OLD) }", as: "foreman")
        #expect(hidden["errors"] != nil)
        #expect(hidden.body.replacing("NEW", with: "OLD") == unknown.body)

        let query = "query($x: ItemState!) { pickState(x: $x) }"
        #expect(try ask(query, as: nil, x: "NEW")["data", "pickState"]?.text == "state")
        let variable = try ask(query, as: "foreman", x: "NEW")
        #expect(variable["errors", "0", "extensions", "code"]?.text == "BAD_USER_INPUT", "\(variable.body)")
        #expect(try ask(query, as: "foreman", x: "IN_USE")["data", "pickState"]?.text == "state")
    }

    /// Some SDL in place of other, and the finding.
    @Test(
        arguments: [
            (
                "roles: [\"smith\"]", "roles: [\"smit\"]",
                "error: ItemState.NEW is visible to \"smit\", which is no role. Did you mean \"smith\"?"
            ),
            (
                "pickState(x: ItemState!)", "pickState(x: ItemState! = NEW)",
                "error: Query.pickState(x:) has the default NEW, which not every role knows that may use it."
            ),
        ]
    )
    func `check finds what does not fit`(before: String, after: String, finding: String) throws {
        let output = try workshop.check(replacing: before, with: after, database: "workshop_enum_values")
        #expect(output.contains(finding), "\(output)")
    }
}
