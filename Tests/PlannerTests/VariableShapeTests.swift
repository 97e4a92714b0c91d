import GraphQL
import JSON
import Planner
import Testing

/// Which requests share a program: those whose variables look the same where planning looked.
@Suite("Shapes of variables")
struct LookTests {
    /// Whether `query` is planned once for both sets of variables.
    private func sharesProgram(_ query: String, _ first: JSONObject, _ second: JSONObject) throws -> Bool {
        let plan = try Flagship.plan(query, as: "agent")
        let one = try Flagship.coerce(first, of: query, as: "agent")
        let other = try Flagship.coerce(second, of: query, as: "agent")
        let isNew = plan.executionPlan(for: one).isNew
        #expect(isNew && !plan.executionPlan(for: one).isNew)
        return !plan.executionPlan(for: other).isNew
    }

    private static let filter = "query ($w: TicketFilter) { tickets(first: 1, where: $w) { nodes { id } } }"
    private static let page =
        "query ($n: Int, $after: String) { tickets(first: $n, after: $after) { nodes { id } } }"
    private static let include =
        "query ($long: Boolean!) { tickets(first: 1) { nodes { id subject @include(if: $long) } } }"

    private func subject(_ operatorName: String, _ value: JSONValue) -> JSONObject {
        ["w": .object(["subject": .object([operatorName: value])])]
    }

    @Test func `values of operators share a program, other operators do not`() throws {
        let one = subject("eq", .string("a"))
        #expect(try sharesProgram(Self.filter, one, subject("eq", .string("b"))))
        #expect(try !sharesProgram(Self.filter, one, subject("ne", .string("a"))))
        #expect(try !sharesProgram(Self.filter, one, [:]))
    }

    @Test func `lists of any length share a program`() throws {
        let one = subject("in", .array([.string("a")]))
        #expect(
            try sharesProgram(
                Self.filter,
                one,
                subject("in", .array([.string("a"), .string("b"), .string("c")]))
            )
        )
    }

    @Test func `labels and null conditions belong to the shape`() throws {
        let open: JSONObject = ["w": .object(["status": .object(["eq": .string("OPEN")])])]
        let new: JSONObject = ["w": .object(["status": .object(["eq": .string("NEW")])])]
        #expect(try !sharesProgram(Self.filter, open, new))
        #expect(
            try !sharesProgram(
                Self.filter,
                subject("isNull", .boolean(true)),
                subject("isNull", .boolean(false))
            )
        )
    }

    @Test func `page sizes and cursors belong to the shape, a cursor's values do not`() throws {
        #expect(try !sharesProgram(Self.page, ["n": .number("1")], ["n": .number("2")]))
        let first = JSONValue.string("AAAAAAAAAAARAAAAAAAAAAAAAAAAAAAAAQ")
        let second = JSONValue.string("AAAAAAAAAAARAAAAAAAAAAAAAAAAAAAAAg")
        #expect(try sharesProgram(Self.page, ["after": first], ["after": second]))
        #expect(try !sharesProgram(Self.page, ["after": first], [:]))
    }

    @Test func `what is included belongs to the shape`() throws {
        #expect(try !sharesProgram(Self.include, ["long": .boolean(true)], ["long": .boolean(false)]))
    }

    @Test func `the type that an id names belongs to the shape, its key does not`() throws {
        let query = "query ($id: ID!) { node(id: $id) { id } }"
        func id(_ type: String, _ last: UInt8) -> JSONObject {
            ["id": .string(GlobalID(type: type, components: [[UInt8](repeating: last, count: 16)]).text)]
        }
        #expect(try sharesProgram(query, id("Ticket", 1), id("Ticket", 2)))
        #expect(try !sharesProgram(query, id("Ticket", 1), id("Client", 1)))
    }

    @Test func `a plan remembers a bounded number of programs`() throws {
        let plan = try Flagship.plan(Self.page, as: "agent")
        let limit = PreparationLimits().plansPerOperation
        for size in 1...(limit + 1) {
            let values = try Flagship.coerce(["n": .number(String(size))], of: Self.page, as: "agent")
            #expect(plan.executionPlan(for: values).isNew)
        }
        for (size, isNew) in [(limit + 1, false), (2, false), (1, true)] {
            let values = try Flagship.coerce(["n": .number(String(size))], of: Self.page, as: "agent")
            #expect(plan.executionPlan(for: values).isNew == isNew)
        }
    }
}
