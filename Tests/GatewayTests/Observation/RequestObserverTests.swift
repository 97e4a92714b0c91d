import Glibc
import JSON
import Testing

@Suite("Log lines and ids of requests")
struct RequestObserverTests {
    private static let serving = Result {
        try GatewayProcess.shared().beside([
            "--log-requests", "100", "--log-format", "json", "--server-timing", "--limit-batch", "2",
        ])
    }
    private static let query = #"{"query":"query Two { tickets(first: 2) { nodes { id } } }"}"#

    private let gateway: GatewayProcess

    init() throws { gateway = try Self.serving.get() }

    /// The log lines of the request with this id, `count` of them; they follow the answer.
    private func lines(_ id: String, count: Int = 1) throws -> [JSONValue] {
        for _ in 0..<100 {
            let lines = gateway.log.split(separator: "\n").filter { $0.contains("\"\(id)\"") }
            if lines.count >= count { return try lines.map { try JSONReader.read(Array($0.utf8)) } }
            usleep(20_000)
        }
        return []
    }

    @Test func `the id of a request comes back, or one is made`() throws {
        let shared = try GatewayProcess.shared()
        let given = try shared.post(Self.query, headers: "x-request-id: my.id/1\r\n")
        #expect(given.header("x-request-id") == "my.id/1")
        let made = try shared.post(Self.query).header("x-request-id") ?? ""
        let other = try shared.post("{}").header("x-request-id") ?? ""
        #expect(made.count == 15 && other.count == 15 && made != other)
        for strange in ["a b", "<script>", String(repeating: "x", count: 200)] {
            let answer = try shared.post(Self.query, headers: "x-request-id: \(strange)\r\n")
            #expect(answer.header("x-request-id")?.count == 15)
        }
        let two = try shared.post(Self.query, headers: "x-request-id: one\r\nx-request-id: two\r\n")
        #expect(two.header("x-request-id")?.count == 15)
        #expect(two.header("server-timing") == nil)
    }

    @Test func `a log line has id, trace, role, operation, status and times`() throws {
        let headers =
            "x-request-id: told\r\ntraceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\n"
        let answer = try gateway.post(Self.query, headers: headers)
        #expect(answer.header("x-request-id") == "told")
        let timing = (answer.header("server-timing") ?? "").split(separator: ", ")
        #expect(timing.map { $0.prefix { $0 != ";" } } == ["total", "plan", "wait", "db", "write"])
        let line = try lines("told").first
        for (name, value) in [
            ("level", "info"), ("message", "request"), ("status", "200"), ("role", "agent"),
            ("operation", "Two"),
            ("trace_id", "0af7651916cd43dd8448eb211c80319c"), ("parent_id", "b7ad6b7169203331"),
        ] {
            #expect(line?[[name]]?.text == value, "\(name)")
        }
        let times = ["total_ms", "plan_ms", "db_ms", "write_ms"].compactMap {
            line?[[$0]]?.text.flatMap { Double($0) }
        }
        #expect(times.count == 4 && times.allSatisfy { $0 >= 0 })
        #expect(times.count == 4 && times[2] > 0)
    }

    @Test func `a refused request is logged with its code, each request of a batch by itself`() throws {
        _ = try gateway.post(#"{"query":"{ nothing }"}"#, headers: "x-request-id: refused\r\n")
        let refused = try lines("refused").first
        #expect(refused?[["status"]]?.text == "422")
        #expect(refused?[["error"]]?.text == "GRAPHQL_VALIDATION_FAILED")
        let failing = #"{"query":"{ a: ticket(id: \"x\") { id } }"}"#
        _ = try gateway.post(failing, headers: "x-request-id: failed\r\n")
        #expect(try lines("failed").first?[["error"]]?.text == "BAD_USER_INPUT")
        #expect(try lines("failed").first?[["coordinate"]]?.text == "Query.ticket")
        let batch = try gateway.post("[\(Self.query),7]", headers: "x-request-id: batch\r\n")
        #expect(batch.header("x-request-id") == "batch")
        #expect(try lines("batch", count: 2).count == 2)
    }

    @Test func `requests are not logged by default`() throws {
        let shared = try GatewayProcess.shared()
        _ = try shared.post(Self.query, headers: "x-request-id: silent\r\n")
        #expect(!shared.log.contains("silent"))
    }
}
