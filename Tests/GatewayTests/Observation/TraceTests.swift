import JSON
import TestSupport
import Testing

@Suite("The extension \"trace\"")
struct TraceTests {
    private func ask(as role: String, extensions: JSONValue.Object) throws -> Answer {
        let query = "{ tickets(first: 3) { nodes { client { tier } messages(first: 2) { nodes { id } } } } }"
        let body = JSONWriter.text(
            of: .object(["query": .string(query), "extensions": .object(extensions)])
        )
        let client = Client(port: try GatewayProcess.shared().port)
        client.send(GatewayProcess.post(body, token: try GatewayProcess.token(role)))
        return client.receiveAnswer()
    }

    @Test func `each step of a trace has its field, statement, rows and number of requests`() throws {
        let answer = try ask(as: "admin", extensions: ["trace": .boolean(true)])
        let steps = answer["extensions", "trace"]?.items ?? []
        #expect(steps.first?[["coordinate"]]?.text == "Query.tickets")
        #expect(steps.first?[["parent"]] == .null)
        #expect(steps.first?[["rows"]]?.text == "3" || steps.first?[["rows"]]?.text == "4")
        #expect(
            Set(steps.dropFirst().compactMap { $0[["coordinate"]]?.text }) == [
                "Ticket.client", "Ticket.messages",
            ]
        )
        for step in steps {
            #expect(step[["statement"]]?.text?.hasPrefix("SELECT ") == true)
            #expect(step[["requests"]]?.text.flatMap { Int($0) } ?? 0 >= 1)
            #expect(step[["runMicroseconds"]]?.text.flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func `cost and trace stand beside each other`() throws {
        let answer = try ask(as: "admin", extensions: ["trace": .boolean(true), "cost": .boolean(true)])
        #expect(answer["extensions", "cost", "rows"] != nil)
        #expect(answer["extensions", "trace"]?.items.count == 3)
    }

    @Test func `a role without tracing gets no trace`() throws {
        #expect(try ask(as: "agent", extensions: ["trace": .boolean(true)])["extensions"] == nil)
    }
}
