import Planner
import Testing

/// What the steps of a plan say that they read.
@Suite("Reads of steps")
struct StepReadTests {
    private func explanation(_ query: String, as role: String = "agent") throws -> [String] {
        let text = try Flagship.executionPlan(query, as: role).explanation(of: Flagship.schema())
        return text.split(separator: "\n").map { $0.drop { $0 == " " } }.map(String.init)
    }

    @Test func `a step names its table, its key and its columns`() throws {
        let lines = try explanation("{ tickets { nodes { subject client { fullName } } } }")
        let key = lines.first { $0.hasPrefix("-- reads clients by (id): ") }
        #expect(key?.contains("full_name") == true, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("-- reads support_tickets: ") && $0.contains("subject") })
    }

    @Test func `filters and orders through relations are reads`() throws {
        let lines = try explanation(
            """
            { tickets(where: {messages: {some: {body: {eq: "x"}}}}, orderBy: [{client: {fullName: ASC}}]) { nodes { id } } }
            """
        )
        #expect(
            lines.contains { $0.hasPrefix("-- reads ticket_messages by (ticket_id): body, ") },
            "\(lines)"
        )
        #expect(lines.contains { $0.hasPrefix("-- reads clients by (id): full_name, id") }, "\(lines)")
    }

    @Test func `an expression reads all columns, and one of the time moves by itself`() throws {
        let lines = try explanation("{ tickets { nodes { ageSeconds } } }")
        let read = lines.first { $0.hasPrefix("-- reads support_tickets: ") }
        #expect(read?.contains("created_at, ") == true && read?.contains("subject") == true, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("-- depends on ") && $0.contains("the time") }, "\(lines)")
    }

    @Test func `a function with declared reads depends on them`() throws {
        let lines = try explanation("{ surveyByToken(token: \"x\") { kind } }", as: "anonymous")
        let line = lines.first { $0.hasPrefix("-- depends on ") }
        for table in ["clients", "support_feedback_surveys", "survey_links"] {
            #expect(line?.contains(table) == true, "\(lines)")
        }
        #expect(line?.contains("does not show") == false, "\(lines)")
    }
}
