import JSON
import TestSupport
import Testing

/// Questions at random, each as each role: every value is the one that SQL reads under the role.
///
/// `RANDOM_QUERIES` is how many there are for each role.
@Suite("Random questions")
struct RandomQueryTests {
    private static let count = ChildProcess.environment("RANDOM_QUERIES").flatMap { Int($0) } ?? 60

    @Test(arguments: ReadingDesk.names)
    func `the graph shows a role what SQL shows it`(name: String) throws {
        let desk = try ReadingDesk.shared()
        let caller = try desk.caller(name)
        var questions: [(document: String, variables: JSONValue.Object)] = []
        var script = SQLScript()
        for seed in 0..<Self.count {
            var query = RandomQuery(desk, as: caller, seed: seed)
            let roots = desk.model.roots.filter { root in
                desk.model.types[root.type].map { query.knows($0) } ?? false
            }
            let root = query.pick(roots)
            guard case .list(_, let list) = root.binding else { continue }
            let piece = query.list(root, list, by: nil, of: nil, "", depth: 3)
            questions.append((query.document("list: " + piece.graph), query.variables))
            script.add("select \(piece.sql)", as: caller)
        }
        let answers = try script.run(desk.gateway)
        #expect(answers.count == questions.count)
        let conversation = try Conversation(desk.gateway, as: caller)
        for (seed, (question, expected)) in zip(questions, answers).enumerated() {
            let answer = conversation.ask(question.document, question.variables)
            let found = answer["data", "list"] ?? .null
            if agrees(found, expected), answer["errors"] == nil { continue }
            let variables = JSONWriter.text(of: .object(question.variables))
            Issue.record(
                """
                \(name), seed \(seed): \(question.document) \(variables)
                found    \(answer.body.prefix(2000))
                expected \(JSONWriter.text(of: expected).prefix(2000))
                """
            )
        }
    }
}

/// Questions of one caller, one behind the other on one connection.
struct Conversation {
    private let client: Client
    private let token: String

    init(_ gateway: GatewayProcess, as caller: ReadingDesk.Caller) throws {
        client = Client(port: gateway.port)
        token = try GatewayProcess.token(caller.role, subject: caller.subject)
    }

    func ask(_ document: String, _ variables: JSONValue.Object = [:]) -> Answer {
        client.send(GatewayProcess.request(document, token: token, variables: variables))
        return client.receiveAnswer()
    }
}

/// Whether two answers say the same, numbers by their value: as exactly as sums of floating-point numbers are in any order.
func agrees(_ one: JSONValue, _ other: JSONValue) -> Bool {
    switch (one, other) {
    case (.number(let one), .number(let other)):
        guard let one = Double(one), let other = Double(other) else { return false }
        return abs(one - other) <= 1e-12 * max(abs(one), abs(other), 1)
    case (.array(let one), .array(let other)):
        return one.count == other.count && zip(one, other).allSatisfy { agrees($0, $1) }
    case (.object(let one), .object(let other)):
        return one.count == other.count
            && zip(one.members, other.members).allSatisfy { $0.key == $1.key && agrees($0.value, $1.value) }
    case (_, _): return one == other
    }
}
